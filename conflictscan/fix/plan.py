"""Which edits go together, and what each file becomes.

A finding's edits are taken whole or not at all, findings in the order of the report. What overlaps with an edit
already taken is left; equal edits are one; insertions at one place stand there in the order of their text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

from conflictscan.facts.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conflictscan.facts.findings import Edit, Move


class Contents(Protocol):
    """The merged tree."""

    def read(self, path: str, /) -> bytes | None:
        """A file's content."""
        ...

    def kind(self, path: str, /) -> str | None:
        """What is at a path; None for nothing."""
        ...


class Change(msgspec.Struct, frozen=True, order=True):
    """Bytes `start` to `end` of a file become `text`."""

    start: int
    end: int
    text: bytes

    def overlaps(self, other: Change) -> bool:
        """Do the two regions share a byte, or does one insert inside the other?"""
        if self == other:
            return False
        if self.start == self.end or other.start == other.end:
            return max(self.start, other.start) < min(self.end, other.end)
        return self.start < other.end and other.start < self.end


class FilePatch(msgspec.Struct, frozen=True, kw_only=True):
    """One file of the merged tree: its content, the changes in rising order, and its new name (often the same)."""

    path: str
    to: str
    old: bytes
    changes: tuple[Change, ...]

    @property
    def new(self) -> bytes:
        """The content with all changes."""
        out, at = bytearray(), 0
        for change in self.changes:
            out += self.old[at : change.start] + change.text
            at = change.end
        return bytes(out + self.old[at:])


class Left(msgspec.Struct, frozen=True):
    """A finding that no edit mends, and why."""

    finding: Finding
    reason: str


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is mended, how, and what is left."""

    files: tuple[FilePatch, ...] = ()
    mended: tuple[Finding, ...] = ()
    left: tuple[Left, ...] = ()


NO_EDIT = "there is no mechanical fix"


def planned(findings: Iterable[Finding], merged: Contents, conflicts: frozenset[str]) -> Plan:
    """The edits of all findings that have some, as far as they go together."""
    taken = _Taken(merged, conflicts)
    mended: list[Finding] = []
    left: list[Left] = []
    for finding in findings:
        reason = taken.take(finding)
        if reason:
            left.append(Left(finding, reason))
        else:
            mended.append(finding)
    return Plan(files=taken.files(), mended=tuple(mended), left=tuple(left))


class _Taken:
    """The edits taken so far."""

    def __init__(self, merged: Contents, conflicts: frozenset[str]) -> None:
        self._merged = merged
        self._conflicts = conflicts
        self._changes: dict[str, set[Change]] = {}
        self._moves: dict[str, str] = {}
        self._contents: dict[str, bytes | None] = {}

    def take(self, finding: Finding) -> str:
        """Empty when the finding's edits were taken; else why not."""
        fix = finding.fix
        if not fix.edits and not fix.moves:
            return NO_EDIT
        changes: list[tuple[str, Change]] = []
        for edit in fix.edits:
            change, reason = self._change(edit)
            if change is None:
                return reason
            changes.append((edit.path, change))
        for number, (path, change) in enumerate(changes):
            others = [c for p, c in changes[:number] if p == path] + list(self._changes.get(path, ()))
            if any(change.overlaps(other) for other in others):
                return f"its edit of {path} overlaps with another one"
        reason = next((told for move in fix.moves if (told := self._refused(move))), "")
        if not reason:
            for path, change in changes:
                self._changes.setdefault(path, set()).add(change)
            self._moves.update((move.path, move.to) for move in fix.moves)
        return reason

    def files(self) -> tuple[FilePatch, ...]:
        """Every file that changes, sorted by path."""
        return tuple(
            FilePatch(
                path=path,
                to=self._moves.get(path, path),
                old=self._content(path) or b"",
                changes=tuple(sorted(self._changes.get(path, ()))),
            )
            for path in sorted(self._changes.keys() | self._moves.keys())
        )

    def _change(self, edit: Edit) -> tuple[Change | None, str]:
        content = self._content(edit.path)
        if edit.path in self._conflicts:
            return None, f"{edit.path} is in textual conflict"
        if content is None or b"\0" in content:
            return None, f"{edit.path} is no text file of the merge"
        start, end = offset(content, edit.line, edit.column), offset(content, edit.end_line, edit.end_column)
        if start is None or end is None or start > end:
            return None, f"its edit lies outside of {edit.path}"
        text = edit.text.encode("utf-8", "surrogateescape")
        if not text.isascii() and not _is_utf8(content):
            return None, f"{edit.path} is not UTF-8"
        return Change(start, end, text), ""

    def _refused(self, move: Move) -> str:
        if move.path in self._conflicts or self._content(move.path) is None:
            return f"{move.path} is no file that git merged"
        if self._moves.get(move.path, move.to) != move.to:
            return f"{move.path} would get two names"
        others = {to for path, to in self._moves.items() if path != move.path}
        if self._merged.kind(move.to) is not None or move.to in others:
            return f"{move.to} is taken"
        return ""

    def _content(self, path: str) -> bytes | None:
        if path not in self._contents:
            self._contents[path] = self._merged.read(path)
        return self._contents[path]


def offset(content: bytes, line: int, column: int) -> int | None:
    """The offset of a line and a byte column, both from 1; None when the file has no such place."""
    start = 0
    for _ in range(line - 1):
        end = content.find(b"\n", start)
        if end < 0:
            return None
        start = end + 1
    end = content.find(b"\n", start)
    place = start + column - 1
    return place if start <= place <= (len(content) if end < 0 else end) else None


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
