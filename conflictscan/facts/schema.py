"""What one file states about database tables: operations, in the order in which they run.

A migration says what it does (`ALTER TABLE …`), a model or a dump what there is (`CREATE TABLE …`): both are
operations, and a state comes of replaying them. Names are in lower case, without quotes and without the schema
that a database takes by default. What is computed, or not understood, is unknown and never guessed.
"""

from __future__ import annotations

import enum

import msgspec

from conflictscan.facts.code import Span


class Family(enum.StrEnum):
    """Types that a database compares with each other; two families it does not."""

    NUMBER = "number"
    TEXT = "text"
    UUID = "uuid"
    BOOLEAN = "boolean"
    TIME = "time"
    BINARY = "binary"
    UNKNOWN = ""


class Reference(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A foreign key. No `targets`: the primary key of the table."""

    columns: tuple[str, ...]
    table: str
    targets: tuple[str, ...]
    span: Span
    name: str = ""


class Column(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """One column as declared. `type` as written; None where a statement leaves an attribute as it is."""

    name: str
    span: Span
    type: str = ""
    family: Family = Family.UNKNOWN
    length: int = 0  # of a text; 0 for none
    nullable: bool | None = None
    default: str | None = None
    generated: bool = False  # the database makes the value: serial, identity, auto increment
    primary: bool = False
    unique: bool = False
    values: tuple[str, ...] = ()  # of an enumeration written in place


class Verb(enum.StrEnum):
    """What an operation does."""

    CREATE_TABLE = "create_table"
    DROP_TABLE = "drop_table"
    RENAME_TABLE = "rename_table"
    ADD_COLUMN = "add_column"
    DROP_COLUMN = "drop_column"
    RENAME_COLUMN = "rename_column"
    ALTER_COLUMN = "alter_column"
    ADD_CONSTRAINT = "add_constraint"
    DROP_CONSTRAINT = "drop_constraint"
    CREATE_INDEX = "create_index"
    DROP_INDEX = "drop_index"
    CREATE_TYPE = "create_type"
    DROP_TYPE = "drop_type"
    ADD_VALUE = "add_value"


class Operation(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """One step.

    `name` is the column, constraint, index or value that it is about; `new_name` what it is called afterwards.
    A `tolerant` one does nothing where there is nothing to do (`IF NOT EXISTS`); a `conditional` one may not run.
    """

    verb: Verb
    span: Span
    table: str = ""
    name: str = ""
    new_name: str = ""
    columns: tuple[Column, ...] = ()
    primary: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    references: tuple[Reference, ...] = ()
    values: tuple[str, ...] = ()
    tolerant: bool = False
    conditional: bool = False


class Unread(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A statement that was not understood."""

    span: Span
    text: str  # its beginning


class SchemaFacts(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """All of one blob."""

    operations: tuple[Operation, ...] = ()
    unread: tuple[Unread, ...] = ()
