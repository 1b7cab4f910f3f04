"""Edits of the merged tree, made from regions of its files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.facts.findings import Edit

if TYPE_CHECKING:
    from conflictscan.facts.code import Span


_MODIFIERS: Final = re.compile(rb"[\w\s]*")  # `export default`, `pub`
_DECORATOR: Final = (b"@", b"#[")
_COMMENT: Final = re.compile(rb"\s*(?:/[/*]|\*|#(?!\[|!|if|el|end|region|pragma|define))")


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


class Block(msgspec.Struct, frozen=True):
    """The lines that a definition takes, with its comments: from `first` to the one before `end`, counted from 0."""

    first: int
    end: int
    text: bytes  # without the comments above

    @classmethod
    def of(cls, source: bytes, span: Span) -> Block | None:
        """The lines of a definition; None when it shares one with something else."""
        lines = source.split(b"\n")
        before = lines[span.start_line][: span.start_column]
        behind = lines[span.end_line][span.end_column :]
        if not _MODIFIERS.fullmatch(before) or behind.strip(b"; \t\r"):
            return None
        start = span.start_line
        while start > 0 and lines[start - 1].lstrip().startswith(_DECORATOR):
            start -= 1
        first = start
        while first > 0 and _COMMENT.match(lines[first - 1]):
            first -= 1
        return cls(first, span.end_line + 1, b"\n".join(lines[start : span.end_line + 1]))


def without(path: str, source: bytes, block: Block) -> Edit:
    """Takes lines out, and the blank ones above."""
    lines = source.split(b"\n")
    first = block.first
    while first > 0 and not lines[first - 1].strip():
        first -= 1
    start = sum(len(line) + 1 for line in lines[:first])
    end = sum(len(line) + 1 for line in lines[: block.end])
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
