"""Declarations and assignments in the first pass: names get values, attributes of the receiver too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import ReferenceKind
from conflictscan.languages.syntax.definitions import names_function
from conflictscan.languages.syntax.expressions import spine, spine_or_push
from conflictscan.languages.syntax.notes import Assigned
from conflictscan.languages.syntax.scopes import Context
from conflictscan.languages.syntax.targets import bind_target, note_assigned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conflictscan.languages.syntax.collect import Collector, Handler
    from conflictscan.languages.syntax.marks import Node
    from conflictscan.languages.syntax.scopes import How


def _declare(notes: Collector, node: Node, context: Context) -> None:
    if notes.grammar.mark(notes, node, context):
        return
    targets, annotation, values = node.all("target"), node.get("annotation"), node.all("value")
    at = context
    if node.parent is not None and node.parent.kind == "hoist":
        at = Context(context.scope.executed(), context.guards)
    notes.push(annotation, context)
    given, pairs = values, len(targets) == len(values)
    for number, target in enumerate(targets):
        value = given[number] if pairs else given[0] if given else None
        if (
            target.kind == "identifier"
            and value is not None
            and names_function(notes, target, value, node, at)
        ):
            values = [each for each in values if each is not value]
            continue
        if target.kind != "identifier":
            bind_target(notes, target, at, "value" if pairs else "part", value, node)
        elif annotation is not None:
            notes.bind(target, at.scope, "annotated", annotation, source=context.scope)
            note_assigned(notes, target, node, annotation, value if pairs else None, at)
        else:
            whole = pairs or (notes.grammar.first_of_many and number == 0 and len(given) == 1)
            how: How = "unknown" if value is None else "value" if whole else "part"
            notes.bind(target, at.scope, how, value, source=context.scope)
            note_assigned(notes, target, node, None, value if pairs else None, at)
    notes.push_all(values, context)


def _assign(notes: Collector, node: Node, context: Context) -> None:
    if notes.grammar.mark(notes, node, context):
        return
    value = node.get("value")
    for target in node.all("target"):
        if target.kind == "identifier":
            home = context.scope.find(notes.marks.text(target), members=False)
            if home is not None:
                notes.bind(target, home, "value", value, source=context.scope)
            notes.use(ReferenceKind.WRITE, target, context)
        elif target.kind == "member":
            spine(notes, target, context, ReferenceKind.WRITE)
            notes.attributes.append(Assigned(target, node, None, value, context))
        else:
            _write_parts(notes, target, context)
    notes.push_all((c for c in node.children if "target" not in c.roles), context)


def _write_parts(notes: Collector, target: Node, context: Context) -> None:
    stack = [target]
    while stack:
        node = stack.pop()
        if node.kind in ("identifier", "shorthand"):
            name = notes.marks.text(node)
            home = context.scope.find(name, members=False)
            if home is not None:
                notes.bind(node, home, "unknown", None)
            notes.use(ReferenceKind.WRITE, node, context)
        elif node.kind == "member":
            spine(notes, node, context, ReferenceKind.WRITE)
        elif node.kind == "index":
            notes.push(node, context)
        else:
            stack.extend(c for c in reversed(node.children) if "key" not in c.roles or c.kind == "shorthand")


def _augment(notes: Collector, node: Node, context: Context) -> None:
    for target in node.all("target"):
        if target.kind in ("identifier", "member"):
            notes.use(ReferenceKind.WRITE, target, context)
    notes.push_all(node.children, context)


def _delete(notes: Collector, node: Node, context: Context) -> None:
    for target in node.children:
        spine_or_push(notes, target, context, ReferenceKind.DELETE)


HANDLERS: Final[Mapping[str, Handler]] = {
    "assign": _assign,
    "augment": _augment,
    "delete": _delete,
    "declare": _declare,
}
