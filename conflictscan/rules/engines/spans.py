"""Regions of sources, of what a text was found in."""

from __future__ import annotations

from conflictscan.facts.code import Span


def span_of(source: bytes, start: int, end: int) -> Span:
    """A region of one source within a line, its leading blanks left out."""
    start += len(source[start:end]) - len(source[start:end].lstrip())
    line_start = source.rfind(b"\n", 0, start) + 1
    row = source.count(b"\n", 0, start)
    stop = source.find(b"\n", start, end)
    end = end if stop < 0 else stop
    return Span(row, start - line_start, row, end - line_start, start, end)
