"""One side took away a name that the other side begins to ask for by a string.

## What it does

Reports an environment variable that one side took out of the project's `.env` files, a Django setting that it took
out of the settings modules, or a text that it took out of the files of translations, where the other side adds code
that asks for it by the old name. The side that took it away must have no use of the name left.

## Why it matters

The name is a string to every compiler. Where it was renamed, the new code reads a variable that nobody sets any
more: it stops at start-up, or worse, goes on with an empty value or with the key in place of a text.

## Example

{fixture: variable-renamed}

## Fix

Ask for the name as it is now, or keep the old one.

## Known limits

- Names that are put together (`"APP_" + name`) are not followed.
- Only what the merge base defined in its own files is looked at: a variable that is only set where the program
  runs is nobody's.

## Source

The Twelve-Factor App, III Config; Django documentation, Settings; i18next, Accessing keys.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import CODE, DATA, Rule
from conflictscan.rules.framework.drafts import Draft, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.rules.engines.string_contracts import Asked, Gone
    from conflictscan.rules.framework.world import World

RULE = Rule(
    code="RW601",
    name="contract-key-gone",
    summary="One side took away a name that the other side begins to ask for by a string.",
    severity=Severity.ERROR,
    confidence=0.85,
    languages=CODE + DATA,
)

_LENIENT: Final = 0.82
DEFINING: Final = re.compile(
    r"(?:^|/)(?:\.env(?:\.[\w.-]+)?|settings(?:/\w+)?\.py)$|(?:^|/)(?:locales?|i18n|translations?|langs?|languages)/"
)


def pairs(world: World, cause: Side, effect: Side) -> Iterator[Draft]:
    """Each name that the cause side took away and the effect side begins to ask for."""
    if not any(DEFINING.search(path) for path in world.changes[cause].by_old):
        return
    from conflictscan.rules.engines.string_contracts import (  # noqa: PLC0415 - few scans touch such files
        asked,
        defined_anywhere,
        gone,
        named_still,
    )

    for each in gone(world, cause):
        uses = asked(world, effect, each)
        if not uses or defined_anywhere(world.merged, each.space, each.name):
            continue
        if not named_still(world.tree(cause), each.name):
            yield _draft(each, uses, cause)


def _draft(each: Gone, uses: list[Asked], cause: Side) -> Draft:
    first = min(uses, key=lambda use: (not use.required, use.path, use.span))
    did = f"renamed the {each.space.about} `{each.name}` to `{each.renamed}`" if each.renamed else ""
    return Draft(
        subject=each.name,
        message=(
            f"{cause} {did or f'removed the {each.space.about} `{each.name}`'} "
            f"({each.path}:{each.span.start_line + 1}); {cause.other} begins to ask for `{each.name}` "
            f"({first.path}:{first.span.start_line + 1}); nothing in the merge defines it"
        ),
        consequence=Consequence.FAILS_AT_RUN_TIME if first.required else Consequence.SILENTLY_WRONG,
        cause=Place(
            side=cause,
            path=each.path,
            span=each.span,
            in_base=True,
            label=f"`{each.name}` {'renamed' if each.renamed else 'removed'}",
        ),
        effect=Place(side=cause.other, path=first.path, span=first.span),
        related=tuple(
            Place(side=cause.other, path=use.path, span=use.span) for use in uses if use is not first
        ),
        fix=f"ask for `{each.renamed}`" if each.renamed else f"keep `{each.name}`, or do without it",
        factors=() if first.required else (_LENIENT,),
    )
