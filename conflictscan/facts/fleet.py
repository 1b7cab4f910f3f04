"""What is found about more than two branches, or more than one merge: what leaves the commands for many."""

from __future__ import annotations

import enum

import msgspec

from conflictscan.facts.findings import Finding, Revision


class Skipped(msgspec.Struct, frozen=True, kw_only=True):
    """A commit or branch that nothing could be told of, and why."""

    name: str
    oid: str | None
    reason: str


# -- audit -------------------------------------------------------------------------------------


class AuditedMerge(msgspec.Struct, frozen=True, kw_only=True):
    """A merge of the past that is not what git would have made, and what it lost.

    `ours` is what the branch had before, `theirs` what came in; `conflicts` are the paths that somebody had to merge.
    """

    oid: str
    ours: str
    theirs: str
    author: str
    time: int  # seconds since 1970
    subject: str
    conflicts: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """Lost updates of many merges. `seen` counts all of them, `by_hand` those that git would have made otherwise."""

    tip: Revision
    since: Revision | None = None
    seen: int
    by_hand: int
    merges: tuple[AuditedMerge, ...]  # those with findings, in the order of the history, the latest first
    skipped: tuple[Skipped, ...] = ()


# -- matrix ------------------------------------------------------------------------------------


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One branch of many, and what it does to the target alone.

    `conflicts` are the paths that git cannot merge into the target; pairs are compared without them.
    """

    name: str
    oid: str
    files: int  # that differ from the target once it has landed
    conflicts: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """Two branches on one target, by their places in the list: what only both together break."""

    ours: int
    theirs: int
    conflicts: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def clean(self) -> bool:
        """Neither text nor meaning conflicts."""
        return not self.conflicts and not self.findings


class Combination(msgspec.Struct, frozen=True, kw_only=True):
    """What three branches or more break together, none of which can be left out; theirs is the last of them."""

    members: tuple[int, ...]
    conflicts: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


class Contest(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that three branches or more take at once, each pair of them being in conflict about it."""

    code: str
    symbol: str
    members: tuple[int, ...]


class Matrix(msgspec.Struct, frozen=True, kw_only=True):
    """All branches against each other. `meetings` holds the pairs that conflict; `scanned` counts those that could."""

    target: Revision
    members: tuple[Member, ...]
    meetings: tuple[Meeting, ...]
    scanned: int
    combinations: tuple[Combination, ...] = ()
    contests: tuple[Contest, ...] = ()
    skipped: tuple[Skipped, ...] = ()

    @property
    def pairs(self) -> int:
        """How many there are."""
        return len(self.members) * (len(self.members) - 1) // 2


# -- plan --------------------------------------------------------------------------------------


class Blocked(msgspec.Struct, frozen=True, kw_only=True):
    """A branch that cannot land as it is, and why: what it does to the target alone."""

    member: int
    conflicts: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """A branch that must land no later than another, which stands on it or uses what it adds."""

    member: int
    on: int
    why: str  # its commits, or a name


class Rebase(msgspec.Struct, frozen=True, kw_only=True):
    """A branch to be rebased once others have landed, and what is to be mended then."""

    member: int
    onto: tuple[int, ...]
    meetings: tuple[Meeting, ...] = ()
    combinations: tuple[Combination, ...] = ()


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """In what order branches land; they are named by their places in `members`.

    `steps` are the groups in order, each to land at once. All of one wave land without anybody reworking anything;
    before the next, the rebases of its branches are due. `safe` is a largest set that lands without any rework.
    `cost` counts what has to be mended, `bound` what no order saves.
    """

    target: Revision
    members: tuple[Member, ...]
    steps: tuple[tuple[int, ...], ...]
    waves: tuple[tuple[int, ...], ...]
    rebases: tuple[Rebase, ...]
    needs: tuple[Need, ...]
    blocked: tuple[Blocked, ...]
    safe: tuple[int, ...]
    safe_bound: int
    cost: int
    bound: int
    skipped: tuple[Skipped, ...] = ()


class Task(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Work that somebody means to do: globs of files, and symbols, that it will touch."""

    name: str
    paths: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()


class Wait(msgspec.Struct, frozen=True, kw_only=True):
    """Two tasks that are not to be done at once: `task` uses `what` of `on`, or both touch it."""

    task: int
    on: int
    uses: bool
    what: str


class Rounds(msgspec.Struct, frozen=True, kw_only=True):
    """Tasks by their places in the list, those of one round to be done at once."""

    target: Revision
    tasks: tuple[Task, ...]
    rounds: tuple[tuple[int, ...], ...]
    waits: tuple[Wait, ...]


# -- integration -------------------------------------------------------------------------------


class Landing(msgspec.Struct, frozen=True, kw_only=True):
    """A branch that was merged, and the merge commit."""

    name: str
    oid: str
    commit: str


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """A branch that was not merged, with the reason; `against` are branches that landed and that it conflicts with.

    `held` says that the target has it already.
    """

    name: str
    oid: str
    reason: str
    held: bool = False
    against: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


class Integration(msgspec.Struct, frozen=True, kw_only=True):
    """What one transaction merged. `moved` is the ref that leads to the result, None where nothing was written."""

    target: Revision
    result: str | None  # the last merge commit; None where nothing landed
    tree: str
    moved: str | None
    landed: tuple[Landing, ...]
    left_out: tuple[LeftOut, ...]
    restarts: int = 0
    skipped: tuple[Skipped, ...] = ()


# -- status ------------------------------------------------------------------------------------


class Freshness(enum.StrEnum):
    """What has become of an interface that a branch has read."""

    FRESH = "fresh"  # as it was
    BEHIND = "behind"  # changed, and the branch does not notice
    BROKEN = "broken"  # changed, and the branch breaks by it


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """A definition of the target that a branch's new code uses, in the version it has read and as it is now.

    Where it is gone `now` and `now_path` are empty. `changed` are kinds of deltas, `commits` those that made them.
    """

    symbol: str
    path: str
    name: str
    now_path: str
    now_name: str
    version: str
    now: str
    state: Freshness
    changed: tuple[str, ...]
    uses: int
    commits: tuple[str, ...] = ()


class BranchStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One branch: how many commits of the target it lacks, and what it has read."""

    name: str
    oid: str
    fork: str | None
    behind: int
    conflicts: tuple[str, ...]
    reads: tuple[Read, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def state(self) -> Freshness:
        """The worst of what it has read."""
        states = {read.state for read in self.reads}
        return next((s for s in (Freshness.BROKEN, Freshness.BEHIND) if s in states), Freshness.FRESH)


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """All branches against one target."""

    target: Revision
    branches: tuple[BranchStatus, ...]
