"""`conflictscan matrix`: all pairs of many branches against one target."""

from __future__ import annotations

from pathlib import Path

import click

from conflictscan.cli.completing import revisions
from conflictscan.config import FAIL_ON


@click.command("matrix")
@click.argument("names", metavar="[BRANCH]…", nargs=-1, shell_complete=revisions)
@click.option(
    "--target",
    metavar="REV",
    shell_complete=revisions,
    help="What all branches land on; the branch that HEAD would merge into if not given.",
)
@click.option(
    "--glob", "globs", metavar="PATTERN", multiple=True, help="Branches whose names match, as `team/*`."
)
@click.option("--prs", "pulls", is_flag=True, help="The pull requests that were fetched (refs/pull/*/head).")
@click.option(
    "--most",
    metavar="N",
    type=click.IntRange(2, 5000),
    default=50,
    show_default=True,
    help="Of what is not named, the latest N.",
)
@click.option(
    "--repo",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The repository, or a folder in it; the current folder if not given.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("console", "json", "markdown", "html")),
    default="console",
    show_default=True,
)
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path), help="Write the matrix to a file.")
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    help="The least severity that gives exit status 1. [default: error]",
)
@click.option("--show-notes", is_flag=True, help="Report notes too.")
@click.option("--pairs-only", is_flag=True, help="Do not look for what only three branches or more break.")
@click.option("--no-cache", is_flag=True, help="Read every file anew.")
def command(  # noqa: PLR0913 - one parameter an option
    *,
    names: tuple[str, ...],
    target: str | None,
    globs: tuple[str, ...],
    pulls: bool,
    most: int,
    repo: Path,
    form: str,
    output: Path | None,
    fail_on: str | None,
    show_notes: bool,
    pairs_only: bool,
    no_cache: bool,
) -> int:
    """Compare all pairs of many branches on one target, in text and in meaning.

    Without names: all local branches that are not merged yet. Every branch is taken as it would be once it has landed
    on the target; a pair has a finding where only both together break something. What a branch does to the target
    alone stands on the diagonal. Last come conflicts that need three branches or more.

    Exit status: 0 nothing at or above --fail-on; 1 conflicts, textual ones too; 2 could not compare.
    """
    from conflictscan.cli.fleet.comparing import Ask, compared  # noqa: PLC0415 - not at start-up
    from conflictscan.cli.fleet.mapping import shown  # noqa: PLC0415

    ask = Ask(repo, names, globs, pulls=pulls, most=most, target=target, fail_on=fail_on, cache=not no_cache)
    done = compared(ask, combinations=not pairs_only)
    shown(done, form=form, output=output, show_notes=show_notes)
    return int(done.fails)
