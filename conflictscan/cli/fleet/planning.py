"""Plans branches or tasks, and shows the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.cli.fleet.comparing import options_of
from conflictscan.cli.fleet.showing import view_of
from conflictscan.cli.output import write
from conflictscan.cli.progress import progress
from conflictscan.facts.errors import UsageError
from conflictscan.fleet.matrix import opened_ground
from conflictscan.fleet.plan import plan
from conflictscan.fleet.tasks import read_tasks, rounds
from conflictscan.report.fleet.plan import (
    console_plan,
    console_rounds,
    json_plan,
    json_rounds,
    markdown_plan,
    markdown_rounds,
)

if TYPE_CHECKING:
    from pathlib import Path

    from conflictscan.cli.fleet.comparing import Ask


def planned(ask: Ask, *, form: str, output: Path | None) -> int:
    """Show the plan for the branches; 1 where something has to be reworked or cannot land."""
    with progress("branches and pairs") as tell:
        made = plan(options_of(ask), tell)
    if form == "json":
        write(json_plan(made), output)
    else:
        render = markdown_plan if form == "markdown" else console_plan
        write(render(made, view_of(output)), output)
    return int(bool(made.rebases or made.blocked))


def planned_tasks(ask: Ask, file: Path, *, form: str, output: Path | None) -> int:
    """Show which tasks can be done at once."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read the tasks {str(file)!r}: {error.strerror}") from error
    tasks = read_tasks(content, str(file))
    with opened_ground(options_of(ask)) as ground:
        made = rounds(ground.base, ground.target, tasks)
    if form == "json":
        write(json_rounds(made), output)
    else:
        render = markdown_rounds if form == "markdown" else console_rounds
        write(render(made, view_of(output)), output)
    return 0
