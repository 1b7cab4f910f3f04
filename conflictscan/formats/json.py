"""JSON, and JSON with comments and trailing commas: read by tokens, so that nesting costs no stack."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import FileFacts, Key, Mapping
from conflictscan.formats.lines import Lines, joined

if TYPE_CHECKING:
    from conflictscan.facts.code import Span

_TOKEN: Final = re.compile(
    rb'"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.*?\*/|[{}\[\]:,]|[^\s{}\[\]:,"/]+|\S', re.DOTALL
)
_SCALAR: Final = re.compile(rb"-?\d[\d.eE+-]*|true|false|null|-?Infinity|NaN")


class _Broken(Exception):
    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


class _Open:
    """An object or list that is being read; in an object, `key` is the one whose value comes next."""

    def __init__(self, place: str | None, start: int, *, mapping: bool) -> None:
        self.place = place
        self.start = start
        self.mapping = mapping
        self.keys: list[Key] = []
        self.key: tuple[str, Span] | None = None
        self.state = "first"  # first, key, colon, value, comma
        self.count = 0


def extract(source: bytes) -> FileFacts:
    """A mapping for each object; values as written, objects and lists by their kind."""
    lines = Lines(source)
    found: list[Mapping] = []
    try:
        _Reader(source, lines, found).read()
    except _Broken as broken:
        at = min(broken.at, len(source))
        return FileFacts(language="json", mappings=tuple(found), syntax_errors=(lines.between(at, at),))
    found.sort(key=lambda mapping: mapping.span.start_byte)
    return FileFacts(language="json", mappings=tuple(found))


class _Reader:
    """What the tokens so far leave open, and the objects that they closed."""

    def __init__(self, source: bytes, lines: Lines, found: list[Mapping]) -> None:
        self._source = source.removeprefix(b"\xef\xbb\xbf").rjust(len(source))
        self._lines = lines
        self._found = found
        self._stack: list[_Open] = []
        self._done = False

    def read(self) -> None:
        """Read the whole source; raises _Broken at the first place that is no JSON."""
        for match in _TOKEN.finditer(self._source):
            token, at = match[0], match.start()
            if token.startswith((b"//", b"/*")):
                continue
            if self._done:
                raise _Broken(at)
            if token in (b"{", b"["):
                self._open(at, mapping=token == b"{")
            elif token in (b"}", b"]"):
                self._close(at, match.end(), mapping=token == b"}")
            elif token in (b",", b":"):
                self._separate(at, token)
            else:
                self._scalar(token, at, match.end())
        if self._stack:
            raise _Broken(len(self._source))

    def _open(self, at: int, *, mapping: bool) -> None:
        place = joined(self._stack[-1].place, self._step()) if self._stack else ""
        self._value("{}" if mapping else "[]", at)
        self._stack.append(_Open(place, at, mapping=mapping))

    def _step(self) -> str:
        here = self._stack[-1]
        return (here.key[0] if here.key else "?") if here.mapping else f"[{here.count}]"

    def _close(self, at: int, end: int, *, mapping: bool) -> None:
        here = self._stack.pop() if self._stack else None
        if here is None or here.mapping is not mapping or here.state in ("colon", "value"):
            raise _Broken(at)
        if here.keys and here.place is not None:
            span = self._lines.between(here.start, end)
            self._found.append(Mapping(place=here.place, form="json", keys=tuple(here.keys), span=span))
        self._done = not self._stack

    def _separate(self, at: int, token: bytes) -> None:
        here = self._stack[-1] if self._stack else None
        if here is None or here.state != ("comma" if token == b"," else "colon"):
            raise _Broken(at)
        if token == b":":
            here.state = "value"
        else:
            here.state = "key" if here.mapping else "first"

    def _scalar(self, token: bytes, at: int, end: int) -> None:
        here = self._stack[-1] if self._stack else None
        text = token.startswith(b'"') and len(token) > 1
        if here is not None and here.mapping and here.state in ("first", "key"):
            if not text:
                raise _Broken(at)
            here.key = (_text(token), self._lines.between(at, end))
            here.state = "colon"
            return
        if not text and not _SCALAR.fullmatch(token):
            raise _Broken(at)
        self._value(_text(token), at)
        self._done = not self._stack

    def _value(self, value: str, at: int) -> None:
        here = self._stack[-1] if self._stack else None
        if here is None:
            return
        if here.mapping:
            if here.state != "value" or here.key is None:
                raise _Broken(at)
            here.keys.append(Key(here.key[0], value, here.key[1]))
        elif here.state != "first":
            raise _Broken(at)
        here.count += 1
        here.state = "comma"


def _text(token: bytes) -> str:
    if not token.startswith(b'"'):
        return token.decode("utf-8", "replace")
    try:
        return str(json.loads(token))
    except (ValueError, UnicodeDecodeError):
        return token[1:-1].decode("utf-8", "replace")
