"""Both sides added a migration at the same place of one chain: behind one parent, or with one number or name.

## What it does

Reports two migrations, one of each side,

- that name the same parent (Alembic's `down_revision`, Django's `dependencies` on the own app) or are both the
  first of a new chain, where nothing in the merge joins them;
- that have one version in one folder, where the tool refuses that: Flyway and its kin, golang-migrate, goose,
  dbmate, Supabase, Rails, Ecto, Phinx;
- that have one name where that is refused: Rails, Ecto, Phinx, and the classes of Laravel and EF Core;
- that have one number in a folder of numbered `.sql` files of an unknown tool (a warning).

## Why it matters

They are two new files, which git always merges. The tool that runs them then stops: Alembic has "multiple
heads", Django has "conflicting migrations; multiple leaf nodes", golang-migrate a "duplicate migration file".
No test that runs on one side can see it.

## Example

{fixture: alembic-same-parent}

## Fix

Hang one of the two behind the other, or add a migration that joins both. Give the one that is merged later
the next number.

## Known limits

- Alembic: one folder is one chain; several version locations of one environment are not put together.
- A parent that is not written as a literal is not read.
- Numbers are compared within one folder, and only where the merge base has migrations of that form and no
  number twice. Several folders that one configuration puts together are not known.
- A date that lies before one that the other side has applied is no finding: a fresh database takes both.

## Source

Alembic documentation, "Working with Branches"; Django documentation, "Migrations: Version control"; the tools'
own checks: Flyway CompositeMigrationResolver, golang-migrate source.Migrations, goose sortAndConnectMigrations,
ActiveRecord MigrationContext, Ecto.Migrator, Phinx Manager.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule
from conflictscan.rules.engines.added_files import place_of_file
from conflictscan.rules.engines.migration_edits import counted_on, last_of, rehung
from conflictscan.rules.engines.migration_files import TOOLS, UNKNOWN_TOOL
from conflictscan.rules.engines.migrations import added, after, forked_before
from conflictscan.rules.engines.numbered_files import taken_twice
from conflictscan.rules.framework.drafts import Draft, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.rules.engines.migrations import Migration
    from conflictscan.rules.engines.numbered_files import Twice
    from conflictscan.rules.framework.world import World

RULE = Rule(
    code="WW202",
    name="migration-fork",
    summary="Both sides added a migration at one place: behind the same one, or with one number or name.",
    severity=Severity.ERROR,
    confidence=0.98,
    languages=("python", "sql", "go", "java", "ruby", "elixir", "php", "csharp"),
    elsewhere="the tools tell migrations apart by their whole names (Prisma, Knex, Sequelize, TypeORM, Diesel)",
)

_UNKNOWN = 0.7

_REMEDY = {
    "alembic": "`alembic merge` the two heads, or set `down_revision` of one to the other",
    "django": "run `makemigrations --merge`, or let one depend on the other",
}


def pairs(world: World, cause: Side, effect: Side) -> Iterator[Draft]:
    """Each fork and each number or name taken twice, told once: the cause is what sorts first."""
    yield from _forks(world, cause, effect)
    for places in _grouped(taken_twice(world, cause, effect, (*TOOLS.values(), UNKNOWN_TOOL))):
        yield _taken(world, places, cause, effect)


def _grouped(found: Iterator[Twice]) -> list[list[Twice]]:
    """One mistake each: two entries may meet in several folders (one a database), and under two conventions."""
    groups: dict[tuple[str, str], list[Twice]] = {}
    for twice in found:
        group = groups.setdefault((twice.one.stem, twice.two.stem), [])
        if not any(twice.one.path == known.one.path for known in group):
            group.append(twice)
    return list(groups.values())


def _forks(world: World, cause: Side, effect: Side) -> Iterator[Draft]:
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


def _taken(world: World, places: list[Twice], cause: Side, effect: Side) -> Draft:
    twice = places[0]
    one, two, consequence = twice.one, twice.two, twice.convention.consequence
    refused = consequence is not Consequence.SILENTLY_WRONG
    what = f"{twice.kind} {twice.value}" if twice.kind == "version" else f"{twice.kind} `{twice.value}`"
    remedy = f"{twice.kind} {twice.following}" if twice.following else f"another {twice.kind}"
    return Draft(
        subject=f"{twice.folder}:{twice.value}",
        message=(
            f"{cause} added the migration `{one.stem}` and {effect} added `{two.stem}`, both with the {what}: "
            f"{twice.convention.says}"
        ),
        consequence=consequence,
        cause=place_of_file(world, cause, one.path),
        effect=place_of_file(world, effect, two.path),
        related=tuple(
            place_of_file(world, side, each.path)
            for more in places[1:]
            for side, each in ((cause, more.one), (effect, more.two))
        ),
        fix=f"give the one that is merged later {remedy}",
        moves=counted_on(world, effect, places),
        key=(one.stem, two.stem, twice.kind),
        factors=() if refused else (_UNKNOWN,),
        ceiling=Severity.ERROR if refused else Severity.WARNING,
    )
