"""What a class owes to those above it: abstract members and protocol members that nothing implements."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import ReferenceKind, SymbolKind
from conflictscan.graph import Definition
from conflictscan.graph.values import accessors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conflictscan.facts.code import Symbol
    from conflictscan.facts.findings import Side
    from conflictscan.graph import Lineage, Tree
    from conflictscan.rules.framework.world import World

_METHODS = (SymbolKind.METHOD,)
_DECLARING = frozenset({"interface", "trait"})
_INSTANCES_REFUSED = frozenset({"abc", "protocol"}) | _DECLARING
_SUFFIXES = ("Base", "Mixin", "Abstract", "Interface")
_PREFIXES = ("Base", "Abstract")


class Duty(msgspec.Struct, frozen=True):
    """A member that a class lacks. `enforced` at run time: no instance can be built; else by type checkers alone."""

    definition: Definition
    enforced: bool


def duties(tree: Tree, cls: Definition) -> dict[str, Duty] | None:
    """What a concrete class lacks, by name; None when that is not known, empty when it is abstract itself."""
    lineage = tree.lineage(cls)
    if not lineage.closed or any("custom_metaclass" in c.symbol.modifiers for c in lineage.classes):
        return None
    if any("delegating" in c.symbol.modifiers for c in lineage.classes):
        return None  # another object may fulfil them
    if any("implementation" in c.symbol.modifiers for c in lineage.classes[1:]):
        return {}  # its implementations answer for themselves
    if is_abstract(tree, cls) or cls.symbol.guards or cls.symbol.branch:
        return {}
    owed = {d.definition.symbol.name: d for d in _owed(tree, lineage)}
    return {name: duty for name, duty in owed.items() if name not in lineage.outside}


def fulfilled(tree: Tree, cls: Definition) -> bool:
    """Does the class implement something that is abstract above it? Then it means to be complete."""
    own = {symbol.name for symbol in members(tree, cls)}
    return any(
        symbol.name in own and "abstract" in symbol.modifiers
        for above in tree.lineage(cls).classes[1:]
        for symbol in members(tree, above)
    )


def is_abstract(tree: Tree, cls: Definition) -> bool:
    """Does the class say of itself that it has no instances?"""
    if not _INSTANCES_REFUSED.isdisjoint(cls.symbol.modifiers):
        return True
    return any("abstract" in symbol.modifiers for symbol in members(tree, cls))


def sounds_abstract(name: str) -> bool:
    """Is it named as classes are that others complete?"""
    bare = name.lstrip("_")
    return bare.startswith(_PREFIXES) or bare.endswith(_SUFFIXES)


def members(tree: Tree, cls: Definition) -> Iterator[Symbol]:
    """The definitions in the body of one class, and what its methods assign to the instance."""
    index = tree.index(cls.path)
    if index is not None:
        yield from index.contents.get(cls.symbol.qualname, ())


def is_built(tree: Tree, cls: Definition, paths: Iterable[str]) -> bool:
    """Is the class called in one of these files?"""
    for path in paths:
        facts = tree.facts(path)
        for reference in facts.references if facts else ():
            if reference.kind is ReferenceKind.CALL and reference.chain.last == cls.symbol.name:
                found = tree.bind(path, reference)
                if found.definition == cls and not found.instance:
                    return True
    return False


def wrote(world: World, side: Side, own: Definition) -> bool:
    """Did the side add a class of its tree, change its bases, or change its body?"""
    changes = world.changes[side]
    if not changes.touches(own.path):
        return False
    old = changes.origin(own)
    return old is None or (old.symbol.bases, old.symbol.body_hash) != (own.symbol.bases, own.symbol.body_hash)


def _owed(tree: Tree, lineage: Lineage) -> Iterator[Duty]:
    """The first definition of a name in the order decides, as in attribute lookup."""
    enforced = any(not _INSTANCES_REFUSED.isdisjoint(c.symbol.modifiers) for c in lineage.classes)
    in_class: set[str] = set()
    anywhere: set[str] = set()
    own = "implementation" in lineage.classes[0].symbol.modifiers
    for cls in lineage.classes[:2] if own else lineage.classes:  # what is above a trait has one of its own
        abstract: dict[str, Symbol] = {}
        expected: dict[str, Symbol] = {}
        declaring = not _DECLARING.isdisjoint(cls.symbol.modifiers)
        for symbol in members(tree, cls):
            if symbol.guards or symbol.branch:
                in_class.add(symbol.name)
            elif "abstract" in symbol.modifiers or (declaring and _is_expected(symbol)):
                abstract.setdefault(symbol.name, symbol)
            elif "protocol" in cls.symbol.modifiers and _is_expected(symbol):
                expected.setdefault(symbol.name, symbol)
        for name, symbol in abstract.items():
            if enforced and name not in in_class:
                yield Duty(Definition(cls.path, symbol), enforced=True)
        for name, symbol in expected.items():
            if name not in anywhere | in_class:
                yield Duty(Definition(cls.path, symbol), enforced=False)
        for symbol in members(tree, cls):
            if symbol.kind is SymbolKind.METHOD and tree.semantics(cls.path).accessors:
                in_class.update(accessors(symbol.name))
            anywhere.add(symbol.name)
            if symbol.field is None or not symbol.field.assigned_in:
                in_class.add(symbol.name)


def _is_expected(symbol: Symbol) -> bool:
    """A member that a protocol only declares: a method without body, an attribute without value."""
    if symbol.name.startswith("__"):
        return False
    if symbol.kind in _METHODS:
        return "stub" in symbol.modifiers
    return symbol.kind is SymbolKind.FIELD and symbol.field is not None and not symbol.field.has_default
