"""Targets in the first pass: the names that a declaration, a parameter or a pattern binds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.code import ReferenceKind
from conflictscan.languages.syntax.expressions import SPINE, spine
from conflictscan.languages.syntax.notes import Assigned, Use

if TYPE_CHECKING:
    from conflictscan.languages.syntax.collect import Collector
    from conflictscan.languages.syntax.marks import Node
    from conflictscan.languages.syntax.scopes import Context, How


def bind_target(
    notes: Collector, target: Node, context: Context, how: How, value: Node | None, whole: Node
) -> None:
    """Bind whatever a declaration's target holds: a name, or a pattern of names."""
    stack: list[tuple[Node, How, Node | None]] = [(target, how, value)]
    while stack:
        node, how_here, value_here = stack.pop()
        if node.kind in ("identifier", "shorthand"):
            if not notes.grammar.binds(notes.marks.text(node)):
                notes.use(ReferenceKind.PATTERN, node, context)
                continue
            notes.bind(node, context.scope, how_here, value_here)
            note_assigned(notes, node, whole, None, value_here if how_here == "value" else None, context)
        elif node.kind == "member":
            paths = notes.grammar.pattern_paths
            spine(notes, node, context, ReferenceKind.PATTERN if paths else ReferenceKind.WRITE)
        else:
            part_how: How = "part" if how_here == "value" else "unknown"
            for child in reversed(node.children):
                if "value" in child.roles and node.kind == "assign":
                    notes.push(child, context)  # the default of a part
                elif "key" not in child.roles or child.kind == "shorthand":
                    stack.append((child, part_how, value_here))
                elif child.kind in SPINE or child.kind == "type":
                    notes.uses.append(Use(ReferenceKind.PATTERN, child, context))


def note_assigned(
    notes: Collector, target: Node, whole: Node, annotation: Node | None, value: Node | None, context: Context
) -> None:
    """Note a name that module or class gives a value."""
    if context.scope.kind in ("module", "class"):
        notes.assigned.append(Assigned(target, whole, annotation, value, context))
