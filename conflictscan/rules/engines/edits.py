"""Edits of the merged tree, made from regions of its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.findings import Edit

if TYPE_CHECKING:
    from conflictscan.facts.code import Span


def replaced(path: str, span: Span, text: str) -> Edit:
    """Another text for a region."""
    return Edit(
        path=path,
        line=span.start_line + 1,
        column=span.start_column + 1,
        end_line=span.end_line + 1,
        end_column=span.end_column + 1,
        text=text,
    )


def of_bytes(path: str, source: bytes, start: int, end: int, text: str) -> Edit:
    """Another text for a region given by offsets; `start` = `end` inserts."""
    line, column = _position(source, start)
    end_line, end_column = _position(source, end)
    return Edit(path=path, line=line, column=column, end_line=end_line, end_column=end_column, text=text)


def without_definition(path: str, source: bytes, span: Span) -> Edit | None:
    """Takes a definition out with its lines and the blank ones above; None when it shares a line with something."""
    lines = source.split(b"\n")
    before = lines[span.start_line][: span.start_column]
    behind = lines[span.end_line][span.end_column :]
    if before.strip() or behind.strip():
        return None
    first = span.start_line
    while first > 0 and not lines[first - 1].strip():
        first -= 1
    start = sum(len(line) + 1 for line in lines[:first])
    end = sum(len(line) + 1 for line in lines[: span.end_line + 1])
    if end > len(source):  # the file ends without a newline
        start, end = max(start - 1, 0), len(source)
    return of_bytes(path, source, start, end, "")


def end_of_line(source: bytes, offset: int) -> int:
    """The offset of the newline that ends a line, or of the end of the file; before the CR of a CRLF."""
    end = source.find(b"\n", offset)
    if end < 0:
        return len(source)
    return end - 1 if source[offset:end].endswith(b"\r") else end


def newline_of(source: bytes) -> str:
    """How the file ends its first line."""
    end = source.find(b"\n")
    return "\r\n" if end > 0 and source[end - 1 : end] == b"\r" else "\n"


def _position(source: bytes, offset: int) -> tuple[int, int]:
    head = source[:offset]
    return head.count(b"\n") + 1, offset - (head.rfind(b"\n") + 1) + 1
