"""Which changed files can hold a use of what the other side changed: a necessary condition on raw bytes.

A side that moved by hundreds of files is not parsed whole to be compared with a side that moved by ten.
The smaller side is parsed; the words that its changes concern are looked for in the larger side's files.
Law 6 (lossless speed) asks that a file left out could not have held a finding, so the condition is generous:
a file with a new subclass stays, as it may inherit what changed without naming it, and where a
constructor changed, so does a file with a new call of a capitalised name.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from conflictscan.facts.code import SymbolKind
from conflictscan.facts.findings import Side

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import FileFacts, Symbol
    from conflictscan.rules.framework.world import World

_FEW = 48  # files: parsing that many costs less than thinking about it
_SUBCLASS = re.compile(rb"\bclass\s+\w+\s*\(")
_CAPITAL_CALL = re.compile(rb"\b[A-Z]\w*\s*\(")
_WORD = re.compile(rb"\w+")
_CONSTRUCTORS = frozenset({"__init__", "__new__", "__post_init__"})


class Prefilter:
    """Chooses the merged paths of one side whose references are worth binding."""

    def __init__(self, world: World, few: int = _FEW) -> None:
        self._world = world
        self._few = few

    def paths(self, side: Side) -> list[str]:
        """Merged paths that the side changed and that may use what the other side changed, sorted."""
        world = self._world
        paths = sorted(world.changed_in_merge(side) - world.conflicts)
        paths = [path for path in paths if world.language_of(path) is not None]
        other = world.changed_in_merge(side.other)
        if not world.prefilter or len(paths) <= self._few or len(paths) < len(other):
            return paths
        words, constructors = self._concerned(side.other)
        return [path for path in paths if self._may_use(side, path, words, constructors)]

    def _may_use(self, side: Side, path: str, words: frozenset[bytes], constructors: bool) -> bool:
        world = self._world
        if path in world.changed_in_merge(side.other):
            return True
        source = world.merged.snapshot.read(path) or b""
        if not words.isdisjoint(_WORD.findall(source)):
            return True
        if not (constructors or _SUBCLASS.search(source)):
            return False
        old = world.base_path(side, world.side_path(side, path) or path)
        known = set((world.base.snapshot.read(old) or b"").splitlines()) if old else set[bytes]()
        fresh = b"\n".join(line for line in source.splitlines() if line not in known)
        return bool(_SUBCLASS.search(fresh) or (constructors and _CAPITAL_CALL.search(fresh)))

    def _concerned(self, side: Side) -> tuple[frozenset[bytes], bool]:
        """Words that the side's changes concern, and whether a constructor is among them."""
        changes = self._world.changes[side]
        words: set[str] = set()
        for change in changes.files:
            for path in {change.path, change.old_path or change.path}:
                words.update(_module_words(path))
            old = self._world.base.facts(change.old_path or change.path)
            new = changes.tree.facts(change.path)
            words.update(_differing(old, new))
        return (
            frozenset(word.encode("utf-8", "surrogateescape") for word in words if word),
            bool(words & _CONSTRUCTORS),
        )


def _module_words(path: str) -> Iterator[str]:
    pure = PurePosixPath(path)
    yield pure.stem
    yield pure.parent.name


def _differing(old: FileFacts | None, new: FileFacts | None) -> Iterator[str]:
    before = _surfaces(old)
    after = _surfaces(new)
    for qualname in before.keys() | after.keys():
        if before.get(qualname) != after.get(qualname):
            for part in qualname[0].split("."):
                yield part
            if _is_field(before.get(qualname)) or _is_field(after.get(qualname)):
                yield "__init__"
    yield from _import_words(old) ^ _import_words(new)
    yield from set(_exports(old)) ^ set(_exports(new))


def _is_field(surface: tuple[object, ...] | None) -> bool:
    return surface is not None and surface[0] is SymbolKind.FIELD


def _surfaces(facts: FileFacts | None) -> dict[tuple[str, int], tuple[object, ...]]:
    return {(s.qualname, s.ordinal): _surface(s) for s in facts.symbols} if facts else {}


def _surface(symbol: Symbol) -> tuple[object, ...]:
    return (
        symbol.kind,
        symbol.signature_hash,
        symbol.body_hash,
        symbol.modifiers,
        symbol.decorators,
        symbol.parameters,
        symbol.bases,
        symbol.value,
        symbol.annotation,
        symbol.type,
        symbol.field,
    )


def _import_words(facts: FileFacts | None) -> set[str]:
    if facts is None:
        return set()
    words: set[str] = set()
    for imported in facts.imports:
        words.update(imported.module.split("."), (imported.alias,))
        words.update(name.local for name in imported.names)
    return words


def _exports(facts: FileFacts | None) -> tuple[str, ...]:
    return (facts.exports or ()) if facts else ()
