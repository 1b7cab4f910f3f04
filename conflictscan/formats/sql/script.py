"""All that one SQL script states about a schema. Rows and queries are not parsed."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from conflictscan.facts.code import Span
from conflictscan.facts.schema import Operation, SchemaFacts, Unread
from conflictscan.formats.sql.dialects import dialect_of
from conflictscan.formats.sql.statements import statements

_DEFINES: Final = re.compile(
    rb"(?:CREATE\s+(?:(?:OR\s+REPLACE|GLOBAL|LOCAL|UNLOGGED|UNIQUE|CLUSTERED|NONCLUSTERED)\s+)*(?:TABLE|INDEX|TYPE)\b"
    rb"|ALTER\s+(?:TABLE|TYPE)\b|DROP\s+(?:TABLE|INDEX|TYPE)\b|RENAME\s+TABLE\b|EXEC(?:UTE)?\s+(?:sys\.)?sp_rename\b)",
    re.IGNORECASE,
)
_LONGEST: Final = 100_000
_SHOWN: Final = 80


def extract(source: bytes) -> SchemaFacts:
    """The operations of one script, and the statements that could not be read."""
    wanted = [each for each in statements(source) if _DEFINES.match(source, each.start)]
    if not wanted:
        return SchemaFacts()
    from conflictscan.formats.sql.definitions import operations  # noqa: PLC0415 - loads sqlglot

    places = _Places(source)
    dialect = dialect_of(source)
    found: list[Operation] = []
    unread: list[Unread] = []
    for each in wanted:
        text = source[each.start : each.end]
        read = operations(text, dialect, places.within(each.start)) if len(text) < _LONGEST else None
        if read is None:
            shown = " ".join(text[:_SHOWN].decode("utf-8", "replace").split())
            unread.append(Unread(places.span(each.start, each.end), shown))
        else:
            found.extend(read)
    return SchemaFacts(operations=tuple(found), unread=tuple(unread))


class _Places:
    """Spans of a source, also for a part of it that is read by itself."""

    def __init__(self, source: bytes, offset: int = 0, lines: list[int] | None = None) -> None:
        self._source = source
        self._offset = offset
        self._lines = lines or [0, *(match.end() for match in re.finditer(rb"\n", source))]

    def within(self, offset: int) -> _Places:
        """The same source, offsets counted from there."""
        return _Places(self._source, offset, self._lines)

    def span(self, start: int, end: int) -> Span:
        """The region, half-open."""
        start, end = start + self._offset, end + self._offset
        first, last = bisect_right(self._lines, start) - 1, bisect_right(self._lines, end) - 1
        return Span(first, start - self._lines[first], last, end - self._lines[last], start, end)
