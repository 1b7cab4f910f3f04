"""Code frames: the line in question, marked, with a little of what surrounds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.report.display import displayed_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conflictscan.facts.findings import Location

_AROUND = 1
_MOST_MARKED = 3
_WIDEST = 400  # characters; minified code has no end


class FrameLine(msgspec.Struct, frozen=True):
    """One printed line of source."""

    number: int
    text: str
    marked: bool


def frame(location: Location, lines: Sequence[str], *, around: int = _AROUND) -> tuple[FrameLine, ...]:
    """The lines to print; empty when the source is not at hand or shorter than the location says."""
    if not 1 <= location.line <= len(lines):
        return ()
    return tuple(_trimmed(list(_iter_frame(location, lines, around))))


def _iter_frame(location: Location, lines: Sequence[str], around: int) -> Iterator[FrameLine]:
    last = max(location.line, min(location.end_line, location.line + _MOST_MARKED - 1))
    for number in range(max(1, location.line - around), min(len(lines), last + around) + 1):
        text = displayed_code(lines[number - 1][:_WIDEST])
        yield FrameLine(number, text, location.line <= number <= last)


def _trimmed(rows: list[FrameLine]) -> list[FrameLine]:
    """Without blank lines of context at either end."""
    while rows and not rows[0].marked and not rows[0].text.strip():
        del rows[0]
    while rows and not rows[-1].marked and not rows[-1].text.strip():
        del rows[-1]
    return rows
