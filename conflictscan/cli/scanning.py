"""One scan as every command runs it: the target's configuration, with the options laid over it."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from conflictscan.baseline import load_baseline
from conflictscan.config import Config
from conflictscan.facts.errors import UsageError
from conflictscan.facts.findings import Report, Side
from conflictscan.git import Repository, Triple
from conflictscan.lines import SourceLines
from conflictscan.rules.rule_set import RuleSet
from conflictscan.scan import ScanOptions, rules_for, scan_triple

if TYPE_CHECKING:
    from collections.abc import Generator


class Pair(NamedTuple):
    """What to scan, and the side whose configuration holds, or a third revision whose configuration does.

    Without `theirs`, the branch that `ours` would merge into. A `result` is a merge of both that is there already.
    """

    ours: str
    theirs: str | None
    base: str | None = None
    target: Side = Side.THEIRS
    configured_by: str | None = None
    result: str | None = None


class Overrides(NamedTuple):
    """Options of the command line; None leaves what the configuration says."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    fail_on: str | None = None
    baseline: Path | None = None
    accept_none: bool = False  # scan as if there were no baseline


class Scanned(NamedTuple):
    """What a scan gave, the rules it chose from, and the repository, open while the scan is looked at."""

    report: Report
    config: Config
    triple: Triple
    lines: SourceLines
    rules: RuleSet
    repository: Repository

    @property
    def fails(self) -> bool:
        """Whether a finding reaches the severity that fails."""
        return self.config.fails(self.report.findings)


@contextmanager
def scanned(
    folder: Path,
    pair: Pair,
    overrides: Overrides | None = None,
    *,
    cache: bool = True,
    neighbourhoods: bool = False,
) -> Generator[Scanned]:
    """Scan a pair of revisions of the repository that a folder is in."""
    with Repository.open(folder) as repository:
        theirs = pair.theirs or configured_target(repository, pair.ours) or repository.default_target()
        triple = repository.triple(pair.ours, theirs, base=pair.base, result=pair.result)
        config = _overlaid(_configuration(repository, triple, pair), overrides or Overrides())
        known = rules_for(config, folder)
        if not known.diagnostics:  # of a plug-in that failed nobody knows the names
            config.check_rules(known.rules)
        options = ScanOptions(repository=folder, cache=cache, config=config, neighbourhoods=neighbourhoods)
        yield Scanned(scan_triple(triple, options), config, triple, SourceLines(triple), known, repository)


def _configuration(repository: Repository, triple: Triple, pair: Pair) -> Config:
    if pair.configured_by is not None:
        return Config.load(repository.snapshot(pair.configured_by), where=pair.configured_by)
    where = triple.ours.rev if pair.target is Side.OURS else triple.theirs.rev
    return Config.load(triple.snapshot(pair.target), where=where)


def configured_target(repository: Repository, ours: str) -> str | None:
    """The branch to merge into that the configuration of OURS names."""
    return Config.load(repository.snapshot(ours), where=ours).target


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
