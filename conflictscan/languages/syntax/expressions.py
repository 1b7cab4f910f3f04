"""Expressions in the first pass: a chain is one use of its longest part and one of each call in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import ReferenceKind
from conflictscan.languages.syntax.marks import part
from conflictscan.languages.syntax.notes import Use

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conflictscan.languages.syntax.collect import Collector, Handler
    from conflictscan.languages.syntax.marks import Node
    from conflictscan.languages.syntax.scopes import Context

SPINE: Final = frozenset({"identifier", "member", "call", "construct", "index", "self", "super"})
_THROUGH: Final = frozenset({"group", "await", "cast"})


def spine(  # noqa: PLR0912 - one case for each link
    notes: Collector, node: Node, context: Context, kind: ReferenceKind | None = ReferenceKind.READ
) -> None:
    """A chain of members, calls and indices: one use for its longest part, one for each call."""
    here = node
    if kind is ReferenceKind.READ and "caught" in node.roles and _asks_what_was_caught(notes, node, context):
        kind = ReferenceKind.CATCH
    while True:
        what = here.kind
        inner: Node | None = None
        if what == "identifier":
            if kind:
                notes.uses.append(Use(kind, here, context))
            return
        if what == "member":
            inner = here.get("object")
            if kind and (inner is not None or here.get("property") is not None):
                notes.uses.append(Use(kind, here, context))
                kind = None
            notes.push_all(
                (c for c in here.children if c is not inner and c.kind in ("generic", "type")), context
            )
        elif what in ("call", "construct"):
            if notes.grammar.mark(notes, here, context):
                return
            inner = here.get("callee")
            called = ReferenceKind.DECORATOR if kind is ReferenceKind.DECORATOR else ReferenceKind.CALL
            if inner is not None:
                notes.uses.append(Use(called, here, context))
            kind = None
            notes.push_all((c for c in here.children if c is not inner), context)
            if inner is None:
                return
        elif what == "index":
            inner = here.get("object")
            notes.push_all((c for c in here.children if c is not inner), context)
            if kind is not ReferenceKind.READ:
                kind = ReferenceKind.READ if kind else None
        elif what in _THROUGH:
            inner = part(here)
            notes.push_all((c for c in here.children if c is not inner), context)
        elif what in ("self", "super"):
            return
        if inner is None:
            _beside(notes, here, node, context)
            return
        here = inner


def _asks_what_was_caught(notes: Collector, node: Node, context: Context) -> bool:
    """Is the class one that the error of a handler around is asked to be of: `error instanceof NotFound`?"""
    asked = node.parent.children[0] if node.parent is not None else None
    if asked is None or asked.kind != "identifier":
        return False
    name = notes.marks.text(asked)
    home = context.scope.find(name, members=False)
    bound = home.names[name] if home is not None else []
    return len(bound) == 1 and bound[0].target.parent is not None and bound[0].target.parent.kind == "catch"


def _beside(notes: Collector, here: Node, node: Node, context: Context) -> None:
    """The end of a spine that is no name: visit it, or what is in it."""
    if here is node:
        notes.push_all(
            (c for c in here.children if "callee" not in c.roles and c.kind != "arguments"), context
        )
    elif here.kind not in SPINE and here.kind not in _THROUGH:
        notes.push(here, context)


def spine_or_push(notes: Collector, node: Node, context: Context, kind: ReferenceKind) -> None:
    """A use of the given kind if the expression is a chain; else whatever is in it."""
    if node.kind in SPINE:
        spine(notes, node, context, kind)
    else:
        notes.push(node, context)


def _group(notes: Collector, node: Node, context: Context) -> None:
    notes.push_all(node.children, context)


def _cast(notes: Collector, node: Node, context: Context) -> None:
    notes.push_all(node.children, context)


def _shorthand(notes: Collector, node: Node, context: Context) -> None:
    notes.use(ReferenceKind.READ, node, context)


def _record(notes: Collector, node: Node, context: Context) -> None:
    if not notes.grammar.mark(notes, node, context):
        notes.records.append((node, context))
    notes.push_all((c for c in node.children if "callee" not in c.roles), context)


def _dict(notes: Collector, node: Node, context: Context) -> None:
    notes.dicts.append((node, context))
    notes.push_all(node.children, context)


def _string(notes: Collector, node: Node, context: Context) -> None:
    notes.strings.append((node, context))
    notes.push_all(node.children, context)


HANDLERS: Final[Mapping[str, Handler]] = {
    **dict.fromkeys(SPINE, spine),
    "await": spine,
    "group": _group,
    "cast": _cast,
    "shorthand": _shorthand,
    "record": _record,
    "dict": _dict,
    "str": _string,
}
