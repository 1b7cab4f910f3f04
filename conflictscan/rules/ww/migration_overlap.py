"""Migrations of both sides make the same table, column or index, or one takes away what the other needs.

## What it does

Compares what new SQL migrations of both sides do in one folder, in the order in which their tool runs them, and
reports where the later one

- makes a table, column, index, type, constraint or value of an enumeration that the earlier one has made;
- drops, renames, alters, indexes or refers to a table or column that the earlier one has dropped or renamed.

With `IF NOT EXISTS`, the second statement does nothing: a warning, where both define something different.

## Why it matters

Two new files never conflict in git. The database stops at the second statement, on the machine that runs both
migrations first: often the one in production. What `IF NOT EXISTS` hides is found later: the code of one side
works with columns that were never made.

## Example

{fixture: same-column}

## Fix

Take the statement out of the migration that is merged later, or write there what is to become of the other.

## Known limits

- Migrations are SQL files with a number or time in their name. Tables of other files of a folder are not compared.
- What stands in functions and `DO` blocks is not seen.
- A drop that comes after a use is no finding: the use has run by then.

## Source

PostgreSQL documentation, "ALTER TABLE", "CREATE TABLE"; the errors 42P07, 42701, 42710, 42703 and 42P01.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule
from conflictscan.rules.engines.schema_files import schema_files
from conflictscan.rules.framework.drafts import Draft, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.rules.engines.schema_overlap import Overlap
    from conflictscan.rules.framework.world import World

RULE = Rule(
    code="WW203",
    name="migration-overlap",
    summary="Migrations of both sides make the same thing, or one takes away what the other needs.",
    severity=Severity.ERROR,
    confidence=0.9,
    languages=("sql",),
    elsewhere="it reads migrations that are written in SQL",
)

_SILENT = 0.75


def pairs(world: World, cause: Side, effect: Side) -> Iterator[Draft]:
    """Each step of the effect side that runs after one of the cause side which it does not go with."""
    if not all(any(schema_files(world, side)) for side in (cause, effect)):
        return
    from conflictscan.rules.engines.schema_overlap import overlaps  # noqa: PLC0415 - where tables changed alone
    from conflictscan.rules.engines.schemas import schemas  # noqa: PLC0415 - the same

    seen: set[tuple[str, str]] = set()
    for each in overlaps(schemas(world), world, cause, effect):
        if (each.kind, each.name) not in seen:
            seen.add((each.kind, each.name))
            yield _draft(world, each, cause, effect)


def _draft(world: World, each: Overlap, cause: Side, effect: Side) -> Draft:
    what = f"the {each.kind} `{each.name}`"
    if each.ends:
        story = f"{cause} takes {what} away; a later migration of {effect} needs it"
    elif each.silent:
        story = f"{cause} makes {what}, and so does {effect}, otherwise and only where it is missing: it does nothing"
    else:
        story = f"{cause} makes {what}, and so does a later migration of {effect}: the database stops there"
    return Draft(
        subject=each.name,
        message=story,
        consequence=Consequence.SILENTLY_WRONG if each.silent else Consequence.FAILS_AT_RUN_TIME,
        cause=_place(world, cause, each.first.path, each),
        effect=_place(world, effect, each.second.path, each),
        fix=f"let one migration alone decide about {what}",
        key=(each.kind,),
        factors=(_SILENT,) if each.silent else (),
        ceiling=Severity.WARNING if each.silent else Severity.ERROR,
    )


def _place(world: World, side: Side, path: str, each: Overlap) -> Place:
    step = each.first if path == each.first.path else each.second
    return Place(side=side, path=world.side_path(side, path) or path, span=step.operation.span)
