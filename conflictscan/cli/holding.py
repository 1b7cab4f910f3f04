"""The configuration that a scan from here would go by, and the rules that it brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from conflictscan.cli.output import note
from conflictscan.config import Settings, read_settings
from conflictscan.facts.errors import ConflictScanError, NotARepository, UnknownRevision, UsageError
from conflictscan.git import Repository
from conflictscan.report.summary import diagnostic
from conflictscan.rules.rule_set import RuleSet, rule_set

if TYPE_CHECKING:
    from pathlib import Path


class Holding(NamedTuple):
    """What holds for a scan of `ours` against `theirs`: the settings of `theirs`, but for the target.

    Without a target `theirs` is `ours`, and `no_target` says why.
    """

    ours: str
    theirs: str
    settings: Settings
    of_ours: Settings
    no_target: str = ""


def holding(repository: Repository, ours: str = "HEAD", theirs: str | None = None) -> Holding:
    """The settings as a scan finds them, problems included."""
    of_ours = read_settings(repository.snapshot(ours), where=ours)
    theirs = theirs or of_ours.config.target
    if theirs is None:
        try:
            theirs = repository.default_target()
        except UsageError as none:
            return Holding(ours, ours, of_ours, of_ours, str(none))
    return Holding(ours, theirs, read_settings(repository.snapshot(theirs), where=theirs), of_ours)


def configured_rules(folder: Path) -> RuleSet:
    """The rules of the package, and those of the plug-ins that the configuration which holds here names.

    What is in the way of plug-ins (broken configuration, none installed) is a note: the others can be shown.
    """
    try:
        with Repository.open(folder) as repository:
            names = holding(repository).settings.config.plugins
            found = rule_set(names, repository.checkouts()) if names else rule_set()
    except (NotARepository, UnknownRevision):  # no repository, or no commit in it: nothing is configured
        return rule_set()
    except ConflictScanError as error:
        note(f"conflictscan: rules of plug-ins are left out: {error}")
        return rule_set()
    for row in found.diagnostics:
        note(diagnostic(row))
    return found
