"""Commits of the past, and which merges among them hold just what their sides did to each path."""

from __future__ import annotations

import enum
import os
from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.errors import GitError
from conflictscan.git.model import Kind, TreeItem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conflictscan.git.program import Git
    from conflictscan.git.snapshot import Trees

_FORMAT = "%H%x00%P%x00%T%x00%an%x00%at%x00%s"
_FOLDER_MODE = 0o040000


class PastCommit(msgspec.Struct, frozen=True, kw_only=True):
    """A commit; `time` is that of its author, in seconds since 1970."""

    oid: str
    parents: tuple[str, ...]
    tree: str
    author: str
    time: int
    subject: str


class Kinds(enum.StrEnum):
    """Which commits of a history are meant."""

    MERGES = "--merges"
    PLAIN = "--no-merges"
    ALL = "--min-parents=0"


def past_commits(
    git: Git, tips: Sequence[str], excluded: Sequence[str], *, kinds: Kinds, first_parent: bool
) -> tuple[PastCommit, ...]:
    """The commits in the history of the tips and not in that of the excluded ones, the latest first."""
    options = (kinds.value, "--topo-order", "-z", f"--format={_FORMAT}", "--stdin")
    asked = "".join(f"{oid}\n" for oid in (*tips, *(f"^{oid}" for oid in excluded)))
    way = ("--first-parent",) if first_parent else ()
    done = git.run("log", *way, *options, stdin=asked.encode("ascii"))
    if done.code != 0:
        told = next(iter(done.err.splitlines()), "no message")
        raise GitError(f"git cannot list the commits ({told}); check the history with `git fsck`")
    return tuple(_parsed(done.out))


def past_commit(git: Git, oid: str) -> PastCommit:
    """One commit."""
    return next(_parsed(git.run("log", "--max-count=1", "-z", f"--format={_FORMAT}", oid).out))


def _parsed(out: bytes) -> Iterator[PastCommit]:
    fields = out.removesuffix(b"\0").split(b"\0")
    for start in range(0, len(fields) - 5, 6):
        oid, parents, tree, author, time, subject = fields[start : start + 6]
        yield PastCommit(
            oid=oid.decode("ascii"),
            parents=tuple(parents.decode("ascii").split()),
            tree=tree.decode("ascii"),
            author=os.fsdecode(author),
            time=int(time or 0),
            subject=os.fsdecode(subject),
        )


def follows_paths(trees: Trees, base: str, ours: str, theirs: str, result: str) -> bool:
    """Does each path of the result hold what the one side made of it that touched it?

    False where both sides touched one path too: what belongs there is known only once their contents are merged.
    """
    return _follows(trees, *(TreeItem(_FOLDER_MODE, oid) for oid in (base, ours, theirs, result)))


def _follows(
    trees: Trees,
    base: TreeItem | None,
    ours: TreeItem | None,
    theirs: TreeItem | None,
    result: TreeItem | None,
) -> bool:
    if ours in (theirs, base):
        return result == theirs
    if theirs == base:
        return result == ours
    four = (base, ours, theirs, result)
    if any(item is not None and item.kind is not Kind.FOLDER for item in four):
        return False
    folders = [trees.items(item.oid) if item is not None else {} for item in four]
    return all(
        _follows(trees, *(folder.get(name) for folder in folders)) for name in {n for f in folders for n in f}
    )
