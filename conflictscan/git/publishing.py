"""The one place that writes to a repository: new commits, and then one ref, which moves at once or not at all.

Everything is made in the quarantine first. Its objects are packed into the repository, where nothing refers to them
yet; then git moves the ref, if it still is where it was. Whatever interrupts this, the ref has its old or its new
value, and all that it leads to is there.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from conflictscan.facts.errors import GitError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conflictscan.git.program import Git

_IDENT = re.compile(r"(.*) <(.*)> (\d+ [+-]\d+)\n?")
_NAMED = ("NAME", "EMAIL", "DATE")


class Publisher:
    """Makes commits under the user's name, and lets a ref lead to them."""

    def __init__(self, real: Git, inside: Git, repository: Path, environ: Mapping[str, str]) -> None:
        self._real = real
        self._inside = inside
        self._repository = repository
        self._given = {
            name: environ[name]
            for role in ("AUTHOR", "COMMITTER")
            for part in _NAMED
            if (name := f"GIT_{role}_{part}") in environ
        }
        self._identity: dict[str, str] | None = None

    def commit(self, tree: str, parents: tuple[str, ...], message: str) -> str:
        """A commit of the user's, in the quarantine."""
        if self._identity is None:
            self._identity = {**self._ident("AUTHOR"), **self._ident("COMMITTER")}
        arguments = [part for parent in parents for part in ("-p", parent)]
        done = self._inside.run(
            "commit-tree", tree, *arguments, stdin=os.fsencode(message), extra=self._identity
        )
        if done.code != 0:
            raise self._failed("make a commit", done.err)
        return done.out.decode("ascii").strip()

    def branch(self, name: str) -> str:
        """The full name of a branch; UsageError when it can be none."""
        ref = name if name.startswith("refs/heads/") else f"refs/heads/{name}"
        if "\n" in name or "\0" in name or self._real.run("check-ref-format", ref).code != 0:
            raise UsageError(f"{name!r} is no name for a branch; see `git help check-ref-format`")
        return ref

    def tip(self, ref: str) -> str | None:
        """The commit that a ref leads to; None when there is no such ref."""
        done = self._real.run("show-ref", "--verify", "--hash", ref)
        return done.out.decode("ascii", "replace").strip() if done.code == 0 else None

    def checked_out(self, ref: str) -> Path | None:
        """The work tree that has a branch checked out; None when none has."""
        place = b""
        for line in self._real.run("worktree", "list", "--porcelain").out.splitlines():
            key, _, value = line.partition(b" ")
            if key == b"worktree":
                place = value
            elif key == b"branch" and value == os.fsencode(ref):
                return Path(os.fsdecode(place))
        return None

    def publish(self, new: str, ref: str, old: str | None, message: str) -> bool:
        """Let a ref lead to a commit of the quarantine; False where the ref no longer is what it was."""
        self._store(new, old)
        zero = "0" * len(new)
        patience = ("-c", "core.filesRefLockTimeout=5000")  # others may be moving it this very moment
        done = self._real.run(
            *patience, "update-ref", "-m", message, ref, new, old or zero, extra=self._identity
        )
        if done.code == 0:
            return True
        if self.tip(ref) != old:
            return False
        raise self._failed(f"move {ref}", done.err)

    def _store(self, new: str, old: str | None) -> None:
        """Write what the quarantine made into the repository; nothing refers to it yet."""
        wanted = f"{new}\n" + (f"^{old}\n" if old else "")
        packed = self._inside.run(
            "pack-objects", "--revs", "--local", "--stdout", "--quiet", stdin=wanted.encode("ascii")
        )
        if packed.code != 0:
            raise self._failed("pack the merges", packed.err)
        done = self._real.run("index-pack", "--stdin", "--fix-thin", stdin=packed.out)
        if done.code != 0:
            raise self._failed("store the merges", done.err)

    def _ident(self, role: str) -> dict[str, str]:
        done = self._real.run("var", f"GIT_{role}_IDENT", extra=self._given)
        found = _IDENT.fullmatch(os.fsdecode(done.out))
        if done.code != 0 or found is None:
            raise GitError(
                f"git does not know who you are in {self._repository}; "
                'set it with `git config user.name "…"` and `git config user.email "…"`'
            )
        return {f"GIT_{role}_{part}": value for part, value in zip(_NAMED, found.groups(), strict=True)}

    def _failed(self, action: str, err: str) -> GitError:
        told = next((line.strip() for line in err.splitlines() if line.strip()), "no message")
        return GitError(f"cannot {action} in {self._repository}: {told}; nothing was changed")
