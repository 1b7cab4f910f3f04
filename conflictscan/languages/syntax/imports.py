"""Imports as every language notes them: a fact, a binding for each local name, and a use of what is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.code import Chain, Import, Reference, ReferenceKind, Root
from conflictscan.languages.syntax.scopes import Binding

if TYPE_CHECKING:
    from conflictscan.facts.code import Span
    from conflictscan.languages.syntax.collect import Collector
    from conflictscan.languages.syntax.scopes import Context


def add(
    notes: Collector, fact: Import, context: Context, *, kind: ReferenceKind = ReferenceKind.IMPORT
) -> int:
    """Note an import: its names are bound where it stands, and each is a use of what it names."""
    index = len(notes.imports)
    notes.imports.append(fact)
    scope = context.scope
    for name in fact.names:
        if not fact.reexport:
            scope.bind(name.local, Binding("import", notes.marks.root, None, scope, index))
        _refer(notes, name.span, name.name, fact, context, kind)
    if not fact.names:
        if fact.alias and not fact.reexport:
            scope.bind(fact.alias, Binding("import", notes.marks.root, None, scope, index))
        _refer(notes, fact.span, fact.module, fact, context, kind)
    return index


def _refer(
    notes: Collector, span: Span, name: str, fact: Import, context: Context, kind: ReferenceKind
) -> None:
    guards = (*context.guards, "type_checking") if fact.types_only else context.guards
    notes.references.append(
        Reference(
            kind=kind,
            chain=Chain(name, Root.UNKNOWN),
            span=span,
            name_span=span,
            enclosing=context.scope.owner.qualname,
            guards=guards,
            text=fact.module,
        )
    )
