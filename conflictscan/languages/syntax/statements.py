"""Statements in the first pass: blocks have scopes of their own, and a function knows what it returns and raises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import ReferenceKind
from conflictscan.languages.syntax.expressions import spine_or_push
from conflictscan.languages.syntax.scopes import Scope
from conflictscan.languages.syntax.targets import bind_target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conflictscan.languages.syntax.collect import Collector, Handler
    from conflictscan.languages.syntax.marks import Node
    from conflictscan.languages.syntax.scopes import Context, How


def _block(notes: Collector, node: Node, context: Context) -> None:
    scope = context.scope
    if node.parent is not None and scope.node is node.parent and scope.kind in ("function", "lambda"):
        notes.push_all(node.children, context)  # parameters and body share their names
        return
    inner = Scope("block", scope, node, scope.qualname)
    notes.push_all(node.children, context.inside(inner))


def _loop(notes: Collector, node: Node, context: Context) -> None:
    inside = context.inside(Scope("block", context.scope, node, context.scope.qualname))
    targets, iterated = node.all("target"), node.get("iterated")
    target = targets[-1] if targets else None
    if len(targets) > 1 and iterated is not None:
        _loop_over_pairs(notes, node, targets, iterated, context, inside)
    elif target is not None and iterated is not None:
        annotation = node.get("annotation")
        if target.kind == "identifier" and annotation is not None:
            notes.bind(target, inside.scope, "annotated", annotation)
        elif target.kind == "identifier":
            notes.bind(target, inside.scope, "element", iterated, source=context.scope)
        else:
            bind_target(notes, target, inside, "unknown", None, node)
        notes.push_all((c for c in node.children if c is not target), inside)
    else:
        notes.push_all(node.children, inside)


def _loop_over_pairs(
    notes: Collector, node: Node, targets: list[Node], iterated: Node, context: Context, inside: Context
) -> None:
    for target in targets:
        if target.kind == "identifier":
            element = notes.grammar.last_is_element and target is targets[-1]
            how: How = "element" if element else "unknown"
            notes.bind(target, inside.scope, how, iterated if element else None, source=context.scope)
        else:
            bind_target(notes, target, inside, "unknown", None, node)
    notes.push_all((c for c in node.children if c not in targets), inside)


def _switch(notes: Collector, node: Node, context: Context) -> None:
    notes.switches.append((node, context))
    inside = context.inside(Scope("block", context.scope, node, context.scope.qualname))
    notes.push_all(node.children, inside)


def _case(notes: Collector, node: Node, context: Context) -> None:
    inside = context.inside(Scope("block", context.scope, node, context.scope.qualname))
    for child in reversed(node.children):
        if "condition" in child.roles:
            notes.push(child, inside)
        elif "pattern_of" in child.roles and (
            child.kind == "pattern" or (child.kind == "identifier" and notes.grammar.pattern_paths)
        ):
            bind_target(notes, child, inside, "unknown", None, child)
        elif "pattern_of" in child.roles:
            spine_or_push(notes, child, inside, ReferenceKind.PATTERN)
        else:
            notes.push(child, inside)


def _catch(notes: Collector, node: Node, context: Context) -> None:
    inside = context.inside(Scope("block", context.scope, node, context.scope.qualname))
    target, kinds = node.get("target"), node.all("annotation")
    if target is not None and target.kind == "identifier":
        how: How = "caught" if len(kinds) == 1 else "unknown"
        notes.bind(target, inside.scope, how, kinds[0] if how == "caught" else None)
    elif target is not None:
        bind_target(notes, target, inside, "unknown", None, node)
    for kind in kinds:
        if kind.kind in ("type", "identifier", "member"):
            notes.use(ReferenceKind.CATCH, kind, inside)
        else:
            notes.push(kind, inside)
    notes.push_all((c for c in node.children if c is not target and c not in kinds), inside)


def _with(notes: Collector, node: Node, context: Context) -> None:
    notes.push_all(node.children, context.inside(Scope("block", context.scope, node, context.scope.qualname)))


def _return(notes: Collector, node: Node, context: Context) -> None:
    context.scope.executed().returns.append(node)
    notes.push_all(node.children, context)


def _throw(notes: Collector, node: Node, context: Context) -> None:
    for child in node.children:
        raised = child.get("callee") if child.kind in ("call", "construct") else child
        if raised is not None and raised.kind in ("identifier", "member", "type"):
            context.scope.owner.raises.append((raised, context.scope))
            notes.use(ReferenceKind.RAISE, raised, context)
        notes.push(child, context)


def _yield(notes: Collector, node: Node, context: Context) -> None:
    context.scope.executed().yields = True
    notes.push_all(node.children, context)


def _import(notes: Collector, node: Node, context: Context) -> None:
    notes.grammar.imports(notes, node, context)


def _export(notes: Collector, node: Node, context: Context) -> None:
    if not notes.grammar.exports(notes, node, context):
        notes.push_all(node.children, context)


def _type(notes: Collector, node: Node, context: Context) -> None:
    notes.types.append((node, context))


def _typerecord(notes: Collector, node: Node, context: Context) -> None:
    """A type written out where it is used: its fields have no name to be found by."""
    inside = context.inside(Scope("type", context.scope, node, context.scope.qualname))
    for child in node.children:
        notes.push_all((c for c in child.children if "name" not in c.roles), inside)


def _ignore(notes: Collector, node: Node, context: Context) -> None:
    """Nothing below is a use."""


HANDLERS: Final[Mapping[str, Handler]] = {
    "loop": _loop,
    "if": _with,
    "block": _block,
    "switch": _switch,
    "case": _case,
    "catch": _catch,
    "with": _with,
    "return": _return,
    "throw": _throw,
    "yield": _yield,
    "import": _import,
    "export": _export,
    "type": _type,
    "typerecord": _typerecord,
    "opaque": _ignore,
}
