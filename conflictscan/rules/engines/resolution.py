"""What a merge made by hand holds, for telling a lost change from one that was merged under another name or place.

Whoever resolves a merge may move, rename, inline or rewrite what both sides brought. So a change counts as kept when
the files that were resolved hold the definition elsewhere, one that is much like it, or most of the words that the
change alone brought.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Final

from conflictscan.changes.similarity import ACCEPT, body_similarity, rename_score
from conflictscan.changes.texts import value_tokens
from conflictscan.facts.code import SymbolKind
from conflictscan.graph import Definition

if TYPE_CHECKING:
    from conflictscan.facts.code import Symbol
    from conflictscan.facts.findings import Side
    from conflictscan.graph import Tree
    from conflictscan.rules.framework.world import World

_WORD: Final = re.compile(rb"[^\W\d]\w{3,}")
_MOST: Final = 0.5  # share of the words a change brought from which it counts as kept
_FUNCTIONS: Final = (SymbolKind.FUNCTION, SymbolKind.METHOD)


class Resolution:
    """The resolved files of the result, seen from one side's change."""

    def __init__(self, world: World, side: Side) -> None:
        self._world = world
        self._side = side

    def holds(self, lost: Definition, base_path: str | None, before: Definition | None = None) -> bool:
        """Is the side's definition in a resolved file after all: elsewhere, renamed, or woven into other code?

        `before` is what it was in the merge base.
        """
        symbol = lost.symbol
        if any(_nearer(symbol, before, each.symbol) for each in self._named.get(symbol.name, ())):
            return True
        if any(_alike(symbol, each.symbol) for each in self._fresh.get(symbol.name, ())):
            return True
        if symbol.kind in _FUNCTIONS and any(
            body_similarity(symbol, each.symbol) >= ACCEPT or rename_score(symbol, each.symbol) >= ACCEPT
            for group in self._fresh.values()
            for each in group
        ):
            return True
        source = self._world.tree(self._side).source(lost.path)
        text = source[symbol.span.start_byte : symbol.span.end_byte]
        return self.holds_words(text, base_path, without=symbol.name)

    def holds_words(self, text: bytes, base_path: str | None, *, without: str = "") -> bool:
        """Do the resolved files have most of the words that a text brought to its file, and the other side did not?

        A text all of whose new words the other side brought as well is held by what that side did.
        """
        world, other = self._world, self._side.other
        brought = words(text) - words(without.encode("utf-8", "surrogateescape"))
        there: str | None = None
        if base_path is not None:
            brought -= words(world.base.source(base_path))
            there = world.changes[other].path_in_side(base_path)
        novel = brought - words(world.tree(other).source(there)) if there is not None else brought
        if not novel:
            return bool(brought)
        return len(novel & self._words) >= _MOST * len(novel)

    @cached_property
    def _named(self) -> dict[str, list[Definition]]:
        """Functions of the resolved files, by name."""
        found: defaultdict[str, list[Definition]] = defaultdict(list)
        for path in sorted(self._world.resolved - self._world.conflicts):
            facts = self._world.merged.facts(path)
            for symbol in facts.symbols if facts else ():
                if symbol.kind in _FUNCTIONS:
                    found[symbol.name].append(Definition(path, symbol))
        return dict(found)

    @cached_property
    def _fresh(self) -> dict[str, list[Definition]]:
        """Definitions of the resolved files that the other side does not have there, by name."""
        world, other = self._world, self._side.other
        found: defaultdict[str, list[Definition]] = defaultdict(list)
        for path in sorted(world.resolved - world.conflicts):
            facts = world.merged.facts(path)
            own = world.side_path(other, path)
            for symbol in facts.symbols if facts else ():
                if own is None or world.tree(other).definition(own, symbol.qualname) is None:
                    found[symbol.name].append(Definition(path, symbol))
        return dict(found)

    @cached_property
    def _words(self) -> frozenset[bytes]:
        paths = self._world.resolved - self._world.conflicts
        return frozenset[bytes]().union(*(words(self._world.merged.source(path)) for path in paths))


def words(text: bytes) -> frozenset[bytes]:
    """The identifiers and words of a source; those of fewer than four letters say little, and are left out."""
    return frozenset(_WORD.findall(text))


def form(tree: Tree, definition: Definition) -> tuple[object, ...]:
    """What makes two versions of a definition equal; of a class without its members, of a value its very tokens."""
    symbol = definition.symbol
    if symbol.kind in _FUNCTIONS:
        return (symbol.kind, symbol.signature_hash, symbol.body_hash)
    if symbol.kind is SymbolKind.CLASS:
        return (symbol.kind, symbol.signature_hash, symbol.modifiers)
    return (symbol.kind, *value_tokens(tree.source(definition.path), symbol.span))


def _nearer(lost: Symbol, before: Definition | None, found: Symbol) -> bool:
    """Is a definition of the result much like the lost one, and more than it is like what that was before?"""
    alike = body_similarity(lost, found)
    return alike >= ACCEPT and (before is None or alike > body_similarity(before.symbol, found))


def _alike(one: Symbol, two: Symbol) -> bool:
    return (one.kind in _FUNCTIONS) == (two.kind in _FUNCTIONS)
