"""The edits of a fix as a small diff of the merge."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from conflictscan.report.display import displayed_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from conflictscan.facts.findings import Edit

_AROUND = 2
_WIDEST = 400  # characters
_WORD_BEFORE, _WORD_AFTER = re.compile(r"\w+$"), re.compile(r"^\w+")


class Row(msgspec.Struct, frozen=True):
    """One line. `sign` is ` `, `-` or `+`; the middle of the three parts is what differs."""

    sign: str
    number: int | None  # in the merge; an added line has none
    parts: tuple[str, str, str]


def hunks(edits: Iterable[Edit], lines: Sequence[str]) -> tuple[tuple[Row, ...], ...]:
    """The edits of one file, near ones together; without those that the file has no place for."""
    fitting = sorted(
        (edit for edit in edits if _fits(edit, lines)), key=lambda edit: (edit.line, edit.column)
    )
    blocks = list(_blocks(fitting))
    return tuple(tuple(_trimmed(list(_rows(group, lines)))) for group in _near(blocks))


Block = tuple[int, int, tuple["Edit", ...]]
"""First and last line that edits touch together, from 1, and the edits."""


def _fits(edit: Edit, lines: Sequence[str]) -> bool:
    if not 1 <= edit.line <= edit.end_line <= len(lines):
        return False
    first, last = _bytes(lines[edit.line - 1]), _bytes(lines[edit.end_line - 1])
    return 1 <= edit.column <= len(first) + 1 and 1 <= edit.end_column <= len(last) + 1


def _blocks(edits: Sequence[Edit]) -> Iterator[Block]:
    block: Block | None = None
    for edit in edits:
        if block is not None and edit.line <= block[1]:
            if (edit.line, edit.column) >= (block[2][-1].end_line, block[2][-1].end_column):
                block = (block[0], max(block[1], edit.end_line), (*block[2], edit))
            continue  # an edit inside another one
        if block is not None:
            yield block
        block = (edit.line, edit.end_line, (edit,))
    if block is not None:
        yield block


def _near(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    group: list[Block] = []
    for block in blocks:
        if group and block[0] - group[-1][1] > 2 * _AROUND + 1:
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _rows(group: Sequence[Block], lines: Sequence[str]) -> Iterator[Row]:
    at = max(1, group[0][0] - _AROUND)
    for first, last, edits in group:
        yield from (_context(number, lines) for number in range(at, first))
        old = lines[first - 1 : last]
        new = _replaced(old, first, edits)
        alike = len(old) == len(new)
        yield from (
            Row("-", first + index, _parts(line, new[index] if alike else None))
            for index, line in enumerate(old)
        )
        yield from (
            Row("+", None, _parts(line, old[index] if alike else None)) for index, line in enumerate(new)
        )
        at = last + 1
    yield from (_context(number, lines) for number in range(at, min(len(lines), at + _AROUND - 1) + 1))


def _trimmed(rows: list[Row]) -> list[Row]:
    """Without blank lines of context at either end."""
    while rows[0].sign == " " and not rows[0].parts[0].strip():
        del rows[0]
    while rows[-1].sign == " " and not rows[-1].parts[0].strip():
        del rows[-1]
    return rows


def _context(number: int, lines: Sequence[str]) -> Row:
    return Row(" ", number, (displayed_code(lines[number - 1][:_WIDEST]), "", ""))


def _replaced(old: Sequence[str], first: int, edits: Sequence[Edit]) -> list[str]:
    """The lines with the edits made, the last first: what stands before an edit keeps its columns."""
    rows = list(old)
    for edit in reversed(edits):
        start, end = edit.line - first, edit.end_line - first
        before, after = _cut(rows[start], edit.column)[0], _cut(rows[end], edit.end_column)[1]
        rows[start : end + 1] = f"{before}{edit.text}{after}".split("\n")
    return rows


def _cut(line: str, column: int) -> tuple[str, str]:
    """What stands before a column, which counts bytes, and the rest."""
    raw = _bytes(line)
    left, right = raw[: column - 1], raw[column - 1 :]
    return left.decode("utf-8", "surrogateescape"), right.decode("utf-8", "surrogateescape")


def _parts(line: str, other: str | None) -> tuple[str, str, str]:
    """A line cut where its counterpart begins to differ and where it ends to, at whole words."""
    line = displayed_code(line[:_WIDEST])
    if other is None:
        return (line, "", "")
    other = displayed_code(other[:_WIDEST])
    head = _alike(line, other)
    tail = _alike(line[head:][::-1], other[head:][::-1])
    start = len(_WORD_BEFORE.sub("", line[:head]))
    end = len(line) - len(_WORD_AFTER.sub("", line[len(line) - tail :]))
    return (line[:start], line[start:end], line[end:])


def _alike(left: str, right: str) -> int:
    """The number of characters that both begin with."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((index for index, (one, other) in pairs if one != other), min(len(left), len(right)))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
