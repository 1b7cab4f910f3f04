"""One statement that defines something, as operations. Alone in knowing sqlglot, with `types`."""

from __future__ import annotations

import functools
import logging
import re
from typing import TYPE_CHECKING, Final, Protocol

import msgspec
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.expressions.core import Expression

from conflictscan.facts.schema import Column, Operation, Reference, Verb
from conflictscan.formats.sql.types import family_of, fills_itself, length_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import Span

logging.getLogger("sqlglot").setLevel(logging.CRITICAL)  # what it cannot read, the report says

_REFUSALS: Final = (SqlglotError, RecursionError, ValueError, TypeError, AttributeError, LookupError)
"""What its parser raises for statements that it was not made for."""

_DEFAULT_SCHEMAS: Final = frozenset({"public", "dbo", "main"})
_ADD_VALUE: Final = re.compile(
    r"ALTER\s+TYPE\s+(?P<type>[\w.\"]+)\s+ADD\s+VALUE\s+(?P<tolerant>IF\s+NOT\s+EXISTS\s+)?'(?P<value>(?:[^']|'')*)'",
    re.IGNORECASE,
)
_SP_RENAME: Final = re.compile(
    r"EXEC(?:UTE)?\s+(?:sys\.)?sp_rename\s+N?'(?P<old>[^']+)'\s*,\s*N?'(?P<new>[^']+)'(?:\s*,\s*N?'(?P<kind>\w+)')?",
    re.IGNORECASE,
)
_UNPARSED: Final = re.compile(r"(?:ALTER|DROP)\s+TYPE\b", re.IGNORECASE)


class Places(Protocol):
    """Bytes of a statement to places in its file."""

    def span(self, start: int, end: int) -> Span:
        """The region, half-open."""
        ...


def operations(source: bytes, dialect: str, places: Places) -> tuple[Operation, ...] | None:
    """What the statement does; None where it cannot be read."""
    text = source.decode("utf-8", "replace")
    by_pattern = _by_pattern(text, places.span(0, len(source)))
    if by_pattern is not None:
        return by_pattern
    try:
        parsed = sqlglot.parse_one(text, read=dialect or None)
    except _REFUSALS:
        return None
    reader = _Reader(text, len(source), dialect, places)
    if isinstance(parsed, exp.Create):
        return reader.created(parsed)
    if isinstance(parsed, exp.Alter):
        return reader.altered(parsed)
    if isinstance(parsed, exp.Drop):
        return reader.dropped(parsed)
    return () if _UNPARSED.match(text) else None


def _by_pattern(text: str, span: Span) -> tuple[Operation, ...] | None:
    """What sqlglot gives back unread."""
    added = _ADD_VALUE.match(text)
    if added is not None:
        name = _plain(added["type"].replace('"', ""))
        tolerant = added["tolerant"] is not None
        return (
            Operation(verb=Verb.ADD_VALUE, span=span, table=name, name=added["value"], tolerant=tolerant),
        )
    renamed = _SP_RENAME.match(text)
    if renamed is None:
        return None
    old, new = renamed["old"].replace("[", "").replace("]", ""), renamed["new"].lower()
    if (renamed["kind"] or "object").lower() == "column":
        table, _, column = old.rpartition(".")
        verb = Verb.RENAME_COLUMN
        return (Operation(verb=verb, span=span, table=_plain(table), name=column.lower(), new_name=new),)
    if (renamed["kind"] or "object").lower() == "object":
        return (Operation(verb=Verb.RENAME_TABLE, span=span, table=_plain(old), new_name=new),)
    return ()


def _plain(name: str) -> str:
    """A name without the schema that is taken by default, in lower case."""
    schema, _, last = name.lower().rpartition(".")
    return last if not schema or schema in _DEFAULT_SCHEMAS else f"{schema}.{last}"


class _Reader:
    """One statement. Offsets of sqlglot count characters, those of facts bytes."""

    def __init__(self, text: str, size: int, dialect: str, places: Places) -> None:
        self._text = text
        self._size = size
        self._dialect = dialect
        self._places = places

    # -- statements ----------------------------------------------------------------------------

    def created(self, parsed: exp.Create) -> tuple[Operation, ...] | None:
        """`CREATE TABLE`, `CREATE INDEX`, `CREATE TYPE`."""
        kind, target = str(parsed.args.get("kind")), parsed.this
        tolerant = bool(parsed.args.get("exists"))
        if kind == "INDEX" and isinstance(target, exp.Index):
            return self._indexed(parsed, target, tolerant=tolerant)
        if kind == "TYPE" and isinstance(target, exp.Table):
            values = parsed.args.get("expression")
            names = tuple(e.name for e in values.expressions) if isinstance(values, exp.DataType) else ()
            span = self._of(target)
            name = self._table(target)
            return (Operation(verb=Verb.CREATE_TYPE, span=span, table=name, values=names, tolerant=tolerant),)
        if kind != "TABLE" or any(
            isinstance(e, exp.TemporaryProperty) for e in parsed.find_all(exp.Property)
        ):
            return ()
        if not isinstance(target, exp.Schema):  # AS SELECT: what columns it has is not written
            return ()
        table = target.find(exp.Table)
        return (
            None
            if table is None
            else (self._with_table(target, self._table(table), table, tolerant=tolerant),)
        )

    def altered(self, parsed: exp.Alter) -> tuple[Operation, ...] | None:
        """`ALTER TABLE`, one operation an action."""
        if str(parsed.args.get("kind")) != "TABLE" or not isinstance(parsed.this, exp.Table):
            return ()
        table = self._table(parsed.this)
        found: list[Operation] = []
        for action in parsed.args.get("actions") or ():
            if isinstance(action, Expression):
                found.extend(self._action(table, action))
        return tuple(found)

    def dropped(self, parsed: exp.Drop) -> tuple[Operation, ...]:
        """`DROP TABLE`, `DROP INDEX`, `DROP TYPE`."""
        verbs = {"TABLE": Verb.DROP_TABLE, "INDEX": Verb.DROP_INDEX, "TYPE": Verb.DROP_TYPE}
        verb = verbs.get(str(parsed.args.get("kind")))
        names = [each for each in parsed.args.get("tables") or () if isinstance(each, exp.Table)]
        tolerant = bool(parsed.args.get("exists"))
        if verb is None:
            return ()
        return tuple(
            Operation(
                verb=verb,
                span=self._of(each),
                table="" if verb is Verb.DROP_INDEX else self._table(each),
                name=self._table(each) if verb is Verb.DROP_INDEX else "",
                tolerant=tolerant,
            )
            for each in names
        )

    def _indexed(self, parsed: exp.Create, index: exp.Index, *, tolerant: bool) -> tuple[Operation, ...]:
        table = index.args.get("table")
        if not isinstance(table, exp.Table) or not index.name:
            return ()
        whole = not parsed.find(exp.Where)
        ordered = [each.this for each in parsed.find_all(exp.Ordered)]
        plain = all(isinstance(each, exp.Column) for each in ordered)
        columns = tuple(each.name.lower() for each in ordered) if whole and plain else ()
        return (
            Operation(
                verb=Verb.CREATE_INDEX,
                span=self._of(index),
                table=self._table(table),
                name=index.name.lower(),
                unique=(columns,) if columns and parsed.args.get("unique") else (),
                tolerant=tolerant,
            ),
        )

    def _with_table(self, schema: exp.Schema, name: str, table: exp.Table, *, tolerant: bool) -> Operation:
        columns: list[Column] = []
        references: list[Reference] = []
        primary: tuple[str, ...] = ()
        unique: list[tuple[str, ...]] = []
        for each in schema.expressions:
            if isinstance(each, exp.ColumnDef):
                column, own = self._column(each)
                columns.append(column)
                references.extend(own)
                continue
            inner = self._constraint(each)
            primary = inner.primary or primary
            unique.extend(inner.unique)
            references.extend(inner.references)
        return Operation(
            verb=Verb.CREATE_TABLE,
            span=self._of(table),
            table=name,
            columns=tuple(columns),
            primary=primary or tuple(each.name for each in columns if each.primary),
            unique=tuple(unique),
            references=tuple(references),
            tolerant=tolerant,
        )

    # -- parts of ALTER TABLE -------------------------------------------------------------------

    def _action(self, table: str, action: Expression) -> Iterator[Operation]:
        operation = functools.partial(Operation, table=table, span=self._of(action))
        match action:
            case exp.ColumnDef():
                column, references = self._column(action)
                tolerant = bool(action.args.get("exists"))
                yield operation(
                    verb=Verb.ADD_COLUMN,
                    name=column.name,
                    columns=(column,),
                    references=references,
                    tolerant=tolerant,
                )
            case exp.RenameColumn():
                new = action.args["to"].name.lower()
                tolerant = bool(action.args.get("exists"))
                yield operation(
                    verb=Verb.RENAME_COLUMN, name=action.this.name.lower(), new_name=new, tolerant=tolerant
                )
            case exp.AlterRename():
                yield operation(verb=Verb.RENAME_TABLE, new_name=self._table(action.this))
            case exp.AlterColumn():
                yield operation(
                    verb=Verb.ALTER_COLUMN, name=action.name.lower(), columns=(self._changed(action),)
                )
            case exp.ModifyColumn():
                yield from self._modified(operation, action)
            case exp.Drop():
                yield from self._dropped_part(operation, action)
            case exp.AddConstraint():
                for each in action.expressions:
                    yield msgspec.structs.replace(self._constraint(each), table=table)
            case _:
                return

    def _modified(
        self, operation: functools.partial[Operation], action: exp.ModifyColumn
    ) -> Iterator[Operation]:
        """MySQL's CHANGE and MODIFY: the column as a whole, with a new name perhaps."""
        column, _ = self._column(action.this)
        old = action.args.get("rename_from")
        if old is not None and old.name.lower() != column.name:
            yield operation(verb=Verb.RENAME_COLUMN, name=old.name.lower(), new_name=column.name)
        nullable = True if column.nullable is None else column.nullable
        whole = msgspec.structs.replace(column, nullable=nullable)
        yield operation(verb=Verb.ALTER_COLUMN, name=column.name, columns=(whole,))

    def _dropped_part(self, operation: functools.partial[Operation], action: exp.Drop) -> Iterator[Operation]:
        verbs = {"COLUMN": Verb.DROP_COLUMN, "CONSTRAINT": Verb.DROP_CONSTRAINT, "INDEX": Verb.DROP_INDEX}
        verb = verbs.get(str(action.args.get("kind")))
        for each in (action.args.get("tables") or ()) if verb else ():
            tolerant = bool(action.args.get("exists"))
            yield operation(verb=verb, name=each.name.lower(), span=self._of(each), tolerant=tolerant)

    def _changed(self, action: exp.AlterColumn) -> Column:
        kind, nullable, default = (action.args.get(key) for key in ("dtype", "allow_null", "default"))
        typed = self._typed(Column(name=action.name.lower(), span=self._of(action)), kind)
        return msgspec.structs.replace(
            typed,
            nullable=nullable,
            default=default.sql(self._dialect) if isinstance(default, Expression) else None,
        )

    # -- columns and constraints ----------------------------------------------------------------

    def _column(self, definition: exp.ColumnDef) -> tuple[Column, tuple[Reference, ...]]:
        name = definition.name.lower()
        span = self._of(definition.this)
        column = self._typed(Column(name=name, span=span), definition.args.get("kind"))
        references: list[Reference] = []
        for constraint in definition.constraints:
            match constraint.kind:
                case exp.PrimaryKeyColumnConstraint():
                    column = msgspec.structs.replace(column, primary=True, nullable=False)
                case exp.NotNullColumnConstraint() as kind:
                    column = msgspec.structs.replace(column, nullable=bool(kind.args.get("allow_null")))
                case exp.UniqueColumnConstraint():
                    column = msgspec.structs.replace(column, unique=True)
                case exp.DefaultColumnConstraint() as kind:
                    column = msgspec.structs.replace(column, default=kind.this.sql(self._dialect))
                case exp.AutoIncrementColumnConstraint() | exp.GeneratedAsIdentityColumnConstraint():
                    column = msgspec.structs.replace(column, generated=True)
                case exp.ComputedColumnConstraint() | exp.GeneratedAsRowColumnConstraint():
                    column = msgspec.structs.replace(column, generated=True)
                case exp.Reference() as kind:
                    references.extend(self._reference((name,), kind, span))
                case _:
                    pass
        return column, tuple(references)

    def _typed(self, column: Column, kind: object) -> Column:
        if not isinstance(kind, exp.DataType):
            return column
        return msgspec.structs.replace(
            column,
            type=kind.sql(self._dialect),
            family=family_of(kind),
            length=length_of(kind),
            generated=fills_itself(kind),
            values=tuple(e.name for e in kind.expressions) if kind.this is exp.DataType.Type.ENUM else (),
        )

    def _constraint(self, part: Expression, name: str = "") -> Operation:
        """A table constraint; its `primary`, `unique` or `references` say which."""
        span = self._of(part)
        if isinstance(part, exp.Constraint):
            inner = next((e for e in part.expressions if isinstance(e, Expression)), None)
            return (
                self._constraint(inner, part.name.lower())
                if inner
                else Operation(verb=Verb.ADD_CONSTRAINT, span=span)
            )
        operation = Operation(verb=Verb.ADD_CONSTRAINT, span=span, name=name)
        columns = _names(part.this.expressions if isinstance(part.this, exp.Schema) else part.expressions)
        match part:
            case exp.PrimaryKey():
                return msgspec.structs.replace(operation, primary=columns)
            case exp.UniqueColumnConstraint():
                return msgspec.structs.replace(operation, unique=(columns,) if columns else ())
            case exp.ForeignKey():
                to = part.args.get("reference")
                found = (
                    tuple(self._reference(columns, to, span, name)) if isinstance(to, exp.Reference) else ()
                )
                return msgspec.structs.replace(operation, references=found)
            case _:
                return operation

    def _reference(
        self, columns: tuple[str, ...], kind: exp.Reference, span: Span, name: str = ""
    ) -> Iterator[Reference]:
        table = kind.this.find(exp.Table) if isinstance(kind.this, Expression) else None
        if table is not None:
            targets = _names(kind.this.expressions) if isinstance(kind.this, exp.Schema) else ()
            yield Reference(columns, self._table(table), targets, span, name)

    # -- names and places -----------------------------------------------------------------------

    def _table(self, table: exp.Table) -> str:
        return _plain(f"{table.db}.{table.name}" if table.db else table.name)

    def _of(self, node: Expression) -> Span:
        """From the first to the last name that stands in it; the whole statement where none has a place."""
        marks = [e.meta for e in node.find_all(exp.Identifier) if "start" in e.meta]
        if not marks:
            return self._places.span(0, self._size)
        start, end = min(m["start"] for m in marks), max(m["end"] for m in marks) + 1
        if len(self._text) == self._size:
            return self._places.span(start, end)
        return self._places.span(len(self._text[:start].encode()), len(self._text[:end].encode()))


def _names(expressions: list[Expression]) -> tuple[str, ...]:
    return tuple(each.name.lower() for each in expressions if each.name)
