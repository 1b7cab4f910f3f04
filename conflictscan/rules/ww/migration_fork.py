"""Both sides added a migration behind the same one.

## What it does

Reports two migrations, one of each side, that name the same parent (Alembic's `down_revision`, Django's
`dependencies` on the own app) or are both the first of a new chain, where nothing in the merge joins them.

## Why it matters

They are two new files, which git always merges. The tool that runs them then stops: Alembic has "multiple
heads", Django has "conflicting migrations; multiple leaf nodes". No test that runs on one side can see it.

## Example

{fixture: alembic-same-parent}

## Fix

Hang one of the two behind the other, or add a migration that joins both.

## Known limits

- Alembic: one folder is one chain; several version locations of one environment are not put together.
- A parent that is not written as a literal is not read.

## Source

Alembic documentation, "Working with Branches"; Django documentation, "Migrations: Version control".
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule
from conflictscan.rules.engines.migration_edits import last_of, rehung
from conflictscan.rules.engines.migrations import added, after, forked_before
from conflictscan.rules.framework.drafts import Draft, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.rules.engines.migrations import Migration
    from conflictscan.rules.framework.world import World

RULE = Rule(
    code="WW202",
    name="migration-fork",
    summary="Both sides added a migration behind the same one, and the merge has two heads.",
    severity=Severity.ERROR,
    confidence=0.98,
)

_REMEDY = {
    "alembic": "`alembic merge` the two heads, or set `down_revision` of one to the other",
    "django": "run `makemigrations --merge`, or let one depend on the other",
}


def pairs(world: World, cause: Side, effect: Side) -> Iterator[Draft]:
    """Each fork, told once: the cause is the migration whose name sorts first."""
    mine = list(added(world, cause))
    theirs = list(added(world, effect)) if mine else []
    shared = {(m.scope, m.name) for m in mine} & {(m.scope, m.name) for m in theirs}
    followed: dict[tuple[str, str], list[Migration]] = defaultdict(list)
    for migration in theirs:
        for parent in migration.parents or ("",):
            followed[migration.scope, parent].append(migration)
    for one in mine:
        for parent in one.parents or ("",):
            for two in followed[one.scope, parent]:
                if not shared.isdisjoint(((one.scope, one.name), (two.scope, two.name))) or not _fork(
                    one, two
                ):
                    continue
                joined = not after(one, mine + theirs).isdisjoint(after(two, mine + theirs))
                if not joined and not forked_before(world.base, one.scope, parent):
                    fix = rehung(world, two, last_of(one, mine), effect)
                    draft = _draft(one, two, parent, cause, effect)
                    yield msgspec.structs.replace(draft, edits=fix.edits, moves=fix.moves)


def _fork(one: Migration, two: Migration) -> bool:
    return one.name < two.name and one.tool == two.tool and not (one.branch or two.branch)


def _draft(one: Migration, two: Migration, parent: str, cause: Side, effect: Side) -> Draft:
    where = f"behind `{parent}`" if parent else "as the first of its chain"
    return Draft(
        subject=f"{one.scope}:{parent}" if parent else one.scope,
        message=(
            f"{cause} added the migration `{one.name}` {where} and {effect} added `{two.name}` at the same place: "
            f"the merge has two heads"
        ),
        consequence=Consequence.FAILS_AT_RUN_TIME,
        cause=Place(side=cause, path=one.path, span=one.span),
        effect=Place(side=effect, path=two.path, span=two.span),
        fix=_REMEDY[one.tool],
        key=(one.name, two.name),
    )
