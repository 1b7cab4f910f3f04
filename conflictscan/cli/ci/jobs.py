"""From an event to the pairs of commits to scan, with the history they need."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

from conflictscan.cli.ci.event import Everything, MergeGroup, Nothing, PullRequest, Push
from conflictscan.cli.ci.remote import Tips
from conflictscan.facts.errors import GitError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from conflictscan.cli.ci.event import Event
    from conflictscan.cli.ci.remote import Remote

_PULL: Final = re.compile(r"refs/pull/(\d+)/head")
_MERGED: Final = re.compile(r"Merge pull request #(\d+) ")


class Tip(NamedTuple):
    """A commit, and what to call it."""

    name: str
    oid: str


class Job(NamedTuple):
    """One scan. `target`: the commit whose configuration holds.

    `known`: scans of each side against the target, whose findings are not repeated here.
    """

    ours: Tip
    theirs: Tip
    target: str
    known: tuple[int, ...] = ()


class Plan(NamedTuple):
    """All scans of a CI job, in their order, and what the reader should know of them."""

    jobs: tuple[Job, ...]
    remarks: tuple[str, ...] = ()


def plan(
    event: Event, remote: Remote, *, base: str, most: int, open_pulls: Callable[[str], Sequence[int] | None]
) -> Plan:
    """What to scan; every commit that it takes has been fetched.

    `base` outranks the target that the event names; `open_pulls` gives the numbers of the open pull requests into a
    branch, the latest first, or None when nobody can be asked.
    """
    match event:
        case PullRequest():
            return _pull_request(event._replace(base=base or event.base), remote)
        case MergeGroup():
            return _merge_group(event, remote)
        case Push():
            return _push(event, base or event.default, remote)
        case Everything():
            target = base or event.default
            if not target:
                raise UsageError("the event names no default branch; name the target with the input 'base'")
            return _everything(target, remote, most, open_pulls(target))
        case Nothing():
            return Plan((), (f"nothing to scan: {event.reason}",))


# -- one change --------------------------------------------------------------------------------


def _pull_request(event: PullRequest, remote: Remote) -> Plan:
    target = _fetched(remote, _branch(event.base))
    head, remarks = _head_of(event, remote)
    return _planned(
        remote, [Job(Tip(_pull_name(event.number), head), Tip(event.base, target), target)], remarks
    )


def _head_of(event: PullRequest, remote: Remote) -> tuple[str, tuple[str, ...]]:
    """The commit that the event is about; what the pull request has by now where that is gone."""
    try:
        return _fetched(remote, event.head), ()
    except GitError:
        head = _fetched(remote, _pull_ref(event.number))
        if head == event.head:
            return head, ()
        return head, (
            f"{event.head} cannot be fetched; {_pull_name(event.number)} is scanned as it is now, {head}",
        )


def _merge_group(event: MergeGroup, remote: Remote) -> Plan:
    fetched = remote.fetch(event.base_oid, event.head)
    remote.deepen([Tips(event.head, event.base_oid)])
    merges = _merges(remote, event.base_oid, event.head, event.base)
    if merges:
        return _planned(remote, merges)
    if event.number is None:
        return Plan((), ("nothing to scan: the merge group holds no merge, and its name no pull request",))
    head = _fetched(remote, _pull_ref(event.number))  # the queue squashes or rebases
    target = fetched[event.base_oid]
    return _planned(remote, [Job(Tip(_pull_name(event.number), head), Tip(event.base, target), target)])


def _push(event: Push, target: str, remote: Remote) -> Plan:
    after = _fetched(remote, event.after)
    if target and event.branch != target:
        tip = _fetched(remote, _branch(target))
        return _planned(remote, [Job(Tip(event.branch, after), Tip(target, tip), tip)])
    if not set(event.before) - {"0"}:
        return Plan((), (f"nothing to scan: {event.branch} is new",))
    try:
        before = _fetched(remote, event.before)
    except GitError:
        return Plan((), (f"nothing to scan: {event.branch} was rewritten, {event.before} is gone",))
    remote.deepen([Tips(after, before)])
    merges = _merges(remote, before, after, event.branch)
    return _planned(remote, merges) if merges else Plan((), ("nothing to scan: no merge was pushed",))


def _merges(remote: Remote, before: str, after: str, branch: str) -> list[Job]:
    """Each merge, as the scan before it would have been: what came in, against what was there."""
    jobs: list[Job] = []
    for first, second, subject in remote.merges(before, after):
        number = _MERGED.match(subject)
        name = _pull_name(int(number[1])) if number else second
        there = branch if first == before else f"{branch} before {name}"
        jobs.append(Job(Tip(name, second), Tip(there, first), first))
    return jobs


# -- all of them -------------------------------------------------------------------------------


def _everything(branch: str, remote: Remote, most: int, opened: Sequence[int] | None) -> Plan:
    listed = remote.listed("refs/pull/*/head")
    numbers = sorted((int(found[1]) for ref in listed if (found := _PULL.fullmatch(ref))), reverse=True)
    if opened is not None:
        present = frozenset(numbers)
        numbers = [number for number in opened if number in present]
    chosen = numbers[:most]
    target = _fetched(remote, _branch(branch))
    if not chosen:
        return Plan((), (f"nothing to scan: no pull request into {branch} is open",))
    heads = remote.fetch(*map(_pull_ref, chosen))
    tips = [Tip(_pull_name(number), heads[_pull_ref(number)]) for number in chosen]
    remote.deepen(Tips(tip.oid, target) for tip in tips)
    tips = [tip for tip in tips if not remote.holds(target, tip.oid)]  # merged, and not yet closed
    jobs = [Job(tip, Tip(branch, target), target) for tip in tips]
    jobs += [
        Job(ours, theirs, target, known=(first, second))
        for (first, ours), (second, theirs) in combinations(enumerate(tips), 2)
    ]
    left_out = len(numbers) - len(chosen)
    remarks = (f"{left_out} more pull requests are open; the input 'max-prs' is {most}",) if left_out else ()
    return _planned(remote, jobs, remarks)


# -- commits -----------------------------------------------------------------------------------


def _planned(remote: Remote, jobs: Sequence[Job], remarks: tuple[str, ...] = ()) -> Plan:
    remote.deepen(Tips(job.ours.oid, job.theirs.oid) for job in jobs)
    return Plan(tuple(jobs), remarks)


def _fetched(remote: Remote, wanted: str) -> str:
    return remote.fetch(wanted)[wanted]


def _branch(name: str) -> str:
    return f"refs/heads/{name}"


def _pull_ref(number: int) -> str:
    return f"refs/pull/{number}/head"


def _pull_name(number: int) -> str:
    return f"pull request {number}"
