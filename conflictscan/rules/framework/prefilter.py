"""Which changed files, and which uses in them, can mean something else in the merge: judged by words alone.

Cost follows the change, not the repository. A use that stood in the merge base was seen by the side that changed
what it names; what counts is what a side wrote anew. So a use is worth binding when one of its names occurs in the
lines that its side added to the file. And a side that moved by hundreds of files is not parsed whole to be compared
with a side that moved by ten: the smaller side is parsed, and a file of the larger one is read when its new lines
hold a word that those changes concern.

Law 6 (lossless speed) asks that what is left out could not have held a finding, so the conditions are generous: a
file with a new subclass stays whole, as it may inherit what changed without naming it, and where a constructor
changed, so does a file with a new call of a capitalised name.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, cast

import msgspec

from conflictscan.facts.code import Root, SymbolKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conflictscan.facts.code import Arm, FileFacts, Reference, Symbol
    from conflictscan.facts.findings import Side
    from conflictscan.graph import Tree
    from conflictscan.rules.framework.world import World

_FEW = 24  # files: parsing that many costs less than thinking about it
_FEW_WORDS = 50  # that are sooner looked for one by one
_SUBCLASS = re.compile(
    rb"\bclass\s+\w+\s*[(:<]|\b(?:extends|implements|impl|interface|struct|trait|record|object)\b"
)
_CAPITAL_CALL = re.compile(rb"\b[A-Z][\w\x80-\xff]*\s*\(")
_NAME = re.compile(r"\w+")
_WORD = re.compile(rb"[\w\x80-\xff]+")  # names need not be ASCII
_MARKED = re.compile(rb"[\w\x80-\xff]+[?!]")
_ALIAS = re.compile(rb"([\w\x80-\xff]+)\s+as\s+([\w\x80-\xff]+)")
_ASSIGNED = re.compile(rb"^\s*([\w\x80-\xff]+)\s*=\s*[\w.\x80-\xff]*?([\w\x80-\xff]+)\s*$", re.MULTILINE)
_IMPORTED = re.compile(
    rb"\bimport\s+(?:type\s+)?(?:\*\s*as\s+)?(\w+)[^;'\"]*?\bfrom\s*['\"](?:[^'\"]*/)?([\w-]+)[^'\"/]*['\"]"
    rb"|(\w+)\s*=\s*require\(\s*['\"](?:[^'\"]*/)?([\w-]+)[^'\"/]*['\"]"
)
"""A module under a name of the importer's choice: its local name, and the last part of its own."""
_RECEIVERS = frozenset({Root.INSTANCE, Root.CLASS, Root.SUPER})
_NO_NAMES = frozenset({"await", "with"})
_CONSTRUCTORS = frozenset({"__init__", "__new__", "__post_init__", "constructor", "initialize"})


class Fresh(msgspec.Struct, frozen=True):
    """What a side wrote anew in one file: the added lines and their words.

    `names` are the same words as text, `attributes` as steps of a chain (`.name`).
    """

    text: bytes
    words: frozenset[bytes]
    names: frozenset[str]
    attributes: frozenset[str]
    subclass: bool

    def may_mean_otherwise(self, reference: Reference) -> bool:
        """Can the use be new, or bound to something that is?"""
        chain = reference.chain
        if chain.name in self.names or not self.attributes.isdisjoint(chain.steps):
            return True
        if self.subclass and chain.root in _RECEIVERS:
            return True
        text = reference.text
        return bool(text) and not self.names.isdisjoint(_NAME.findall(text))


class Prefilter:
    """Chooses the merged paths of one side whose references are worth binding."""

    def __init__(self, world: World, few: int = _FEW) -> None:
        self._world = world
        self._few = few
        self._fresh: dict[tuple[Side, str], Fresh] = {}
        self._paths: dict[Side, list[str]] = {}

    def paths(self, side: Side) -> list[str]:
        """Merged paths that the side changed and that may use what the other side changed, sorted."""
        known = self._paths.get(side)
        if known is None:
            known = self._paths[side] = self._chosen(side)
        return known

    def worth_binding(self, side: Side, path: str) -> Callable[[Reference], bool]:
        """The question whether a use of a merged file can mean something else than on the side."""
        return self.fresh(side, path).may_mean_otherwise if self._world.prefilter else _always

    def fresh(self, side: Side, path: str) -> Fresh:
        """What the side added to the file that the merge calls `path`."""
        key = (side, path)
        known = self._fresh.get(key)
        if known is None:
            world = self._world
            own = world.side_path(side, path)
            source = world.tree(side).source(own) if own else b""
            old = world.base_path(side, own) if own else None
            text = _added(source, world.base.source(old) if old else b"")
            moved = old is not None and old != own  # relative imports mean something else
            words = frozenset(_words(source if moved else text))
            names = frozenset(word.decode("utf-8", "surrogateescape") for word in words)
            attributes = frozenset(f".{name}" for name in names)
            if b"$" in text:
                attributes |= {f".${name}" for name in names}  # a property is known with its mark
            known = Fresh(text, words, names - _NO_NAMES, attributes, bool(_SUBCLASS.search(text)))
            self._fresh[key] = known
        return known

    def _chosen(self, side: Side) -> list[str]:
        world = self._world
        paths = sorted(world.changed_in_merge(side) - world.conflicts)
        paths = [path for path in paths if world.language_of(path) is not None]
        other = world.changed_in_merge(side.other)
        if not world.prefilter or len(paths) <= self._few or len(paths) < len(other):
            return paths
        words, constructors = self._concerned(side.other)
        return [path for path in paths if self._may_use(side, path, words, constructors=constructors)]

    def _may_use(self, side: Side, path: str, words: frozenset[bytes], *, constructors: bool) -> bool:
        if path in self._world.changed_in_merge(side.other):
            return True
        fresh = self.fresh(side, path)
        if fresh.subclass or (constructors and _CAPITAL_CALL.search(fresh.text)):
            return True
        if not words.isdisjoint(fresh.words):
            return True
        own = self._world.side_path(side, path)
        source = self._world.tree(side).source(own) if own else b""
        if len(words) <= _FEW_WORDS and not any(word in source for word in words):
            return False
        aliases = {new for old, new in _ALIAS.findall(source) if old in words}
        aliases.update(new for new, old in _ASSIGNED.findall(source) if old in words)
        for local, stem, required, place in _IMPORTED.findall(source):
            if (stem or place) in words:
                aliases.add(local or required)
        return not aliases.isdisjoint(fresh.words)

    def _concerned(self, side: Side) -> tuple[frozenset[bytes], bool]:
        """Words that the side's changes concern, and whether a constructor is among them."""
        changes = self._world.changes[side]
        words: set[str] = set()
        self._world.read_ahead(_versions(self._world, side))
        for change in changes.files:
            if change.status != "modified" or changes.tree.semantics(change.path).explicit_exports:
                for path in (change.path, change.old_path):
                    words.update(_module_words(path))
            old = self._world.base.facts(change.old_path) if change.old_path else None
            new = changes.tree.facts(change.path) if change.status != "deleted" else None
            words.update(_differing(old, new))
        constructors = bool(words & _CONSTRUCTORS)
        words -= _CONSTRUCTORS | {"<locals>", ""}
        return frozenset(word.encode("utf-8", "surrogateescape") for word in words), constructors


def _versions(world: World, side: Side) -> Iterator[tuple[Tree, str | None]]:
    """The files that a side changed, before and after."""
    for change in world.changes[side].files:
        yield world.base, change.old_path or None
        yield world.tree(side), change.path if change.status != "deleted" else None


def _words(text: bytes) -> set[bytes]:
    """The names in a text, with and without the mark that a name may end with (`empty?`)."""
    words = set(_WORD.findall(text))
    if b"?" in text or b"!" in text:
        words.update(_MARKED.findall(text))
    return words


def _always(_: Reference) -> bool:
    return True


def _added(source: bytes, before: bytes) -> bytes:
    """Lines that the source has more often than the version before it: a copied line is written anew."""
    left = Counter(before.splitlines())
    found: list[bytes] = []
    for line in source.splitlines():
        if left[line] > 0:
            left[line] -= 1
        else:
            found.append(line)
    return b"\n".join(found)


def _module_words(path: str) -> Iterator[str]:
    pure = PurePosixPath(path)
    yield pure.parent.name if pure.stem in ("__init__", "index") else pure.stem.partition(".")[0]


def _differing(old: FileFacts | None, new: FileFacts | None) -> Iterator[str]:
    before = _surfaces(old)
    after = _surfaces(new)
    for key in before.keys() | after.keys():
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        yield from key[0].replace("$", "").split(".")
        yield from _alternative_words(was)
        if was is not None and _is_field(was, now):
            yield "__init__"
    yield from _import_words(old) ^ _import_words(new)
    yield from set(_exports(old)) ^ set(_exports(new))


def _alternative_words(surface: tuple[object, ...] | None) -> Iterator[str]:
    """What a changed union allowed: a case analysis of it names these, and perhaps not the union."""
    alternatives = cast("tuple[Arm, ...]", surface[-1]) if surface is not None else ()
    for arm in alternatives:
        yield from _NAME.findall(arm.chain.last if arm.chain is not None else arm.literal)


def _is_field(was: tuple[object, ...], now: tuple[object, ...] | None) -> bool:
    return was[0] is SymbolKind.FIELD or (now is not None and now[0] is SymbolKind.FIELD)


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
        symbol.alternatives,
    )


def _import_words(facts: FileFacts | None) -> set[str]:
    """Local names that the file's imports bind."""
    words: set[str] = set()
    for imported in facts.imports if facts else ():
        words.update(name.local for name in imported.names)
        if not imported.names and not imported.star:
            words.add(imported.alias or imported.module.partition(".")[0])
    return words


def _exports(facts: FileFacts | None) -> tuple[str, ...]:
    """Names that the file says it hands out."""
    return (*(facts.exports or ()), *(each.name for each in facts.exported)) if facts else ()
