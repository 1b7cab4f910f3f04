"""A light copy of one syntax tree: parents, fields, and the leaves in order.

Reading a tree-sitter node costs a call into C for each attribute; extraction asks for most of them
several times, so the tree is copied once, iteratively, with the cursor. Block and statement borders are
put between the leaves: indentation itself leaves no node behind.
"""

from __future__ import annotations

import functools
import re
import sys
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

import msgspec
import tree_sitter
import tree_sitter_python

from conflictscan.facts.code import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGE: Final = tree_sitter.Language(tree_sitter_python.language())
# interned, because they are compared with literals all the time
_KINDS: Final = tuple(sys.intern(LANGUAGE.node_kind_for_id(i) or "") for i in range(LANGUAGE.node_kind_count))
_FIELDS: Final = (
    "",
    *(sys.intern(LANGUAGE.field_name_for_id(i) or "") for i in range(1, LANGUAGE.field_count + 1)),
)
_CLOSED: Final = frozenset(
    {
        "string_content", "comment", "escape_sequence", "integer", "float", "true", "false", "none",
        "string_start", "string_end",
    }
)  # fmt: skip
"""Kinds whose nodes have no children, or none that matter."""
# The grammar takes `type(x).y = 1` for `type X = 1` (tree-sitter-python issue 321), so it is shown another name.
_TYPE_CALLED: Final = re.compile(rb"\btype(?=[ \t]*[(\[])")
# What a function can do to the names around it, and to the numbers of the imports below it.
_REACHES_OUT: Final = re.compile(rb"\b(?:import|global|nonlocal)\b")
_NOT_ASCII: Final = bytes(b if b < 128 else ord("_") for b in range(256))
OPEN: Final = "{block"
CLOSE: Final = "block}"
STATEMENT: Final = ";statement"


class Node(msgspec.Struct, eq=False):
    """One node. `first_leaf` and `last_leaf` bound its part of `Tree.leaves`, half-open."""

    kind: str
    field: str
    start: int
    end: int
    parent: Node | None
    children: list[Node]
    name: str = ""  # of an identifier
    first_leaf: int = 0
    last_leaf: int = 0

    def get(self, field: str) -> Node | None:
        """The first child in that field."""
        for child in self.children:
            if child.field == field:
                return child
        return None

    def all(self, field: str) -> list[Node]:
        """All children in that field, without the punctuation between them."""
        return [c for c in self.children if c.field == field and c.kind not in (",", "comment")]

    def has(self, kind: str) -> bool:
        """Is there a direct child of that kind?"""
        return any(child.kind == kind for child in self.children)

    @property
    def named(self) -> list[Node]:
        """Children that are no punctuation, keyword or comment."""
        return [c for c in self.children if c.kind in NAMED]

    def walk(self) -> Iterator[Node]:
        """This node and all below it, parents first, in source order."""
        stack: list[Node] = [self]
        while stack:
            node = stack.pop()
            yield node
            if node.children:
                stack.extend(reversed(node.children))


KINDS: Final = frozenset(_KINDS)
NAMED: Final = frozenset(
    {
        name
        for i, name in enumerate(_KINDS)
        if LANGUAGE.node_kind_is_named(i) and name not in ("comment", "line_continuation")
    }
    | {"ERROR"}
)


class Tree:
    """The copy of one parsed source.

    With `within`, the bodies of functions that neither hold that region nor stand in it are left out, as far as
    they bind no name outside of themselves: for what is asked of one function they play no part.
    """

    def __init__(self, source: bytes, within: Span | None = None) -> None:
        self.source = readable(source)
        self.leaves: list[Node] = []
        self.errors: list[Node] = []
        self._inner: list[Node] = []
        self._lines = [0, *(match.end() for match in re.finditer(rb"\n", self.source))]
        self._within = within
        parsed = _parse(self.source) if within is None else _parsed(self.source)
        self.root = self._copy(parsed, self.source, 0)

    def fragment(self, start: int, end: int) -> Node:
        """A part of the source parsed by itself (an annotation in quotes); offsets are those of the whole."""
        text = self.source[start:end].replace(b"\n", b" ")
        leaves, self.leaves = self.leaves, []
        errors, self.errors = self.errors, []
        within, self._within = self._within, None
        try:
            return self._copy(tree_sitter.Parser(LANGUAGE).parse(text), text, start)
        finally:
            self.leaves, self.errors, self._within = leaves, errors, within

    def text(self, node: Node) -> str:
        """The node as written."""
        if node.name:
            return node.name
        return self.source[node.start : node.end].decode("utf-8", "replace")

    def span(self, node: Node) -> Span:
        """Where the node is."""
        return self.region(node.start, node.end)

    def region(self, start: int, end: int) -> Span:
        """Where a part of the source is."""
        lines = self._lines
        first = bisect_right(lines, start) - 1
        last = first
        if first + 1 < len(lines) and end >= lines[first + 1]:
            last = bisect_right(lines, end) - 1
        return Span(first, start - lines[first], last, end - lines[last], start, end)

    def close(self) -> None:
        """Cut the cycles between parents and children, so that memory goes without the collector."""
        for node in self._inner:
            node.children = _NONE
        self._inner.clear()
        self.leaves.clear()

    def _copy(self, parsed: tree_sitter.Tree, source: bytes, offset: int) -> Node:
        kinds, fields, leaves, inner = _KINDS, _FIELDS, self.leaves, self._inner
        closed, bodies, add = _CLOSED, _BODIES, leaves.append
        cursor = parsed.walk()
        down, forth, up = cursor.goto_first_child, cursor.goto_next_sibling, cursor.goto_parent
        known = len(kinds)
        broken = parsed.root_node.has_error
        token = (_NO_TOKENS if broken else _SHARED).get
        whole = broken or self._within is None
        parent: Node | None = None
        siblings: list[Node] = []
        in_body = False
        while True:
            here: tree_sitter.Node = cursor.node  # pyright: ignore[reportAssignmentType] - a cursor has a node
            number = here.kind_id
            leaf = token(number)
            if leaf is not None:
                add(leaf)
            else:
                kind = kinds[number] if number < known else "ERROR"
                node = Node(
                    kind,
                    fields[cursor.field_id or 0],
                    here.start_byte + offset,
                    here.end_byte + offset,
                    parent,
                    _NONE,
                )
                siblings.append(node)
                if in_body and kind not in _NO_STATEMENT:
                    add(_BORDER_STATEMENT)
                if broken and (kind == "ERROR" or here.is_missing):
                    self.errors.append(node)
                node.first_leaf = len(leaves)
                if kind == "block":
                    add(_BORDER_OPEN)
                if kind == "identifier":
                    node.name = source[here.start_byte : here.end_byte].decode("utf-8", "replace")
                elif kind not in closed and (whole or not self._is_left_out(node)) and down():
                    parent = node
                    siblings = node.children = []
                    inner.append(node)
                    in_body = kind in bodies
                    continue
                add(node)
                node.last_leaf = len(leaves)
                if parent is None:
                    return node
            while not forth():
                up()
                assert parent is not None  # noqa: S101 - the root has no sibling, and is returned below
                if parent.kind == "block":
                    add(_BORDER_CLOSE)
                parent.last_leaf = len(leaves)
                if parent.parent is None:
                    return parent
                parent = parent.parent
                siblings = parent.children
                in_body = parent.kind in bodies

    def _is_left_out(self, node: Node) -> bool:
        """Is it the body of a function that what is asked for does not depend on?"""
        within, parent = self._within, node.parent
        if within is None or node.kind != "block" or parent is None or parent.kind != "function_definition":
            return False
        apart = node.end <= within.start_byte or within.end_byte <= node.start
        return apart and _REACHES_OUT.search(self.source, node.start, node.end) is None


def _parse(source: bytes) -> tree_sitter.Tree:
    return tree_sitter.Parser(LANGUAGE).parse(_TYPE_CALLED.sub(b"typ_", source))


@functools.lru_cache(maxsize=4)
def _parsed(source: bytes) -> tree_sitter.Tree:
    """Rules ask for one function after the other, of one file in its four versions."""
    return _parse(source)


_NONE: Final[list[Node]] = []
"""The children of all that have none."""

_BODIES: Final = frozenset({"block", "module"})
_NO_STATEMENT: Final = frozenset({"comment", ";"})
_PUNCTUATION: Final = frozenset("()[]{},:.=") | {"def", "class", "import", "->", "@", "pass", ";"}
_SHARED: Final = {
    number: Node(kind, "", 0, 0, None, _NONE) for number, kind in enumerate(_KINDS) if kind in _PUNCTUATION
}
"""Leaves that matter as tokens alone are no children, and one for all of their kind."""

_NO_TOKENS: Final[dict[int, Node]] = {}
_BORDER_OPEN: Final = Node(OPEN, "", 0, 0, None, _NONE)
_BORDER_CLOSE: Final = Node(CLOSE, "", 0, 0, None, _NONE)
_BORDER_STATEMENT: Final = Node(STATEMENT, "", 0, 0, None, _NONE)


def readable(source: bytes) -> bytes:
    """The source, or, where it is not UTF-8, a copy of equal length with `_` for every byte outside ASCII."""
    try:
        source.decode("utf-8")
    except UnicodeDecodeError:
        return source.translate(_NOT_ASCII)
    return source
