"""What differs between two trees, with renames found by git itself.

The options are those of git's merge: 50 % of the content, and empty files are never taken for renamed (each
would pair with any other, `__init__.py` above all).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from conflictscan.git.failures import failed
from conflictscan.git.model import FileChange, Status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conflictscan.git.asking import Differ
    from conflictscan.git.program import Git, Output

# Beyond this many candidates on a side git compares only files of the same content or the same name
# (the default of diff.renameLimit, fixed so that no machine's settings change the result).
RENAME_LIMIT = 1000

_STATUS = {
    "A": Status.ADDED,
    "D": Status.DELETED,
    "M": Status.MODIFIED,
    "R": Status.RENAMED,
    "T": Status.TYPE_CHANGED,
}


class Comparer:
    """Differences between trees of one repository."""

    def __init__(self, git: Git, repository: Path, *, partial: bool) -> None:
        self._git = git
        self._repository = repository
        self._partial = partial

    def changes(self, old_tree: str, new_tree: str) -> tuple[FileChange, ...]:
        """What the new tree has changed, sorted by path."""
        if old_tree == new_tree:
            return ()
        done = self._compared(old_tree, new_tree, "-M50%")
        if done.code != 0:
            # a missing blob (of a partial clone, say) matters to likeness alone: names and ids are in the trees
            done = self._compared(old_tree, new_tree, "-M100%")
        if done.code != 0:
            raise failed("compare trees", self._repository, done.err, partial=self._partial)
        return tuple(sorted(parse_raw(done.out), key=lambda change: change.path))

    def _compared(self, old_tree: str, new_tree: str, likeness: str) -> Output:
        options = ("-r", "-z", "--raw", "--no-abbrev", likeness, "--no-rename-empty", f"-l{RENAME_LIMIT}")
        return self._git.run("diff-tree", *options, old_tree, new_tree)


class Remembered:
    """A comparer that is asked the same again and again."""

    def __init__(self, differ: Differ) -> None:
        self._differ = differ
        self._known: dict[tuple[str, str], tuple[FileChange, ...]] = {}

    def changes(self, old_tree: str, new_tree: str) -> tuple[FileChange, ...]:
        """What the new tree has changed, sorted by path."""
        key = (old_tree, new_tree)
        if key not in self._known:
            self._known[key] = self._differ.changes(old_tree, new_tree)
        return self._known[key]


def parse_raw(raw: bytes) -> Iterator[FileChange]:
    """Changes from git's raw format, NUL-separated."""
    fields = iter(raw.split(b"\0"))
    for header in fields:
        if not header:
            return
        old_mode, new_mode, old_oid, new_oid, letter = header[1:].decode("ascii").split(" ")
        first = os.fsdecode(next(fields))
        status = _STATUS[letter[0]]
        second = os.fsdecode(next(fields)) if status is Status.RENAMED else first
        yield FileChange(
            status=status,
            path=second,
            old_path="" if status is Status.ADDED else first,
            old_blob=old_oid if old_mode.startswith("100") else None,
            new_blob=new_oid if new_mode.startswith("100") else None,
            similarity=int(letter[1:]) if status is Status.RENAMED else 100,
        )
