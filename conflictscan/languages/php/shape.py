"""The marked tree of a PHP source in the form that the passes read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.languages.syntax.marks import Node

if TYPE_CHECKING:
    from conflictscan.languages.syntax.marks import Marks


def shape(marks: Marks) -> None:
    """Give the tree its form."""
    for node in list(marks.nodes):
        if node.raw.type in ("variable_name", "named_type"):
            _unwrap(node)
        elif node.kind == "call":
            _call(node)
        elif node.kind == "member":
            _member(marks, node)
        elif node.kind == "identifier" and is_variable(node):
            if marks.text(node) == "this":
                node.kind = "self"
        elif node.kind == "self" and marks.text(node) == "parent":
            node.kind = "super"
        elif node.kind == "list" and any(child.kind == "pair" for child in node.children):
            node.kind = "dict"
        elif node.kind == "argument":
            for child in node.all("name"):
                child.kind = ""
    for node in list(marks.nodes):
        if node.kind == "class":
            _traits(node)
    marks.nodes[:] = [node for node in marks.root.walk() if node is not marks.root]


def _unwrap(node: Node) -> None:
    """A variable and a type are their names: what they are to the node around, the names are."""
    parent = node.parent
    if parent is None or len(node.children) != 1 or not {"name", "property"}.isdisjoint(node.roles):
        node.children = []
        return
    inner = node.children[0]
    inner.roles, inner.parent = (*inner.roles, *node.roles), parent
    parent.children[parent.children.index(node)] = inner


def is_variable(node: Node) -> bool:
    """Is the name that of a variable?"""
    parent = node.raw.parent
    return parent is not None and parent.type == "variable_name"


def _call(node: Node) -> None:
    """`a->b(c)`, one node of this grammar, becomes a call of a member."""
    receiver, name = node.get("object"), node.get("callee")
    if receiver is None:
        return
    member = Node(node.raw, receiver.start, name.end if name is not None else receiver.end)
    member.kind, member.roles, member.parent = "member", ("callee",), node
    if name is not None:
        name.roles = tuple("property" if role == "callee" else role for role in name.roles)
        name.kind = ""
    inner = [child for child in node.children if child in (receiver, name)]
    member.children = inner
    for child in inner:
        child.parent = member
    node.children = [member, *(child for child in node.children if child not in inner)]


def _member(marks: Marks, node: Node) -> None:
    """`A::class` is the class; the name behind an arrow is that of a property."""
    name = node.get("property")
    if name is None:
        return
    held = node.get("object")
    if (
        node.raw.type == "class_constant_access_expression"
        and marks.text(name) == "class"
        and held is not None
    ):
        node.kind = "group"
        node.children = [held]
        held.roles = tuple(role for role in held.roles if role != "object")
        return
    name.kind = ""
    name.children = []
    if node.raw.type in ("member_access_expression", "nullsafe_member_access_expression"):
        name.roles = (*name.roles, "field")


def _traits(node: Node) -> None:
    """The traits that a class uses stand before what it extends."""
    body = node.get("body")
    if body is None:
        return
    used = [child for child in body.children if "base" in child.roles]
    for child in used:
        child.parent = node
    body.children = [child for child in body.children if child not in used]
    node.children = [*used, *node.children]
