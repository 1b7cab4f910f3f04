"""One side's changes: the fate of each base symbol, and the symbols that are new.

Everything is computed on demand and remembered: asking for the fate of one symbol reads its file on
both sides, and other files of the side only where the symbol is gone and its name occurs in them.
"""

from __future__ import annotations

import enum
import re
from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from conflictscan.changes.similarity import ACCEPT, body_similarity, move_score, rename_score
from conflictscan.facts.code import SymbolKind
from conflictscan.graph import Definition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import FileFacts, Symbol
    from conflictscan.facts.findings import Side
    from conflictscan.git import FileChange
    from conflictscan.graph import Tree


class FateKind(enum.StrEnum):
    """What a side did to a symbol of the merge base."""

    KEPT = "kept"
    RENAMED = "renamed"
    MOVED = "moved"  # to another file, perhaps renamed as well
    REMOVED = "removed"


class Fate(msgspec.Struct, frozen=True):
    """Where a base symbol is on the side; `score` (0..1) says how sure the match is."""

    kind: FateKind
    old: Definition
    new: Definition | None
    score: float = 1.0


Pairs: TypeAlias = "dict[tuple[str, int], tuple[Symbol, Symbol, float]]"
"""Base (qualname, ordinal) -> base symbol, side symbol, score: the matched symbols of one file."""


class SideChanges:
    """Base and one side, matched."""

    def __init__(self, side: Side, base: Tree, tree: Tree, files: tuple[FileChange, ...]) -> None:
        self.side = side
        self.base = base
        self.tree = tree
        self.files = files
        self.by_old = {f.old_path or f.path: f for f in files if f.status != "added"}
        self.by_new = {f.path: f for f in files if f.status != "deleted"}
        self._pairs: dict[str, Pairs] = {}
        self._origins: dict[str, dict[tuple[str, int], Symbol]] = {}
        self._sources: dict[str, bytes] = {}

    # -- files ---------------------------------------------------------------------------------

    def path_in_side(self, base_path: str) -> str | None:
        """Where a base file is on the side; None when it was deleted."""
        change = self.by_old.get(base_path)
        if change is None:
            return base_path
        return None if change.status == "deleted" else change.path

    def path_in_base(self, path: str) -> str | None:
        """Where a file of the side is in the base; None when it is new."""
        change = self.by_new.get(path)
        if change is None:
            return path
        return None if change.status == "added" else change.old_path or change.path

    def touches(self, path: str) -> bool:
        """Did the side change this file, by its name in the base or on the side?"""
        return path in self.by_new or path in self.by_old

    # -- symbols -------------------------------------------------------------------------------

    def fate(self, old: Definition) -> Fate:
        """What became of a base definition."""
        change = self.by_old.get(old.path)
        if change is None:
            return Fate(FateKind.KEPT, old, old)
        key = (old.symbol.qualname, old.symbol.ordinal)
        pair = self.pairs(old.path).get(key)
        if pair is None:
            return self._moved(old) or Fate(FateKind.REMOVED, old, None)
        new = Definition(path=change.path, symbol=pair[1])
        if pair[1].qualname.rpartition(".")[2] != old.symbol.name:
            return Fate(FateKind.RENAMED, old, new, pair[2])
        return Fate(FateKind.KEPT, old, new, pair[2])

    def origin(self, new: Definition) -> Definition | None:
        """The base definition that a definition of the side comes from, in its own file; None if it is new there."""
        base_path = self.path_in_base(new.path)
        if base_path is None:
            return None
        if not self.touches(new.path):
            return self.base.definition(base_path, new.symbol.qualname, new.symbol.ordinal)
        origins = self._origins.get(base_path)
        if origins is None:
            pairs = self.pairs(base_path).values()
            origins = {(side.qualname, side.ordinal): old for old, side, _ in pairs}
            self._origins[base_path] = origins
        old = origins.get((new.symbol.qualname, new.symbol.ordinal))
        return None if old is None else Definition(path=base_path, symbol=old)

    def added(self, path: str) -> Iterator[Definition]:
        """Definitions of one changed file of the side that have no counterpart in its base file."""
        facts = self.tree.facts(path)
        if facts is None:
            return
        base_path = self.path_in_base(path)
        taken = (
            {(s.qualname, s.ordinal) for _, s, _ in self.pairs(base_path).values()}
            if base_path is not None and self.touches(path)
            else set[tuple[str, int]]()
        )
        for symbol in facts.symbols:
            if (symbol.qualname, symbol.ordinal) not in taken:
                yield Definition(path=path, symbol=symbol)

    def removed(self, base_path: str) -> Iterator[Definition]:
        """Definitions of one base file without counterpart in the side's version of that file."""
        facts = self.base.facts(base_path)
        if facts is None or base_path not in self.by_old:
            return
        pairs = self.pairs(base_path)
        for symbol in facts.symbols:
            if (symbol.qualname, symbol.ordinal) not in pairs:
                yield Definition(path=base_path, symbol=symbol)

    def pairs(self, base_path: str) -> Pairs:
        """The matched symbols of one changed file: by name first, then by likeness."""
        known = self._pairs.get(base_path)
        if known is None:
            change = self.by_old[base_path]
            old = self.base.facts(base_path)
            new = None if change.status == "deleted" else self.tree.facts(change.path)
            known = _match(old, new) if old is not None and new is not None else {}
            self._pairs[base_path] = known
        return known

    def _moved(self, old: Definition) -> Fate | None:
        """Look for a lost symbol among the side's new symbols of other files."""
        if old.symbol.container:
            return self._moved_with_container(old)
        best: Fate | None = None
        for path in self._files_naming(old.symbol.name):
            if path == self.path_in_side(old.path):
                continue
            for candidate in self.added(path):
                if candidate.symbol.container:
                    continue
                score = move_score(old.symbol, candidate.symbol)
                if score >= ACCEPT and (best is None or score > best.score):
                    best = Fate(FateKind.MOVED, old, candidate, score)
        return best

    def _moved_with_container(self, old: Definition) -> Fate | None:
        container = self.base.definition(old.path, old.symbol.container)
        if container is None:
            return None
        fate = self.fate(container)
        if fate.kind is not FateKind.MOVED or fate.new is None:
            return None
        qualname = f"{fate.new.symbol.qualname}{old.symbol.qualname[len(old.symbol.container) :]}"
        new = self.tree.definition(fate.new.path, qualname)
        return Fate(FateKind.MOVED, old, new, fate.score) if new else None

    def _files_naming(self, name: str) -> Iterator[str]:
        """Changed files of the side whose bytes hold the name as a word."""
        word = re.compile(
            rb"(?<![\w\x80-\xff])%s(?![\w\x80-\xff])" % re.escape(name.encode("utf-8", "surrogateescape"))
        )
        for change in self.files:
            if change.status == "deleted":
                continue
            source = self._sources.get(change.path)
            if source is None:
                source = self.tree.source(change.path)
                self._sources[change.path] = source
            if word.search(source):
                yield change.path


def _match(old: FileFacts, new: FileFacts) -> Pairs:
    after = {(s.qualname, s.ordinal): s for s in new.symbols}
    pairs: Pairs = {}
    lost: list[Symbol] = []
    taken: set[tuple[str, int]] = set()
    renamed: dict[str, str] = {}
    for symbol in old.symbols:
        key = (_renamed(symbol.qualname, renamed), symbol.ordinal)
        twin = after.get(key)
        if twin is not None and key not in taken:
            pairs[symbol.qualname, symbol.ordinal] = (symbol, twin, 1.0)
            taken.add(key)
            continue
        if symbol.kind is SymbolKind.CLASS:
            # members follow their class, so a renamed class is settled before its members come up
            score, best = _best_class(symbol, old, new, taken)
            if best is not None:
                pairs[symbol.qualname, symbol.ordinal] = (symbol, best, score)
                taken.add((best.qualname, best.ordinal))
                renamed[symbol.qualname] = best.qualname
                continue
        lost.append(symbol)
    lost = _left_over(lost, after, taken, pairs)
    known = {(s.qualname, s.ordinal) for s in old.symbols}
    fresh = [
        s for key, s in after.items() if key not in taken and (key not in known or s.kind is SymbolKind.CLASS)
    ]
    for score, symbol, twin in _ranked(lost, fresh, renamed):
        key = (twin.qualname, twin.ordinal)
        if key in taken or (symbol.qualname, symbol.ordinal) in pairs:
            continue
        pairs[symbol.qualname, symbol.ordinal] = (symbol, twin, score)
        taken.add(key)
    return pairs


def _left_over(
    lost: list[Symbol], after: dict[tuple[str, int], Symbol], taken: set[tuple[str, int]], pairs: Pairs
) -> list[Symbol]:
    """Pair overloads whose parameters changed: where one of a name is gone and one has come, they are the same."""
    gone, come = (
        Counter(s.qualname for s in lost),
        Counter(q for q, number in after if (q, number) not in taken),
    )
    waiting: list[Symbol] = []
    for symbol in lost:
        twin = next((s for key, s in after.items() if key[0] == symbol.qualname and key not in taken), None)
        alone = gone[symbol.qualname] == 1 == come[symbol.qualname]
        if twin is None or not alone or twin.kind is not symbol.kind or symbol.kind is not SymbolKind.METHOD:
            waiting.append(symbol)
            continue
        pairs[symbol.qualname, symbol.ordinal] = (symbol, twin, 1.0)
        taken.add((twin.qualname, twin.ordinal))
    return waiting


def _renamed(qualname: str, renamed: dict[str, str]) -> str:
    for was, now in renamed.items():
        if qualname.startswith(f"{was}."):
            return now + qualname[len(was) :]
    return qualname


def _ranked(
    lost: list[Symbol], fresh: list[Symbol], renamed: dict[str, str]
) -> list[tuple[float, Symbol, Symbol]]:
    """Candidate renames, best first; ties go to the one nearest in order."""
    by_container: dict[str, list[Symbol]] = {}
    for symbol in fresh:
        by_container.setdefault(symbol.container, []).append(symbol)
    found: list[tuple[float, int, int, Symbol, Symbol]] = []
    for index, symbol in enumerate(lost):
        container = _renamed(f"{symbol.container}.", renamed)[:-1] if symbol.container else ""
        for other, twin in enumerate(by_container.get(container, ())):
            score = rename_score(symbol, twin)
            if score >= ACCEPT:
                found.append((-score, abs(index - other), index, symbol, twin))
    found.sort(key=lambda row: (row[0], row[1], row[2], row[4].qualname))
    return [(-score, symbol, twin) for score, _, _, symbol, twin in found]


def _best_class(
    symbol: Symbol, old: FileFacts, new: FileFacts, taken: set[tuple[str, int]]
) -> tuple[float, Symbol | None]:
    names = {s.qualname for s in old.symbols}
    members = {s.name for s in old.symbols if s.container == symbol.qualname}
    best: tuple[float, Symbol | None] = (0.0, None)
    for candidate in new.symbols:
        if (
            candidate.kind is not SymbolKind.CLASS
            or candidate.container != symbol.container
            or (candidate.qualname, candidate.ordinal) in taken
            or candidate.qualname in names
        ):
            continue
        theirs = {s.name for s in new.symbols if s.container == candidate.qualname}
        union = members | theirs
        shared = len(members & theirs) / len(union) if union else 0.0
        alike = body_similarity(symbol, candidate)
        score = max(alike, 0.9 * shared if len(members & theirs) >= 2 else 0.0)
        if score >= ACCEPT and score > best[0]:
            best = (score, candidate)
    return best
