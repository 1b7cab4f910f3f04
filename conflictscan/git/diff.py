"""What differs between two trees, with renames found by git itself."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from conflictscan.git.model import FileChange, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.git.program import Git

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


def diff_arguments(old_tree: str, new_tree: str) -> tuple[str, ...]:
    """Arguments of the git call whose output `parse_raw` reads."""
    return ("diff-tree", "-r", "-z", "--raw", "--no-abbrev", "-M50%", f"-l{RENAME_LIMIT}", old_tree, new_tree)


def tree_changes(git: Git, old_tree: str, new_tree: str) -> tuple[tuple[FileChange, ...], str]:
    """The changes sorted by path; and git's complaint, empty when it had none."""
    if old_tree == new_tree:
        return (), ""
    done = git.run(*diff_arguments(old_tree, new_tree))
    if done.code != 0:
        return (), done.err or "git diff-tree failed"
    return tuple(sorted(parse_raw(done.out), key=lambda change: change.path)), ""


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
