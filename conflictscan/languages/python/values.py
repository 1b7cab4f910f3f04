"""Literal values as written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import Literal

if TYPE_CHECKING:
    from conflictscan.languages.python.tree import Node, Tree

_KINDS: Final = {
    "string": "str",
    "concatenated_string": "str",
    "integer": "int",
    "float": "float",
    "true": "bool",
    "false": "bool",
    "none": "none",
    "list": "list",
    "dictionary": "dict",
    "tuple": "tuple",
    "expression_list": "tuple",
    "set": "set",
    "ellipsis": "other",
}
_MAX_TEXT: Final = 400


def literal(node: Node | None, tree: Tree) -> Literal | None:
    """The value of a literal expression, a signed number included; None for other expressions."""
    if node is None:
        return None
    here = node
    while here.kind == "parenthesized_expression" and len(here.named) == 1:
        here = here.named[0]
    kind = _KINDS.get(here.kind, "")
    if here.kind == "unary_operator" and len(here.named) == 1:
        kind = _KINDS.get(here.named[0].kind, "")
        kind = kind if kind in ("int", "float") else ""
    if not kind:
        return None
    text = " ".join(tree.text(here).split()) if kind != "str" else tree.text(here)
    return Literal(kind, text[:_MAX_TEXT])
