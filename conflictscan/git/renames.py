"""Where a path of one side is in the merge, and which folders a side renamed.

Git's merge follows renames of the other side, and moves a file that one side added into a folder that the
other side renamed. Its output names no pairs, so the candidates are worked out here by its rules, and each
is believed only when the merged tree has it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from conflictscan.git.model import Kind, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conflictscan.git.model import FileChange
    from conflictscan.git.snapshot import Snapshot


def directory_renames(changes: Iterable[FileChange], side: Snapshot) -> dict[str, str]:
    """Old folder -> new folder, for folders gone from the side, by the majority of their renamed files.

    A folder whose files went to several places in equal numbers was split, not renamed, as git has it.
    """
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for change in changes:
        if change.status is Status.RENAMED:
            for old, new in _folder_pairs(change.old_path, change.path):
                votes[old][new] += 1
    found: dict[str, str] = {}
    for old, targets in sorted(votes.items()):
        best = targets.most_common(2)
        split = len(best) > 1 and best[0][1] == best[1][1]
        if not split and best[0][0] != old and side.kind(old) is None:
            found[old] = best[0][0]
    return found


def _folder_pairs(old: str, new: str) -> Iterable[tuple[str, str]]:
    """The folders of a renamed file, and their parents for as long as the folder names agree."""
    old_folder, new_folder = old.rpartition("/")[0], new.rpartition("/")[0]
    while old_folder != new_folder and old_folder:
        yield old_folder, new_folder
        old_folder, _, old_name = old_folder.rpartition("/")
        new_folder, _, new_name = new_folder.rpartition("/")
        if old_name != new_name:
            return


def moved(path: str, renames: dict[str, str]) -> str | None:
    """The path after the renaming of its nearest renamed folder; None when none was renamed."""
    folder = path
    while folder := folder.rpartition("/")[0]:
        new = renames.get(folder)
        if new is not None:
            rest = path[len(folder) + 1 :]
            return f"{new}/{rest}" if new else rest
    return None


class SideView:
    """One side's changes, indexed by both names."""

    def __init__(self, changes: Iterable[FileChange], snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.by_old = {c.old_path: c for c in changes if c.status is not Status.ADDED}
        self.by_new = {c.path: c for c in changes if c.status is not Status.DELETED}
        self.folders = directory_renames(self.by_new.values(), snapshot)

    def origin(self, path: str) -> str | None:
        """The base path of a path of this side; None when the side added it."""
        change = self.by_new.get(path)
        if change is None:
            return path
        return None if change.status is Status.ADDED else change.old_path

    def now(self, base_path: str) -> str | None:
        """The side's path of a base path; None when the side deleted it."""
        change = self.by_old.get(base_path)
        if change is None:
            return base_path
        return None if change.status is Status.DELETED else change.path


class Paths:
    """The way between the paths of one side and those of the merge."""

    def __init__(self, side: SideView, other: SideView, merged: Snapshot) -> None:
        self._side = side
        self._other = other
        self._merged = merged

    def to_merged(self, path: str) -> str | None:
        """The merged path of a path of the side; None when the merge has no such file."""
        if self._side.snapshot.kind(path) in {None, Kind.FOLDER}:
            return None
        for candidate in self._candidates(path):
            if self._merged.kind(candidate) not in {None, Kind.FOLDER}:
                return candidate
        return None

    def to_side(self, merged_path: str) -> str | None:
        """The side's path of a merged path; None when the side has no such file."""
        for candidate in self._sources(merged_path):
            if self._side.snapshot.kind(candidate) not in {None, Kind.FOLDER} and (
                self.to_merged(candidate) == merged_path
            ):
                return candidate
        return None

    def _candidates(self, path: str) -> Iterable[str]:
        """Where the merge may have put a path of the side, best first."""
        origin = self._side.origin(path)
        if origin is None or origin != path:  # added or renamed here: the other side's folder renames apply
            if target := moved(path, self._other.folders):
                yield target
            yield path
            return
        there = self._other.now(origin)
        if there is not None and there != path:
            if target := moved(there, self._side.folders):
                yield target
            yield there
            return
        yield path

    def _sources(self, merged_path: str) -> Iterable[str]:
        """Which paths of the side may have become a merged path, best first."""
        yield merged_path
        there: list[str] = [merged_path]
        there += (back for back in _moved_back(merged_path, self._side.folders))
        for path in there:
            origin = self._other.origin(path)
            if origin is not None and (here := self._side.now(origin)) is not None:
                yield here
        yield from _moved_back(merged_path, self._other.folders)


class ResolvedPaths:
    """The way between the paths of one side and those of a given result.

    A result has most files where git's merge puts them. What is not there, whoever resolved the merge may have
    moved: the renames between git's merge and the result tell.
    """

    def __init__(self, direct: Paths, automatic: Paths, resolution: SideView) -> None:
        self._direct = direct
        self._automatic = automatic
        self._resolution = resolution

    def to_merged(self, path: str) -> str | None:
        """The result's path of a path of the side; None when the result has no such file."""
        found = self._direct.to_merged(path)
        if found is not None:
            return found
        automatic = self._automatic.to_merged(path)
        return None if automatic is None else self._resolution.now(automatic)

    def to_side(self, merged_path: str) -> str | None:
        """The side's path of a path of the result; None when the side has no such file."""
        found = self._direct.to_side(merged_path)
        if found is not None:
            return found
        automatic = self._resolution.origin(merged_path)
        return None if automatic is None else self._automatic.to_side(automatic)


def _moved_back(path: str, renames: dict[str, str]) -> Iterable[str]:
    for old, new in renames.items():
        if not new:
            yield f"{old}/{path}"
        elif path.startswith(f"{new}/"):
            yield f"{old}/{path[len(new) + 1 :]}"
