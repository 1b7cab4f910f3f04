"""Each side began to use another library for the same purpose.

## What it does

Reports two packages that meet one concern (HTTP clients, validation, logging, dates, test runners …), one added
by each side to the manifests of one project, where the merge base had none for that concern. The sides must use
what they add in code that is shipped; for tools of developers the manifest is enough.

## Why it matters

Nothing breaks. But from now on there are two ways: two configurations, two sets of mocks, two bundles to load and
to update, and every later change has to choose. Neither side decided that, as neither saw the other.

## Example

{fixture: two-http-clients}

## Fix

Agree on one, and move the few uses of the other now. Where both are wanted, switch the concern `off` in
`[tool.conflictscan.concerns]`, which also takes libraries of your own.

## Known limits

- What competes is a table (`conflictscan/formats/concerns.toml`), of Python, npm, Go, Rust, Maven and Gradle, .NET,
  Ruby and PHP packages; a package that it does not list competes with nothing.
- Of Java, .NET, Ruby and PHP packages, whether they are used is not looked at: that they are asked for is enough.
- A new library beside one that the merge base had is the decision of one side, and not reported.

## Source

The usual shape of drift between branches, in the words of an essay on agents as a distributed system: each side
was right when it decided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule
from conflictscan.rules.engines.projects import MANIFEST
from conflictscan.rules.framework.drafts import Draft, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.rules.engines.libraries import Adopted
    from conflictscan.rules.framework.world import World

RULE = Rule(
    code="CD101",
    name="competing-library",
    summary="Each side began to use another library for the same purpose.",
    severity=Severity.WARNING,
    confidence=0.75,
    languages=("toml", "json", "requirements", "ini", "go.mod", "xml", "gradle", "gemfile"),
    elsewhere="it reads what manifests ask for, of whatever language",
)

_UNUSED = 0.85


def pairs(world: World, cause: Side, effect: Side) -> Iterator[Draft]:
    """Each pair once: the cause is the package that comes first by name."""
    if not all(any(MANIFEST.search(path) for path in world.changes[side].by_new) for side in (cause, effect)):
        return
    from conflictscan.rules.engines.libraries import adopted, asked_for, stood_in_base  # noqa: PLC0415 - seldom used

    mine = adopted(world, cause)
    theirs = adopted(world, effect) if mine else []
    for one in mine:
        for two in theirs:
            if not _compete(one, two) or one.name > two.name:
                continue
            both = (one.library.concern, two.library) in asked_for(world, cause)
            both = both or (two.library.concern, one.library) in asked_for(world, effect)
            if not both and not stood_in_base(world, one):
                yield _draft(world, one, two, cause)


def _compete(one: Adopted, two: Adopted) -> bool:
    mine, theirs = one.library, two.library
    same = (mine.concern, mine.ecosystem, one.root) == (theirs.concern, theirs.ecosystem, two.root)
    return same and mine != theirs


def _draft(world: World, one: Adopted, two: Adopted, cause: Side) -> Draft:
    from conflictscan.formats.concerns import concerns  # noqa: PLC0415 - seldom used

    about = concerns(world.concerns)[one.library.concern].about or one.library.concern
    where = f"{one.root}/" if one.root else "this project"
    used = one.uses and two.uses
    related = [
        Place(side=side, path=path, span=span, label=f"uses `{each.name}`")
        for side, each in ((cause, one), (cause.other, two))
        for path, span in each.uses
    ]
    return Draft(
        subject=f"{one.root}:{one.library.concern}".lstrip(":"),
        message=(
            f"{cause} added `{one.name}` ({one.manifest}:{one.requirement.span.start_line + 1}) and {cause.other} "
            f"added `{two.name}` ({two.manifest}:{two.requirement.span.start_line + 1}) for the same purpose "
            f"({about}); {where} had no library for it"
        ),
        consequence=Consequence.SILENTLY_WRONG,
        cause=Place(side=cause, path=one.manifest, span=one.requirement.span),
        effect=Place(side=cause.other, path=two.manifest, span=two.requirement.span),
        related=tuple(related),
        fix=f"agree on `{one.name}` or `{two.name}`, and move the few uses of the other",
        factors=() if used else (_UNUSED,),
        key=(one.name, two.name),
    )
