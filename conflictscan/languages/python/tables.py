"""What a Python source states about tables: SQLAlchemy's models and tables, SQLModel, and Alembic's operations.

Only what is written out is read: a name that is computed, a type of the project's own, a table in a schema that is
not named in the same place are unknown.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.facts.schema import Column, Family, Operation, Reference, SchemaFacts, Verb
from conflictscan.languages.python.tree import Node, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import Span

_TYPES: Final = {
    **dict.fromkeys(("Integer", "BigInteger", "SmallInteger", "Numeric", "Float", "Double"), Family.NUMBER),
    **dict.fromkeys(("INTEGER", "BIGINT", "SMALLINT", "NUMERIC", "DECIMAL", "FLOAT"), Family.NUMBER),
    **dict.fromkeys(("String", "Text", "Unicode", "UnicodeText", "VARCHAR", "CHAR", "TEXT"), Family.TEXT),
    **dict.fromkeys(("Uuid", "UUID"), Family.UUID),
    **dict.fromkeys(("DateTime", "Date", "TIMESTAMP", "DATETIME", "DATE"), Family.TIME),
    **dict.fromkeys(("Boolean", "BOOLEAN"), Family.BOOLEAN),
    **dict.fromkeys(("LargeBinary", "BINARY", "VARBINARY", "BYTEA"), Family.BINARY),
}
_ANNOTATIONS: Final = {
    "int": Family.NUMBER,
    "float": Family.NUMBER,
    "Decimal": Family.NUMBER,
    "str": Family.TEXT,
    "UUID": Family.UUID,
    "datetime": Family.TIME,
    "date": Family.TIME,
    "bool": Family.BOOLEAN,
    "bytes": Family.BINARY,
}
_COLUMNS: Final = frozenset({"Column", "mapped_column", "Field"})
_UPGRADE: Final = "upgrade"


class _Call(msgspec.Struct):
    """A call written out: the last name of what is called, and its arguments."""

    name: str
    node: Node
    positional: list[Node]
    named: dict[str, Node]


def extract(source: bytes) -> SchemaFacts:
    """All that one source states about tables."""
    tree = Tree(source)
    reader = _Reader(tree)
    found = tuple(reader.operations())
    tree.close()
    return SchemaFacts(operations=found)


class _Reader:
    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def operations(self) -> Iterator[Operation]:
        """Models as tables that are made, and what `upgrade` does."""
        for node in self._tree.root.walk():
            if node.kind == "class_definition":
                yield from self._model(node)
            elif node.kind == "function_definition" and self._text(node.get("name")) == _UPGRADE:
                yield from self._upgrade(node)
            elif node.kind == "call" and (call := self._call(node)) and call.name == "Table":
                yield from self._table(call)

    # -- models ----------------------------------------------------------------------------------

    def _model(self, node: Node) -> Iterator[Operation]:
        body, name = node.get("body"), self._text(node.get("name"))
        assigned = (
            [s.named[0] for s in body.named if s.kind == "expression_statement" and s.named] if body else []
        )
        fields = {self._text(a.get("left")): a for a in assigned if a.kind == "assignment"}
        table = self._table_name(node, name, fields)
        if not table:
            return
        columns: list[Column] = []
        references: list[Reference] = []
        for field, assignment in fields.items():
            call = self._call(assignment.get("right"))
            annotation = self._text(assignment.get("type"))
            if call is not None and call.name in _COLUMNS:
                column, links = self._column(field, assignment, call, annotation)
            elif annotation and assignment.get("right") is None and annotation.startswith("Mapped["):
                column, links = self._column(field, assignment, _Call("", assignment, [], {}), annotation)
            else:
                continue
            columns.append(column)
            references.extend(links)
        yield self._made(table, node.get("name") or node, columns, references)

    def _table_name(self, node: Node, name: str, fields: dict[str, Node]) -> str:
        """Empty where the class is no table, or where its name or schema is not written out."""
        if "schema" in self._text(fields.get("__table_args__")):
            return ""
        if "__tablename__" in fields:
            return self._string(fields["__tablename__"].get("right")).lower()
        bases = node.get("superclasses")
        if bases is None or not any("".join(self._text(b).split()) == "table=True" for b in bases.named):
            return ""
        return name.lower()  # what SQLModel calls it

    def _table(self, call: _Call) -> Iterator[Operation]:
        name = self._string(call.positional[0]).lower() if call.positional else ""
        if name and "schema" not in call.named:
            yield self._with_columns(name, call, call.positional[2:])

    # -- Alembic ---------------------------------------------------------------------------------

    def _upgrade(self, function: Node) -> Iterator[Operation]:
        for node in function.walk():
            call = self._call(node)
            if (
                call is None
                or self._text(node.get("function")) != f"op.{call.name}"
                or "schema" in call.named
            ):
                continue
            conditional = _is_conditional(node, function)
            for each in self._operation(call):
                yield msgspec.structs.replace(each, conditional=conditional)

    def _operation(self, call: _Call) -> Iterator[Operation]:
        names = [self._string(node).lower() for node in call.positional]
        if not names or not names[0]:
            return
        span = self._tree.span(call.positional[0])
        match call.name, names:
            case "create_table", [table, *_]:
                yield self._with_columns(table, call, call.positional[1:])
            case "drop_table", [table, *_]:
                yield Operation(verb=Verb.DROP_TABLE, span=span, table=table)
            case "rename_table", [table, new, *_] if new:
                yield Operation(verb=Verb.RENAME_TABLE, span=span, table=table, new_name=new)
            case "add_column", [table, *_]:
                for column, links in self._columns(call.positional[1:]):
                    yield Operation(
                        verb=Verb.ADD_COLUMN,
                        span=column.span,
                        table=table,
                        name=column.name,
                        columns=(column,),
                        references=links,
                    )
            case "drop_column", [table, name, *_] if name:
                yield Operation(verb=Verb.DROP_COLUMN, span=span, table=table, name=name)
            case "alter_column", [table, name, *_] if name:
                yield from self._altered(call, table, name)
            case _:
                return

    def _altered(self, call: _Call, table: str, name: str) -> Iterator[Operation]:
        kind = call.named.get("type_")
        if kind is not None:
            column = self._typed(Column(name=name, span=self._tree.span(call.positional[1])), [kind])
            if not column.type:
                column = msgspec.structs.replace(column, type=" ".join(self._text(kind).split()))
            yield Operation(
                verb=Verb.ALTER_COLUMN, span=column.span, table=table, name=name, columns=(column,)
            )
        new = self._string(call.named.get("new_column_name")).lower()
        if new:
            span = self._tree.span(call.positional[1])
            yield Operation(verb=Verb.RENAME_COLUMN, span=span, table=table, name=name, new_name=new)

    # -- columns ---------------------------------------------------------------------------------

    def _with_columns(self, table: str, call: _Call, parts: list[Node]) -> Operation:
        columns: list[Column] = []
        references: list[Reference] = []
        primary: tuple[str, ...] = ()
        for column, links in self._columns(parts):
            columns.append(column)
            references.extend(links)
        for node in parts:
            part = self._call(node)
            if part is not None and part.name == "ForeignKeyConstraint" and len(part.positional) >= 2:
                references.extend(self._constraint(part))
            elif part is not None and part.name == "PrimaryKeyConstraint":
                primary = tuple(self._string(each).lower() for each in part.positional)
        return self._made(table, call.positional[0], columns, references, primary)

    def _made(
        self,
        table: str,
        at: Node,
        columns: list[Column],
        references: list[Reference],
        primary: tuple[str, ...] = (),
    ) -> Operation:
        return Operation(
            verb=Verb.CREATE_TABLE,
            span=self._tree.span(at),
            table=table,
            columns=tuple(columns),
            primary=primary or tuple(column.name for column in columns if column.primary),
            references=tuple(references),
        )

    def _columns(self, parts: list[Node]) -> Iterator[tuple[Column, tuple[Reference, ...]]]:
        for node in parts:
            call = self._call(node)
            if call is not None and call.name == "Column" and call.positional:
                name = self._string(call.positional[0]).lower()
                if name:
                    yield self._column(name, node, call, "")

    def _column(
        self, name: str, at: Node, call: _Call, annotation: str
    ) -> tuple[Column, tuple[Reference, ...]]:
        """A column named by its field, or by its first argument."""
        named = self._string(call.positional[0]) if call.positional else ""
        span = self._tree.span(at)
        column = Column(
            name=(named or name).lower(),
            span=span,
            primary=self._is_true(call.named.get("primary_key")),
            unique=self._is_true(call.named.get("unique")),
        )
        column = self._typed(column, [*call.positional, *self._given(call, "type_", "sa_type")])
        if not column.type and not any(self._is_type(node) for node in call.positional):
            column = _annotated(column, annotation)
        links: list[Reference] = []
        for part in (self._call(node) for node in call.positional):
            if part is not None and part.name == "ForeignKey" and part.positional:
                links.extend(_reference((column.name,), self._string(part.positional[0]), span))
        links.extend(_reference((column.name,), self._string(call.named.get("foreign_key")), span))
        return column, tuple(links)

    def _typed(self, column: Column, arguments: list[Node]) -> Column:
        for node in arguments:
            call = self._call(node)
            name = call.name if call is not None else self._text(node).rpartition(".")[2]
            family = _TYPES.get(name)
            if family is not None:
                text = " ".join(self._text(node).split())
                return msgspec.structs.replace(column, type=text, family=family)
        return column

    def _is_type(self, node: Node) -> bool:
        """May the argument be a type that is not known?"""
        call = self._call(node)
        if call is not None:
            return call.name not in ("ForeignKey", "Identity", "Sequence", "CheckConstraint", "Computed")
        return node.kind in ("identifier", "attribute")

    def _constraint(self, part: _Call) -> Iterator[Reference]:
        columns, targets = (
            [self._string(each) for each in node.named] if node.kind in ("list", "tuple") else []
            for node in part.positional[:2]
        )
        if columns and len(columns) == len(targets):
            for column, target in zip(columns, targets, strict=True):
                if len(columns) == 1:
                    yield from _reference((column.lower(),), target, self._tree.span(part.node))

    # -- nodes -----------------------------------------------------------------------------------

    def _call(self, node: Node | None) -> _Call | None:
        function = node.get("function") if node is not None and node.kind == "call" else None
        arguments = node.get("arguments") if node is not None else None
        if (
            node is None
            or function is None
            or arguments is None
            or function.kind not in ("identifier", "attribute")
        ):
            return None
        positional = [each for each in arguments.named if each.kind != "keyword_argument"]
        named = {
            self._text(each.get("name")): value
            for each in arguments.named
            if each.kind == "keyword_argument" and (value := each.get("value")) is not None
        }
        return _Call(self._text(function).rpartition(".")[2], node, positional, named)

    def _given(self, call: _Call, *names: str) -> list[Node]:
        return [call.named[name] for name in names if name in call.named]

    def _text(self, node: Node | None) -> str:
        return "" if node is None else self._tree.text(node)

    def _string(self, node: Node | None) -> str:
        """The value of a plain string; empty for anything else."""
        if node is None or node.kind not in ("string", "concatenated_string"):
            return ""
        try:
            value: object = ast.literal_eval(self._text(node))
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return ""
        return value if isinstance(value, str) else ""

    def _is_true(self, node: Node | None) -> bool:
        return node is not None and node.kind == "true"


def _reference(columns: tuple[str, ...], target: str, span: Span) -> Iterator[Reference]:
    """`users.id`, with a schema before it perhaps."""
    table, dot, column = target.lower().rpartition(".")
    if dot and table:
        yield Reference(columns, table, (column,), span)


def _annotated(column: Column, annotation: str) -> Column:
    """The type that an annotation stands for: `Mapped[int | None]`, `Optional[uuid.UUID]`."""
    text = "".join(annotation.split()).strip("\"'")
    for wrapper in ("Mapped[", "Optional["):
        if text.startswith(wrapper) and text.endswith("]"):
            text = text[len(wrapper) : -1]
    text = text.removesuffix("|None").removeprefix("None|").removeprefix("typing.")
    family = _ANNOTATIONS.get(text.rpartition(".")[2])
    return column if family is None else msgspec.structs.replace(column, type=text, family=family)


def _is_conditional(node: Node, function: Node) -> bool:
    """Does it stand in a branch, a loop or a handler?"""
    kinds = ("if_statement", "for_statement", "while_statement", "try_statement", "match_statement")
    here = node.parent
    while here is not None and here is not function:
        if here.kind in kinds:
            return True
        here = here.parent
    return False
