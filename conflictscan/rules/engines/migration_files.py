"""Migration tools that tell their files apart by number or name, and what each does about two that are alike.

Tools that go by the whole name of a file or folder (Prisma, Knex, Sequelize, TypeORM, Drizzle, Diesel, sql-migrate)
are not here: two new files differ in it, or git has a textual conflict. Nor are dates that lie behind each
other: whether the earlier one comes too late depends on the database, not on the tree.
"""

from __future__ import annotations

import re
from typing import Final

from conflictscan.facts.findings import Consequence
from conflictscan.rules.engines.numbered_files import Convention

_NUMBER: Final = r"(?P<version>\d{1,20})"

TOOLS: Final = {
    "Flyway": Convention(
        form=re.compile(
            r"(?P<stem>V(?P<version>\d{1,20}(?:[._]\d{1,20}){0,9})__.+)\.(?:sql|java|kt|groovy|rs)"
        ),
        unique=("version",),
        says="Flyway and its kin stop where they find more than one migration with a version",
    ),
    "golang-migrate": Convention(
        form=re.compile(rf"(?P<stem>{_NUMBER}_.*)\.up\.(?!fizz)[\w.]+"),
        unique=("version",),
        says="golang-migrate stops at a `duplicate migration file`",
    ),
    "goose": Convention(
        form=re.compile(rf"{_NUMBER}_.+\.(?:sql|go)"),
        mark=re.compile(
            rb"^--\s*\+goose\s+Up|\bgoose\.AddMigration|\bgoose\.AddNamedMigration", re.MULTILINE
        ),
        unique=("version",),
        says="goose stops at a `duplicate version`",
    ),
    "dbmate": Convention(
        form=re.compile(rf"{_NUMBER}\D.*\.sql"),
        mark=re.compile(rb"^--\s*migrate:up", re.MULTILINE),
        unique=("version",),
        says="dbmate cannot note the second as applied",
    ),
    "Supabase": Convention(
        form=re.compile(rf"{_NUMBER}_.*\.sql"),
        folder=re.compile(r"(?:^|/)supabase/migrations$"),
        unique=("version",),
        says="supabase cannot note the second as applied",
    ),
    "Rails": Convention(
        form=re.compile(rf"{_NUMBER}_(?P<name>[_a-z0-9]+)(?:\.[_a-z0-9]*)?\.rb"),
        folder=re.compile(r"(?:^|[/_])migrate$"),
        mark=re.compile(rb"<\s*[\w:]*\bMigration\b"),
        unique=("version", "name"),
        says="Rails raises a DuplicateMigration error before it runs any",
    ),
    "Ecto": Convention(
        form=re.compile(rf"{_NUMBER}_(?P<name>.+)\.exs"),
        mark=re.compile(rb"^\s*use\s+Ecto\.Migration\b", re.MULTILINE),
        unique=("version", "name"),
        says="Ecto raises before it runs any",
    ),
    "Phinx": Convention(
        form=re.compile(r"(?P<version>\d{14})_(?P<name>[a-z0-9_]+)\.php"),
        mark=re.compile(rb"\bextends\s+(?:Abstract|Base)Migration\b"),
        unique=("version", "name"),
        says="Phinx stops at a duplicate migration",
    ),
    "Laravel": Convention(
        form=re.compile(r"\d{4}_\d\d_\d\d_\d{6}_.+\.php"),
        mark=re.compile(rb"^\s*(?:final\s+)?class\s+(?P<name>\w+)\s+extends\s+Migration\b", re.MULTILINE),
        unique=("name",),
        says="PHP cannot declare the class twice",
    ),
    "EF Core": Convention(
        form=re.compile(r"\d{14}_\w+\.cs"),
        mark=re.compile(rb"\bpartial\s+class\s+(?P<name>\w+)\s*:\s*Migration\b"),
        unique=("name",),
        says="the compiler finds each member of the class twice",
        consequence=Consequence.DOES_NOT_COMPILE,
    ),
}

UNKNOWN_TOOL: Final = Convention(
    form=re.compile(rf"{_NUMBER}[-_.].+\.sql"),
    folder=re.compile(
        r"(?:^|/)[^/]*(?:migrat|schema_?changes|db_?changes|evolutions)[^/]*(?:/|$)", re.IGNORECASE
    ),
    unless=re.compile(rb"^--\s*\+migrate\s+Up", re.MULTILINE),  # sql-migrate goes by the whole name
    unique=("version",),
    says="which of the two runs first is left to their names, and a tool that keeps the number runs one of them",
    siblings=3,
    next_only=True,
    consequence=Consequence.SILENTLY_WRONG,
)
"""Numbered `.sql` files that nothing more is known of."""
