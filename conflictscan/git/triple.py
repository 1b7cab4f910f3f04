"""Base, ours, theirs and merged of one scan."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Literal

from conflictscan.git.blame import Blame
from conflictscan.git.merge import Merged
from conflictscan.git.renames import Paths, ResolvedPaths, SideView
from conflictscan.git.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from conflictscan.facts.findings import Side
    from conflictscan.git.asking import Differ
    from conflictscan.git.model import Commit, FileChange
    from conflictscan.git.program import Git
    from conflictscan.git.snapshot import Trees

_MARKED = re.compile(rb"^<{7} .*?^={7}$.*?^>{7} ", re.MULTILINE | re.DOTALL)


class Ancestry:
    """The commits behind the two sides, as the quarantine knows them."""

    def __init__(
        self,
        tips: dict[Side, str],
        bases: tuple[str, ...],
        synthetic: frozenset[str],
        *,
        exact: bool,
        horizon: str = "",
    ) -> None:
        self.tips = tips
        self.bases = bases
        self.synthetic = synthetic  # stand-ins for states that are not committed
        self.exact = exact  # False: git's virtual base may differ, nothing follows from its tree
        self.horizon = horizon  # what shapes history beside the commits: where a shallow clone ends


class Triple:
    """The merge of two sides; everything but the commits is computed when it is asked for.

    The merged tree is the one that git makes by itself, unless a `result` is given: then somebody has merged
    already, perhaps by hand, and that tree is looked at instead.
    """

    def __init__(  # noqa: PLR0913  (made in one place, by the repository)
        self,
        *,
        base: Commit,
        ours: Commit,
        theirs: Commit,
        result: Commit | None = None,
        ancestry: Ancestry,
        merge: Callable[[Triple], Merged],
        comparer: Differ,
        git: Git | None,
        trees: Trees,
    ) -> None:
        self.base = base
        self.ours = ours
        self.theirs = theirs
        self.result = result
        self._ancestry = ancestry
        self._merge = merge
        self._comparer = comparer
        self._git = git
        self._merged: Merged | None = None
        self._snapshots = {
            "base": Snapshot(base.tree, trees),
            "ours": Snapshot(ours.tree, trees),
            "theirs": Snapshot(theirs.tree, trees),
        }
        self._trees = trees
        self._changes: dict[Side, tuple[FileChange, ...]] = {}
        self._views: dict[Side, SideView] = {}
        self._paths: dict[Side, Paths | ResolvedPaths] = {}
        self._blames: dict[Side, Blame] = {}
        self._resolution: tuple[FileChange, ...] | None = None
        self._unresolved: tuple[str, ...] | None = None

    @property
    def trivial(self) -> bool:
        """A side changed nothing, both are equal, or one contains the other: the merge adds nothing new."""
        if self.resolution:
            return False
        if self._untouched is not None:
            return True
        tips = set(self._ancestry.tips.values())
        return len(tips) == 1 or bool(tips & set(self._ancestry.bases))

    @property
    def tips(self) -> dict[Side, str]:
        """The commit of each side; a stand-in for a state that has none."""
        return dict(self._ancestry.tips)

    @property
    def identity(self) -> tuple[object, ...]:
        """What all answers about this merge depend on: two that are equal in it are equal in everything."""
        named = (self.base, self.ours, self.theirs, self.result)
        made = self._automatic()
        ancestry = self._ancestry
        return (
            *(None if commit is None else (commit.rev, commit.oid, commit.tree) for commit in named),
            (made.tree, made.conflicts, tuple(sorted(made.kinds)), self.snapshot("merged").tree),
            (tuple(ancestry.tips.values()), ancestry.bases, ancestry.exact, ancestry.horizon),
            self._git is None,
        )

    @property
    def _untouched(self) -> str | None:
        """The tree of the merge where it needs no merging: a side has nothing that the other has not."""
        ours, theirs = self.ours.tree, self.theirs.tree
        if ours == theirs or (self._ancestry.exact and ours == self.base.tree):
            return theirs
        return ours if self._ancestry.exact and theirs == self.base.tree else None

    @property
    def merged_tree(self) -> str | None:
        """The tree of git's merge; where the text conflicts, with conflict markers."""
        return self._automatic().tree

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Paths that git itself cannot merge, sorted."""
        return self._automatic().conflicts

    @property
    def unresolved(self) -> tuple[str, ...]:
        """Conflicted paths of which nobody knows yet what they will hold, sorted.

        Those are all that git cannot merge; of a given result, those that still hold conflict markers.
        """
        if self._unresolved is None:
            self._unresolved = self.conflicts
            if self.resolution:
                merged = self.snapshot("merged")
                marked = (path for path in self.conflicts if _MARKED.search(merged.read(path) or b""))
                self._unresolved = tuple(marked)
        return self._unresolved

    @property
    def resolution(self) -> tuple[FileChange, ...]:
        """What the given result has otherwise than git's merge, renames detected; empty without a result."""
        if self._resolution is None:
            self._resolution = ()
            if self.result is not None:
                self._resolution = self._comparer.changes(self._automatic().tree, self.result.tree)
        return self._resolution

    @property
    def conflict_kinds(self) -> frozenset[tuple[str, str]]:
        """(conflicted path, git's word for it), as `contents` or `directory rename suggested`."""
        return self._automatic().kinds

    def resulting_in(self, tree: str) -> Triple:
        """The same merge as if it had given this tree: what the merge would be with a patch on it."""
        made = copy.copy(self)  # what is known of the sides stays known
        vars(made).update(
            _merged=Merged(tree, self.conflicts, self.conflict_kinds),
            _snapshots={name: each for name, each in self._snapshots.items() if name != "merged"},
            _paths={},
        )
        return made

    def snapshot(self, which: Literal["base", "ours", "theirs", "merged"] | Side) -> Snapshot:
        """One of the four trees."""
        if which == "merged" and which not in self._snapshots:
            tree = self._automatic().tree if self.result is None else self.result.tree
            self._snapshots["merged"] = Snapshot(tree, self._trees)
        return self._snapshots[which]

    def changes(self, side: Side) -> tuple[FileChange, ...]:
        """What the side changed since the base, renames detected, sorted by path."""
        found = self._changes.get(side)
        if found is None:
            found = self._comparer.changes(self.base.tree, self.snapshot(side).tree)
            self._changes[side] = found
        return found

    def directory_renames(self, side: Side) -> dict[str, str]:
        """Folders that the side renamed: old -> new."""
        return dict(self._view(side).folders)

    def merged_path(self, side: Side, path: str) -> str | None:
        """Where the merge has a file of the side; None when it has it not."""
        return self._way(side).to_merged(path)

    def side_path(self, side: Side, path: str) -> str | None:
        """Where the side has a file of the merge; None when it has it not."""
        return self._way(side).to_side(path)

    def introduced(self, side: Side, path: str, line: int) -> tuple[str, str] | None:
        """(commit id, author) that brought a line (counted from 1) to the side since the base, else None."""
        view = self._view(side)
        if path not in view.by_new or self._git is None:
            return None
        blame = self._blames.get(side)
        if blame is None:
            blame = self._blames[side] = Blame(
                self._git,
                tip=self._ancestry.tips[side],
                excluded=self._ancestry.bases,
                synthetic=self._ancestry.synthetic,
            )
        return blame.introduced(path, line)

    def _automatic(self) -> Merged:
        if self._merged is None:
            done = self._untouched
            self._merged = self._merge(self) if done is None else Merged(done, ())
        return self._merged

    def _view(self, side: Side) -> SideView:
        if side not in self._views:
            self._views[side] = SideView(self.changes(side), self.snapshot(side))
        return self._views[side]

    def _way(self, side: Side) -> Paths | ResolvedPaths:
        known = self._paths.get(side)
        if known is None:
            own, other, merged = self._view(side), self._view(side.other), self.snapshot("merged")
            known = Paths(own, other, merged)
            if self.resolution:
                automatic = Snapshot(self._automatic().tree, self._trees)
                known = ResolvedPaths(known, Paths(own, other, automatic), SideView(self.resolution, merged))
            self._paths[side] = known
        return known
