"""`:index` and `:worktree` as trees: what `git commit` would record, now or after `git add --all`.

Both start from a copy of the index, inside the quarantine; the user's index is never opened for writing.
Filters named in `.gitattributes` do not run, since they are programs: a file under a filter (Git LFS, say)
keeps its staged content.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import TYPE_CHECKING

from conflictscan.facts.errors import GitError, UsageError

if TYPE_CHECKING:
    from conflictscan.git.layout import Layout
    from conflictscan.git.program import Git
    from conflictscan.git.quarantine import Quarantine

INDEX = ":index"
WORKTREE = ":worktree"
UNCOMMITTED = frozenset({INDEX, WORKTREE})

# Settings that say how content in the work tree corresponds to blobs; none of them names a program.
_CONVERSIONS = (
    "core.autocrlf",
    "core.eol",
    "core.filemode",
    "core.symlinks",
    "core.ignorecase",
    "core.precomposeunicode",
    "core.trustctime",
    "core.checkstat",
    "core.excludesfile",
    "core.attributesfile",
)


class Uncommitted:
    """Trees of the states that have no commit yet."""

    def __init__(self, git: Git, layout: Layout, quarantine: Quarantine) -> None:
        self._git = git
        self._layout = layout
        self._quarantine = quarantine
        self._trees: dict[str, str] = {}

    def tree(self, rev: str) -> str:
        """The tree of `:index` or `:worktree`."""
        if rev not in self._trees:
            self._trees[rev] = self._index_tree() if rev == INDEX else self._worktree_tree()
        return self._trees[rev]

    def parents(self) -> tuple[str, ...]:
        """The parents that the next commit would have: HEAD, and what is being merged."""
        done = self._git.run("rev-parse", "--verify", "--quiet", "HEAD")
        parents = done.out.decode("ascii").split()
        with contextlib.suppress(FileNotFoundError):
            parents += (self._layout.git_dir / "MERGE_HEAD").read_text().split()
        return tuple(dict.fromkeys(parents))

    def _index_tree(self) -> str:
        return self._write_tree(self._copied_index("index"))

    def _worktree_tree(self) -> str:
        work_dir = self._layout.work_dir
        if work_dir is None:
            raise UsageError(
                f"{self._layout.git_dir} has no work tree, so {WORKTREE!r} means nothing there; name a commit"
            )
        extra = {"GIT_INDEX_FILE": self._copied_index("worktree"), "GIT_WORK_TREE": str(work_dir)}
        listed = self._run(
            extra,
            "-C",
            str(work_dir),
            *self._settings(),
            "ls-files",
            "-z",
            "-m",
            "-d",
            "-o",
            "--exclude-standard",
        )
        paths = sorted(set(listed.split(b"\0")) - {b""})
        if paths:
            plain = self._unfiltered(extra, paths)
            self._run(
                extra,
                "-C",
                str(work_dir),
                *self._settings(),
                "update-index",
                "--add",
                "--remove",
                "-z",
                "--stdin",
                stdin=b"".join(path + b"\0" for path in plain),
            )
        return self._write_tree(extra["GIT_INDEX_FILE"])

    def _unfiltered(self, extra: dict[str, str], paths: list[bytes]) -> list[bytes]:
        """The paths without a `filter` attribute."""
        work_dir = extra["GIT_WORK_TREE"]
        asked = b"".join(path + b"\0" for path in paths)
        told = self._run(
            extra, "-C", work_dir, *self._settings(), "check-attr", "-z", "--stdin", "filter", stdin=asked
        ).split(b"\0")
        filtered = {
            path
            for path, value in zip(told[::3], told[2::3], strict=False)
            if value not in {b"unspecified", b"unset", b"set", b""}
        }
        return [path for path in paths if path not in filtered]

    def _settings(self) -> list[str]:
        listed = self._git.run("config", "--null", "--list").out.split(b"\0")
        found: dict[str, str] = {}
        for item in listed:
            name, _, value = os.fsdecode(item).partition("\n")
            if name in _CONVERSIONS:
                found[name] = value
        return [part for name, value in found.items() for part in ("-c", f"{name}={value}")]

    def _copied_index(self, name: str) -> str:
        """A copy with the time stamp of the original: git tells by it which entries to compare by content."""
        copy = self._quarantine.git_dir / f"{name}-copy"
        with contextlib.suppress(FileNotFoundError):
            shutil.copy2(self._layout.index, copy)
        for shared in self._layout.git_dir.glob("sharedindex.*"):  # of a split index
            shutil.copy2(shared, self._quarantine.git_dir / shared.name)
        for name_in_info in ("exclude", "attributes"):
            with contextlib.suppress(FileNotFoundError):
                (self._quarantine.git_dir / "info").mkdir(exist_ok=True)
                shutil.copy2(
                    self._layout.common_dir / "info" / name_in_info,
                    self._quarantine.git_dir / "info" / name_in_info,
                )
        return str(copy)

    def _write_tree(self, index: str) -> str:
        return self._run({"GIT_INDEX_FILE": index}, "write-tree").decode("ascii").strip()

    def _run(self, extra: dict[str, str], *arguments: str, stdin: bytes = b"") -> bytes:
        done = self._quarantine.git.run(*arguments, stdin=stdin, extra=extra)
        if done.code == 0:
            return done.out
        if "unmerged" in done.err or "needs merge" in done.err:
            raise UsageError(
                f"the index of {self._layout.name} has unresolved conflicts; "
                "resolve them and `git add` the files first"
            )
        first = next((line for line in done.err.splitlines() if line.strip()), "no message")
        raise GitError(f"cannot read the uncommitted state of {self._layout.name}: {first}; see `git status`")
