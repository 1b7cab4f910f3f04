"""Tables as they are after all operations of a chain, each part with the file it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import Span
from conflictscan.facts.schema import Column, Operation, Reference, Verb

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Held(msgspec.Struct, frozen=True):
    """A column with what was last said of it, and the file that gave it its type."""

    column: Column
    path: str


class Link(msgspec.Struct, frozen=True):
    """A foreign key and the file that declares it."""

    reference: Reference
    path: str


class Table(msgspec.Struct):
    """One table. A `doubtful` one was made twice, or in a way that is not known: nothing is said of it."""

    name: str
    path: str
    span: Span
    columns: dict[str, Held]
    links: list[Link]
    primary: tuple[str, ...]
    doubtful: bool = False


class State:
    """All tables of one chain. Nothing refuses an operation: what fits nowhere is passed over."""

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {}

    def run(self, path: str, operations: Iterable[Operation]) -> None:
        """Apply what one file does."""
        for each in operations:
            if each.verb is Verb.CREATE_TABLE:
                self._create(path, each)
                continue
            table = self.tables.get(each.table)
            if table is None:
                continue
            table.doubtful = table.doubtful or each.conditional
            self._change(table, path, each)

    def column(self, table: str, name: str) -> Held | None:
        """A column of a table about which there is no doubt."""
        found = self.tables.get(table)
        return None if found is None or found.doubtful else found.columns.get(name)

    def _create(self, path: str, each: Operation) -> None:
        before = self.tables.get(each.table)
        if before is not None:
            before.doubtful = before.doubtful or not each.tolerant
            return
        self.tables[each.table] = Table(
            each.table,
            path,
            each.span,
            {column.name: Held(column, path) for column in each.columns},
            [Link(reference, path) for reference in each.references],
            each.primary,
            each.conditional,
        )

    def _change(self, table: Table, path: str, each: Operation) -> None:
        match each.verb:
            case Verb.DROP_TABLE:
                del self.tables[each.table]
            case Verb.RENAME_TABLE:
                del self.tables[each.table]
                table.name = each.new_name
                self.tables[each.new_name] = table
            case Verb.ADD_CONSTRAINT:
                table.primary = each.primary or table.primary
                table.links.extend(Link(reference, path) for reference in each.references)
            case Verb.DROP_CONSTRAINT:
                table.links = [link for link in table.links if link.reference.name != each.name]
            case _:
                _change_columns(table, path, each)


def _change_columns(table: Table, path: str, each: Operation) -> None:
    columns = table.columns
    match each.verb:
        case Verb.ADD_COLUMN:
            for column in each.columns:
                if not (each.tolerant and column.name in columns):
                    columns[column.name] = Held(column, path)
            table.links.extend(Link(reference, path) for reference in each.references)
        case Verb.DROP_COLUMN:
            columns.pop(each.name, None)
            table.links = [link for link in table.links if each.name not in link.reference.columns]
        case Verb.RENAME_COLUMN:
            _rename(table, each)
        case Verb.ALTER_COLUMN:
            for column in each.columns:
                held = columns.get(column.name)
                if held is not None:
                    columns[column.name] = _altered(held, column, path)
        case _:
            pass


def _rename(table: Table, each: Operation) -> None:
    held = table.columns.pop(each.name, None)
    if held is not None:
        column = msgspec.structs.replace(held.column, name=each.new_name)
        table.columns[each.new_name] = Held(column, held.path)
    table.primary = tuple(each.new_name if name == each.name else name for name in table.primary)
    renamed: list[Link] = []
    for link in table.links:
        names = tuple(each.new_name if name == each.name else name for name in link.reference.columns)
        renamed.append(Link(msgspec.structs.replace(link.reference, columns=names), link.path))
    table.links = renamed


def _altered(held: Held, change: Column, path: str) -> Held:
    """What the statement says, over what was."""
    old = held.column
    retyped = bool(change.type)
    column = msgspec.structs.replace(
        old,
        nullable=old.nullable if change.nullable is None else change.nullable,
        default=old.default if change.default is None else change.default,
    )
    if not retyped:
        return Held(column, held.path)
    typed = msgspec.structs.replace(
        column, type=change.type, family=change.family, length=change.length, span=change.span
    )
    return Held(typed, path)


def references(state: State) -> Iterator[tuple[Table, Link]]:
    """All foreign keys of tables about which there is no doubt."""
    for table in state.tables.values():
        if not table.doubtful:
            for link in table.links:
                yield table, link
