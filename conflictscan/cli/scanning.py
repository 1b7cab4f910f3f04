"""One scan as every command runs it: the target's configuration, with the options laid over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from conflictscan.baseline import load_baseline
from conflictscan.config import Config
from conflictscan.facts.errors import UsageError
from conflictscan.git import Repository
from conflictscan.lines import SourceLines
from conflictscan.rules.registry import all_rules
from conflictscan.scan import ScanOptions, scan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from conflictscan.facts.findings import Location, Report


class Pair(NamedTuple):
    """What to scan; without `theirs`, the branch that `ours` would merge into."""

    ours: str
    theirs: str | None
    base: str | None = None


class Overrides(NamedTuple):
    """Options of the command line; None leaves what the configuration says."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    fail_on: str | None = None
    baseline: Path | None = None
    accept_none: bool = False  # scan as if there were no baseline


class Scanned(NamedTuple):
    """The report, the configuration it was made with, and the source it speaks of."""

    report: Report
    config: Config
    lines: Callable[[Location], Sequence[str]]

    @property
    def fails(self) -> bool:
        """Whether a finding reaches the severity that fails."""
        return self.config.fails(self.report.findings)


def scanned(
    folder: Path, pair: Pair, overrides: Overrides | None = None, *, cache: bool = True, jobs: int = 1
) -> Scanned:
    """Scan a pair of revisions of the repository that a folder is in."""
    overrides = overrides or Overrides()
    repository = Repository.open(folder)
    triple = repository.triple(pair.ours, pair.theirs or _target(repository, pair), base=pair.base)
    config = _overlaid(Config.load(triple.snapshot("theirs"), where=triple.theirs.rev), overrides)
    config.check_rules(all_rules())
    options = ScanOptions(
        repository=folder,
        ours=triple.ours.rev,
        theirs=triple.theirs.rev,
        base=pair.base,
        cache=cache,
        config=config,
        jobs=jobs,
    )
    return Scanned(scan(options), config, SourceLines(triple))


def _target(repository: Repository, pair: Pair) -> str:
    """The branch that the configuration of OURS names, or the one that git's own settings suggest."""
    named = Config.load(repository.snapshot(pair.ours), where=pair.ours).target
    return named or repository.default_target()


def _overlaid(config: Config, overrides: Overrides) -> Config:
    """Options win; `--ignore` adds to what is ignored."""
    accepted = frozenset[str]() if overrides.accept_none else config.accepted
    if overrides.baseline is not None:
        accepted = _accepted(overrides.baseline)
    return msgspec.structs.replace(
        config,
        select=config.select if overrides.select is None else overrides.select,
        ignore=(*config.ignore, *overrides.ignore),
        fail_on=overrides.fail_on or config.fail_on,
        accepted=accepted,
    )


def _accepted(file: Path) -> frozenset[str]:
    try:
        return load_baseline(file.read_bytes(), str(file))
    except OSError as error:
        raise UsageError(f"cannot read the baseline {str(file)!r}: {error.strerror}") from error
