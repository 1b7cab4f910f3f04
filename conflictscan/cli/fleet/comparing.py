"""Compares many branches under the configuration of their target."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import msgspec

from conflictscan.cli.progress import progress
from conflictscan.config import NEVER, Config
from conflictscan.facts.fleet import Matrix
from conflictscan.fleet.branches import Wanted
from conflictscan.fleet.matrix import MatrixOptions, matrix, target_of
from conflictscan.git import Repository
from conflictscan.scan import rules_for


class Ask(NamedTuple):
    """The options that the commands for many branches share."""

    folder: Path
    names: tuple[str, ...] = ()
    globs: tuple[str, ...] = ()
    pulls: bool = False
    most: int = 50
    target: str | None = None
    fail_on: str | None = None
    cache: bool = True


class Compared(NamedTuple):
    """A matrix, and the configuration that judges it."""

    matrix: Matrix
    config: Config

    @property
    def fails(self) -> bool:
        """Whether there is a textual conflict, or a finding that reaches the severity that fails."""
        found = (*self.matrix.members, *self.matrix.meetings, *self.matrix.combinations)
        if self.config.fail_on == NEVER:
            return False
        return any(each.conflicts or self.config.fails(each.findings) for each in found)


def options_of(ask: Ask) -> MatrixOptions:
    """What to compare, under the configuration that the target has."""
    with Repository.open(ask.folder) as repository:
        target = target_of(repository, ask.target)
        config = Config.load(repository.snapshot(target.rev), where=target.rev)
    known = rules_for(config, ask.folder)
    if not known.diagnostics:  # of a plug-in that failed nobody knows the names
        config.check_rules(known.rules)
    return MatrixOptions(
        repository=ask.folder,
        target=target.rev,
        wanted=Wanted(names=ask.names, globs=ask.globs, pulls=ask.pulls, most=ask.most),
        config=msgspec.structs.replace(config, fail_on=ask.fail_on or config.fail_on),
        cache=ask.cache,
    )


def compared(ask: Ask, *, combinations: bool = True) -> Compared:
    """The matrix of the branches that are asked for."""
    options = msgspec.structs.replace(options_of(ask), combinations=combinations)
    with progress("branches and pairs") as tell:
        return Compared(matrix(options, tell), options.config)
