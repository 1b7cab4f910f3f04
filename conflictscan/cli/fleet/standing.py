"""Says on what ground branches stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.cli.fleet.comparing import options_of
from conflictscan.cli.fleet.showing import view_of
from conflictscan.cli.output import write
from conflictscan.cli.progress import progress
from conflictscan.facts.fleet import Freshness
from conflictscan.fleet.status import status
from conflictscan.report.fleet.status import console_status, json_status, markdown_status

if TYPE_CHECKING:
    from pathlib import Path

    from conflictscan.cli.fleet.comparing import Ask


def stood(ask: Ask, *, form: str, output: Path | None) -> int:
    """Show the status; 1 where a branch breaks."""
    with progress("branches") as tell:
        done = status(options_of(ask), tell)
    if form == "json":
        write(json_status(done), output)
    else:
        render = markdown_status if form == "markdown" else console_status
        write(render(done, view_of(output)), output)
    return int(any(branch.state is Freshness.BROKEN for branch in done.branches))
