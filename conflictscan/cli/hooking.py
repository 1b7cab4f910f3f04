"""Finds out what git is about to do, and scans it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NamedTuple

from conflictscan.cli.output import note
from conflictscan.cli.present import present
from conflictscan.cli.scanning import Overrides, Pair, configured_target, scanned
from conflictscan.facts.errors import NoMergeBase, UsageError
from conflictscan.facts.findings import Side
from conflictscan.git import Repository
from conflictscan.git.state import Operation, pending
from conflictscan.git.uncommitted import INDEX
from conflictscan.report.summary import held

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from conflictscan.facts.findings import Report
    from conflictscan.git.state import Pending

_PUSHED_BY_PRE_COMMIT = "PRE_COMMIT_TO_REF"
_TAG = "refs/tags/"
LOST_UPDATE = "WW307"
_MERGE = "the merge is not committed; `git merge --abort` takes it back, `git commit --no-verify` makes it as it is"
_COMMIT = "nothing was committed; `git commit --no-verify` goes on all the same"
_PUSH = "nothing was pushed; `git push --no-verify` goes on all the same"
_MEND = "`conflictscan fix --apply` mends what can be mended mechanically; then `git add` and `git commit`"


class Job(NamedTuple):
    """One scan of a hook. `octopus`: the result holds further branches, so that what it lacks of two says nothing."""

    pair: Pair
    way_on: str  # what stops here, and how it goes on all the same
    octopus: bool = False
    merging: bool = False


def run_hook(folder: Path, stage: str | None, environ: Mapping[str, str] = os.environ) -> int:
    """The exit status: 1 when one of the scans fails, 0 when there is nothing to compare with."""
    with Repository.open(folder) as repository:
        jobs = list(_jobs(repository, stage, environ))
    return max((_run(folder, job) for job in jobs), default=0)


def _jobs(repository: Repository, stage: str | None, environ: Mapping[str, str]) -> Iterator[Job]:
    pushed = _pushed(stage, environ)
    if pushed is not None:
        yield from _against_target(repository, pushed, _PUSH)
        return
    under_way = pending(repository, environ)
    if under_way is None:
        yield from _against_target(repository, (INDEX,), _COMMIT)
    else:
        yield from _under_way(repository, under_way, stage, environ)


def _under_way(
    repository: Repository, under_way: Pending, stage: str | None, environ: Mapping[str, str]
) -> Iterator[Job]:
    """The change comes to HEAD, so that HEAD's configuration holds."""
    clean = stage == "pre-merge-commit" or any(name.startswith("GITHEAD_") for name in environ)
    result = None if clean or under_way.operation is Operation.REBASE else INDEX  # perhaps mended by hand
    for theirs in (under_way.theirs, *under_way.others):
        name = _called(repository, theirs, environ)
        pair = Pair(under_way.ours, name, under_way.base, target=Side.OURS, result=result)
        merging = under_way.operation is Operation.MERGE
        yield Job(pair, _MERGE if merging else _COMMIT, octopus=bool(under_way.others), merging=merging)


def _called(repository: Repository, commit: str, environ: Mapping[str, str]) -> str:
    """The name by which people know a commit that comes in: what they typed, where git hands it on."""
    names = (environ.get(f"GITHEAD_{commit}", ""), "MERGE_HEAD", "CHERRY_PICK_HEAD")
    return next((name for name in names if name and repository.find(name) == commit), commit)


def _against_target(repository: Repository, revisions: Iterable[str], way_on: str) -> Iterator[Job]:
    for revision in revisions:
        theirs = configured_target(repository, revision) or _default_target(repository)
        if theirs is not None:
            yield Job(Pair(revision, theirs), way_on)


def _default_target(repository: Repository) -> str | None:
    try:
        return repository.default_target()
    except UsageError as nothing:
        note(f"conflictscan: nothing to compare with: {nothing}")
        return None


def _pushed(stage: str | None, environ: Mapping[str, str]) -> list[str] | None:
    """The commits that branches are pushed to, once each; None when this is no push."""
    if environ.get(_PUSHED_BY_PRE_COMMIT):
        return [environ[_PUSHED_BY_PRE_COMMIT]]
    if stage != "pre-push":
        return None
    rows = [line.split(" ") for line in sys.stdin.read().splitlines()]
    return list(dict.fromkeys(row[1] for row in rows if len(row) == 4 and _is_branch(row)))


def _is_branch(row: list[str]) -> bool:
    return set(row[1]) != {"0"} and not row[2].startswith(_TAG)


def _run(folder: Path, job: Job) -> int:
    overrides = Overrides(ignore=(LOST_UPDATE,) if job.octopus else ())
    try:
        with scanned(folder, job.pair, overrides) as result:
            if not _is_idle(result.report):
                present(result)
            if result.fails:
                _say_how_to_go_on(job, result.report)
            return int(result.fails)
    except NoMergeBase as unrelated:
        note(f"conflictscan: nothing to compare with: {unrelated}")
        return 0


def _is_idle(report: Report) -> bool:
    """Is there nothing to merge, and so nothing to say at each commit?"""
    return bool(held(report)) and not (report.findings or report.textual_conflicts or report.diagnostics)


def _say_how_to_go_on(job: Job, report: Report) -> None:
    if job.merging and any(finding.fix.edits or finding.fix.moves for finding in report.findings):
        note(f"conflictscan: {_MEND}")
    note(f"conflictscan: {job.way_on}")
