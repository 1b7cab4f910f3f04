"""A patch in git's own form: `git apply` takes it, with names of any bytes, files without a last newline, renames.

The hunks come from the edits themselves, not from comparing two texts: the same edits give the same bytes.
"""

from __future__ import annotations

import hashlib
import os
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conflictscan.fix.plan import Change, FilePatch

CONTEXT: Final = 3
_ESCAPES: Final = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\"}


class Hunk(msgspec.Struct, frozen=True):
    """Whole lines of the old file (from `start`, counted from 0), what they become, and the lines around."""

    start: int
    lines: tuple[tuple[bytes, bytes], ...]  # (b" ", b"-" or b"+", the line with its newline)

    @property
    def old(self) -> tuple[bytes, ...]:
        """The lines that must be there."""
        return tuple(line for sign, line in self.lines if sign != b"+")

    @property
    def new(self) -> tuple[bytes, ...]:
        """The lines that take their place."""
        return tuple(line for sign, line in self.lines if sign != b"-")


def patch(files: Iterable[FilePatch], *, object_format: str = "sha1") -> bytes:
    """The whole patch."""
    return b"".join(part for file in files for part in _of_file(file, object_format))


def hunks(file: FilePatch) -> tuple[Hunk, ...]:
    """The changes of one file, with three lines of context around each."""
    lines = split(file.old)
    blocks = [block for block in _blocks(file, lines) if block[2] or block[0] < block[1]]
    found: list[Hunk] = []
    group: list[tuple[int, int, tuple[bytes, ...]]] = []
    for block in blocks:
        if group and block[0] - group[-1][1] > 2 * CONTEXT:
            found.append(_hunk(group, lines))
            group = []
        group.append(block)
    if group:
        found.append(_hunk(group, lines))
    return tuple(found)


def split(content: bytes) -> list[bytes]:
    """Lines as git counts them, each with its newline; the last one may have none."""
    parts = content.split(b"\n")
    lines = [part + b"\n" for part in parts[:-1]]
    return [*lines, parts[-1]] if parts[-1] else lines


def _blocks(file: FilePatch, lines: list[bytes]) -> Iterator[tuple[int, int, tuple[bytes, ...]]]:
    """(first line, line behind the last, new lines), without what is equal at either end."""
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    for group in _by_lines(file.changes, starts):
        first = _line_of(group[0].start, starts)
        last = max(_line_of(change.end, starts) for change in group) + 1
        first, last = min(first, len(lines)), min(last, len(lines))
        out, at = bytearray(), starts[first]
        for change in group:
            out += file.old[at : change.start] + change.text
            at = change.end
        out += file.old[at : starts[last]]
        old, new = lines[first:last], split(bytes(out))
        while old and new and old[0] == new[0]:
            first, old, new = first + 1, old[1:], new[1:]
        while old and new and old[-1] == new[-1]:
            last, old, new = last - 1, old[:-1], new[:-1]
        yield first, last, tuple(new)


def _by_lines(changes: tuple[Change, ...], starts: list[int]) -> Iterator[list[Change]]:
    """Changes that share a line, together."""
    group: list[Change] = []
    for change in changes:
        if group and _line_of(change.start, starts) > _line_of(max(c.end for c in group), starts):
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _line_of(place: int, starts: list[int]) -> int:
    return bisect_right(starts, place) - 1


def _hunk(blocks: list[tuple[int, int, tuple[bytes, ...]]], lines: list[bytes]) -> Hunk:
    start = max(0, blocks[0][0] - CONTEXT)
    end = min(len(lines), blocks[-1][1] + CONTEXT)
    rows: list[tuple[bytes, bytes]] = []
    at = start
    for first, last, new in blocks:
        rows += ((b" ", line) for line in lines[at:first])
        rows += ((b"-", line) for line in lines[first:last])
        rows += ((b"+", line) for line in new)
        at = last
    rows += ((b" ", line) for line in lines[at:end])
    return Hunk(start, tuple(rows))


# -- the text ----------------------------------------------------------------------------------


def _of_file(file: FilePatch, object_format: str) -> Iterator[bytes]:
    old, new, found = f"a/{file.path}", f"b/{file.to}", hunks(file)
    if not found and file.path == file.to:
        return
    yield b"diff --git %s %s\n" % (quoted(old), quoted(new))
    if file.path != file.to:
        yield b"rename from %s\nrename to %s\n" % (quoted(file.path), quoted(file.to))
    if not found:
        return
    ids = (_blob(content, object_format) for content in (file.old, file.new))
    yield f"index {'..'.join(ids)}\n".encode("ascii")
    yield b"--- %s\n+++ %s\n" % (_ended(old), _ended(new))
    shift = 0
    for hunk in found:
        yield b"@@ -%s +%s @@\n" % (
            _range(hunk.start, len(hunk.old)),
            _range(hunk.start + shift, len(hunk.new)),
        )
        shift += len(hunk.new) - len(hunk.old)
        for sign, line in hunk.lines:
            yield sign + line if line.endswith(b"\n") else sign + line + b"\n\\ No newline at end of file\n"


def _range(start: int, count: int) -> bytes:
    return f"{start + 1 if count else start},{count}".encode("ascii")


def _blob(content: bytes, object_format: str) -> str:
    return hashlib.new(object_format, b"blob %d\0" % len(content) + content).hexdigest()


def quoted(name: str) -> bytes:
    """A name as git writes it in a patch: in quotes, with escapes, where it has an odd byte."""
    raw = os.fsencode(name)
    if not any(byte < 0x20 or byte >= 0x7F or byte in (0x22, 0x5C) for byte in raw):
        return raw
    return f'"{"".join(map(_escaped, raw))}"'.encode("ascii")


def _escaped(byte: int) -> str:
    if byte in _ESCAPES:
        return "\\" + _ESCAPES[byte]
    return f"\\{byte:03o}" if byte < 0x20 or byte >= 0x7F else chr(byte)


def _ended(name: str) -> bytes:
    """A name of a `---` line; git ends one with a space in it by a tab."""
    written = quoted(name)
    return written + b"\t" if b" " in written and not written.startswith(b'"') else written
