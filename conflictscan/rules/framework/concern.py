"""What a side's changes concern, and what its new lines name: words alone, told of one side at a time.

The two meet where a merge may mean something else than either side: `prefilter` asks it of the files of one scan, and
whoever has many branches asks it of all pairs of them.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeAlias, cast

import msgspec

from conflictscan.facts.code import Root, SymbolKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.changes import SideChanges
    from conflictscan.facts.code import Arm, FileFacts, Reference, Symbol

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
_CONSTRUCTORS = frozenset({"__init__", "__new__", "__post_init__", "constructor", "initialize", "<init>"})


Surfaces: TypeAlias = "dict[tuple[str, int], tuple[object, ...]]"
"""Qualified name and ordinal -> what another file could notice of the definition, and its body."""


class Fresh(msgspec.Struct, frozen=True):
    """What a side wrote anew in one file: the added lines and their words.

    `names` are the same words as text, `attributes` as steps of a chain (`.name`).
    """

    text: bytes
    words: frozenset[bytes]
    names: frozenset[str]
    attributes: frozenset[str]
    subclass: bool

    @property
    def builds(self) -> bool:
        """Is something called that may be a class?"""
        return _CAPITAL_CALL.search(self.text) is not None

    def may_mean_otherwise(self, reference: Reference) -> bool:
        """Can the use be new, or bound to something that is?"""
        chain = reference.chain
        if chain.name in self.names or not self.attributes.isdisjoint(chain.steps):
            return True
        if self.subclass and chain.root in _RECEIVERS:
            return True
        text = reference.text
        return bool(text) and not self.names.isdisjoint(_NAME.findall(text))


class Concern(msgspec.Struct, frozen=True):
    """Words that a side's changes concern, and those of the alternatives that a changed union had.

    `constructors` tells whether one of them changed, `classes` whether a class has other members or bases.
    """

    words: frozenset[bytes]
    alternatives: frozenset[bytes]
    constructors: bool
    classes: bool


def fresh_in(source: bytes, before: bytes, *, moved: bool) -> Fresh:
    """What a file has anew over the version before it; of a `moved` file all words count."""
    text = _added(source, before)
    words = frozenset(
        _words(source if moved else text)
    )  # relative imports of a moved file mean something else
    names = frozenset(word.decode("utf-8", "surrogateescape") for word in words)
    attributes = frozenset(f".{name}" for name in names)
    if b"$" in text:
        attributes |= {f".${name}" for name in names}  # a property is known with its mark
    return Fresh(text, words, names - _NO_NAMES, attributes, bool(_SUBCLASS.search(text)))


def _words(text: bytes) -> set[bytes]:
    """The names in a text, with and without the mark that a name may end with (`empty?`)."""
    words = set(_WORD.findall(text))
    if b"?" in text or b"!" in text:
        words.update(_MARKED.findall(text))
    return words


def aliases(source: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(name, other name) wherever a file gives a thing a name of its own."""
    yield from _ALIAS.findall(source)
    yield from ((old, new) for new, old in _ASSIGNED.findall(source))
    for local, stem, required, place in _IMPORTED.findall(source):
        yield stem or place, local or required


def concern_of(changes: SideChanges) -> Concern:
    """What a side changed, by words."""
    words: set[str] = set()
    alternatives: set[str] = set()
    classes = False
    for change in changes.files:
        if change.status != "modified" or changes.tree.semantics(change.path).explicit_exports:
            for path in (change.path, change.old_path):
                words.update(_module_words(path))
        old = changes.base.facts(change.old_path) if change.old_path else None
        new = changes.tree.facts(change.path) if change.status != "deleted" else None
        before, after = _surfaces(old), _surfaces(new)
        words.update(_differing(before, after))
        words.update(_import_words(old) ^ _import_words(new), set(_exports(old)) ^ set(_exports(new)))
        alternatives.update(_alternatives(before, after))
        classes = classes or _reshapes(before, after)
    constructors = bool(words & _CONSTRUCTORS)
    words -= _CONSTRUCTORS | {"<locals>", ""}
    return Concern(_encoded(words), _encoded(alternatives), constructors, classes)


def _encoded(words: set[str]) -> frozenset[bytes]:
    return frozenset(word.encode("utf-8", "surrogateescape") for word in words)


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


def _differing(before: Surfaces, after: Surfaces) -> Iterator[str]:
    for key, was, now in _changed(before, after):
        yield from key.replace("$", "").split(".")
        if was is not None and _is_field(was, now):
            yield "__init__"


def _changed(
    before: Surfaces, after: Surfaces
) -> Iterator[tuple[str, tuple[object, ...] | None, tuple[object, ...] | None]]:
    """Qualified name, and both surfaces, of what is not the same."""
    for key in before.keys() | after.keys():
        was, now = before.get(key), after.get(key)
        if was != now:
            yield key[0], was, now


def _reshapes(before: Surfaces, after: Surfaces) -> bool:
    """Has a class other members, marks or bases?"""
    for name, was, now in _changed(before, after):
        either = was or now
        assert either is not None  # noqa: S101 - they differ
        if ("." in name or either[0] is SymbolKind.CLASS) and _shape(was) != _shape(now):
            return True
    return False


def _shape(surface: tuple[object, ...] | None) -> tuple[object, ...] | None:
    """Kind, modifiers and bases."""
    return None if surface is None else (surface[0], surface[3], surface[6])


def _alternatives(before: Surfaces, after: Surfaces) -> Iterator[str]:
    """What a changed union allowed: a case analysis of it names these, and perhaps not the union."""
    for _, was, _ in _changed(before, after):
        for arm in cast("tuple[Arm, ...]", was[-1]) if was is not None else ():
            yield from _NAME.findall(arm.chain.last if arm.chain is not None else arm.literal)


def _is_field(was: tuple[object, ...], now: tuple[object, ...] | None) -> bool:
    return was[0] is SymbolKind.FIELD or (now is not None and now[0] is SymbolKind.FIELD)


def _surfaces(facts: FileFacts | None) -> Surfaces:
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
