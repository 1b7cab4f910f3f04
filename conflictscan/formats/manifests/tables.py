"""Values of a TOML file with the places where they are written."""

from __future__ import annotations

import contextlib
import re
import tomllib
from typing import TYPE_CHECKING, TypeAlias, cast

from conflictscan.facts.code import Span

if TYPE_CHECKING:
    from conflictscan.facts.code import Mapping

Table: TypeAlias = "dict[str, object]"


class Tables:
    """The content of one file, by the path of keys to it. Empty where the file cannot be read."""

    def __init__(self, source: bytes, mappings: tuple[Mapping, ...]) -> None:
        self._source = source
        self._spans = _spans(mappings)
        self._content: Table = {}
        with contextlib.suppress(tomllib.TOMLDecodeError, RecursionError):
            self._content = dict(tomllib.loads(source.decode("utf-8", "replace").lstrip("\ufeff")))

    def at(self, place: tuple[str, ...]) -> Table:
        """The table at a place; empty when there is none."""
        here = self._content
        for part in place:
            here = table(here.get(part))
        return here

    def span(self, place: tuple[str, ...]) -> Span:
        """Where a key stands, or the nearest around it that has a place of its own."""
        for length in range(len(place), 0, -1):
            span = self._spans.get(".".join(f'"{part}"' if "." in part else part for part in place[:length]))
            if span is not None:
                return span
        return Span(0, 0, 0, 0, 0, 0)

    def item(self, place: tuple[str, ...], text: str) -> Span:
        """Where one string of the list at a place is written."""
        span, raw = self.span(place), text.encode("utf-8", "replace")
        found = re.compile(rb"[\"']" + re.escape(raw) + rb"[\"']").search(self._source, span.start_byte)
        if found is None:
            return span
        at = found.start() + 1
        line = self._source.count(b"\n", 0, at)
        column = at - (self._source.rfind(b"\n", 0, at) + 1)
        return Span(line, column, line, column + len(raw), at, at + len(raw))


def table(value: object) -> Table:
    """The value if it is a table, else an empty one."""
    return cast("Table", value) if isinstance(value, dict) else {}


def strings(value: object) -> list[str]:
    """The strings of a list; empty for anything else."""
    rows = cast("list[object]", value) if isinstance(value, list) else []
    return [row for row in rows if isinstance(row, str)]


def _spans(mappings: tuple[Mapping, ...]) -> dict[str, Span]:
    """Where tables and keys begin, by full name; of a dotted key also where its first parts begin."""
    spans: dict[str, Span] = {}
    for mapping in mappings:
        spans.setdefault(mapping.place, mapping.span)
        for key in mapping.keys:
            whole = f"{mapping.place}.{key.name}" if mapping.place else key.name
            while len(whole) > len(mapping.place):
                spans.setdefault(whole, key.span)
                whole = whole.rpartition(".")[0]
    return spans
