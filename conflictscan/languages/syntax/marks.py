"""One source as a tree of marked nodes: what the queries captured, nested as in the source.

Only captured nodes are kept, so the cost follows what a language's queries ask for. Positions are bytes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

import tree_sitter

from conflictscan.facts.code import Span
from conflictscan.languages.syntax.captures import KINDS, ROLES, SORTS

if TYPE_CHECKING:
    from collections.abc import Iterator

_RANK: Final = {kind: rank for rank, kind in enumerate(KINDS)}
_LARGE: Final = 256  # nodes below a node that make it count as one level
_MAX_LEVELS: Final = 50  # around a node, on average; what people write has 20 at most
_ALWAYS_READ: Final = 2_000_000  # nodes times levels; what people write has 400,000 at most
_NOT_ASCII: Final = bytes(b if b < 128 else ord("_") for b in range(256))


class Node:
    """One marked node. `kind` is empty where only a role was captured."""

    __slots__ = ("children", "end", "kind", "parent", "raw", "roles", "start")

    def __init__(self, raw: tree_sitter.Node, start: int, end: int) -> None:
        self.raw = raw
        self.start = start
        self.end = end
        self.kind = ""
        self.roles: tuple[str, ...] = ()
        self.parent: Node | None = None
        self.children: list[Node] = []

    def get(self, role: str) -> Node | None:
        """The first child in that role."""
        for child in self.children:
            if role in child.roles:
                return child
        return None

    def all(self, role: str) -> list[Node]:
        """The children in that role."""
        return [child for child in self.children if role in child.roles]

    def of_kind(self, kind: str) -> list[Node]:
        """The children of that kind."""
        return [child for child in self.children if child.kind == kind]

    def walk(self) -> Iterator[Node]:
        """The node and all below it, in source order."""
        stack: list[Node] = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(node.children[::-1])


class Marks:
    """The marked tree of one source."""

    def __init__(self, source: bytes, language: tree_sitter.Language, query: tree_sitter.Query) -> None:
        self.source = readable(source)
        self._lines = [0, *(match.end() for match in re.finditer(rb"\n", self.source))]
        self._parsed = tree_sitter.Parser(language).parse(self.source)
        top = self._parsed.root_node
        self.broken = top.has_error
        self.deep = _is_deep(top)
        self.comments: list[Node] = []
        self.nodes: list[Node] = []  # all marked nodes in source order, outer ones first
        self.root = Node(top, 0, len(self.source))
        if not self.deep:
            self._nest(self._captured(query, top), top)

    def text(self, node: Node) -> str:
        """The node as written."""
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

    def errors(self) -> Iterator[Span]:
        """Regions that the grammar could not read, outermost first."""
        if not self.broken:
            return
        cursor = self._parsed.walk()
        while True:
            node = cursor.node
            assert node is not None  # noqa: S101 - a cursor stands on a node
            if node.is_error or node.is_missing:
                yield self.region(node.start_byte, node.end_byte)
            elif node.has_error and cursor.goto_first_child():
                continue
            while not cursor.goto_next_sibling():
                if not cursor.goto_parent():
                    return

    def close(self) -> None:
        """Cut the cycles between parents and children, so that memory goes without the collector."""
        for node in (self.root, *self.nodes):
            node.children = []
            node.parent = None
        self.nodes.clear()

    # -- making the tree -----------------------------------------------------------------------

    def _captured(self, query: tree_sitter.Query, top: tree_sitter.Node) -> list[Node]:
        found: dict[int, Node] = {}
        for name, raws in tree_sitter.QueryCursor(query).captures(top).items():
            if name.startswith("_"):
                continue
            rank = _RANK.get(name)
            for raw in raws:
                node = found.get(raw.id)
                if node is None:
                    node = found[raw.id] = Node(raw, raw.start_byte, raw.end_byte)
                if rank is None:
                    node.roles = (*node.roles, name)
                elif not node.kind or rank < _RANK[node.kind]:
                    node.kind = name
        return list(found.values())

    def _nest(self, nodes: list[Node], top: tree_sitter.Node) -> None:
        nodes.sort(key=_order)
        stack = [self.root]
        comments = self.comments
        for node in nodes:
            if node.raw.id == top.id:
                continue
            if node.kind == "comment":
                comments.append(node)
                continue
            start = node.start
            while len(stack) > 1 and stack[-1].end <= start:
                stack.pop()
            around = stack[-1]
            node.parent = around
            around.children.append(node)
            stack.append(node)
            self.nodes.append(node)


def _is_deep(top: tree_sitter.Node) -> bool:
    """Does the tree go so deep that a query, which keeps each level open, would take minutes?

    Only nodes with many below them are looked at, so that this costs next to nothing.
    """
    levels, stack = 0, [top]
    limit = max(_ALWAYS_READ, _MAX_LEVELS * top.descendant_count)
    while stack:
        node = stack.pop()
        levels += node.descendant_count
        if levels > limit:
            return True
        stack.extend(child for child in node.children if child.descendant_count >= _LARGE)
    return False


def _order(node: Node) -> tuple[int, int, int]:
    return node.start, -node.end, -node.raw.descendant_count


def readable(source: bytes) -> bytes:
    """The source, or, where it is not UTF-8, a copy of equal length with `_` for every byte outside ASCII."""
    try:
        source.decode("utf-8")
    except UnicodeDecodeError:
        return source.translate(_NOT_ASCII)
    return source


def unknown_captures(query: tree_sitter.Query) -> list[str]:
    """Names in a query that the closed set does not have."""
    names = [query.capture_name(number) for number in range(query.capture_count)]
    return [n for n in names if not (n in KINDS or n in ROLES or n in SORTS or n.startswith("_"))]


def part(node: Node) -> Node | None:
    """The one expression that a group, a cast or an await is about."""
    value = node.get("value")
    if value is not None:
        return value
    return node.children[0] if len(node.children) == 1 else None
