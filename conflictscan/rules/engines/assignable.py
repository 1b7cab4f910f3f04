"""May an instance of one class go where another is declared? Errs towards yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.code import SymbolKind
from conflictscan.graph import Status
from conflictscan.rules.engines.obligation import members

if TYPE_CHECKING:
    from conflictscan.facts.code import Symbol
    from conflictscan.graph import Definition, Lineage, Tree

_OPEN = frozenset({"dynamic", "metaclass", "protocol", "indexed", "namespace", "object"})
_METHODS = (SymbolKind.METHOD, SymbolKind.FIELD)


def assignable(tree: Tree, value: Definition, declared: Definition) -> bool:
    """Is the class `value` the class `declared` or below it, or may it be for all that is known?"""
    if _same(value, declared) or not _OPEN.isdisjoint({*value.symbol.modifiers, *declared.symbol.modifiers}):
        return True
    lineage = tree.lineage(value)
    if any(_same(above, declared) for above in lineage.classes):
        return True
    if not lineage.closed and not _others_are_standard(tree, lineage):
        return True
    if "enum" in value.symbol.modifiers or "enum" in declared.symbol.modifiers:
        return not {"enum"} <= {*value.symbol.modifiers} & {*declared.symbol.modifiers}
    if tree.semantics(declared.path).structural:
        return _has_members(tree, value, declared)
    implicit = tree.semantics(declared.path).implicit_interfaces and "interface" in declared.symbol.modifiers
    return implicit and _has_members(tree, value, declared)


def _others_are_standard(tree: Tree, lineage: Lineage) -> bool:
    """Are all bases that are not ours of the standard library, which derives nothing from our classes?"""
    for cls in lineage.classes:
        standard = tree.semantics(cls.path).standard
        for base in cls.symbol.bases:
            found = tree.resolve(cls.path, base)
            if found.status is Status.BOUND:
                continue
            if found.status is not Status.EXTERNAL or not found.external.startswith((*standard, "builtins")):
                return False
        if not standard:
            return False
    return True


def _has_members(tree: Tree, value: Definition, declared: Definition) -> bool:
    """Does the one have every member that the other asks for?"""
    lineage = tree.lineage(declared)
    if not lineage.closed:
        return True
    return all(
        tree.member(value, symbol.name).status is not Status.MISSING
        for cls in lineage.classes
        for symbol in members(tree, cls)
        if _is_asked_for(symbol)
    )


def _is_asked_for(symbol: Symbol) -> bool:
    if symbol.kind not in _METHODS or symbol.name == "constructor":
        return False
    return not {"optional", "staticmethod"} & {*symbol.modifiers}


def _same(left: Definition, right: Definition) -> bool:
    return left.path == right.path and left.symbol.qualname == right.symbol.qualname
