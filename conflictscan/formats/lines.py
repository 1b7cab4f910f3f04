"""Spans in a text that is read line by line."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import Final

from conflictscan.facts.code import Span

_LONGEST_PLACE: Final = 1000  # characters; nothing that people or tools look up lies deeper


def joined(place: str | None, step: str) -> str | None:
    """The place one level down, as in `jobs.[0].steps`; None where it lies too deep to be named."""
    if place is None or len(place) + len(step) > _LONGEST_PLACE:
        return None
    return f"{place}.{step}" if place else step


class Lines:
    """The lines of a source, with the byte at which each begins."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.raw = source.split(b"\n")
        self.starts = [0, *accumulate(len(line) + 1 for line in self.raw)][:-1]

    def texts(self) -> list[str]:
        """All lines as text, without line ends and byte order mark."""
        return [line.decode("utf-8", "replace").rstrip("\r").lstrip("\ufeff") for line in self.raw]

    def span(self, line: int, start: int = 0, end: int | None = None) -> Span:
        """Part of one line, columns in bytes."""
        stop = len(self.raw[line]) if end is None else end
        begin = self.starts[line]
        return Span(line, start, line, stop, begin + start, begin + stop)

    def between(self, start: int, end: int) -> Span:
        """The region between two byte offsets."""
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, end) - 1
        return Span(first, start - self.starts[first], last, end - self.starts[last], start, end)
