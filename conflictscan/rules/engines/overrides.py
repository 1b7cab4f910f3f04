"""New overrides of one side: a method in a class, and the method above it that it was written to replace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import Arguments, ParameterKind, ReferenceKind, Root, SymbolKind
from conflictscan.graph import Definition
from conflictscan.rules.engines.doubles import are_overloads
from conflictscan.rules.engines.fit import POSITIONAL
from conflictscan.rules.engines.obligation import members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import Parameter, Reference, Symbol
    from conflictscan.facts.findings import Side
    from conflictscan.graph import Tree
    from conflictscan.rules.framework.world import World

_BY_NAME = frozenset({"getattr", "hasattr", "dir", "vars"})
_FORMS = frozenset({"overload", "setter", "deleter"})


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """A method that one side wrote over another: on its side, in the merge, and what it was written over."""

    cls: Definition  # in the merge
    own: Definition  # the method in the side's tree
    merged: Definition  # the method in the merge
    above: Definition  # the method above it in the side's tree
    origin: Definition | None  # `above` in the merge base


def new_overrides(world: World, side: Side) -> Iterator[Override]:
    """Methods by which a side overrides what it had from above, and which the other side has not seen."""
    tree = world.tree(side)
    for merged_path in world.candidates.paths(side):
        path = world.side_path(side, merged_path)
        facts = tree.facts(path) if path is not None else None
        for symbol in facts.symbols if facts else ():
            if path is not None and symbol.kind is SymbolKind.CLASS and symbol.bases:
                cls = Definition(path, symbol)
                merged = world.merged.definition(merged_path, symbol.qualname, symbol.ordinal)
                if merged is not None and tree.lineage(cls).closed and world.merged.lineage(merged).closed:
                    yield from _of_class(world, side, cls, merged)


def _of_class(world: World, side: Side, cls: Definition, merged: Definition) -> Iterator[Override]:
    changes, tree = world.changes[side], world.tree(side)
    old = changes.origin(cls)
    made_below = old is None or old.symbol.bases != cls.symbol.bases
    for symbol in members(tree, cls):
        own = Definition(cls.path, symbol)
        constructs = symbol.name in tree.semantics(cls.path).constructors
        if constructs or not _may_override(symbol) or not (made_below or changes.origin(own) is None):
            continue
        above = above_of(tree, cls, symbol)
        there = world.merged.definition(merged.path, symbol.qualname, symbol.ordinal)
        if above is None or there is None or not _plain(tree, own) or _seen(world, side.other, merged, there):
            continue
        yield Override(cls=merged, own=own, merged=there, above=above, origin=changes.origin(above))


def above_of(tree: Tree, cls: Definition, own: Symbol) -> Definition | None:
    """The method that `super()` finds by the name of a method, and where methods overload, by its parameters."""
    overloads = tree.semantics(cls.path).overloads
    for above in tree.lineage(cls).classes[1:]:
        found = [symbol for symbol in members(tree, above) if symbol.name == own.name]
        if overloads:
            found = [symbol for symbol in found if not are_overloads(symbol, own)]
        if found:
            last = found[-1]
            return Definition(above.path, last) if last.kind is SymbolKind.METHOD else None
    return None


def _may_override(symbol: Symbol) -> bool:
    name = symbol.name
    return (
        symbol.kind is SymbolKind.METHOD
        and not name.startswith("__")
        and "test" not in symbol.modifiers
        and _FORMS.isdisjoint(symbol.modifiers)
        and not symbol.guards
        and not symbol.branch
    )


def _plain(tree: Tree, method: Definition) -> bool:
    """No decorator that may register the method somewhere, or give it another signature."""
    transparent = tree.semantics(method.path).transparent
    return all(d.chain.last in transparent for d in method.symbol.decorators)


def _seen(world: World, side: Side, cls: Definition, method: Definition) -> bool:
    """Has the other side the same method below the same bases?"""
    theirs = world.counterpart(side, cls)
    return (
        theirs is not None
        and theirs.symbol.bases == cls.symbol.bases
        and world.counterpart(side, method) is not None
    )


# -- uses of its name --------------------------------------------------------------------------


def super_calls(tree: Tree, method: Definition) -> Iterator[Reference]:
    """Uses of `super().name` within the method of that name."""
    facts = tree.facts(method.path)
    for reference in facts.references if facts else ():
        upward = reference.chain.root is Root.SUPER and reference.enclosing == method.symbol.qualname
        if upward and reference.chain.steps[:1] == (f".{method.symbol.name}",):
            yield reference


def named(tree: Tree, path: str, name: str) -> Iterator[Reference]:
    """Uses of an attribute of that name in one file, and strings that are that name."""
    facts = tree.facts(path)
    for reference in facts.references if facts else ():
        attribute = reference.chain.steps and f".{name}" in reference.chain.steps
        if (attribute and reference.kind is not ReferenceKind.IMPORT) or reference.text.rpartition(".")[
            2
        ] == name:
            yield reference


def looks_up_names(tree: Tree, cls: Definition) -> bool:
    """Do methods of the class, or of one above it, find attributes by computed names?"""
    for above in tree.lineage(cls).classes:
        facts = tree.facts(above.path)
        for reference in facts.references if facts else ():
            if reference.chain.root is Root.BUILTIN and reference.chain.name in _BY_NAME:
                inside = reference.enclosing.startswith(f"{above.symbol.qualname}.")
                if inside and reference.kind is ReferenceKind.CALL:
                    return True
    return False


def least_calls(
    parameters: tuple[Parameter, ...], known: tuple[Parameter, ...] | None = None
) -> list[Arguments]:
    """The shortest argument lists that these parameters take: by position, and with those not `known` by name."""
    old = {p.name for p in (parameters if known is None else known)}
    required = [p for p in parameters if p.required]
    return [_least_call(required, set()), _least_call(required, {p.name for p in required} - old)]


def _least_call(required: list[Parameter], by_name: set[str]) -> Arguments:
    positional = [p for p in required if p.kind in POSITIONAL and p.name not in by_name]
    return Arguments(
        positional=len(positional),
        names=tuple(
            p.name for p in required if p not in positional and p.kind is not ParameterKind.POSITIONAL_ONLY
        ),
    )
