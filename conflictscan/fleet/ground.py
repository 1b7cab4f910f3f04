"""One target and what lands on it: states of the target are made and compared here, each file being read once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from conflictscan.changes import SideChanges
from conflictscan.facts.findings import Finding, Side
from conflictscan.facts.fleet import Member
from conflictscan.git.model import Commit
from conflictscan.graph import Tree
from conflictscan.scan import ScanOptions, scan_triple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from conflictscan.config import Config
    from conflictscan.facts.findings import Revision
    from conflictscan.git import Repository, Triple
    from conflictscan.git.landing import Landed
    from conflictscan.sources import Sources


class Met(NamedTuple):
    """What two states of the target do to each other."""

    conflicts: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def clean(self) -> bool:
        """Neither text nor meaning conflicts."""
        return not self.conflicts and not self.findings


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

    def changes(self, landed: Landed) -> SideChanges:
        """What a state has otherwise than the target."""
        files = self.repository.changes(self._commit, Commit(landed.name, None, landed.tree))
        return SideChanges(Side.OURS, self.base, self.tree(landed), files)

    def tree(self, landed: Landed) -> Tree:
        """The symbols of a state."""
        return Tree(self.repository.tree(landed.tree), self._sources)

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
