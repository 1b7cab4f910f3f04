"""Each side began to build another mechanism for the same concern.

## What it does

Reports two mechanisms for one concern (signed tokens and server sessions, two ways to keep passwords, decimals and
whole cents …), one built by each side in one project, where the merge base had neither. Each side must show its
own by two or more different signs: it issues tokens *and* checks them, it keeps a table of sessions *and* sets the
cookie. Of authentication, the finding shows the routes that each of the two guards.

## Why it matters

The files are different ones, so git merges them, and each side's tests pass. The merge has half of its routes
behind a token and half behind a cookie: a client that can call the one cannot call the other, logging out of the
one is none of the other, and every check has to be made twice.

## Example

{fixture: tokens-and-sessions}

## Fix

Agree on one mechanism, and put the routes of the other behind it before both are in use. Where both are wanted
(tokens for an API, sessions for pages), switch the concern `off` in `[tool.conflictscan.concerns]`.

## Known limits

- Signs are texts in new lines (`conflictscan/formats/mechanisms.toml`); a team adds its own in the configuration.
- Routes are those that decorators of Python and calls on an app or router of JavaScript declare, by the path
  written there; a prefix that a mount adds is not shown.
- A mechanism that the merge base shows by as little as one sign is not new, and not reported.

## Source

An essay on agents as a distributed system: one "knows" that authentication is JWT, the other that it is sessions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import CODE, Rule
from conflictscan.rules.framework.drafts import Draft, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.rules.engines.mechanisms import Built
    from conflictscan.rules.engines.routes import Route
    from conflictscan.rules.framework.world import World

RULE = Rule(
    code="CD102",
    name="competing-mechanism",
    summary="Each side began to build another mechanism for the same concern.",
    severity=Severity.WARNING,
    confidence=0.75,
    languages=(*CODE, "sql"),
)

_NO_ROUTES = 0.85
_MOST_NAMED = 8


def pairs(world: World, cause: Side, effect: Side) -> Iterator[Draft]:
    """Each pair once: the cause is the mechanism that comes first by name."""
    small, large = sorted((cause, effect), key=lambda side: (len(world.changes[side].files), side))
    if not all(
        any(world.language_of(path) for path in world.changes[side].by_new) for side in (small, large)
    ):
        return
    from conflictscan.rules.engines.mechanisms import built, shows, strongest  # noqa: PLC0415 - seldom used

    rows = {small: built(world, small)}
    rows[large] = built(world, large) if rows[small] else []
    mine, theirs = strongest(rows[cause]), strongest(rows[effect])
    for key in sorted(mine.keys() & theirs.keys()):
        one, two = mine[key], theirs[key]
        if one.name >= two.name or _is_known(rows[cause], two) or _is_known(rows[effect], one):
            continue
        if not shows(world, world.base, one.root, one.concern, (one.name, two.name)):
            yield _draft(world, one, two, cause)


def _is_known(rows: list[Built], other: Built) -> bool:
    """Does a side build the other's mechanism as well? Then it wants both."""
    return any((row.concern, row.root, row.name) == (other.concern, other.root, other.name) for row in rows)


def _draft(world: World, one: Built, two: Built, cause: Side) -> Draft:
    from conflictscan.formats.concerns import mechanisms  # noqa: PLC0415 - seldom used
    from conflictscan.rules.engines.mechanisms import guarded  # noqa: PLC0415

    known = mechanisms(world.concerns)[one.concern]
    first, second = guarded(world, cause, one), guarded(world, cause.other, two)
    by = {each.name: known.mechanisms[each.name].about or each.name for each in (one, two)}
    return Draft(
        subject=f"{one.root}:{one.concern}".lstrip(":"),
        message=(
            f"both sides decided {known.about or one.concern}: {cause} by {_told(by[one.name], one, first)}; "
            f"{cause.other} by {_told(by[two.name], two, second)}"
        ),
        consequence=Consequence.SILENTLY_WRONG,
        cause=_shown(one, cause),
        effect=_shown(two, cause.other),
        related=(
            *_places(one, first, cause, by[one.name]),
            *_places(two, second, cause.other, by[two.name]),
        ),
        fix=f"agree on {by[one.name]} or {by[two.name]}",
        factors=() if first and second else (_NO_ROUTES,),
        key=(one.name, two.name),
    )


def _told(about: str, each: Built, routes: list[Route]) -> str:
    signs = {sign.kind: sign for sign in reversed(each.signs)}
    shown = ", ".join(
        f"{kind} {signs[kind].path}:{signs[kind].span.start_line + 1}" for kind in sorted(signs)
    )
    text = f"{about} ({shown})"
    if not routes:
        return text
    named = ", ".join(f"`{route}`" for route in routes[:_MOST_NAMED])
    more = len(routes) - _MOST_NAMED
    return f"{text}, before {named}" + (f" and {more} more" if more > 0 else "")


def _shown(each: Built, side: Side) -> Place:
    sign = each.signs[0]
    return Place(side=side, path=sign.path, span=sign.span, label=sign.kind)


def _places(each: Built, routes: list[Route], side: Side, about: str) -> Iterator[Place]:
    for route in routes:
        yield Place(side=side, path=route.file, span=route.span, label=f"{route} behind {about}")
    kinds = {each.signs[0].kind}
    for sign in each.signs[1:]:
        if sign.kind not in kinds:
            kinds.add(sign.kind)
            yield Place(side=side, path=sign.path, span=sign.span, label=sign.kind)
