"""Names of migration files as their tools read them: which version, which name, and which files are none."""

from __future__ import annotations

import pytest

from conflictscan.rules.engines.migration_files import TOOLS, UNKNOWN_TOOL
from conflictscan.rules.engines.numbered_files import entry


def places(tool: str, path: str, text: str) -> dict[str, str] | None:
    found = entry(TOOLS.get(tool, UNKNOWN_TOOL), path, lambda _: text.encode())
    return dict(found.places) if found else None


RAILS = "class AddCity < ActiveRecord::Migration[7.1]\n"
ECTO = "defmodule Shop.Repo.Migrations.AddCity do\n  use Ecto.Migration\n"
PHINX = "<?php\nfinal class AddCity extends AbstractMigration\n{"
GOOSE = "-- +goose Up\nSELECT 1;\n"
DBMATE = "-- migrate:up\nSELECT 1;\n"


@pytest.mark.parametrize(
    ("tool", "path", "text", "expected"),
    [
        ("Flyway", "db/V12__add_city.sql", "", {"version": "12"}),
        ("Flyway", "db/V1_2_0__add_city.sql", "", {"version": "1.2"}),
        ("Flyway", "db/V1.2__AddCity.java", "", {"version": "1.2"}),
        ("Flyway", "db/V20240211.1015__add.sql", "", {"version": "20240211.1015"}),
        ("golang-migrate", "m/000046_add.up.sql", "", {"version": "46"}),
        ("golang-migrate", "m/1513895878_add.up.go", "", {"version": "1513895878"}),
        ("goose", "m/00007_add.sql", GOOSE, {"version": "7"}),
        ("goose", "m/00008_add.go", "func init() {\n\tgoose.AddMigrationContext(up, down)\n}\n", {"version": "8"}),
        ("dbmate", "db/20240211101500_add.sql", DBMATE, {"version": "20240211101500"}),
        ("Supabase", "supabase/migrations/20240211101500_add.sql", "", {"version": "20240211101500"}),
        ("Rails", "db/migrate/20240211101500_add_city.rb", RAILS, {"version": "20240211101500", "name": "add_city"}),
        ("Rails", "db/cache_migrate/1_add.tags.rb", RAILS, {"version": "1", "name": "add"}),
        ("Ecto", "priv/repo/migrations/20240211_add.exs", ECTO, {"version": "20240211", "name": "add"}),
        ("Phinx", "db/20240211101500_add.php", PHINX, {"version": "20240211101500", "name": "add"}),
        ("Laravel", "m/2024_02_11_101500_add_city.php", "class AddCity extends Migration\n", {"name": "AddCity"}),
        ("EF Core", "m/20240211101500_AddCity.cs", "partial class AddCity : Migration\n", {"name": "AddCity"}),
        ("", "db/migrations/0012-add.sql", "", {"version": "12"}),
    ],
)  # fmt: skip
def test_a_migration_takes_the_place_that_its_tool_reads_off_it(
    tool: str, path: str, text: str, expected: dict[str, str]
) -> None:
    assert places(tool, path, text) == expected


@pytest.mark.parametrize(
    ("tool", "path", "text"),
    [
        ("Flyway", "db/R__views.sql", ""),
        ("Flyway", "db/U12__add_city.sql", ""),
        ("Flyway", "db/V12__add_city.sql.conf", ""),
        ("golang-migrate", "m/000046_add.down.sql", ""),
        ("golang-migrate", "m/README.up.md", ""),
        ("goose", "m/00007_add.sql", DBMATE),
        ("dbmate", "db/schema.sql", DBMATE),
        ("Supabase", "supabase/seeds/1_users.sql", ""),
        ("Rails", "db/migrate/20240211101500_add_city.rb", "class AddCity\n"),
        ("Rails", "spec/20240211101500_add_city.rb", RAILS),
        ("Ecto", "test/1_add.exs", "defmodule AddCity do\n"),
        ("Laravel", "m/2024_02_11_101500_add.php", "return new class extends Migration\n"),
        ("EF Core", "m/20240211101500_AddCity.Designer.cs", "partial class AddCity\n"),
        ("", "db/queries/0012-add.sql", ""),
        ("", "db/migrations/12_add.sql", "-- +migrate Up\n"),
        ("", f"db/migrations/{'9' * 5000}_add.sql", ""),
    ],
)
def test_what_is_no_migration_of_the_tool(tool: str, path: str, text: str) -> None:
    assert places(tool, path, text) is None
