"""One name that the two sides defined in two files which see each other's names without an import."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import msgspec

from conflictscan.facts.code import ReferenceKind, Root, SymbolKind
from conflictscan.graph import Definition
from conflictscan.rules.engines.doubles import are_overloads, without_second
from conflictscan.rules.framework.world import inside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import Reference, Symbol
    from conflictscan.facts.findings import Edit, Side
    from conflictscan.languages.resolver import Conditional, Textual
    from conflictscan.rules.framework.world import World

_KINDS = (
    SymbolKind.FUNCTION,
    SymbolKind.METHOD,
    SymbolKind.CLASS,
    SymbolKind.TYPE_ALIAS,
    SymbolKind.VARIABLE,
)
_IMPORT = ReferenceKind.IMPORT


_UNLINKED = frozenset({"static", "inline", "constexpr", "macro", "overload"})


class PackageDouble(msgspec.Struct, frozen=True):
    """The definition of each side, in its own tree."""

    mine: Definition
    other: Definition


def package_doubles(world: World, side: Side) -> Iterator[PackageDouble]:
    """Doubles of a side's new definitions in other files of the package; each told once, by the order of the paths."""
    others = dict(_heads(world, side.other))
    names = frozenset[bytes]().union(*others.values()) if others else frozenset[bytes]()
    for merged, heads in _heads(world, side) if others else ():
        shared = {name.decode("utf-8", "replace") for name in heads & names}
        own = world.side_path(side, merged) if shared else None
        for mine in world.changes[side].added(own) if own is not None else ():
            if mine.symbol.name in shared and _counts(world, merged, mine.symbol):
                yield from _twins(world, side, merged, mine, others)


def _heads(world: World, side: Side) -> Iterator[tuple[str, frozenset[bytes]]]:
    """Files that the side brought in languages with packages, with the names that it wrote anew, told by text alone."""
    for change, merged in world.brought(side):
        if world.merged.semantics(merged).package_scope:
            yield merged, world.differing(side, change.path)


def _counts(world: World, merged: str, symbol: Symbol) -> bool:
    """Is it a name of the package, or a member of a type of it, that is there once?"""
    if symbol.kind not in _KINDS or "<locals>" in symbol.qualname or symbol.guards:
        return False
    semantics = world.merged.semantics(merged)
    if semantics.reopened and symbol.kind is not SymbolKind.METHOD:
        return False  # a class is opened as often as one likes
    if semantics.textual_includes and not _is_linked(symbol):
        return False
    private = "private" in symbol.modifiers and not symbol.container and not semantics.module_privacy
    if private or "extension" in symbol.modifiers:
        return False  # seen in its file alone, or told apart by what it extends
    beside = not symbol.container or (semantics.open_classes and symbol.kind is SymbolKind.METHOD)
    if symbol.container and _is_partial(world, merged, symbol.container):
        return False  # what its class is made of, the rule on the class says
    beside = beside and "partial" not in symbol.modifiers
    return beside and symbol.name not in semantics.repeatable and "implementation" not in symbol.modifiers


def _is_linked(symbol: Symbol) -> bool:
    """Is it a function that the linker knows by its name?"""
    hidden = any(each.startswith("namespace:") and each.endswith((":", "::")) for each in symbol.modifiers)
    plain = _UNLINKED.isdisjoint(symbol.modifiers) and not hidden and not symbol.container
    return symbol.kind is SymbolKind.FUNCTION and bool(symbol.body_hash) and plain


def _is_partial(world: World, path: str, qualname: str) -> bool:
    cls = world.merged.definition(path, qualname)
    return cls is not None and "partial" in cls.symbol.modifiers


def _twins(
    world: World, side: Side, merged: str, mine: Definition, others: dict[str, frozenset[bytes]]
) -> Iterator[PackageDouble]:
    changes = world.changes[side.other]
    name = mine.symbol.name.encode("utf-8", "surrogateescape")
    paths = [path for path, heads in others.items() if path > merged and name in heads]
    visible = _seen(world, merged, mine.symbol.name, paths) if paths else set[str]()
    for path in sorted(visible.intersection(paths)):
        own = world.side_path(side.other, path)
        if own is None:
            continue
        if _condition(world, merged) != _condition(world, path):
            continue
        if world.side_path(side, path) is not None and _has(world, side, path, mine.symbol):
            continue
        for other in changes.added(own):
            if other.symbol.qualname != mine.symbol.qualname or not _counts(world, path, other.symbol):
                continue
            if not (world.merged.semantics(path).overloads and are_overloads(mine.symbol, other.symbol)):
                yield PackageDouble(mine, other)


def _seen(world: World, merged: str, name: str, paths: list[str]) -> set[str]:
    """The files whose names meet those of the file: they see each other, or are linked into one program."""
    modules = world.merged.modules(merged)
    if world.merged.semantics(merged).textual_includes:
        textual = cast("Textual", modules)
        return {path for path in paths if textual.linked(merged, path)}
    return set(modules.visible(merged, name))


def _condition(world: World, path: str) -> str:
    """What must hold for a file to be built: two files whose conditions differ may never meet."""
    if not world.merged.semantics(path).file_conditions:
        return ""
    modules = cast("Conditional", world.merged.modules(path))
    return modules.condition(path)


def _has(world: World, side: Side, path: str, symbol: Symbol) -> bool:
    """Did the side have the name in that file as well? Then the two exclude each other, or it was wrong before."""
    own = world.side_path(side, path)
    facts = world.tree(side).facts(own) if own is not None else None
    return any(each.qualname == symbol.qualname for each in (facts.symbols if facts else ()))


# -- taking one out ----------------------------------------------------------------------------


def without_other(world: World, side: Side, double: PackageDouble) -> tuple[Edit, ...]:
    """The other side's definition out of the merge, where the two are written alike, and the same around them."""
    first = _merged(world, side, double.mine)
    second = _merged(world, side.other, double.other)
    if first is None or second is None or not _leaves_no_import(world, second):
        return ()
    return without_second(world, first, second)


def _merged(world: World, side: Side, definition: Definition) -> Definition | None:
    path = world.merged_path(side, definition.path)
    return world.merged.definition(path, definition.symbol.qualname) if path is not None else None


def _leaves_no_import(world: World, definition: Definition) -> bool:
    """Is each import that the definition uses used elsewhere in its file as well? Go refuses one that is not."""
    facts = world.merged.facts(definition.path)
    used = [reference for reference in (facts.references if facts else ()) if reference.kind is not _IMPORT]
    within = {_head(each) for each in used if inside(each.span, definition.symbol.span)}
    beside = {_head(each) for each in used if not inside(each.span, definition.symbol.span)}
    imported = {
        local
        for each in (facts.imports if facts else ())
        for local in (each.alias, *(name.local for name in each.names))
    }
    return imported.isdisjoint(within - beside)


def _head(reference: Reference) -> str:
    """The name that a use begins with, as far as it is one of the file itself."""
    return reference.chain.name if reference.chain.root is Root.MODULE else ""
