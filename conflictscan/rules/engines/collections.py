"""Collections that sources write out, and how many elements they have: what a number elsewhere may count."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.facts.code import SymbolKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.graph import Tree

_OPEN: Final = re.compile(rb"^([^\n]{1,200}?)([\[{(])[ \t]*(?:(?:#|//)[^\n]*)?$", re.MULTILINE)
"""A line that ends with an open bracket."""
_ENUM: Final = re.compile(rb"\benum(?:\s+class)?\s+(\w+)")
_INDEX: Final = re.compile(rb"\[[^\]]*\]")
_LAST: Final = re.compile(rb"([A-Za-z_][\w-]*)['\"]?\s*$")
_HASHED: Final = (".py", ".rb", ".toml", ".yaml", ".yml", ".sh", ".r", ".pl")
_TOKEN: Final = {
    hashed: re.compile(
        (rb"(?P<comment>#[^\n]*)" if hashed else rb"(?P<comment>//[^\n]*|/\*.*?\*/)")
        + rb"|(?P<string>\"\"\".*?\"\"\"|'''.*?'''|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)"
        + rb"|(?P<open>[\[{(])|(?P<close>[\]})])|(?P<comma>,)|(?P<line>\n)|(?P<other>[^\s])",
        re.DOTALL,
    )
    for hashed in (True, False)
}
_LARGEST: Final = 400_000  # bytes of a file that is read for collections


class Collection(msgspec.Struct, frozen=True):
    """A collection by name; `lines` are those of its file, from 0, that hold it, the end exclusive."""

    name: str
    count: int
    lines: tuple[int, int]


def collections(tree: Tree, path: str) -> dict[str, Collection]:
    """The collections of one file whose names are given once in it."""
    source = tree.source(path)
    if not source or len(source) > _LARGEST:
        return {}
    found: dict[str, Collection | None] = {}
    for each in (*_written(source, path), *_enumerations(tree, path)):
        found[each.name] = None if each.name in found else each
    return {name: each for name, each in found.items() if each is not None}


def _written(source: bytes, path: str) -> Iterator[Collection]:
    token = _TOKEN[path.endswith(_HASHED)]
    for head in _OPEN.finditer(source):
        name = _named(head[1])
        counted = _elements(source, head.start(2), token) if name else None
        if counted is not None:
            count, end = counted
            first = source.count(b"\n", 0, head.start())
            last = first + source.count(b"\n", head.start(), end)
            yield Collection(name.decode("utf-8", "replace"), count, (first, last + 1))


def _named(text: bytes) -> bytes:
    """The name that a line gives to what its bracket holds: what `=` or `:` follows, or an enumeration's."""
    enum = _ENUM.search(text)
    if enum is not None:
        return enum[1]
    left, assigned, _ = text.partition(b"=")
    left, colon, _ = left.partition(b":")
    name = _LAST.search(_INDEX.sub(b"", left)) if assigned or colon else None
    return name[1] if name is not None and b"(" not in left else b""


def _elements(source: bytes, start: int, token: re.Pattern[bytes]) -> tuple[int, int] | None:
    """How many elements stand between a bracket and its end, and where that is; None where it has no end.

    Elements end at commas, or, where there is none, at the ends of lines.
    """
    depth = by_comma = by_line = 0
    pending = on_line = False
    for found in token.finditer(source, start):
        match found.lastgroup:
            case "open":
                depth += 1
                pending = on_line = depth > 1
            case "close":
                depth -= 1
                if not depth:
                    return (by_comma + pending if by_comma else by_line + on_line), found.end()
            case "comma" if depth == 1:
                by_comma, pending = by_comma + pending, False
            case "line" if depth == 1:
                by_line, on_line = by_line + on_line, False
            case "other" | "string":
                pending = on_line = True
            case _:
                pass
    return None


def _enumerations(tree: Tree, path: str) -> Iterator[Collection]:
    """Classes of Python that enumerate: their members stand between no brackets."""
    if not path.endswith(".py") or b"Enum" not in tree.source(path):
        return
    facts = tree.facts(path)
    symbols = facts.symbols if facts else ()
    for symbol in symbols:
        count = sum(s.kind is SymbolKind.VARIANT and s.container == symbol.qualname for s in symbols)
        if count:
            yield Collection(symbol.name, count, (symbol.span.start_line, symbol.span.end_line + 1))
