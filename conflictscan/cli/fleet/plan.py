"""`conflictscan plan`: in what order branches land, or which tasks can be done at once."""

from __future__ import annotations

from pathlib import Path

import click

from conflictscan.cli.fleet.options import caches, chooses_branches, fails_on, shows


@click.command("plan")
@chooses_branches
@click.option(
    "--tasks",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Plan these tasks (TOML) by what each will touch, and no branches.",
)
@shows("console", "json", "markdown")
@fails_on
@caches
def command(  # noqa: PLR0913 - one parameter an option
    *,
    names: tuple[str, ...],
    target: str | None,
    globs: tuple[str, ...],
    pulls: bool,
    most: int,
    repo: Path,
    tasks: Path | None,
    form: str,
    output: Path | None,
    fail_on: str | None,
    no_cache: bool,
) -> int:
    """Plan in what order many branches land, so that as little as can be is reworked.

    Branches of one wave land without anybody reworking anything; before the next wave, those named are rebased. What
    uses the additions of another branch comes after it, and what use each other's land together. The plan says how
    far from the best order and from the largest set it can be.

    With --tasks, work that is still to be done is put into rounds: tasks of one round touch nothing that another of
    them touches or uses.

    Exit status: 0 everything lands without rework; 1 something has to be reworked, or cannot land; 2 could not plan.
    """
    from conflictscan.cli.fleet.comparing import Ask  # noqa: PLC0415 - not at start-up
    from conflictscan.cli.fleet.planning import planned, planned_tasks  # noqa: PLC0415

    ask = Ask(repo, names, globs, pulls=pulls, most=most, target=target, fail_on=fail_on, cache=not no_cache)
    if tasks is not None:
        if names or globs or pulls:
            raise click.UsageError("--tasks plans tasks, and takes no branches")
        return planned_tasks(ask, tasks, form=form, output=output)
    return planned(ask, form=form, output=output)
