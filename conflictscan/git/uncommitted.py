"""`:index` and `:worktree` as trees: what `git commit` would record, now or after `git add --all`.

Both start from a copy of the index, inside the quarantine; the user's index is never opened for writing.
Filters named in `.gitattributes` do not run, since they are programs: a file under a filter (Git LFS, say)
keeps its staged content.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from conflictscan.facts.errors import GitError, UsageError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

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
        if self._layout.work_dir is None and not self._layout.index.exists():
            raise self._absent(INDEX, "index")
        return self._write_tree(copied_index(self._layout, self._quarantine, "index"))

    def _worktree_tree(self) -> str:
        work_dir = self._layout.work_dir
        if work_dir is None:
            raise self._absent(WORKTREE, "work tree")
        index = copied_index(self._layout, self._quarantine, "worktree")
        extra = {"GIT_INDEX_FILE": index, "GIT_WORK_TREE": str(work_dir)}
        place = ("-C", str(work_dir), *self._settings())
        with self._local_patterns():
            listed = self._run(extra, *place, "ls-files", "-z", "-m", "-d", "-o", "--exclude-standard")
            # a name with a slash at its end is another repository, not added to this one
            paths = sorted({path for path in listed.split(b"\0") if path and not path.endswith(b"/")})
            if paths:
                asked = b"".join(path + b"\0" for path in paths)
                told = self._run(extra, *place, "check-attr", "-z", "--stdin", "filter", stdin=asked)
                plain = b"".join(path + b"\0" for path in _unfiltered(told))
                self._run(extra, *place, "update-index", "--add", "--remove", "-z", "--stdin", stdin=plain)
        return self._write_tree(index)

    def _absent(self, rev: str, what: str) -> UsageError:
        return UsageError(
            f"{self._layout.git_dir} has no {what}, so {rev!r} means nothing there; name a commit"
        )

    @contextlib.contextmanager
    def _local_patterns(self) -> Generator[None]:
        """The repository's own exclude and attribute files; they must not stay to shape the merge."""
        copies: list[Path] = []
        for name in ("exclude", "attributes"):
            copy = self._quarantine.git_dir / "info" / name
            with contextlib.suppress(FileNotFoundError):
                copy.parent.mkdir(exist_ok=True)
                copies.append(Path(shutil.copy(self._layout.common_dir / "info" / name, copy)))
        try:
            yield
        finally:
            for copy in copies:
                copy.unlink()

    def _settings(self) -> list[str]:
        listed = self._git.run("config", "--null", "--list").out.split(b"\0")
        found: dict[str, str] = {}
        for item in listed:
            name, _, value = os.fsdecode(item).partition("\n")
            if name in _CONVERSIONS:
                found[name] = value
        return [part for name, value in found.items() for part in ("-c", f"{name}={value}")]

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


def _unfiltered(told: bytes) -> Iterator[bytes]:
    """The paths without a filter, from the triples (path, attribute, value) that check-attr prints."""
    fields = told.split(b"\0")
    for path, value in zip(fields[::3], fields[2::3], strict=False):
        if value in {b"unspecified", b"unset", b"set"}:
            yield path


def copied_index(layout: Layout, quarantine: Quarantine, name: str) -> str:
    """A copy with the time stamp of the original: git tells by it which entries to compare by content."""
    copy = quarantine.git_dir / f"{name}-copy"
    with contextlib.suppress(FileNotFoundError):
        shutil.copy2(layout.index, copy)
    for shared in layout.git_dir.glob("sharedindex.*"):  # of a split index
        shutil.copy2(shared, quarantine.git_dir / shared.name)
    return str(copy)
