"""Which two sides a merge that is there already was made of."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from conflictscan.cli.scanning import Pair
from conflictscan.facts.errors import UsageError
from conflictscan.facts.findings import Side
from conflictscan.git import Repository
from conflictscan.git.state import pending
from conflictscan.git.uncommitted import UNCOMMITTED

if TYPE_CHECKING:
    from pathlib import Path


def merged_pair(folder: Path, result: str) -> Pair:
    """The pair behind a result that was named alone: a merge commit, or the state of a merge in progress.

    The change came to the first side, so that its configuration holds.
    """
    with Repository.open(folder) as repository:
        if result in UNCOMMITTED:
            return _in_progress(repository, result)
        return _of_commit(repository, result)


def _in_progress(repository: Repository, result: str) -> Pair:
    found = pending(repository, os.environ)
    if found is None:
        raise UsageError(
            f"no merge is in progress whose result {result!r} could be; "
            f"name both sides, as in `conflictscan scan OURS THEIRS --result {result}`"
        )
    return Pair(found.ours, found.theirs, found.base, target=Side.OURS, result=result)


def _of_commit(repository: Repository, result: str) -> Pair:
    name = (repository.find(result) or result) if result.startswith(":/") else result
    first, second, third = (repository.find(f"{name}^{number}") for number in (1, 2, 3))
    if first is None or second is None:
        repository.snapshot(result)  # a name that means nothing is told as such
        raise UsageError(
            f"{result!r} is no merge commit, so its sides must be named: "
            f"`conflictscan scan OURS THEIRS --result {result}`"
        )
    if third is not None:
        raise UsageError(f"{result!r} merges more than two branches; only a merge of two can be audited")
    return Pair(f"{name}^1", f"{name}^2", target=Side.OURS, result=result)
