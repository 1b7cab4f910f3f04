"""Names that a package gets twice, through star imports of two of its modules."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import SymbolKind
from conflictscan.graph import Definition, Status
from conflictscan.rules.engines.namesakes import added, in_merge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.graph import Tree
    from conflictscan.rules.framework.world import World


class StarClash(msgspec.Struct, frozen=True):
    """Two definitions of one name, each by its side's path; the star import of the winner comes later."""

    hub: str
    winner: Definition
    loser: Definition
    same: bool


def star_clashes(world: World, winner: Side) -> Iterator[StarClash]:
    """Names added by both sides where the package keeps that of the `winner` side."""
    others: dict[str, list[tuple[Definition, Definition]]] = defaultdict(list)
    for own, merged in _public(world, winner.other):
        others[own.symbol.name].append((own, merged))
    if not others:
        return
    for own, merged in _public(world, winner):
        for other, other_merged in others.get(own.symbol.name, ()):
            hub = _hub(world.merged, merged, other_merged)
            if hub is not None:
                yield StarClash(hub, own, other, same=_same(merged, other_merged))


def _public(world: World, side: Side) -> Iterator[tuple[Definition, Definition]]:
    """Module-level definitions that the side added, as the side and as the merge have them."""
    for definition in added(world, side):
        symbol = definition.symbol
        if symbol.container or symbol.name.startswith("_") or symbol.branch:
            continue
        merged = in_merge(world, side, definition)
        if merged is not None:
            yield definition, merged


def _hub(tree: Tree, winner: Definition, loser: Definition) -> str | None:
    """The innermost package around both modules that takes the name from both, the winner's last."""
    if winner.path == loser.path or not _exports(tree, winner) or not _exports(tree, loser):
        return None
    for folder in _around(winner.path):
        hub = f"{folder}/__init__.py" if folder else "__init__.py"
        if hub in (winner.path, loser.path) or not loser.path.startswith(f"{folder}/" if folder else ""):
            continue
        order = _stars(tree, hub, winner.symbol.name)
        if winner.path in order and loser.path in order:
            return hub if order.index(winner.path) > order.index(loser.path) else None
    return None


def _around(path: str) -> Iterator[str]:
    folder = path.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
    yield ""


def _stars(tree: Tree, hub: str, name: str) -> list[str]:
    """The modules that the package imports with a star, in order; none where it binds the name itself."""
    index = tree.index(hub)
    if index is None or index.members.get(("", name)) or index.imports.get(name):
        return []
    found: list[str] = []
    for imported in index.stars:
        target = tree.import_target(hub, imported)
        if target.status is Status.BOUND and target.module is not None and not imported.branch:
            found.append(target.module)
    return found


def _exports(tree: Tree, definition: Definition) -> bool:
    facts = tree.facts(definition.path)
    return facts is not None and (facts.exports is None or definition.symbol.name in facts.exports)


def _same(first: Definition, second: Definition) -> bool:
    one, two = first.symbol, second.symbol
    if SymbolKind.VARIABLE in (one.kind, two.kind):
        return one.value is not None and one.value == two.value
    return (one.kind, one.signature_hash, one.body_hash) == (two.kind, two.signature_hash, two.body_hash)
