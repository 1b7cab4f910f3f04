"""Names that data files define and code asks for by a string: environment variables, settings, texts to translate."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.facts.code import Span, SymbolKind
from conflictscan.rules.engines.projects import is_product
from conflictscan.rules.engines.spans import span_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.graph import Tree
    from conflictscan.rules.framework.world import World

_ALIKE: Final = 0.55
_TELLING: Final = (".md", ".rst", ".txt", ".adoc")  # documents may name what is gone
_LEAST: Final = 3  # letters of a name


class Space(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of names: where they are defined, and how code asks for them. `%s` stands for the name."""

    name: str
    about: str
    defined_in: re.Pattern[str]
    required: tuple[bytes, ...]  # fails where the name is not defined
    lenient: tuple[bytes, ...] = ()  # goes on without
    file_has: bytes = b""  # what a file with such uses must hold


SPACES: Final = (
    Space(
        name="environment",
        about="environment variable",
        defined_in=re.compile(r"(?:^|/)\.env(?:\.[\w.-]+)?$"),
        required=(
            rb"\benviron\[\s*['\"]%s['\"]\s*\](?!\s*=[^=])",
            rb"\benv::var(?:_os)?\(\s*\"%s\"\s*\)\??(?:\.unwrap\(\)|\.expect\(|\?)",
            rb"\bENV\.fetch\(\s*['\"]%s['\"]\s*\)",
            rb"\bRequiredEnv\(\s*\"%s\"",
        ),
        lenient=(
            rb"\benviron\.get\(\s*['\"]%s['\"]",
            rb"\bgetenv\(\s*['\"]%s['\"]",
            rb"\b(?:process\.env|import\.meta\.env)(?:\.%s\b|\[\s*['\"]%s['\"]\s*\])",
            rb"\bos\.(?:Getenv|LookupEnv)\(\s*\"%s\"",
            rb"\bGetEnvironmentVariable\(\s*\"%s\"",
            rb"\bENV\[\s*['\"]%s['\"]\s*\]",
            rb"\benv::var(?:_os)?\(\s*\"%s\"\s*\)",
        ),
    ),
    Space(
        name="setting",
        about="Django setting",
        defined_in=re.compile(r"(?:^|/)settings(?:/\w+)?\.py$"),
        required=(rb"(?<![\w.])settings\.%s\b(?!\s*=[^=])",),
        lenient=(rb"\bgetattr\(\s*settings\s*,\s*['\"]%s['\"]",),
        file_has=b"django.conf",
    ),
    Space(
        name="text",
        about="text to translate",
        defined_in=re.compile(
            r"(?:^|/)(?:locales?|i18n|translations?|lang|langs|languages)/(?:[\w.-]+/)*[\w.-]+\.(?:json|ya?ml)$"
        ),
        required=(),
        lenient=(
            rb"(?<![\w])\$?t\(\s*['\"`]%s['\"`]",
            rb"\bi18n(?:ext)?\.t\(\s*['\"`]%s['\"`]",
            rb"\bI18n\.t\(\s*['\"]%s['\"]",
            rb"\bi18nKey=['\"]%s['\"]",
        ),
    ),
)


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """A name that a side took out of all that defines it; `renamed` is what it may be called now."""

    space: Space
    name: str
    path: str  # in the merge base
    span: Span
    renamed: str


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A place of a side's file, new there, that asks for a name."""

    path: str
    span: Span
    required: bool


def gone(world: World, side: Side) -> Iterator[Gone]:
    """Names that the side's files define no longer, anywhere; each once."""
    changes, seen = world.changes[side], set[tuple[str, str]]()
    for change in changes.files:
        space = space_of(change.old_path) if change.old_path and change.status != "deleted" else None
        if space is None or not is_product(change.old_path):
            continue
        before = defined(world.base, change.old_path, space)
        after = defined(changes.tree, change.path, space)
        fresh = [name for name in after if name not in before]
        for name in before:
            key = (space.name, name)
            if name in after or key in seen or len(name) < _LEAST:
                continue
            seen.add(key)
            renamed = max(fresh, key=lambda new: _likeness(name, new), default="")
            yield Gone(
                space=space,
                name=name,
                path=change.old_path,
                span=before[name],
                renamed=renamed if renamed and _likeness(name, renamed) >= _ALIKE else "",
            )


def asked(world: World, side: Side, each: Gone) -> list[Asked]:
    """New uses of a name in what the side ships."""
    word = each.name.encode()
    found: list[Asked] = []
    for change, merged in world.brought(side):
        if world.language_of(change.path) is None or not is_product(change.path):
            continue
        source = world.tree(side).source(change.path)
        if word not in source or each.space.file_has not in source:
            continue
        fresh = frozenset(world.candidates.fresh(side, merged).text.splitlines())
        for required, texts in ((True, each.space.required), (False, each.space.lenient)):
            for text in texts:
                pattern = re.compile(text.replace(b"%s", re.escape(word)))
                for match in pattern.finditer(source):
                    span = span_of(source, match.start(), match.end())
                    line = source.splitlines()[span.start_line]
                    if line in fresh and not line.lstrip().startswith((b"#", b"//", b"*")):
                        found.append(Asked(path=change.path, span=span, required=required))
    return found


def named_still(tree: Tree, name: str) -> bool:
    """Does any file of a whole tree but documents hold the name? Reads all of them."""
    word = re.compile(rb"(?<![\w.])" + re.escape(name.encode()) + rb"(?![\w])")
    plain = name.encode()
    return any(
        plain in (source := tree.source(path)) and word.search(source)
        for path in tree.snapshot.walk()
        if not path.endswith(_TELLING)
    )


def defined_anywhere(tree: Tree, space: Space, name: str) -> bool:
    """Does some file of a whole tree define the name?"""
    return any(
        name in defined(tree, path, space)
        for path in tree.snapshot.walk()
        if space.defined_in.search(path) and name.rpartition(".")[2].encode() in tree.source(path)
    )


def space_of(path: str) -> Space | None:
    """The kind of names that a file defines, by its path."""
    return next((space for space in SPACES if space.defined_in.search(path)), None)


def defined(tree: Tree, path: str, space: Space) -> dict[str, Span]:
    """The names that a file defines, as code asks for them."""
    facts = tree.facts(path)
    if facts is None or facts.syntax_errors:
        return {}
    if path.endswith(".py"):
        return {
            symbol.name: symbol.name_span
            for symbol in facts.symbols
            if symbol.kind is SymbolKind.VARIABLE and not symbol.container and symbol.name.isupper()
        }
    if space.name == "environment":
        return {key.name: key.span for mapping in facts.mappings for key in mapping.keys}
    locale = path.rpartition("/")[2].partition(".")[0]
    return {
        f"{mapping.place}.{key.name}".lstrip(".").removeprefix(f"{locale}."): key.span
        for mapping in facts.mappings
        for key in mapping.keys
        if key.value not in ("{}", "[]")
    }


def _likeness(one: str, two: str) -> float:
    return SequenceMatcher(None, one, two).ratio()
