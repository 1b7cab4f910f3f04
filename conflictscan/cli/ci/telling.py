"""What a job tells: the log, annotations, the summary, files, outputs, and the comment of a pull request."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, NamedTuple

from conflictscan.cli.ci.api import Api, ApiError
from conflictscan.cli.ci.event import PullRequest
from conflictscan.cli.ci.jobs import Job
from conflictscan.cli.output import write
from conflictscan.cli.present import add_summary
from conflictscan.facts.errors import GitError, UsageError
from conflictscan.facts.findings import Severity
from conflictscan.report.console import console_report
from conflictscan.report.context import Part
from conflictscan.report.display import displayed
from conflictscan.report.github import command, workflow_commands
from conflictscan.report.json import json_report
from conflictscan.report.markdown import LONGEST_COMMENT, markdown_report
from conflictscan.report.sarif import sarif_log
from conflictscan.report.summary import counted, diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from conflictscan.cli.ci.event import Event
    from conflictscan.cli.ci.settings import Settings


class Outcome(NamedTuple):
    """A scan that was made, or why it could not be."""

    job: Job
    part: Part | None
    fails: bool = False
    problem: str = ""


def told(
    outcomes: Sequence[Outcome], remarks: Sequence[str], given: Settings, environ: Mapping[str, str]
) -> int:
    """The exit status, once everything is written that the job asked for."""
    parts = [outcome.part for outcome in outcomes if outcome.part]
    if outcomes and not parts:
        raise GitError(f"none of {counted(len(outcomes), 'scan')} could be made: {outcomes[0].problem}")
    _quoted(_log(outcomes, remarks))
    for remark in remarks:
        say(command("notice", displayed(remark), title="conflictscan"))
    if given.annotations:
        write(workflow_commands(parts))
    problems = sum(outcome.part is None for outcome in outcomes)
    if problems:
        text = f"{counted(problems, 'scan')} could not be made; the log says why"
        say(command("warning", text, title="conflictscan"))
    if given.summary and parts:
        add_summary(parts, environ)
    _file(given.sarif_file, sarif_log(parts))
    _file(given.report_file, "".join(_compact(json_report(part.report)) for part in parts))
    status = int(any(outcome.fails for outcome in outcomes))
    found = [finding for part in parts for finding in part.report.findings]
    outputs(
        {
            "findings": str(len(found)),
            "errors": str(sum(row.severity is Severity.ERROR for row in found)),
            "scans": str(len(parts)),
            "sarif-file": str(given.sarif_file),
            "report-file": str(given.report_file),
            "exit-code": str(status),
        },
        environ,
    )
    return status


def _log(outcomes: Sequence[Outcome], remarks: Sequence[str]) -> Iterator[str]:
    for outcome in outcomes:
        if outcome.part is None:
            yield f"{outcome.job.ours.name} and {outcome.job.theirs.name}: {outcome.problem}"
            continue
        report, context = outcome.part
        if len(outcomes) == 1 or report.findings:
            yield from console_report(report, context.lines, context.view).splitlines()
            yield ""
        yield from map(diagnostic, report.diagnostics)
    made = sum(outcome.part is not None for outcome in outcomes)
    yield f"conflictscan: {counted(made, 'scan')}"
    yield from remarks


def _quoted(lines: Iterator[str]) -> None:
    """Lines in which the runner looks for no command, up to a word that no branch can know."""
    word = secrets.token_hex(16)
    say(f"::stop-commands::{word}")
    for line in lines:
        say(displayed(line))
    say(f"::{word}::")


def say(line: str) -> None:
    """One line of the log: all on one stream, as the runner reads two in no order."""
    write(f"{line}\n")


def _compact(document: str) -> str:
    return json.dumps(json.loads(document), separators=(",", ":")) + "\n"


def _file(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make the folder {str(path.parent)!r}: {error.strerror}") from error
    write(text, path)


def outputs(values: Mapping[str, str], environ: Mapping[str, str]) -> None:
    """What later steps can read; no value has a line break (`settings.py`)."""
    file = environ.get("GITHUB_OUTPUT", "")
    if not file:
        return
    try:
        with open(file, "a", encoding="utf-8") as stream:  # noqa: PTH123 - a path as the runner gives it
            stream.writelines(f"{name}={value}\n" for name, value in values.items())
    except OSError as error:
        raise UsageError(f"cannot write the outputs {file!r}: {error.strerror}") from error


def comment(
    happened: Event, outcomes: Sequence[Outcome], given: Settings, environ: Mapping[str, str]
) -> None:
    """Write the comment of the pull request anew. A token that may not (that of a fork) stops nothing."""
    parts = [outcome.part for outcome in outcomes if outcome.part]
    if not given.comment or not isinstance(happened, PullRequest) or not parts:
        return
    found = any(part.report.findings for part in parts)
    try:
        Api(environ, given.token).comment(
            happened.number, markdown_report(parts, LONGEST_COMMENT), only_update=not found
        )
    except ApiError as error:
        say(command("warning", displayed(f"no comment was written: {error}"), title="conflictscan"))
