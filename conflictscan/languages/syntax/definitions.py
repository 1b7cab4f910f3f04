"""Definitions in the first pass: functions and classes open scopes, with their parameters, bases and members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import ReferenceKind
from conflictscan.languages.syntax.expressions import spine, spine_or_push
from conflictscan.languages.syntax.notes import Assigned, Definition
from conflictscan.languages.syntax.scopes import Context, Scope
from conflictscan.languages.syntax.targets import bind_target, note_assigned

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from conflictscan.languages.syntax.collect import Collector, Handler
    from conflictscan.languages.syntax.marks import Node
    from conflictscan.languages.syntax.scopes import How


def _function(notes: Collector, node: Node, context: Context) -> None:
    name = node.get("name")
    entry = node.parent is not None and node.parent.kind in ("dict", "record")
    owner = notes.grammar.owner(notes.marks, node)
    if owner:
        at = Context(Scope("class", context.scope, node, owner), context.guards)
        define_function(notes, node, node, name, at, text=notes.grammar.own_name(notes.marks, node))
        return
    if (name is not None or node.kind == "method") and not entry and not notes.grammar.is_hidden(node):
        if name is not None:
            notes.bind(name, context.scope, "definition", node)
        define_function(notes, node, node, name, context, text=notes.grammar.own_name(notes.marks, node))
        return
    text = "" if entry else notes.grammar.fallback_name(notes.marks, node)
    if text:
        define_function(notes, node, node, None, context, text=text)
        return
    scope = Scope("lambda", context.scope, node, context.scope.qualname)
    _enter_function(notes, node, scope, context)


def define_function(
    notes: Collector, node: Node, whole: Node, name: Node | None, context: Context, *, text: str = ""
) -> None:
    """A function that has a name: its parameters and body in a scope of its own."""
    text = text or (notes.marks.text(name) if name is not None else notes.grammar.constructor)
    text = notes.grammar.definition_text(node, text)
    scope = Scope("function", context.scope, node, context.scope.child_qualname(text))
    notes.definitions.append(Definition(node, whole, name, text, context, scope))
    _enter_function(notes, node, scope, context)


def _enter_function(notes: Collector, node: Node, scope: Scope, context: Context) -> None:
    scope.is_async = any(notes.marks.text(m) in ("async", "suspend") for m in node.of_kind("modifier"))
    inside = context.inside(scope)
    for child in node.children:
        if child.kind == "parameters":
            _parameters(notes, child.children, inside)
        elif child.kind == "parameter":
            _parameters(notes, [child], inside)
    notes.push_all((c for c in node.children if c.kind not in ("parameters", "parameter") and "name" not in c.roles),
                  inside)  # fmt: skip
    body = node.get("body")
    if body is not None and body.kind not in ("block", "") and "body" in body.roles:
        scope.returns.append(body)  # `() => value`


def _parameters(notes: Collector, nodes: Iterable[Node], inside: Context) -> None:
    scope = inside.scope
    pending: list[Node] = []
    for node in nodes:
        if node.kind == "typeparameter":
            _typeparameter(notes, node, inside)
            continue
        annotation, default = node.get("annotation"), node.get("value")
        pending.extend(n for n in (annotation, default, *node.of_kind("decorator")) if n is not None)
        own = node.kind in ("identifier", "pattern") or "target" in node.roles
        targets = node.all("target") or ([node] if own else [])
        for target in targets:
            if target.kind != "identifier" and (target is not node or node.children):
                bind_target(notes, target, inside, "unknown", None, node)
            elif notes.grammar.is_receiver(notes.marks, node):
                notes.bind(target, scope, "receiver", annotation)
            elif "variadic" in node.roles:
                notes.bind(target, scope, "elements" if annotation else "unknown", annotation)
            elif annotation is not None:
                notes.bind(target, scope, "annotated", annotation)
            else:
                notes.bind(target, scope, "parameter", None)
    notes.push_all(pending, inside)


def _class(notes: Collector, node: Node, context: Context) -> None:
    name = node.get("name")
    if name is not None:
        notes.bind(name, context.scope, "definition", node)
        define_class(notes, node, node, name, context)
        return
    text = notes.grammar.fallback_name(notes.marks, node)
    if text:
        define_class(notes, node, node, None, context, text=text)
    else:  # an anonymous class: its members are its own affair
        scope = Scope("class", context.scope, node, context.scope.child_qualname("<class>"))
        _enter_class(notes, node, scope, context)


def define_class(
    notes: Collector, node: Node, whole: Node, name: Node | None, context: Context, *, text: str = ""
) -> None:
    """A class that has a name: bases outside, members in a scope of its own."""
    text = text or (notes.marks.text(name) if name is not None else "")
    text = notes.grammar.definition_text(node, text)
    scope = Scope("class", context.scope, node, context.scope.child_qualname(text))
    notes.definitions.append(Definition(node, whole, name, text, context, scope))
    _enter_class(notes, node, scope, context)


def _enter_class(notes: Collector, node: Node, scope: Scope, context: Context) -> None:
    inside = context.inside(scope)
    for child in node.children:
        if child.kind == "typeparameter":
            _typeparameter(notes, child, inside)
    for child in reversed(node.children):
        if "base" in child.roles or "implemented" in child.roles:
            _base(notes, child, inside)
        elif child.kind == "parameters":
            notes.push_all(child.children, inside)
        elif "name" not in child.roles and child.kind != "typeparameter":
            notes.push(child, inside)


def _base(notes: Collector, node: Node, context: Context) -> None:
    """A base class; type arguments of a generic base are annotations."""
    named = node.get("name") if node.kind == "generic" else node
    if named is not None and named.kind in ("identifier", "member", "type"):
        notes.use(ReferenceKind.EXTEND, named, context)
        if named.kind == "member":
            spine(notes, named, context, None)
    else:
        notes.push(named, context)
    if node.kind == "generic":
        notes.push_all((c for c in node.children if c is not named), context)


def _extension(notes: Collector, node: Node, context: Context) -> None:
    """Members for a class defined elsewhere: in a scope that carries the class's name."""
    name = node.get("name")
    text = notes.grammar.extended_name(notes.marks, node)
    scope = Scope("class", context.scope, node, context.scope.child_qualname(text))
    notes.definitions.append(Definition(node, node, name, text, context, scope))
    inside = context.inside(scope)
    for child in node.children:
        if child.kind == "typeparameter":
            _typeparameter(notes, child, inside)
    for child in reversed(node.children):
        if "implemented" in child.roles or "base" in child.roles:
            _base(notes, child, inside)
        elif child.kind != "typeparameter":
            notes.push(child, inside)


def _namespace(notes: Collector, node: Node, context: Context) -> None:
    name = node.get("name")
    text = notes.marks.text(name).strip("\"'") if name is not None else ""
    if name is not None:
        notes.bind(name, context.scope, "definition", node)
    scope = Scope("class", context.scope, node, context.scope.child_qualname(text))
    notes.definitions.append(Definition(node, node, name, text, context, scope))
    notes.push_all((c for c in node.children if c is not name), context.inside(scope))


def names_function(notes: Collector, target: Node, value: Node, whole: Node, context: Context) -> bool:
    """`const f = () => …`: the function is known by the variable's name."""
    if not notes.grammar.named_lambdas:
        return False
    if value.kind == "function" and value.get("name") is None:
        notes.bind(target, context.scope, "definition", value)
        define_function(notes, value, whole, target, context)
        return True
    if value.kind == "class" and value.get("name") is None:
        notes.bind(target, context.scope, "definition", value)
        define_class(notes, value, whole, target, context)
        return True
    return False


def _field(notes: Collector, node: Node, context: Context) -> None:
    annotation = node.get("annotation")
    values = node.all("value")
    names = node.all("name") or ([node] if "name" in node.roles else [])
    for number, name in enumerate(names):
        value = values[number] if len(values) == len(names) else None
        if value is not None and names_function(notes, name, value, node, context):
            continue
        how: How = "annotated" if annotation is not None else "unknown"
        notes.bind(name, context.scope, how, annotation)
        notes.assigned.append(Assigned(name, node, annotation, value, context))
        notes.push(value, context)
    notes.push_all((c for c in node.children if c not in values and c not in names), context)


def _alias(notes: Collector, node: Node, context: Context) -> None:
    name, value = node.get("name"), node.get("value")
    around = context
    parameters = node.of_kind("typeparameter")
    if parameters:
        around = context.inside(Scope("type", context.scope, node, context.scope.qualname))
        for parameter in parameters:
            _typeparameter(notes, parameter, around)
    if name is None:
        notes.push(value, around)
        return
    if value is not None and value.kind == "typerecord":
        notes.bind(name, context.scope, "definition", node)
        scope = Scope("class", around.scope, node, context.scope.child_qualname(notes.marks.text(name)))
        notes.definitions.append(Definition(node, node, name, notes.marks.text(name), context, scope))
        notes.push_all(value.children, around.inside(scope))
        return
    notes.bind(name, context.scope, "unknown", None)
    note_assigned(notes, name, node, node.get("annotation"), None, context)
    notes.push(node.get("annotation"), around)
    notes.push(value, around)


def _typeparameter(notes: Collector, node: Node, context: Context) -> None:
    name = node.get("name") or node
    notes.bind(name, context.scope, "type_parameter", None)
    notes.push_all((c for c in node.children if c is not name), context)


def _decorator(notes: Collector, node: Node, context: Context) -> None:
    for child in node.children:
        spine_or_push(notes, child, context, ReferenceKind.DECORATOR)


HANDLERS: Final[Mapping[str, Handler]] = {
    "function": _function,
    "method": _function,
    "class": _class,
    "extension": _extension,
    "namespace": _namespace,
    "field": _field,
    "variant": _field,
    "alias": _alias,
    "typeparameter": _typeparameter,
    "decorator": _decorator,
}
