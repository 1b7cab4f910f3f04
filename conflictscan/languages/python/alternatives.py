"""The alternatives of a union or `Literal`: what a value of that type may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import Arm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.languages.python.chains import Chains
    from conflictscan.languages.python.scopes import Scope
    from conflictscan.languages.python.tree import Node

_VALUES: Final = frozenset({"string", "integer", "true", "false", "none", "unary_operator"})
_NAMES: Final = frozenset({"identifier", "attribute"})
_WRAPPERS: Final = frozenset({"type", "parenthesized_expression"})
_COMPOUND: Final = _WRAPPERS | {"binary_operator", "union_type", "subscript", "generic_type"}
_FEWEST: Final = 2
_MOST: Final = 200


class _NotAUnionError(Exception):
    """A part whose meaning is not known: nothing is said of the whole."""


def alternatives(node: Node | None, scope: Scope, chains: Chains) -> tuple[Arm, ...]:
    """Classes and literals of `A | B`, `Union[A, B]`, `Optional[A]` or `Literal["a", "b"]`; empty for other types."""
    if node is None or node.kind not in _COMPOUND:
        return ()
    try:
        found = tuple(_Reader(scope, chains).parts(node))
    except _NotAUnionError:
        return ()
    return found if _FEWEST <= len(found) <= _MOST else ()


class _Reader:
    """Reads one type expression."""

    def __init__(self, scope: Scope, chains: Chains) -> None:
        self.scope = scope
        self.chains = chains
        self.tree = chains.tree

    def parts(self, node: Node) -> Iterator[Arm]:
        """What stands between the bars, in source order."""
        stack = [node]
        while stack:
            here = stack.pop()
            if (here.kind in _WRAPPERS and len(here.named) == 1) or self._is_union(here):
                stack.extend(reversed(here.named))
            elif here.kind in ("subscript", "generic_type"):
                yield from self._generic(here, stack)
            elif here.kind in _NAMES:
                yield Arm(self.chains.evaluate(here, self.scope), "", self.tree.span(here))
            elif here.kind == "none":
                yield self._value(here)
            else:
                raise _NotAUnionError

    def _is_union(self, node: Node) -> bool:
        return node.kind == "union_type" or (
            node.kind == "binary_operator"
            and len(node.named) == _FEWEST
            and self._between(node.named[0], node.named[1]) == "|"
        )

    def _between(self, left: Node, right: Node) -> str:
        return self.tree.source[left.end : right.start].decode("utf-8", "replace").strip(" \t\r\n()\\")

    def _generic(self, node: Node, stack: list[Node]) -> Iterator[Arm]:
        """`Union[…]` and `Literal[…]`; of another generic the class alone."""
        head = node.get("value") or (node.named[0] if node.named else None)
        if head is None:
            raise _NotAUnionError
        given = [child for child in node.named if child is not head]
        if len(given) == 1 and given[0].kind == "type_parameter":
            given = given[0].named
        match self.tree.text(head).rpartition(".")[2]:
            case "Union":
                stack.extend(reversed(given))
            case "Optional":
                stack.extend(given)
                yield Arm(None, "None", self.tree.span(node))
            case "Literal":
                yield from (self._value(each) for each in given)
            case _ if head.kind in _NAMES:
                yield Arm(self.chains.evaluate(head, self.scope), "", self.tree.span(node))
            case _:
                raise _NotAUnionError

    def _value(self, node: Node) -> Arm:
        while node.kind in _WRAPPERS and len(node.named) == 1:
            node = node.named[0]
        if node.kind in _NAMES:
            return Arm(self.chains.evaluate(node, self.scope), "", self.tree.span(node))
        if node.kind not in _VALUES:
            raise _NotAUnionError
        return Arm(None, self.tree.text(node), self.tree.span(node))
