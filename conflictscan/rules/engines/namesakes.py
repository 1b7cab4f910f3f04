"""What both sides did to definitions of one name, in whatever files, without reading the larger side whole.

A pair of definitions of one name is found from either end. So the side that changed fewer files is read,
and of the other only files that hold one of its names as a word. That leaves out nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from conflictscan.graph import Definition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import FileFacts
    from conflictscan.facts.findings import Side
    from conflictscan.rules.framework.world import World

_WORD = re.compile(rb"\w+")


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
    """Files of one side, by its own names, where a definition may share its name with one of the other side's."""
    changes, other = world.changes[side], world.changes[side.other]
    found = [path for path in sorted(changes.by_new) if world.language_of(path) is not None]
    if len(changes.files) <= len(other.files):
        return found
    names = {
        name.encode("utf-8", "surrogateescape")
        for path in other.by_new
        if world.language_of(path) is not None
        for name in _names(other.tree.facts(path))
    }
    return [p for p in found if not names.isdisjoint(_WORD.findall(changes.tree.snapshot.read(p) or b""))]


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


def _names(facts: FileFacts | None) -> Iterator[str]:
    if facts is None:
        return
    yield from (symbol.name for symbol in facts.symbols)
    for imported in facts.imports:
        yield from (name.local for name in imported.names)
