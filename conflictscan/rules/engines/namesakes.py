"""What both sides did to definitions of one name, in whatever files, without reading the larger side whole.

Which functions a side changed or added is told by text alone, and only files where that meets are parsed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.graph import Definition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.rules.framework.world import World


class Pair(msgspec.Struct, frozen=True):
    """A definition of the merge base and what it is on one side; `score` (0..1) says how sure that is."""

    old: Definition
    new: Definition
    score: float

    @property
    def renamed(self) -> bool:
        """Has it another name, in a scope of the same name?"""
        return self.old.symbol.name != self.new.symbol.name


def paths(world: World, side: Side) -> list[str]:
    """Files of one side, by its own names, where a definition may meet one of its name on the other side.

    Those are the files that both sides changed, and those where both changed or added a function of one name.
    """
    found = [path for path in sorted(world.changes[side].by_new) if world.language_of(path) is not None]
    if not world.prefilter:
        return found
    other = world.changes[side.other]
    names = frozenset[bytes]().union(*(world.differing(side.other, path) for path in other.by_new))
    return [p for p in found if _shared(world, side, p) or not names.isdisjoint(world.differing(side, p))]


def _shared(world: World, side: Side, path: str) -> bool:
    """Did the other side change the file as well, by its name in the merge or in the merge base?"""
    base, merged = world.base_path(side, path), world.merged_path(side, path)
    other = world.changes[side.other]
    return (base is not None and base in other.by_old) or (
        merged is not None and world.touched(side.other, merged)
    )


def added(world: World, side: Side) -> Iterator[Definition]:
    """Definitions that the side added, in the files that matter."""
    for path in paths(world, side):
        yield from world.changes[side].added(path)


def kept(world: World, side: Side) -> Iterator[Pair]:
    """Definitions of the merge base that are still in their file, in the files that matter."""
    changes = world.changes[side]
    for path in paths(world, side):
        old_path = changes.path_in_base(path)
        if old_path is None:
            continue
        for old, new, score in changes.pairs(old_path).values():
            yield Pair(Definition(path=old_path, symbol=old), Definition(path=path, symbol=new), score)


def in_merge(world: World, side: Side, definition: Definition) -> Definition | None:
    """A definition of a side, as the merge has it under the same name; None when it is not there."""
    path = world.merged_path(side, definition.path)
    if path is None or path in world.conflicts:
        return None
    symbol = definition.symbol
    for ordinal in range(symbol.ordinal, symbol.ordinal + 2):  # the other side may have put one before it
        found = world.merged.definition(path, symbol.qualname, ordinal)
        if found is not None and found.symbol.body_hash == symbol.body_hash:
            return found
    return None
