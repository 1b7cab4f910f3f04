"""A foreign key of one side has another type than the key that the other side gave the table it refers to.

## What it does

Replays the SQL migrations of the merge, in the order in which their tool runs them, reads the models of
SQLAlchemy and SQLModel and the operations of Alembic that the sides changed, and reports a foreign key whose column
cannot be compared with the column it refers to: `INTEGER` and `UUID`, `TEXT` and `BIGINT`. One side must have
brought the foreign key, or its type, and the other the key, or its type. The table referred to may be missing on the
side that refers to it.

## Why it matters

Each side's tests know only the tables of that side. The database refuses the foreign key when the migrations
of both run; one that does not check it (SQLite) joins nothing.

## Example

{fixture: uuid-key-integer-reference}

## Fix

Give both columns one type, in the migration that is merged later.

## Known limits

- Families of types are compared (numbers, texts, UUIDs, times, binary strings, booleans). That MySQL refuses `INT` for
  `BIGINT` is not reported.
- Types that a database defines itself, domains and arrays are unknown, and fit everything.
- Of Alembic, only what the revisions of both sides write out is known, not what older ones made.
- A table that two files create is not judged here, nor a foreign key that a later migration takes away again.
- Tables made inside of functions and `DO` blocks are not seen.

## Source

PostgreSQL documentation, "Constraints: Foreign Keys"; MySQL manual, "FOREIGN KEY Constraints".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule
from conflictscan.rules.engines.schema_files import schema_files
from conflictscan.rules.framework.drafts import Draft, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.rules.engines.key_types import KeyPair
    from conflictscan.rules.engines.schema_state import Held
    from conflictscan.rules.engines.schemas import States
    from conflictscan.rules.framework.world import World

RULE = Rule(
    code="AC101",
    name="key-type-mismatch",
    summary="A foreign key has another type than the key that the other side gave the table it refers to.",
    severity=Severity.ERROR,
    confidence=0.9,
    languages=("sql", "python"),
    elsewhere="tables stand in migrations and models, which are read in SQL and Python",
)


def pairs(world: World, cause: Side, effect: Side) -> Iterator[Draft]:
    """Each foreign key of the effect side that does not fit a key of the cause side."""
    if not all(any(schema_files(world, side)) for side in (cause, effect)):
        return
    from conflictscan.rules.engines.key_types import misfits  # noqa: PLC0415 - where tables changed alone
    from conflictscan.rules.engines.schemas import schemas  # noqa: PLC0415 - the same

    known = schemas(world)
    found = sorted(misfits(known.states(world.merged)), key=lambda pair: pair.use)
    told: dict[tuple[str, ...], Draft] = {}
    for pair in found:
        states = (known.states(world.tree(cause)), known.states(world.tree(effect)))
        for draft in _emergent(pair, *states, cause):
            if known.declared_elsewhere(world.tree(effect), pair.chain, pair.target):
                continue
            first = told.get(pair.use)
            if first is not None:  # said by a model and by a migration: one mistake
                also = (*first.related, draft.cause, draft.effect)
                draft = msgspec.structs.replace(first, related=also)  # noqa: PLW2901 - the first goes on
            told[pair.use] = draft
    yield from told.values()


def _emergent(pair: KeyPair, causes: States, effects: States, cause: Side) -> Iterator[Draft]:
    """Told where the effect side alone states the use, and the cause side alone the key."""
    from conflictscan.rules.engines.key_types import stated  # noqa: PLC0415 - where tables changed alone

    mine = causes.column(pair.chain, pair.target, pair.key.column.name)
    own = effects.column(pair.chain, pair.target, pair.key.column.name)
    use = stated(effects, pair)
    if mine is None or use is None or stated(causes, pair) is not None:
        return
    family = pair.key.column.family
    if mine.column.family is not family or (
        own is not None and own.column.family is not use[0].column.family
    ):
        return
    before = causes.column(pair.chain, pair.table, pair.column.column.name)
    column, link = use
    referring = before is not None and before.column.family is column.column.family
    place = Place(
        side=cause.other,
        path=link.path if referring else column.path,
        span=link.reference.span if referring else column.column.span,
    )
    yield _draft(pair, mine, place, cause)


def _draft(pair: KeyPair, key: Held, place: Place, cause: Side) -> Draft:
    own, wanted = pair.column.column, key.column
    name, target = f"{pair.table}.{own.name}", f"{pair.target}.{wanted.name}"
    return Draft(
        subject=name,
        message=(
            f"{cause} gives `{target}` the type {wanted.type}; {cause.other} lets `{name}`, of type {own.type}, refer "
            f"to it: the database refuses the foreign key, or finds no two of them equal"
        ),
        consequence=Consequence.FAILS_AT_RUN_TIME,
        cause=Place(side=cause, path=key.path, span=wanted.span, label=f"`{target}` is {wanted.type}"),
        effect=place,
        fix=f"give `{name}` the type of `{target}`, {wanted.type}",
        key=(target,),
    )
