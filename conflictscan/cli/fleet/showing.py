"""What the commands for many branches share in showing what they found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.cli.output import screen
from conflictscan.facts.findings import Severity
from conflictscan.report.context import View

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from conflictscan.config import Config
    from conflictscan.facts.findings import Finding


def visible(findings: Iterable[Finding], config: Config, *, show_notes: bool) -> tuple[Finding, ...]:
    """Without notes, unless they are asked for or can fail the run."""
    notes = show_notes or config.fail_on == Severity.NOTE
    return tuple(finding for finding in findings if notes or finding.severity is not Severity.NOTE)


def view_of(output: Path | None, hidden_notes: int = 0) -> View:
    """What the place of printing can show."""
    place = screen(output)
    return View(width=place.width, colour=place.colour, unicode=place.unicode, hidden_notes=hidden_notes)
