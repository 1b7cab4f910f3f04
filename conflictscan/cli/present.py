"""Renders a result in the format that was asked for, and sends it where it belongs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.cli.output import note, screen, write
from conflictscan.facts.errors import UsageError
from conflictscan.facts.findings import Severity
from conflictscan.report.context import Context, Part, RulePage, View
from conflictscan.report.formats import rendered
from conflictscan.report.summary import diagnostic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from conflictscan.cli.scanning import Scanned
    from conflictscan.facts.findings import Report

SUMMARY_VARIABLE: Final = "GITHUB_STEP_SUMMARY"
MOST_SUMMARY: Final = 1024 * 1024  # bytes a step; GitHub drops the whole of a longer one
_LEAST_SUMMARY: Final = 1024


def present(
    result: Scanned, *, form: str = "console", output: Path | None = None, show_notes: bool = False
) -> None:
    """The report to standard output or a file, diagnostics to standard error.

    Notes appear when they are asked for, or when they alone can fail the scan.
    """
    shown = result.report
    if not show_notes and result.config.fail_on != Severity.NOTE:
        shown = without_notes(shown)
    place = screen(output)
    hidden = len(result.report.findings) - len(shown.findings)
    view = View(width=place.width, colour=place.colour, unicode=place.unicode, hidden_notes=hidden)
    context = context_of(result, view)
    document = rendered(form, shown, context)
    guard: Callable[[str], str] = str
    if form == "github":
        from conflictscan.report.github import inert  # noqa: PLC0415 - its own format alone

        guard = inert
        add_summary([Part(shown, context)], os.environ)
    write(document, output)
    for row in shown.diagnostics:
        note(guard(diagnostic(row)))


def without_notes(report: Report) -> Report:
    """The report with errors and warnings alone."""
    kept = tuple(finding for finding in report.findings if finding.severity is not Severity.NOTE)
    return msgspec.structs.replace(report, findings=kept)


def context_of(result: Scanned, view: View | None = None) -> Context:
    """What a reporter may ask about a result."""
    return Context(
        lines=result.lines,
        merged_lines=result.lines.merged,
        page=lambda code: _page_of_rule(code, result),
        fails=lambda finding: result.config.fails((finding,)),
        view=view or View(),
    )


def _page_of_rule(code: str, result: Scanned) -> RulePage:
    """The page of the rule with a code, one of the package or of a plug-in."""
    from conflictscan.cli.pages import rule_page  # noqa: PLC0415 - difflib, for the few formats that show pages

    rule = result.rules.find(code)
    assert rule is not None  # noqa: S101 - it has found something
    return RulePage(rule.rule, rule_page(rule, result.rules.origin(rule)))


def add_summary(parts: Sequence[Part], environ: Mapping[str, str]) -> None:
    """Add the scans to the summary of the GitHub Actions job, where there is one and it has room."""
    named = environ.get(SUMMARY_VARIABLE)
    if not named:
        return
    from conflictscan.report.markdown import markdown_report  # noqa: PLC0415 - not for every format

    file = Path(named)
    try:
        room = MOST_SUMMARY - (file.stat().st_size if file.exists() else 0)
        if room >= _LEAST_SUMMARY:
            with file.open("ab") as stream:
                stream.write(markdown_report(parts, room).encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UsageError(f"cannot write the job summary {named!r}: {error.strerror}") from error
