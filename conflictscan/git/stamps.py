"""Cheap signs that a revision may mean something else than before: for whoever looks again and again.

A commit is asked for by name. Of the index its file's time and size are looked at; of the work tree those of all that
stands in the folders with tracked files, and no content.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeAlias

from conflictscan.facts.errors import ConflictScanError
from conflictscan.git.uncommitted import INDEX, WORKTREE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conflictscan.git.repository import Repository

Stamp: TypeAlias = "tuple[object, ...]"


class Stamps:
    """Stamps of revisions of one repository; equal ones mean that nothing has moved."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._listed: Stamp | None = None  # the index of which `_folders` is known
        self._folders: frozenset[str] = frozenset()

    def stamp(self, *revs: str) -> Stamp:
        """One stamp for all of the revisions."""
        return tuple(self._one(rev) for rev in revs)

    def _one(self, rev: str) -> Stamp:
        if rev not in (INDEX, WORKTREE):
            return (self._repository.find(rev),)
        index = (*_of_file(self._repository.git_dir / "index"), self._repository.find("HEAD"))
        work_dir = self._repository.work_dir
        if rev == INDEX or work_dir is None:
            return index
        if index != self._listed:
            self._folders = self._tracked_folders()
            self._listed = index
        entries = (entry for folder in sorted(self._folders) for entry in _entries(work_dir / folder))
        return (*index, hash(tuple(entries)))

    def _tracked_folders(self) -> frozenset[str]:
        try:
            paths = self._repository.snapshot("HEAD").walk()
            return frozenset({"", *(path.rpartition("/")[0] for path in paths)})
        except ConflictScanError:  # no commit yet
            return frozenset({""})


def _of_file(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return ()
    return (found.st_mtime_ns, found.st_size)


def _entries(folder: Path) -> Iterator[Stamp]:
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in found:
        if entry.name == ".git":
            continue
        try:
            told = entry.stat(follow_symlinks=False)
        except OSError:
            continue
        yield (entry.path, told.st_mtime_ns, told.st_size)
