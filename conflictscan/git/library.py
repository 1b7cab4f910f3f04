"""The git layer on libgit2 alone: for machines without the git program, or with one older than 2.38.

What git decides is then decided by libgit2, with these differences: one merge base where git has several,
no files moved along with a renamed folder, no replaced objects, ours (not conflict markers) as the content
of a conflicted file, no `:worktree`, no attribution of lines, no default target.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pygit2
from pygit2.enums import DiffFind, DiffOption

from conflictscan.facts.errors import GitError, UnknownRevision, UsageError
from conflictscan.git.diff import RENAME_LIMIT
from conflictscan.git.failures import cannot_open, missing
from conflictscan.git.layout import Layout
from conflictscan.git.merge import Merged, Merger
from conflictscan.git.model import FileChange, Status
from conflictscan.git.uncommitted import INDEX, copied_index

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from conflictscan.git.quarantine import Quarantine

_NEEDED = "install git 2.38 or later"
_STATUS = {
    "A": Status.ADDED,
    "D": Status.DELETED,
    "M": Status.MODIFIED,
    "R": Status.RENAMED,
    "T": Status.TYPE_CHANGED,
}


def discover(directory: Path) -> Layout:
    """The layout of the repository around a folder."""
    try:
        found = pygit2.discover_repository(str(directory)) if directory.is_dir() else None
        if found is None:
            raise cannot_open(directory, "not a git repository")
        repository = pygit2.Repository(found)
    except pygit2.GitError as error:
        owned = "not owned by current user" in str(error)
        told = f"dubious ownership in repository at '{directory}'\n" if owned else f"{error}; {_NEEDED}"
        raise cannot_open(directory, told) from error
    except ValueError as error:  # an object format that libgit2 does not know
        raise GitError(f"{directory} needs the git program ({error}); {_NEEDED}") from error
    git_dir = Path(repository.path)
    pointer = git_dir / "commondir"
    common_dir = (
        Path(os.path.normpath(git_dir / pointer.read_text().strip())) if pointer.is_file() else git_dir
    )
    return Layout(
        git_dir=git_dir,
        common_dir=common_dir,
        work_dir=Path(repository.workdir) if repository.workdir else None,
        objects=common_dir / "objects",
        index=git_dir / "index",
        shallow=repository.is_shallow,
        object_format="sha1",
    )


@contextmanager
def _readable(repository: Path, *, partial: bool) -> Generator[None]:
    """Turn what libgit2 raises into our errors."""
    try:
        yield
    except KeyError as error:
        raise missing(str(error).strip("'"), repository, partial=partial) from error
    except (pygit2.GitError, UnicodeDecodeError) as error:
        raise GitError(
            f"libgit2 cannot read {repository} ({error}); {_NEEDED}, or check with `git fsck`"
        ) from error


class LibraryRevisions:
    """Names to object ids."""

    def __init__(self, layout: Layout) -> None:
        self._place = layout.name
        self._repository = pygit2.Repository(str(layout.git_dir))

    def commits(self, *revs: str) -> tuple[tuple[str, str], ...]:
        """(commit id, tree id) of each revision."""
        found: list[tuple[str, str]] = []
        for rev in revs:
            commit, tree = self.tree(rev)
            if commit is None:
                raise UnknownRevision(f"{rev!r} names no commit in {self._place}; see `git log --all`")
            found.append((commit, tree))
        return tuple(found)

    def tree(self, rev: str) -> tuple[str | None, str]:
        """(commit id or None, tree id) of anything that has a tree."""
        try:
            named = self._repository.revparse_single(rev)
            tree = str(named.peel(pygit2.Tree).id)
        except (KeyError, ValueError, pygit2.GitError) as error:
            raise UnknownRevision(
                f"cannot resolve {rev!r} in {self._place}; "
                "run `git fetch`, or see the names with `git branch -a`"
            ) from error
        try:
            return str(named.peel(pygit2.Commit).id), tree
        except (ValueError, pygit2.GitError):
            return None, tree

    def find(self, rev: str) -> str | None:
        """The commit id; None when there is no such commit."""
        try:
            return self.tree(rev)[0]
        except UnknownRevision:
            return None


class LibraryMerger(Merger):
    """Merges without the git program."""

    def bases(self, ours: str, theirs: str) -> tuple[str, ...]:
        """One best common ancestor, or none."""
        with _readable(self.repository, partial=self.partial):
            inside = _inside(self.quarantine)
            found = cast("pygit2.Oid | None", inside.merge_base(ours, theirs))  # its stub forgets the None
        return () if found is None else (str(found),)

    def commit(self, tree: str, parents: Iterable[str] = ()) -> str:
        """A commit object in the quarantine."""
        with _readable(self.repository, partial=self.partial):
            who = pygit2.Signature("conflictscan", "conflictscan@invalid", 1, 0)
            inside = _inside(self.quarantine)
            return str(inside.create_commit(None, who, who, "conflictscan\n", tree, list(parents)))

    def merge(self, ours: str, theirs: str, *, extra: dict[str, str] | None = None) -> Merged:
        """Libgit2's merge of two commits."""
        del extra  # there is no process that could have an environment
        return self.merge_in_library(ours, theirs)


class LibraryComparer:
    """Differences between trees."""

    def __init__(self, quarantine: Quarantine, repository: Path, *, partial: bool) -> None:
        self._quarantine = quarantine
        self._repository = repository
        self._partial = partial

    def changes(self, old_tree: str, new_tree: str) -> tuple[FileChange, ...]:
        """What the new tree has changed, sorted by path."""
        with _readable(self._repository, partial=self._partial):
            inside = _inside(self._quarantine)
            old, new = inside[old_tree].peel(pygit2.Tree), inside[new_tree].peel(pygit2.Tree)
            diff = old.diff_to_tree(new, DiffOption.INCLUDE_TYPECHANGE)
            diff.find_similar(DiffFind.FIND_RENAMES, rename_threshold=50, rename_limit=RENAME_LIMIT)
            return tuple(sorted(map(_change, diff.deltas), key=lambda change: change.path))


class LibraryUncommitted:
    """The tree of the index."""

    def __init__(self, layout: Layout, quarantine: Quarantine) -> None:
        self._layout = layout
        self._quarantine = quarantine

    def tree(self, rev: str) -> str:
        """The tree of `:index`."""
        if rev != INDEX:
            raise UsageError(f"{rev!r} needs the git program; {_NEEDED}")
        copy = copied_index(self._layout, self._quarantine, "index")
        with _readable(self._layout.name, partial=False):
            return str(pygit2.Index(str(copy)).write_tree(_inside(self._quarantine)))

    def parents(self) -> tuple[str, ...]:
        """HEAD, when it has a commit."""
        head = LibraryRevisions(self._layout).find("HEAD")
        return () if head is None else (head,)


def merge_trees(
    quarantine: Quarantine, repository: Path, trees: tuple[str, str, str], *, partial: bool
) -> Merged:
    """Libgit2's merge of (base, ours, theirs); new objects go to the quarantine."""
    with _readable(repository, partial=partial):
        inside = _inside(quarantine)
        base, ours, theirs = (inside[oid].peel(pygit2.Tree) for oid in trees)
        index = inside.merge_trees(base, ours, theirs)
        conflicts = index.conflicts
        if conflicts is None:
            return Merged(str(index.write_tree(inside)), ())
        kept: dict[str, pygit2.IndexEntry | None] = {}
        for ancestor, in_ours, in_theirs in list(conflicts):
            for entry in (ancestor, in_theirs, in_ours):  # the last one wins
                if entry is not None:
                    kept[os.fspath(entry.path)] = None if entry is ancestor else entry
        for path, entry in kept.items():
            del conflicts[path]
            if entry is not None:
                index.add(entry)
        return Merged(str(index.write_tree(inside)), tuple(sorted(kept)))


def _inside(quarantine: Quarantine) -> pygit2.Repository:
    return pygit2.Repository(str(quarantine.git_dir))


def _change(delta: pygit2.DiffDelta) -> FileChange:
    status = _STATUS[delta.status_char()]
    return FileChange(
        status=status,
        path=delta.new_file.path,
        old_path="" if status is Status.ADDED else delta.old_file.path,
        old_blob=_blob(delta.old_file),
        new_blob=_blob(delta.new_file),
        similarity=delta.similarity if status is Status.RENAMED else 100,
    )


def _blob(file: pygit2.DiffFile) -> str | None:
    return str(file.id) if file.mode & 0o170000 == 0o100000 else None
