"""Branches as they would be once merged into their target, so that all of them stand on one tree.

The state is a commit in the quarantine. Paths that git cannot merge into the target have the target's content: what
the branch does there is not known before somebody has merged it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.git.failures import failed
from conflictscan.git.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from conflictscan.git.program import Git
    from conflictscan.git.quarantine import Quarantine
    from conflictscan.git.snapshot import Snapshot


class Landed(msgspec.Struct, frozen=True, kw_only=True):
    """The target with one branch, or several, merged into it.

    `tip` is the branch's own commit, None for several. `beyond` are the commits that the target has not.
    """

    name: str
    tip: str | None
    commit: str
    tree: str
    conflicts: tuple[str, ...] = ()
    beyond: frozenset[str] = frozenset()


def commits_beyond(git: Git, repository: Path, tip: str, target: str) -> frozenset[str]:
    """The commits of a branch that its target has not."""
    done = git.run("rev-list", tip, f"^{target}")
    if done.code != 0:
        raise failed("list the commits of a branch", repository, done.err, partial=False)
    return frozenset(done.out.decode("ascii").split())


def settled_tree(quarantine: Quarantine, merged: Snapshot, target: Snapshot, conflicts: Iterable[str]) -> str:
    """The merged tree, with conflicted paths as the target has them."""
    entries = b"".join(_entries(merged, target, conflicts))
    return quarantine.changed_tree(merged.tree, entries) if entries else merged.tree


def _entries(merged: Snapshot, target: Snapshot, conflicts: Iterable[str]) -> Iterator[bytes]:
    """Lines for `git update-index -z --index-info`."""
    for path in conflicts:
        item = target.item(path)
        name = path.encode("utf-8", "surrogateescape")
        if item is not None and item.kind is not Kind.FOLDER:
            yield b"%o %s\t%s\0" % (item.mode, item.oid.encode("ascii"), name)
        elif merged.kind(path) not in (None, Kind.FOLDER):
            yield b"0 %s\t%s\0" % (b"0" * len(merged.tree), name)
