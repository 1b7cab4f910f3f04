"""Revisions, resolved by git in the user's repository."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from conflictscan.facts.errors import GitError, UnknownRevision
from conflictscan.git.failures import missing

if TYPE_CHECKING:
    from pathlib import Path

    from conflictscan.git.program import Git


class Revisions:
    """Names to object ids. A name is data: it reaches git through standard input, never as an option."""

    def __init__(self, git: Git, repository: Path, *, partial: bool) -> None:
        self._git = git
        self._repository = repository
        self._partial = partial

    def commits(self, *revs: str) -> tuple[tuple[str, str], ...]:
        """(commit id, tree id) of each revision."""
        found = self._lookup([name for rev in revs for name in self._peeled(rev)])
        pairs = list(zip(found[::2], found[1::2], strict=True))
        for rev, (commit, tree) in zip(revs, pairs, strict=True):
            if commit is None or tree is None:
                raise self._unresolved(rev)
        return tuple((commit or "", tree or "") for commit, tree in pairs)

    def tree(self, rev: str) -> tuple[str | None, str]:
        """(commit id or None, tree id) of anything that has a tree."""
        commit, tree = self._lookup(self._peeled(rev))
        if tree is None:
            raise self._unresolved(rev)
        return commit, tree

    def find(self, rev: str) -> str | None:
        """The commit id; None when there is no such commit."""
        return self._lookup(self._peeled(rev))[0]

    def _peeled(self, rev: str) -> list[str]:
        if rev.startswith(":/"):  # all that follows is text to search, so nothing can be appended
            done = self._git.run("rev-parse", "--verify", "--quiet", "--end-of-options", rev)
            rev = done.out.decode("ascii", "replace").strip()
        return [f"{rev}^{{commit}}", f"{rev}^{{tree}}"]

    def _lookup(self, names: list[str]) -> list[str | None]:
        # one name a line: a name with a line break is no revision, and is asked as an empty one
        asked = ["" if "\n" in name or "\0" in name else name for name in names]
        stdin = b"".join(os.fsencode(name) + b"\n" for name in asked)
        done = self._git.run("cat-file", "--batch-check=%(objectname) %(objecttype)", stdin=stdin)
        answers: list[str | None] = []
        for line in done.out.split(b"\n")[: len(names)]:
            oid, _, kind = line.rpartition(b" ")
            answers.append(oid.decode("ascii") if kind in {b"commit", b"tree"} else None)
        return answers + [None] * (len(names) - len(answers))

    def _unresolved(self, rev: str) -> GitError:
        where = self._repository
        if not rev.strip() or "\n" in rev or "\0" in rev:
            return UnknownRevision(f"{rev!r} is not a revision; see `git branch -a` in {where}")
        done = self._git.run("rev-parse", "--verify", "--quiet", "--end-of-options", rev)
        oid = done.out.decode("ascii", "replace").strip()
        if done.code == 0 and oid:
            kind = self._git.run("cat-file", "-t", oid).out.decode("ascii", "replace").strip()
            if kind and kind not in {"commit", "tag"}:
                return UnknownRevision(
                    f"{rev!r} names a {kind}, not a commit, in {where}; see `git log --all`"
                )
            return missing(
                "" if kind else oid, where, partial=self._partial
            )  # there, but what it needs is not
        if rev in {"HEAD", "@"}:
            return UnknownRevision(
                f"the current branch of {where} has no commit yet; make one with `git commit`"
            )
        if (
            "ambiguous" in done.err
            or "ambiguous" in self._git.run("rev-parse", "--verify", "--end-of-options", rev).err
        ):
            return UnknownRevision(
                f"the short id {rev!r} is ambiguous in {where}; write more digits (`git log --all`)"
            )
        return UnknownRevision(
            f"cannot resolve {rev!r} in {where}; run `git fetch`, or see the names with `git branch -a`"
        )
