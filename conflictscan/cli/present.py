"""Renders a result in the format that was asked for, and sends it where it belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.cli.output import note, screen, write
from conflictscan.facts.findings import Severity
from conflictscan.report.summary import diagnostic

if TYPE_CHECKING:
    from pathlib import Path

    from conflictscan.cli.scanning import Scanned
    from conflictscan.facts.findings import Report


def present(
    result: Scanned, *, form: str = "console", output: Path | None = None, show_notes: bool = False
) -> None:
    """The report to standard output or a file, diagnostics to standard error.

    Notes appear when they are asked for, or when they alone can fail the scan.
    """
    shown = result.report
    if not show_notes and result.config.fail_on != Severity.NOTE:
        shown = without_notes(shown)
    hidden_notes = len(result.report.findings) - len(shown.findings)
    if form == "json":
        from conflictscan.report.json import json_report  # noqa: PLC0415 - one format is loaded

        write(json_report(shown), output)
    elif form == "html":
        from conflictscan.report.html import html_report  # noqa: PLC0415 - one format is loaded

        write(html_report(shown, result.lines, result.lines.merged, hidden_notes=hidden_notes), output)
    else:
        _console(result, shown, output, hidden_notes)
    for row in shown.diagnostics:
        note(diagnostic(row))


def without_notes(report: Report) -> Report:
    """The report with errors and warnings alone."""
    kept = tuple(finding for finding in report.findings if finding.severity is not Severity.NOTE)
    return msgspec.structs.replace(report, findings=kept)


def _console(result: Scanned, shown: Report, output: Path | None, hidden_notes: int) -> None:
    from conflictscan.report.console import View, console_report  # noqa: PLC0415 - rich is slow to load

    place = screen(output)
    view = View(
        width=place.width,
        colour=place.colour,
        unicode=place.unicode,
        hidden_notes=hidden_notes,
    )
    write(console_report(shown, result.lines, view), output)
