"""One target and what lands on it: states of the target are made and compared here, each file being read once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from conflictscan.changes import SideChanges
from conflictscan.facts.findings import Finding, Side
from conflictscan.facts.fleet import Member
from conflictscan.git import Triple
from conflictscan.git.landing import Landed
from conflictscan.git.model import Commit
from conflictscan.graph import Tree
from conflictscan.scan import ScanOptions, scan_triple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from conflictscan.config import Config
    from conflictscan.facts.findings import Revision
    from conflictscan.git import Repository
    from conflictscan.git.publishing import Publisher
    from conflictscan.sources import Sources


class Met(NamedTuple):
    """What two states of the target do to each other."""

    conflicts: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def clean(self) -> bool:
        """Neither text nor meaning conflicts."""
        return not self.conflicts and not self.findings


class Against(NamedTuple):
    """A branch and its target as two sides of one merge, and what the merge breaks."""

    triple: Triple
    ours: SideChanges
    theirs: SideChanges
    findings: tuple[Finding, ...]


class Ground:
    """The target. Nothing is written to the repository."""

    def __init__(
        self, repository: Repository, target: Revision, sources: Sources, *, folder: Path, config: Config
    ) -> None:
        self.repository = repository
        self.target = target
        self.config = config
        self._commit: Commit = repository.named(target.oid or target.rev)
        self._sources = sources
        self._options = ScanOptions(repository=folder, config=config)
        self.base = Tree(repository.snapshot(target.oid or target.rev), sources)

    def land(self, branch: Revision) -> tuple[Member, Landed]:
        """The target with one branch merged into it, and what that branch does to the target alone."""
        triple = self.repository.triple(branch.oid or branch.rev, self.target.oid or self.target.rev)
        found = self._scanned(triple)
        landed = msgspec.structs.replace(self.repository.landed(triple, self._commit), name=branch.rev)
        files = self.repository.changes(self._commit, Commit(branch.rev, None, landed.tree))
        member = Member(
            name=branch.rev,
            oid=branch.oid or "",
            files=len(files),
            conflicts=triple.conflicts,
            findings=found,
        )
        return member, landed

    def compare(self, branch: Revision) -> Against:
        """What a branch and the target each did since the branch forked."""
        triple = self.repository.triple(branch.oid or branch.rev, self.target.oid or self.target.rev)
        base = Tree(triple.snapshot("base"), self._sources)
        ours, theirs = (
            SideChanges(side, base, Tree(triple.snapshot(side), self._sources), triple.changes(side))
            for side in Side
        )
        return Against(triple, ours, theirs, self._scanned(triple))

    def changes(self, landed: Landed) -> SideChanges:
        """What a state has otherwise than the target."""
        files = self.repository.changes(self._commit, Commit(landed.name, None, landed.tree))
        return SideChanges(Side.OURS, self.base, self.tree(landed), files)

    def tree(self, landed: Landed) -> Tree:
        """The symbols of a state."""
        return Tree(self.repository.tree(landed.tree), self._sources)

    def holds(self, branch: Revision) -> bool:
        """Whether the target has all commits of a branch."""
        return self.repository.holds(self.target.oid or "", branch.oid or "")

    def state(self) -> Landed:
        """The target as it is."""
        commit = self._commit
        return Landed(name=self.target.rev, tip=commit.oid, commit=commit.oid or "", tree=commit.tree)

    def step(self, member: Member, state: Landed, publisher: Publisher) -> Landed | Met:
        """The state with a branch merged into it, as a commit of the user's; what is in the way where it cannot be."""
        branch = self.repository.named(member.oid)
        triple = self.repository.stepping(Commit(member.name, branch.oid, branch.tree), state)
        met = Met(triple.conflicts, self._scanned(triple))
        if met.conflicts or self.config.fails(met.findings):
            return met
        tree = triple.snapshot("merged").tree
        message = f"Merge branch '{member.name}' into {state.name}\n"
        commit = publisher.commit(tree, (state.commit, member.oid), message)
        return Landed(name=state.name, tip=None, commit=commit, tree=tree)

    def meet(self, one: Landed, two: Landed) -> Met:
        """What only both states together break."""
        triple = self.repository.meeting(self._commit, one, two)
        return Met(triple.conflicts, self._scanned(triple))

    def join(self, states: Sequence[Landed]) -> Landed | None:
        """The target with all of them; None where their text conflicts."""
        joined = states[0]
        for state in states[1:]:
            triple = self.repository.meeting(self._commit, joined, state)
            if triple.conflicts:
                return None
            joined = self.repository.joined(triple, joined, state, f"{joined.name} + {state.name}")
        return joined

    def _scanned(self, triple: Triple) -> tuple[Finding, ...]:
        return scan_triple(triple, self._options, self._sources).findings
