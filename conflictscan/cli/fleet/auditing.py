"""Runs an audit and shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from conflictscan.cli.fleet.ranges import ends
from conflictscan.cli.fleet.showing import view_of, visible
from conflictscan.cli.output import write
from conflictscan.cli.progress import progress
from conflictscan.config import Config
from conflictscan.facts.fleet import Audit
from conflictscan.fleet.audit import AuditOptions, audit
from conflictscan.git import Repository
from conflictscan.report.fleet.audit import console_audit, json_audit, markdown_audit

if TYPE_CHECKING:
    from pathlib import Path


class Audited(NamedTuple):
    """An audit, and the configuration that judges it."""

    audit: Audit
    config: Config

    @property
    def fails(self) -> bool:
        """Whether a finding reaches the severity that fails."""
        return any(self.config.fails(merge.findings) for merge in self.audit.merges)


def audited(
    folder: Path, range_: str, *, branch: str | None, first_parent: bool, fail_on: str | None, cache: bool
) -> Audited:
    """Audit a range under the configuration that its tip has."""
    since, tip = ends(range_)
    with Repository.open(folder) as repository:
        config = Config.load(repository.snapshot(tip), where=tip)
    config = msgspec.structs.replace(config, fail_on=fail_on or config.fail_on)
    options = AuditOptions(
        repository=folder,
        tip=tip,
        since=since,
        branch=branch,
        first_parent=first_parent,
        config=config,
        cache=cache,
    )
    with progress("merges") as tell:
        return Audited(audit(options, tell), config)


def told(done: Audited, *, form: str, output: Path | None, show_notes: bool) -> None:
    """The audit in one of its formats."""
    found = done.audit
    kept = (
        msgspec.structs.replace(merge, findings=visible(merge.findings, done.config, show_notes=show_notes))
        for merge in found.merges
    )
    shown = msgspec.structs.replace(found, merges=tuple(merge for merge in kept if merge.findings))
    hidden = sum(len(merge.findings) for merge in found.merges) - sum(
        len(merge.findings) for merge in shown.merges
    )
    if form == "json":
        write(json_audit(shown), output)
        return
    render = markdown_audit if form == "markdown" else console_audit
    write(render(shown, view_of(output, hidden)), output)
