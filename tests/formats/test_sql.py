"""What is read of SQL scripts: which statements run on the way up, what they define, and where that stands."""

from __future__ import annotations

import pytest

from conflictscan.facts.schema import Column, Family, Operation, SchemaFacts, Verb
from conflictscan.formats.sql import extract
from conflictscan.formats.sql.dialects import dialect_of
from conflictscan.formats.sql.statements import statements


def texts(source: str) -> list[str]:
    data = source.encode()
    return [data[each.start : each.end].decode() for each in statements(data)]


def only(source: str) -> Operation:
    facts = extract(source.encode())
    assert len(facts.operations) == 1, facts
    return facts.operations[0]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("SELECT 1; SELECT 2", ["SELECT 1", "SELECT 2"]),
        ("-- a; b\nSELECT ';'; /* ; */ SELECT \";\";", ["SELECT ';'", 'SELECT ";"']),
        ("SELECT 'it''s; one';", ["SELECT 'it''s; one'"]),
        ("DO $x$ BEGIN; END $x$; SELECT 1;", ["DO $x$ BEGIN; END $x$", "SELECT 1"]),
        ("CREATE TRIGGER t BEGIN UPDATE a SET b = 1; DELETE FROM c; END; SELECT 1;", ["SELECT 1"]),
        ("CREATE TABLE a (b INT)\nGO\nSELECT 1\nGO\n", ["CREATE TABLE a (b INT)", "SELECT 1"]),
        ("-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 2;\n", ["SELECT 1"]),
        ("-- migrate:down\nSELECT 2;\n-- migrate:up\nSELECT 1;\n", ["SELECT 1"]),
        ("-- +migrate Up\nSELECT 1;\n-- +migrate Down\nSELECT 2", ["SELECT 1"]),
        ("SELECT 1;\n-- //@UNDO\nSELECT 2;", ["SELECT 1"]),
        ("SELECT 'never closed; SELECT 2", ["SELECT 'never closed; SELECT 2"]),
        ("", []),
        (";;\n;", []),
    ],
)
def test_a_script_falls_into_the_statements_of_the_way_up(source: str, expected: list[str]) -> None:
    assert texts(source) == expected


@pytest.mark.parametrize(
    ("source", "dialect"),
    [
        ("CREATE TABLE `a` (b INT) ENGINE=InnoDB", "mysql"),
        ("CREATE TABLE a (b INTEGER PRIMARY KEY AUTOINCREMENT)", "sqlite"),
        ("CREATE TABLE [dbo].[a] (b INT)", "tsql"),
        ("CREATE TABLE a (b VARCHAR2(20))", "oracle"),
        ("CREATE TABLE a (b JSONB)", "postgres"),
        ("CREATE TABLE a (b INT)", ""),
    ],
)
def test_the_dialect_is_known_by_what_only_it_has(source: str, dialect: str) -> None:
    assert dialect_of(source.encode()) == dialect


def test_a_table_has_columns_keys_and_references() -> None:
    found = only(
        "CREATE TABLE IF NOT EXISTS public.orders (id BIGSERIAL PRIMARY KEY, code VARCHAR(20) NOT NULL UNIQUE"
        " DEFAULT 'x', user_id UUID REFERENCES auth.users (id), UNIQUE (code, user_id));"
    )
    assert (found.verb, found.table, found.tolerant) == (Verb.CREATE_TABLE, "orders", True)
    assert (found.primary, found.unique) == (("id",), (("code", "user_id"),))
    assert [(r.columns, r.table, r.targets) for r in found.references] == [
        (("user_id",), "auth.users", ("id",))
    ]
    key, code, user = found.columns
    assert (key.family, key.nullable, key.generated) == (Family.NUMBER, False, True)
    assert (code.length, code.nullable, code.unique, code.default) == (20, False, True, "'x'")
    assert (user.family, user.nullable) == (Family.UUID, None)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("DROP TABLE IF EXISTS Users", (Verb.DROP_TABLE, "users", "", "")),
        ("ALTER TABLE users RENAME TO people", (Verb.RENAME_TABLE, "users", "", "people")),
        ("EXEC sp_rename 'dbo.users', 'people'", (Verb.RENAME_TABLE, "users", "", "people")),
        ("ALTER TABLE users RENAME COLUMN a TO b", (Verb.RENAME_COLUMN, "users", "a", "b")),
        ("EXEC sp_rename 'dbo.users.a', 'b', 'COLUMN'", (Verb.RENAME_COLUMN, "users", "a", "b")),
        ("ALTER TABLE users ADD COLUMN a INT", (Verb.ADD_COLUMN, "users", "a", "")),
        ("ALTER TABLE users DROP COLUMN a", (Verb.DROP_COLUMN, "users", "a", "")),
        ("ALTER TABLE users ALTER COLUMN a TYPE TEXT", (Verb.ALTER_COLUMN, "users", "a", "")),
        ("ALTER TABLE `users` MODIFY a BIGINT", (Verb.ALTER_COLUMN, "users", "a", "")),
        ("ALTER TABLE users DROP CONSTRAINT c", (Verb.DROP_CONSTRAINT, "users", "c", "")),
        ("CREATE INDEX i ON users (a)", (Verb.CREATE_INDEX, "users", "i", "")),
        ("DROP INDEX i", (Verb.DROP_INDEX, "", "i", "")),
        ("CREATE TYPE mood AS ENUM ('ok', 'sad')", (Verb.CREATE_TYPE, "mood", "", "")),
        ("ALTER TYPE mood ADD VALUE 'glad'", (Verb.ADD_VALUE, "mood", "glad", "")),
    ],
)
def test_a_statement_is_one_operation(source: str, expected: tuple[Verb, str, str, str]) -> None:
    found = only(source)
    assert (found.verb, found.table, found.name, found.new_name) == expected


def test_a_change_says_only_what_it_changes() -> None:
    found = only("ALTER TABLE users ALTER COLUMN a DROP NOT NULL")
    (column,) = found.columns
    assert column == Column(name="a", span=column.span, nullable=True)


def test_a_renaming_change_of_mysql_is_two_operations() -> None:
    facts = extract(b"ALTER TABLE `users` CHANGE a b BIGINT NOT NULL")
    assert [each.verb for each in facts.operations] == [Verb.RENAME_COLUMN, Verb.ALTER_COLUMN]
    assert facts.operations[1].columns[0].nullable is False


def test_places_count_bytes_and_lines() -> None:
    source = "-- größe\nCREATE TABLE maß (\n  länge INT,\n  breite INT\n);".encode()
    (found,) = extract(source).operations
    assert [source[c.span.start_byte : c.span.end_byte].decode() for c in found.columns] == [
        "länge",
        "breite",
    ]
    assert [(c.span.start_line, c.span.start_column) for c in found.columns] == [(2, 2), (3, 2)]


def test_a_statement_that_cannot_be_read_is_told_and_the_others_are_read() -> None:
    facts = extract(b"CREATE TABLE broken (a INT;\nCREATE TABLE whole (a INT);\n")
    assert [each.table for each in facts.operations] == ["whole"]
    assert [(each.span.start_line, each.text) for each in facts.unread] == [(0, "CREATE TABLE broken (a INT")]


@pytest.mark.parametrize(
    "source",
    [
        "CREATE TEMPORARY TABLE a (b INT)",
        "CREATE TABLE a AS SELECT 1",
        "INSERT INTO a VALUES (1)",
        "DO $$ BEGIN CREATE TABLE a (b INT); END $$",
        "-- CREATE TABLE a (b INT);",
    ],
)
def test_what_leaves_no_known_table_is_no_operation(source: str) -> None:
    assert extract(source.encode()) == SchemaFacts()


def test_rows_of_a_large_dump_are_not_parsed() -> None:
    rows = b"INSERT INTO a VALUES (1, 'x;y');\n" * 20_000
    facts = extract(b"CREATE TABLE a (b INT, c TEXT);\n" + rows)
    assert [each.table for each in facts.operations] == ["a"]
