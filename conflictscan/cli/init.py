"""`conflictscan init`: configuration, hooks and a workflow for a repository that has none yet."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command("init")
@click.option(
    "--repo",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The repository, or a folder in it; the current folder if not given.",
)
@click.option("--no-hook", is_flag=True, help="Install no git hooks.")
@click.option("--no-workflow", is_flag=True, help="Write no GitHub workflow.")
@click.option(
    "--dry-run", is_flag=True, help="Show what would be done, with the text of every file, and stop."
)
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
def command(*, repo: Path, no_hook: bool, no_workflow: bool, dry_run: bool, yes: bool) -> None:
    """Set up a repository: a commented configuration, the git hooks, and a GitHub workflow.

    The configuration goes into pyproject.toml where there is one, else into conflictscan.toml. What is there already
    is left alone: no file, section or hook is ever overwritten. What will be done is shown first, and asked for.
    """
    from conflictscan.cli.output import write  # noqa: PLC0415 - not at start-up
    from conflictscan.cli.setup import contents, listing, plan  # noqa: PLC0415
    from conflictscan.facts.errors import UsageError  # noqa: PLC0415

    found = plan(repo, hooks=not no_hook, workflow=not no_workflow)
    write(listing(found))
    if dry_run:
        write(contents(found))
        return
    if not found.to_do:
        write("nothing is left to do\n")
        return
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("nothing was done, as there is no terminal to ask on; to go ahead, add --yes")
        if not click.confirm("Go ahead?", err=True):
            write("nothing was done\n")
            return
    for step in found.to_do:
        step.run()
        write(f"{step.done}\n")
    write(found.next)
