"""Merges many branches as one transaction: all that go together land at once, the others are left out whole.

Branches are merged in the order of the plan, each into what those before it gave, and each step is scanned like any
merge. The repository is written to once, at the end, and its branch moves only if nobody has moved it meanwhile;
otherwise all begins anew on what is there now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from conflictscan.facts.errors import GitError, UsageError
from conflictscan.facts.fleet import Integration, Landing, LeftOut
from conflictscan.fleet.branches import branches
from conflictscan.fleet.ground import Met
from conflictscan.fleet.matrix import compared, opened_ground
from conflictscan.fleet.plan import needs_of, planned
from conflictscan.git.landing import Landed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from conflictscan.config import Config
    from conflictscan.facts.findings import Finding, Revision
    from conflictscan.facts.fleet import Matrix, Member, Need
    from conflictscan.fleet.ground import Ground
    from conflictscan.fleet.matrix import MatrixOptions
    from conflictscan.git.publishing import Publisher

_MOST_RESTARTS: Final = 20
_HEADS: Final = "refs/heads/"


def integrate(
    options: MatrixOptions,
    progress: Callable[[int, int], object],
    *,
    into: str | None = None,
    dry_run: bool = False,
) -> Integration:
    """Merge what can be merged, and move the target; or make the branch `into` of it, or nothing.

    Raises a `ConflictScanError`, with nothing changed, where the target cannot be moved.
    """
    for restarts in range(_MOST_RESTARTS):
        with opened_ground(options) as ground:
            transaction = _Transaction(ground, into=into, dry_run=dry_run)
            transaction.check()
            done = transaction.run(options, progress)
            if transaction.commit(done):
                moved = transaction.ref if done.result is not None and not dry_run else None
                return msgspec.structs.replace(done, moved=moved, restarts=restarts)
    raise GitError(
        f"{options.target!r} moved {_MOST_RESTARTS} times while branches were merged into it; nothing was changed, "
        "try again when it is calmer"
    )


class _Transaction:
    """One attempt."""

    def __init__(self, ground: Ground, *, into: str | None, dry_run: bool) -> None:
        self._ground = ground
        self._publisher: Publisher = ground.repository.publisher()
        self._dry_run = dry_run
        self._into = into
        self.ref = ""
        self._old: str | None = None

    def check(self) -> None:
        """Raise where the branch to move cannot be moved."""
        target = self._ground.target
        if self._into is not None:
            self.ref = self._publisher.branch(self._into)
            if self._publisher.tip(self.ref) is not None:
                raise UsageError(f"there is a branch {self._into!r} already; name a new one with `--into`")
            return
        if self._dry_run:
            return
        self.ref = self._branch(target)
        self._old = target.oid
        place = self._publisher.checked_out(self.ref)
        if place is not None:
            raise UsageError(
                f"{target.rev} is checked out in {place}, whose files would no longer be those of the branch; "
                f"write the merges to a branch with `--into NAME`, and then `git merge --ff-only NAME` there"
            )

    def _branch(self, target: Revision) -> str:
        ref = self._ground.repository.branch_of(target.rev)
        if ref is None or self._publisher.tip(ref) is None:
            raise UsageError(
                f"{target.rev!r} is no local branch that could be moved; "
                "name one with `--target`, or a new one with `--into`"
            )
        return ref

    def run(self, options: MatrixOptions, progress: Callable[[int, int], object]) -> Integration:
        """Merge branch after branch, in memory."""
        ground = self._ground
        chosen = branches(ground.repository, options.wanted, ground.target)
        held = [each for each in chosen if ground.holds(each)]
        chosen = tuple(each for each in chosen if each not in held)
        done = compared(ground, chosen, msgspec.structs.replace(options, combinations=False), progress)
        needs = tuple(needs_of(ground, done))
        plan = planned(done.matrix, needs, options.config)
        members = plan.members
        left_out: list[LeftOut] = [
            LeftOut(
                name=members[each.member].name,
                oid=members[each.member].oid,
                reason=_blocked(ground.target, each.conflicts, each.findings),
                conflicts=each.conflicts,
                findings=each.findings,
            )
            for each in plan.blocked
        ]
        out = {each.member for each in plan.blocked}
        state = ground.state()
        landed: dict[int, Landing] = {}
        for step in plan.steps:
            grown = self._step(step, (state, out), members, needs)
            if isinstance(grown, _Stepped):
                state = grown.state
                landed.update(zip(step, grown.landed, strict=True))
                continue
            out.update(step)
            left_out += _told(done.matrix, step, grown, landed, options.config)
        left_out += [
            LeftOut(
                name=each.rev, oid=each.oid or "", reason=f"{ground.target.rev} holds it already", held=True
            )
            for each in held
        ]
        return Integration(
            target=ground.target,
            result=state.commit if landed else None,
            tree=state.tree,
            moved=None,
            landed=tuple(landed.values()),
            left_out=tuple(left_out),
            skipped=done.matrix.skipped,
        )

    def _step(
        self,
        step: Sequence[int],
        so_far: tuple[Landed, set[int]],
        members: Sequence[Member],
        needs: Sequence[Need],
    ) -> _Stepped | _Refused:
        """The state with all of a step merged; what stands against it where one of them cannot be."""
        state, out = so_far
        landed: list[Landing] = []
        for place in step:
            missing = next((n for n in needs if n.member == place and n.on in out), None)
            if missing is not None:
                return _Refused(place, needed=members[missing.on].name)
            member = members[place]
            grown = self._ground.step(member, state, self._publisher)
            if not isinstance(grown, Landed):
                return _Refused(place, met=grown)
            state = grown
            landed.append(Landing(name=member.name, oid=member.oid, commit=state.commit))
        return _Stepped(state, landed)

    def commit(self, done: Integration) -> bool:
        """Move the branch; False where somebody else has moved it."""
        if self._dry_run or done.result is None:
            return True
        message = f"conflictscan integrate: {', '.join(each.name for each in done.landed)}"
        moved = self._publisher.publish(done.result, self.ref, self._old, message.replace("\n", " "))
        if not moved and self._into is not None:
            raise UsageError(f"a branch {self._into!r} was made meanwhile; name another with `--into`")
        return moved


class _Stepped(NamedTuple):
    state: Landed
    landed: list[Landing]


class _Refused(NamedTuple):
    """The branch of a step that cannot be merged, and what it conflicts in or which branch it lacks."""

    member: int
    met: Met | None = None
    needed: str = ""


def _blocked(target: Revision, conflicts: Sequence[str], findings: Sequence[Finding]) -> str:
    if not conflicts and not findings:
        return "it needs a branch that is left out"
    return f"it conflicts with {target.rev} by itself"


def _told(
    matrix: Matrix, step: Sequence[int], refused: _Refused, landed: Collection[int], config: Config
) -> Iterator[LeftOut]:
    """The branches of a step that is left out, each with its reason."""
    for place in step:
        member = matrix.members[place]
        if place != refused.member:
            reason = f"it lands with {matrix.members[refused.member].name}, which is left out"
            yield LeftOut(name=member.name, oid=member.oid, reason=reason)
        elif refused.met is None:
            yield LeftOut(
                name=member.name, oid=member.oid, reason=f"it needs {refused.needed}, which is left out"
            )
        else:
            against = tuple(
                matrix.members[other].name
                for meeting in matrix.meetings
                if place in (meeting.ours, meeting.theirs)
                and (other := meeting.ours + meeting.theirs - place) in landed
                and (meeting.conflicts or config.fails(meeting.findings))
            )
            yield LeftOut(
                name=member.name,
                oid=member.oid,
                reason=f"it conflicts with {' and '.join(against) or 'what landed before it'}",
                against=against,
                conflicts=refused.met.conflicts,
                findings=refused.met.findings,
            )
