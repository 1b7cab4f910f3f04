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

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from conflictscan.git.state import Pending

_PUSHED_BY_PRE_COMMIT = "PRE_COMMIT_TO_REF"
_TAG = "refs/tags/"
LOST_UPDATE = "WW307"


class Job(NamedTuple):
    """One scan of a hook. `octopus`: the result holds further branches, so that what it lacks of two says nothing."""

    pair: Pair
    octopus: bool = False


def run_hook(folder: Path, stage: str | None, environ: Mapping[str, str] = os.environ) -> int:
    """The exit status: 1 when one of the scans fails, 0 when there is nothing to compare with."""
    with Repository.open(folder) as repository:
        jobs = list(_jobs(repository, stage, environ))
    return max((_run(folder, job) for job in jobs), default=0)


def _jobs(repository: Repository, stage: str | None, environ: Mapping[str, str]) -> Iterator[Job]:
    pushed = _pushed(stage, environ)
    if pushed is not None:
        yield from _against_target(repository, pushed)
        return
    under_way = pending(repository, environ)
    if under_way is None:
        yield from _against_target(repository, (INDEX,))
    else:
        yield from _under_way(under_way, stage, environ)


def _under_way(under_way: Pending, stage: str | None, environ: Mapping[str, str]) -> Iterator[Job]:
    """The change comes to HEAD, so that HEAD's configuration holds."""
    clean = stage == "pre-merge-commit" or any(name.startswith("GITHEAD_") for name in environ)
    result = None if clean or under_way.operation is Operation.REBASE else INDEX  # perhaps mended by hand
    for theirs in (under_way.theirs, *under_way.others):
        pair = Pair(under_way.ours, theirs, under_way.base, target=Side.OURS, result=result)
        yield Job(pair, octopus=bool(under_way.others))


def _against_target(repository: Repository, revisions: Iterable[str]) -> Iterator[Job]:
    for revision in revisions:
        theirs = configured_target(repository, revision) or _default_target(repository)
        if theirs is not None:
            yield Job(Pair(revision, theirs))


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
            present(result)
            return int(result.fails)
    except NoMergeBase as unrelated:
        note(f"conflictscan: nothing to compare with: {unrelated}")
        return 0
