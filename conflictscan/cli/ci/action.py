"""One job of GitHub Actions: what it is about, and the scans of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.cli.ci.api import Api
from conflictscan.cli.ci.event import event
from conflictscan.cli.ci.jobs import plan
from conflictscan.cli.ci.remote import Remote
from conflictscan.cli.ci.settings import TOKEN, settings
from conflictscan.cli.ci.telling import Outcome, comment, outputs, say, told
from conflictscan.cli.present import context_of, without_notes
from conflictscan.cli.scanning import Pair, scanned
from conflictscan.facts.errors import ConflictScanError
from conflictscan.facts.findings import Revision, Severity
from conflictscan.report.context import Context, Part, View
from conflictscan.report.display import displayed
from conflictscan.report.github import command

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from conflictscan.cli.ci.jobs import Job
    from conflictscan.cli.ci.settings import Settings
    from conflictscan.cli.scanning import Scanned
    from conflictscan.facts.findings import Finding, Location

CANNOT_SCAN: Final = 2
_WIDTH: Final = 120


def run_action(environ: Mapping[str, str] = os.environ) -> int:
    """The exit status; what could not be scanned at all is an annotation too."""
    try:
        given = settings(environ)
        environ = {name: value for name, value in environ.items() if name != TOKEN}
        os.environ.pop(TOKEN, None)  # no program that runs from here on has a use for it
        happened = event(environ)
        with Remote(given.folder, environ, given.token) as remote:
            planned = plan(
                happened,
                remote,
                base=given.base,
                most=given.max_prs,
                open_pulls=lambda base: Api(environ, given.token).open_pulls(base) if given.token else None,
            )
            outcomes = _outcomes(planned.jobs, given)
        status = told(outcomes, planned.remarks, given, environ)
        comment(happened, outcomes, given, environ)
    except ConflictScanError as error:
        say(command("error", displayed(str(error)), title="conflictscan could not scan"))
        outputs({"exit-code": str(CANNOT_SCAN)}, environ)
        return CANNOT_SCAN
    return status


def _outcomes(jobs: Sequence[Job], given: Settings) -> list[Outcome]:
    """A job of one scan fails with it; among many one that cannot be made is only told."""
    outcomes: list[Outcome] = []
    for job in jobs:
        try:
            outcomes.append(_scanned(job, given, _already_told(job, outcomes)))
        except ConflictScanError as error:
            if len(jobs) == 1:
                raise
            outcomes.append(Outcome(job, None, problem=str(error)))
    return outcomes


def _already_told(job: Job, outcomes: Sequence[Outcome]) -> frozenset[str]:
    """Fingerprints of what either side does to the target."""
    parts = [outcomes[index].part for index in job.known]
    return frozenset(row.fingerprint for part in parts if part for row in part.report.findings)


def _scanned(job: Job, given: Settings, already_told: frozenset[str]) -> Outcome:
    pair = Pair(job.ours.oid, job.theirs.oid, configured_by=job.target)
    with scanned(given.folder, pair, given.overrides) as result:
        report = result.report if result.config.fail_on == Severity.NOTE else without_notes(result.report)
        findings = tuple(row for row in report.findings if row.fingerprint not in already_told)
        shown = msgspec.structs.replace(
            report,
            findings=findings,
            ours=Revision(rev=job.ours.name, oid=job.ours.oid),
            theirs=Revision(rev=job.theirs.name, oid=job.theirs.oid),
        )
        part = Part(shown, _kept_context(result, findings))
        return Outcome(job, part, fails=result.config.fails(findings))


def _kept_context(result: Scanned, findings: Sequence[Finding]) -> Context:
    """The context with the sources that the findings need, so that the repository can be closed."""
    asked = context_of(result, View(width=_WIDTH))
    places = {place for row in findings for place in (row.cause, row.effect, *row.related)}
    lines = {place: asked.lines(place) for place in places}
    merged = {edit.path: asked.merged_lines(edit.path) for row in findings for edit in row.fix.edits}

    def lines_of(place: Location) -> Sequence[str]:
        return lines.get(place, ())

    def merged_lines_of(path: str) -> Sequence[str]:
        return merged.get(path, ())

    return msgspec.structs.replace(asked, lines=lines_of, merged_lines=merged_lines_of)
