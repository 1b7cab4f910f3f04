"""Runs an integration and says what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.cli.fleet.comparing import options_of
from conflictscan.cli.fleet.showing import view_of
from conflictscan.cli.output import write
from conflictscan.cli.progress import progress
from conflictscan.fleet.integrate import integrate
from conflictscan.report.fleet.integration import console_integration, json_integration, markdown_integration

if TYPE_CHECKING:
    from pathlib import Path

    from conflictscan.cli.fleet.comparing import Ask


def integrated(ask: Ask, *, into: str | None, dry_run: bool, form: str, output: Path | None) -> int:
    """Merge, show; 1 where a branch was left out."""
    with progress("branches and pairs") as tell:
        done = integrate(options_of(ask), tell, into=into, dry_run=dry_run)
    if form == "json":
        write(json_integration(done), output)
    else:
        render = markdown_integration if form == "markdown" else console_integration
        write(render(done, view_of(output)), output)
    return int(any(not each.held for each in done.left_out) or bool(done.skipped))
