"""Ways to meet a concern that a side begins to build, told by what its new lines say."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.facts.code import Span
from conflictscan.formats.concerns import mechanisms
from conflictscan.rules.engines.projects import is_product, root_of
from conflictscan.rules.engines.routes import Route, holder, routes
from conflictscan.rules.engines.spans import span_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.concerns import Concern, Concerns
    from conflictscan.facts.findings import Side
    from conflictscan.graph import Tree
    from conflictscan.rules.framework.world import World

TEXTS: Final = (".sql", ".rb", ".php", ".java", ".kt", ".vue", ".svelte", ".prisma")
_COMMENT: Final = re.compile(rb"\s*(?:#(?!\[)|//|--|\*|/\*|<!--|\"\"\"|''')")
_WORD: Final = re.compile(r"\w+")
_ENOUGH: Final = 2  # kinds of evidence
_HOPS: Final = 2  # from a guard to what calls it


class Sign(msgspec.Struct, frozen=True):
    """One place that shows a mechanism: what it does there, and the definition that does it."""

    kind: str
    path: str
    span: Span


class Built(msgspec.Struct, frozen=True, kw_only=True):
    """A mechanism that a side builds in one project."""

    concern: str
    name: str
    root: str
    signs: tuple[Sign, ...]

    @property
    def kinds(self) -> int:
        """How many different things show it."""
        return len({sign.kind for sign in self.signs})


class _Kind(msgspec.Struct, frozen=True):
    """Texts that show one thing that a mechanism does, each with a word, in small letters, that must occur."""

    concern: str
    mechanism: str
    kind: str
    texts: tuple[tuple[bytes, str], ...]


def built(world: World, side: Side) -> list[Built]:
    """Mechanisms that a side's new lines show by enough different signs."""
    found: dict[tuple[str, str, str], list[Sign]] = {}
    roots: dict[str, str] = {}
    kinds = _kinds(mechanisms(world.concerns))
    words = frozenset(word for each in kinds for word, _ in each.texts)
    for change, merged in world.brought(side):
        path = change.path
        if not is_read(world, path):
            continue
        source = world.tree(side).source(path)
        small = source.lower()
        if not any(word in small for word in words):
            continue
        text = world.candidates.fresh(side, merged).text
        said_anew = text.lower()
        likely = [each for each in kinds if any(word in said_anew for word, _ in each.texts)]
        fresh = frozenset(text.splitlines())
        for concern, name, sign in _signs(likely, path, source, small):
            line = _line(source, sign.span.start_byte)
            if line in fresh and not _COMMENT.match(line):
                root = roots.setdefault(path, root_of(world.tree(side), path))
                found.setdefault((concern, root, name), []).append(sign)
    rows = [
        Built(concern=concern, name=name, root=root, signs=tuple(sorted(signs, key=_place)))
        for (concern, root, name), signs in found.items()
    ]
    return [row for row in rows if row.kinds >= _ENOUGH]


def said(text: bytes, given: Concerns) -> frozenset[str]:
    """The concerns of which new text may show a mechanism: its lines have a word that one of them must have."""
    small = text.lower()
    return frozenset(
        each.concern for each in _kinds(mechanisms(given)) for word, _ in each.texts if word in small
    )


def strongest(rows: list[Built]) -> dict[tuple[str, str], Built]:
    """The mechanism that most speaks for, by concern and project."""
    best: dict[tuple[str, str], Built] = {}
    for row in sorted(rows, key=lambda row: (-row.kinds, row.name)):
        best.setdefault((row.concern, row.root), row)
    return best


def shows(world: World, tree: Tree, root: str, concern: str, names: tuple[str, ...]) -> bool:
    """Does a whole project of a tree show any sign of the mechanisms? Reads all its files."""
    kinds = [
        each
        for each in _kinds(mechanisms(world.concerns))
        if each.concern == concern and each.mechanism in names
    ]
    for path in tree.snapshot.walk(root):
        if is_read(world, path):
            source = tree.source(path)
            for _, _, sign in _signs(kinds, path, source, source.lower()):
                if not _COMMENT.match(_line(source, sign.span.start_byte)):
                    return True
    return False


def is_read(world: World, path: str) -> bool:
    """Is a file one that mechanisms are looked for in?"""
    return (world.language_of(path) is not None or path.endswith(TEXTS)) and is_product(path)


def guarded(world: World, side: Side, one: Built) -> list[Route]:
    """Routes of the side's changed files that the mechanism stands before."""
    tree = world.tree(side)
    paths = [c.path for c, _ in world.brought(side) if world.language_of(c.path) and is_product(c.path)]
    declared = {path: routes(tree, path) for path in paths}
    guards = _guards(world, tree, one, declared)
    return [
        route
        for path in sorted(declared)
        for route in declared[path]
        if not guards.isdisjoint(_WORD.findall(route.text))
    ]


def _guards(world: World, tree: Tree, one: Built, declared: dict[str, list[Route]]) -> set[str]:
    """Names that stand for the mechanism: a framework's, those that show it, and what calls them."""
    guards = set(mechanisms(world.concerns)[one.concern].mechanisms[one.name].guards)
    handlers = {(path, route.span.start_byte) for path, rows in declared.items() for route in rows}
    for sign in one.signs:
        facts = tree.facts(sign.path) if sign.path in declared else None
        symbol = holder(facts, sign.span.start_byte) if facts is not None else None
        if symbol is not None and (sign.path, symbol.name_span.start_byte) not in handlers:
            guards.add(symbol.name)
    for _ in range(_HOPS):
        more: set[str] = set()
        for path in declared:
            facts, source = tree.facts(path), tree.source(path)
            for symbol in facts.symbols if facts else ():
                if symbol.container or (path, symbol.name_span.start_byte) in handlers:
                    continue
                body = source[symbol.name_span.end_byte : symbol.span.end_byte].decode("utf-8", "replace")
                if symbol.parameters is not None and not guards.isdisjoint(_WORD.findall(body)):
                    more.add(symbol.name)
        guards |= more
    return guards


def _place(sign: Sign) -> tuple[str, Span]:
    return sign.path, sign.span


def _line(source: bytes, offset: int) -> bytes:
    start = source.rfind(b"\n", 0, offset) + 1
    end = source.find(b"\n", offset)
    return source[start : len(source) if end < 0 else end].removesuffix(b"\r")


# -- texts -------------------------------------------------------------------------------------


def _kinds(known: dict[str, Concern]) -> list[_Kind]:
    return [
        _Kind(concern, name, kind, tuple((_word(text), text) for text in texts))
        for concern, each in known.items()
        for name, mechanism in each.mechanisms.items()
        for kind, texts in mechanism.evidence.items()
    ]


def _signs(kinds: list[_Kind], path: str, source: bytes, small: bytes) -> Iterator[tuple[str, str, Sign]]:
    """All signs in a source: concern, mechanism, place. A line is a sign of one kind of a mechanism alone."""
    taken: set[tuple[str, str, int]] = set()
    for each in kinds:
        for word, text in each.texts:
            for match in _pattern(text).finditer(source) if word in small else ():
                span = span_of(source, match.start(), match.end())
                key = (each.concern, each.mechanism, span.start_line)
                if key not in taken:
                    taken.add(key)
                    yield each.concern, each.mechanism, Sign(each.kind, path, span)


def _word(written: str) -> bytes:
    """The longest whole word of a text; nothing where it has none."""
    words = [word for piece in re.split(r"\w*\*\w*", written) for word in _WORD.findall(piece)]
    return max(words, key=len, default="").lower().encode()


@functools.cache
def _pattern(written: str) -> re.Pattern[bytes]:
    """What the table of concerns writes, as a pattern: every `*` ends within a name."""
    escaped = {"*": rb"[\w.-]{0,60}", " ": rb"\s{0,40}", "'": rb"['\"`]"}
    pieces = [escaped.get(character, re.escape(character).encode()) for character in written]
    start = rb"(?<!\w)" if written[:1].isalnum() else b""
    end = rb"(?!\w)" if written[-1:].isalnum() else b""
    return re.compile(start + b"".join(pieces) + end, re.IGNORECASE)
