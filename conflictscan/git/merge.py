"""The merge, done by git in the quarantine.

Attributes that shape a merge (`merge=union`, `-merge`, `binary`) are read from the `.gitattributes` files
of ours, as git reads them from the work tree it merges into. A merge driver named there is not run: it is
configuration of the repository, and git falls back to its own text merge.

Several merge bases are merged into a virtual one, oldest first, as git's recursive strategy does. Git does
that inside the merge and keeps the tree to itself; `virtual_base` repeats it. The two trees are equal unless
the bases themselves conflict: inside, git settles such conflicts in ways of its own, and `settled_base`
looks for its tree. The merged tree is always the one that git makes.
"""

from __future__ import annotations

import os
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from conflictscan.git.failures import failed
from conflictscan.git.virtual import written_base

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from conflictscan.git.quarantine import Quarantine
    from conflictscan.git.snapshot import Snapshot

_USAGE = 129  # a git before 2.38 does not know `merge-tree --write-tree`
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
"""The base of unrelated histories (SHA-1; only libgit2 needs it, which knows no other)."""

_UNSAFE = frozenset({".", "..", ".git"})


class Merged(NamedTuple):
    """The merged tree (with conflict markers where it conflicts) and the conflicted paths."""

    tree: str
    conflicts: tuple[str, ...]
    kinds: frozenset[tuple[str, str]] = frozenset()  # (path, git's word for the conflict)


class Merger:
    """Merges of commits, in one quarantine."""

    def __init__(self, quarantine: Quarantine, repository: Path, *, partial: bool) -> None:
        self.quarantine = quarantine
        self.repository = repository
        self.partial = partial
        self._settled: dict[tuple[str, ...], str | None] = {}
        self._attributes: dict[str, bytes] = {}  # what lies in the work tree of the quarantine

    def bases(self, ours: str, theirs: str) -> tuple[str, ...]:
        """All best common ancestors, newest first; empty when there is none."""
        done = self.quarantine.git.run("merge-base", "--all", ours, theirs)
        if done.code > 1 or (done.code == 1 and "fatal:" in done.err):
            raise failed("find the merge base", self.repository, done.err, partial=self.partial)
        return tuple(done.out.decode("ascii").split())

    def commit(self, tree: str, parents: Iterable[str] = ()) -> str:
        """A commit object in the quarantine; the same input gives the same id."""
        arguments = [part for parent in parents for part in ("-p", parent)]
        done = self.quarantine.git.run("commit-tree", tree, *arguments, "-m", "conflictscan")
        if done.code != 0:
            raise failed("prepare a merge", self.repository, done.err, partial=self.partial)
        return done.out.decode("ascii").strip()

    def merge(self, ours: str, theirs: str, *, extra: dict[str, str] | None = None) -> Merged:
        """Git's own merge of two commits; `extra` adds to the environment."""
        options = ("--write-tree", "-z", "--name-only", "--messages", "--allow-unrelated-histories")
        done = self.quarantine.git.run("merge-tree", *options, ours, theirs, extra=extra)
        if done.code == _USAGE:
            return self.merge_in_library(ours, theirs)
        if done.code not in {0, 1} or not done.out:
            raise failed("merge", self.repository, done.err, partial=self.partial)
        return parse_merge(done.out)

    def settled_base(self, bases: tuple[str, ...], ours: str, theirs: str) -> str | None:
        """The tree of the virtual base that git makes inside a merge; None when it is not found.

        It depends on the bases alone, and is a new tree only once: it is remembered.
        """
        if bases not in self._settled:
            self._settled[bases] = written_base(
                self.quarantine.git,
                self.quarantine.objects,
                lambda extra: self.merge(ours, theirs, extra=extra).tree,
            )
        return self._settled[bases]

    def merge_in_library(self, ours: str, theirs: str) -> Merged:
        """The merge of two commits by libgit2, from the base that git would take."""
        from conflictscan.git.library import merge_trees  # noqa: PLC0415  (imports pygit2: 60 ms)

        bases = self.bases(ours, theirs)
        base = self.virtual_base(bases).tree if len(bases) > 1 else (*bases, EMPTY_TREE)[0]
        return merge_trees(self.quarantine, self.repository, (base, ours, theirs), partial=self.partial)

    def virtual_base(self, bases: tuple[str, ...]) -> Merged:
        """Git's virtual merge base; equal to git's own where it has no conflict."""
        commit, *others = reversed(bases)
        merged = self.merge(commit, others[0])
        conflicts = set(merged.conflicts)
        for earlier, other in pairwise(others):
            commit = self.commit(merged.tree, (commit, earlier))
            merged = self.merge(commit, other)
            conflicts.update(merged.conflicts)
        return Merged(merged.tree, tuple(sorted(conflicts)))

    def use_attributes(self, snapshot: Snapshot, paths: Iterable[str]) -> None:
        """Lay out the `.gitattributes` files that concern the paths, and no others, for git to read."""
        folders = {""}
        for path in paths:
            folder = path.rpartition("/")[0]
            while folder not in folders:
                folders.add(folder)
                folder = folder.rpartition("/")[0]
        wanted: dict[str, bytes] = {}
        for folder in sorted(folders):
            if not _UNSAFE.isdisjoint(folder.lower().split("/")):  # a forged tree leads out of the quarantine
                continue
            name = f"{folder}/.gitattributes" if folder else ".gitattributes"
            if (content := snapshot.read(name)) is not None:
                wanted[name] = content
        if wanted != self._attributes:
            self.quarantine.lay_out(wanted)
            self._attributes = wanted


def parse_merge(out: bytes) -> Merged:
    """The output of `merge-tree -z`: the tree, the conflicted paths, an empty field, the messages.

    A message is a number of paths, these paths, a short type such as `CONFLICT (contents)`, and a text.
    """
    tree, *fields = out.split(b"\0")
    end = fields.index(b"")
    paths = {os.fsdecode(path) for path in fields[:end]}
    kinds: set[tuple[str, str]] = set()
    rest = iter(fields[end + 1 :])
    for number in rest:
        if not number.isdigit():
            break
        concerned = [os.fsdecode(next(rest, b"")) for _ in range(int(number))]
        kind = next(rest, b"").decode("utf-8", "replace")
        next(rest, None)
        if kind.startswith("CONFLICT ("):
            word = kind.removeprefix("CONFLICT (").rstrip(")")
            kinds |= {(path, word) for path in concerned if path in paths}
    return Merged(tree.decode("ascii"), tuple(sorted(paths)), frozenset(kinds))
