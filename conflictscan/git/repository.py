"""A repository, opened for reading; what writes to it is asked for by name (`publisher`)."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, NamedTuple, Self

from conflictscan.facts.errors import NoMergeBase, UsageError
from conflictscan.facts.findings import Side
from conflictscan.git import target
from conflictscan.git.checkout import checked_out
from conflictscan.git.diff import Comparer, Remembered
from conflictscan.git.history import Kinds, follows_paths, past_commit, past_commits
from conflictscan.git.landing import Landed, commits_beyond, settled_tree
from conflictscan.git.layout import checkouts, discover, program_for
from conflictscan.git.merge import Merged, Merger
from conflictscan.git.model import Commit
from conflictscan.git.objects import Objects
from conflictscan.git.program import executable
from conflictscan.git.publishing import Publisher
from conflictscan.git.quarantine import Quarantine
from conflictscan.git.refs import held_by, refs
from conflictscan.git.revisions import Revisions
from conflictscan.git.snapshot import Snapshot, Trees
from conflictscan.git.triple import Ancestry, Triple
from conflictscan.git.uncommitted import UNCOMMITTED, Uncommitted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from conflictscan.git.asking import Differ, Resolver, Unrecorded
    from conflictscan.git.history import PastCommit
    from conflictscan.git.layout import Layout
    from conflictscan.git.model import FileChange
    from conflictscan.git.program import Git
    from conflictscan.git.refs import Ref


class Repository:
    """Reads commits, trees and blobs, and merges in memory; writes nothing to the repository."""

    def __init__(self, git: Git | None, layout: Layout, environ: Mapping[str, str]) -> None:
        self._git = git
        self._layout = layout
        self._environ = environ
        self._open: _Opened | None = None
        self.git_dir = layout.git_dir
        self.common_dir = layout.common_dir
        self.work_dir = layout.work_dir

    @classmethod
    def open(cls, directory: Path, environ: Mapping[str, str] | None = None) -> Self:
        """The repository at or above a folder, as git finds it from there."""
        environ = os.environ if environ is None else environ
        if executable() is None:
            from conflictscan.git import library  # noqa: PLC0415  (imports pygit2: 60 ms)

            return cls(None, library.discover(directory), environ)
        git = program_for(directory, environ)
        return cls(git, discover(git), environ)

    def close(self) -> None:
        """Remove everything temporary."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def shallow(self) -> bool:
        """Whether the history ends before its beginning."""
        return self._layout.shallow

    @property
    def partial(self) -> bool:
        """Whether a filter kept objects back when it was cloned."""
        return _is_partial(self._layout)

    def checkouts(self) -> tuple[Path, ...]:
        """Every folder that holds files of this repository, those of its other work trees among them."""
        return checkouts(self._layout)

    def default_target(self) -> str:
        """The branch that HEAD would merge into (target.py has the order); UsageError when there is none."""
        if self._git is None:
            raise UsageError(
                "without the git program the target branch must be named; install git 2.38 or later"
            )
        return target.default_target(self._git, self._layout.name)

    def snapshot(self, rev: str) -> Snapshot:
        """The tree of one revision."""
        return Snapshot(self.named(rev).tree, self._opened().trees)

    def tree(self, oid: str) -> Snapshot:
        """A tree by its id, one of the quarantine too."""
        return Snapshot(oid, self._opened().trees)

    def named(self, rev: str) -> Commit:
        """What a revision, `:index` or `:worktree` resolves to; a tree has no commit."""
        opened = self._opened()
        if rev in UNCOMMITTED:
            return Commit(rev, None, opened.uncommitted.tree(rev))
        return Commit(rev, *opened.revisions.tree(rev))

    def changes(self, old: Commit, new: Commit) -> tuple[FileChange, ...]:
        """What the second has changed, renames detected, sorted by path."""
        return self._opened().comparer.changes(old.tree, new.tree)

    def find(self, rev: str) -> str | None:
        """The commit id of a revision; None when there is no such commit."""
        return self._opened().revisions.find(rev)

    def past_commits(
        self,
        tips: Sequence[str],
        excluded: Sequence[str] = (),
        *,
        kinds: Kinds = Kinds.ALL,
        first_parent: bool = False,
    ) -> tuple[PastCommit, ...]:
        """The commits in the history of some and not of others, the latest first."""
        return past_commits(self._history_git(), tips, excluded, kinds=kinds, first_parent=first_parent)

    def past(self, oid: str) -> PastCommit:
        """One commit of the past."""
        return past_commit(self._history_git(), oid)

    def follows_paths(self, merge: PastCommit) -> bool:
        """Does each path of a merge of two hold what the one side made of it that touched it?"""
        opened = self._opened()
        ours, theirs = merge.parents
        bases = opened.merger.bases(ours, theirs)
        if len(bases) != 1:
            return False
        base, one, two = (opened.objects.commit_tree(oid) for oid in (*bases, ours, theirs))
        return follows_paths(opened.trees, base, one, two, merge.tree)

    def refs(self) -> tuple[Ref, ...]:
        """Every name that is no alias of another, sorted."""
        self._history_git()
        return refs(self._git) if self._git is not None else ()

    def held_by(self, commit: str) -> frozenset[str]:
        """The objects of all names that are in the history of a commit."""
        return held_by(self._git, commit) if self._git is not None else frozenset()

    def fork(self, one: str, two: str) -> str | None:
        """A best common ancestor of two commits; None when there is none."""
        self._history_git()
        return next(iter(self._opened().merger.bases(one, two)), None)

    def count(self, tip: str, excluded: str) -> int:
        """How many commits one has that the other has not."""
        done = self._history_git().run("rev-list", "--count", tip, f"^{excluded}")
        return int(done.out) if done.code == 0 else 0

    def holds(self, whole: str, part: str) -> bool:
        """Whether one commit is in the history of another."""
        return self._history_git().run("merge-base", "--is-ancestor", part, whole).code == 0

    def branch_of(self, rev: str) -> str | None:
        """The full name of the local branch that a revision names; None when it names none."""
        self._history_git()
        assert self._git is not None  # noqa: S101 - the line above has asked for it
        done = self._git.run(
            "rev-parse", "--verify", "--quiet", "--symbolic-full-name", "--end-of-options", rev
        )
        ref = os.fsdecode(done.out).strip().removeprefix("--end-of-options").strip()
        return ref if done.code == 0 and ref.startswith("refs/heads/") else None

    def landed(self, triple: Triple, target: Commit) -> Landed:
        """The target (theirs of the triple) with the branch (its ours) merged into it."""
        opened = self._opened()
        git, branch, onto = self._history_git(), triple.ours, target.oid or ""
        merged = triple.snapshot("merged")
        tree = settled_tree(opened.quarantine, merged, triple.snapshot("theirs"), triple.conflicts)
        return Landed(
            name=branch.rev,
            tip=branch.oid,
            commit=opened.merger.commit(tree, (onto, branch.oid or "")),
            tree=tree,
            conflicts=triple.conflicts,
            beyond=commits_beyond(git, self._layout.name, branch.oid or "", onto),
        )

    def joined(self, triple: Triple, one: Landed, two: Landed, name: str) -> Landed:
        """The target with all that two states of it hold, from a triple of theirs that has no conflict."""
        tree = triple.snapshot("merged").tree
        return Landed(
            name=name,
            tip=None,
            commit=self._opened().merger.commit(tree, (one.commit, two.commit)),
            tree=tree,
            beyond=one.beyond | two.beyond,
        )

    def meeting(self, target: Commit, one: Landed, two: Landed) -> Triple:
        """The merge of two states of one target: what happens when both land."""
        opened = self._opened()
        tips = {
            side: _Tip(Commit(landed.name, landed.tip, landed.tree), landed.commit)
            for side, landed in zip(Side, (one, two), strict=True)
        }
        bases = (target.oid or "",)
        if not one.beyond.isdisjoint(two.beyond):  # they have commits in common: one may stand on the other
            bases = opened.merger.bases(one.commit, two.commit)
        return self._triple_of(opened, tips, bases, stand_ins=frozenset((one.commit, two.commit)))

    def stepping(self, branch: Commit, state: Landed) -> Triple:
        """The merge of a branch into a state of its target that is a commit of the quarantine."""
        opened = self._opened()
        tips = {
            Side.OURS: _Tip(branch, branch.oid or ""),
            Side.THEIRS: _Tip(Commit(state.name, None, state.tree), state.commit),
        }
        bases = self._bases(opened, tips)
        return self._triple_of(opened, tips, bases, stand_ins=frozenset((state.commit,)))

    def publisher(self) -> Publisher:
        """What writes merges into the repository and moves a branch to them."""
        inside = self._history_git()
        assert self._git is not None  # noqa: S101 - the line above has asked for it
        return Publisher(self._git, inside, self._layout.name, self._environ)

    def _triple_of(
        self, opened: _Opened, tips: dict[Side, _Tip], bases: tuple[str, ...], stand_ins: frozenset[str]
    ) -> Triple:
        origin, exact = self._base_commit(opened, bases, tips)
        ids = {side: tip.oid for side, tip in tips.items()}
        return Triple(
            base=origin,
            ours=tips[Side.OURS].commit,
            theirs=tips[Side.THEIRS].commit,
            ancestry=Ancestry(ids, bases, stand_ins, exact=exact),
            merge=lambda triple: _merge(opened.merger, triple, ids, given_base=False),
            comparer=opened.remembered,
            git=opened.quarantine.git,
            trees=opened.trees,
        )

    def _history_git(self) -> Git:
        if self._git is None:
            raise UsageError("history is read with the git program; install git 2.38 or later")
        return self._opened().quarantine.git

    @property
    def object_format(self) -> str:
        """The hash that names objects: sha1 or sha256."""
        return self._layout.object_format

    @property
    def empty_tree(self) -> str:
        """The id of the empty tree, which every repository has."""
        return hashlib.new(self._layout.object_format, b"tree 0\0").hexdigest()

    def triple(self, ours: str, theirs: str, *, base: str | None = None, result: str | None = None) -> Triple:
        """The merge of two revisions; `base` replaces the merge base that git finds, `result` its merge."""
        opened = self._opened()
        tips = self._tips(opened, (ours, theirs))
        exact = True
        if base is None:
            bases = self._bases(opened, tips)
            origin, exact = self._base_commit(opened, bases, tips)
        else:
            oid, tree = opened.revisions.tree(base)
            origin = Commit(base, oid, tree)
            bases = () if oid is None else (oid,)
        ids = {side: tip.oid for side, tip in tips.items()}
        stand_ins = frozenset(tip.oid for tip in tips.values() if tip.commit.oid is None)
        return Triple(
            base=origin,
            ours=tips[Side.OURS].commit,
            theirs=tips[Side.THEIRS].commit,
            result=None if result is None else self.named(result),
            ancestry=Ancestry(ids, bases, stand_ins, exact=exact, horizon=opened.quarantine.horizon),
            merge=lambda triple: _merge(opened.merger, triple, ids, given_base=base is not None),
            comparer=opened.comparer,
            git=None if self._git is None else opened.quarantine.git,
            trees=opened.trees,
        )

    def patched(self, triple: Triple, patch: bytes) -> Triple:
        """The merge with a patch on it, by git's own `apply`; nothing is written to the repository."""
        opened = self._opened()
        if self._git is None:
            raise UsageError("patches are tried with the git program; install git 2.38 or later")
        tree = opened.quarantine.patched_tree(triple.snapshot("merged").tree, patch)
        return triple.resulting_in(tree)

    def check_out(self, triple: Triple, folder: Path) -> dict[str, Path]:
        """Ours, theirs and merged as work trees of their own below a folder; the repository is only read."""
        opened = self._opened()
        tips = triple.tips
        merged = triple.snapshot("merged").tree
        commits = {
            **{side.value: (tips[side], triple.snapshot(side).tree) for side in Side},
            "merged": (opened.merger.commit(merged, tips.values()), merged),
        }
        return checked_out(opened.quarantine, folder, commits, object_format=self.object_format)

    def _opened(self) -> _Opened:
        if self._open is None:
            self._open = _Opened(self._git, self._layout, self._environ)
        return self._open

    def _tips(self, opened: _Opened, revs: tuple[str, str]) -> dict[Side, _Tip]:
        named = [rev for rev in revs if rev not in UNCOMMITTED]
        found = dict(zip(named, opened.revisions.commits(*named), strict=True)) if named else {}
        tips: dict[Side, _Tip] = {}
        for side, rev in zip(Side, revs, strict=True):
            if rev in UNCOMMITTED:
                tree = opened.uncommitted.tree(rev)
                stand_in = opened.merger.commit(tree, opened.uncommitted.parents())
                tips[side] = _Tip(Commit(rev, None, tree), stand_in)
            else:
                oid, tree = found[rev]
                tips[side] = _Tip(Commit(rev, oid, tree), oid)
        return tips

    def _bases(self, opened: _Opened, tips: dict[Side, _Tip]) -> tuple[str, ...]:
        if bases := opened.merger.bases(tips[Side.OURS].oid, tips[Side.THEIRS].oid):
            return bases
        ours, theirs = tips[Side.OURS].commit.rev, tips[Side.THEIRS].commit.rev
        if self._layout.shallow:
            raise NoMergeBase(
                f"{ours!r} and {theirs!r} have no merge base within the shallow clone {self._layout.name}; "
                "run `git fetch --unshallow` (in CI: a checkout with `fetch-depth: 0`)"
            )
        raise NoMergeBase(
            f"{ours!r} and {theirs!r} share no history in {self._layout.name}; "
            "name a common state with `--base REV`, or compare with `git log --graph --oneline --all`"
        )

    def _base_commit(
        self, opened: _Opened, bases: tuple[str, ...], tips: dict[Side, _Tip]
    ) -> tuple[Commit, bool]:
        """The merge base, and whether its tree is surely that of git."""
        trees = [opened.objects.commit_tree(base) for base in bases]
        if len(bases) == 1:
            recorded = all(tip.commit.oid is not None for tip in tips.values() if tip.oid == bases[0])
            return Commit(bases[0], bases[0] if recorded else None, trees[0]), True
        changed = {
            change.path
            for tree in (*trees[1:], *(tip.commit.tree for tip in tips.values()))
            for change in opened.comparer.changes(trees[0], tree)
        }
        opened.merger.use_attributes(Snapshot(tips[Side.OURS].commit.tree, opened.trees), changed)
        virtual = opened.merger.virtual_base(bases)
        settled: str | None = virtual.tree
        if virtual.conflicts:
            settled = None
            if len(bases) == 2 and self._git is not None:
                settled = opened.merger.settled_base(bases, tips[Side.OURS].oid, tips[Side.THEIRS].oid)
        return Commit("virtual merge base", None, settled or virtual.tree), settled is not None


class _Tip(NamedTuple):
    """One side as named, and the commit that stands for it in the quarantine."""

    commit: Commit
    oid: str


class _Opened:
    """What a repository needs once something is read from it: git's way, or libgit2's where git is absent."""

    def __init__(self, git: Git | None, layout: Layout, environ: Mapping[str, str]) -> None:
        name = layout.name
        self.partial = _is_partial(layout)
        self.quarantine = Quarantine(layout, git, environ)
        self.revisions: Resolver
        self.comparer: Differ
        self.uncommitted: Unrecorded
        if git is not None:
            self.revisions = Revisions(git, name, partial=self.partial)
            self.merger = Merger(self.quarantine, name, partial=self.partial)
            self.comparer = Comparer(self.quarantine.git, name, partial=self.partial)
            self.uncommitted = Uncommitted(git, layout, self.quarantine)
        else:
            from conflictscan.git import library  # noqa: PLC0415  (imports pygit2: 60 ms)

            self.revisions = library.LibraryRevisions(layout)
            self.merger = library.LibraryMerger(self.quarantine, name, partial=self.partial)
            self.comparer = library.LibraryComparer(self.quarantine, name, partial=self.partial)
            self.uncommitted = library.LibraryUncommitted(layout, self.quarantine)
        sha1 = layout.object_format == "sha1"
        self.objects = Objects(
            git=self.quarantine.git if git is not None else None,
            library=self.quarantine.objects if sha1 and not self.quarantine.replaced else None,
            repository=name,
            partial=self.partial,
            hash_size=20 if sha1 else 32,
        )
        self.trees = Trees(self.objects)
        self.remembered = Remembered(self.comparer)  # for those who compare many states with one

    def close(self) -> None:
        self.objects.close()
        self.quarantine.close()


def _merge(merger: Merger, triple: Triple, tips: dict[Side, str], *, given_base: bool) -> Merged:
    changed = {change.path for side in Side for change in triple.changes(side)}
    merger.use_attributes(triple.snapshot("ours"), changed)
    if given_base:
        root = merger.commit(triple.base.tree)
        return merger.merge(*(merger.commit(triple.snapshot(side).tree, (root,)) for side in Side))
    return merger.merge(tips[Side.OURS], tips[Side.THEIRS])


def _is_partial(layout: Layout) -> bool:
    """A partial clone marks the packs that a filter made."""
    return any(layout.objects.glob("pack/*.promisor"))
