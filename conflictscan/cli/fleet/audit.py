"""`conflictscan audit`: what merges of the past have lost."""

from __future__ import annotations

from pathlib import Path

import click

from conflictscan.cli.completing import revisions
from conflictscan.config import FAIL_ON


@click.command("audit")
@click.argument("range_", metavar="[RANGE]", default="HEAD", shell_complete=revisions)
@click.option(
    "--branch",
    metavar="TIP",
    shell_complete=revisions,
    help="Look at RANGE as what a squash or rebase of this branch gave.",
)
@click.option(
    "--first-parent", is_flag=True, help="Only merges into the branch itself, not those it brought along."
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
    type=click.Choice(("console", "json", "markdown")),
    default="console",
    show_default=True,
)
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path), help="Write the audit to a file.")
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    help="The least severity that gives exit status 1. [default: error]",
)
@click.option("--show-notes", is_flag=True, help="Report notes too: single lines, constants, helpers.")
@click.option("--no-cache", is_flag=True, help="Read every file anew.")
def command(  # noqa: PLR0913 - one parameter an option
    *,
    range_: str,
    branch: str | None,
    first_parent: bool,
    repo: Path,
    form: str,
    output: Path | None,
    fail_on: str | None,
    show_notes: bool,
    no_cache: bool,
) -> int:
    """Look through the merges of RANGE for changes that they lost.

    RANGE is a revision, whose whole history is looked at, or SINCE..TIP. Reported is what one side of a merge changed,
    the other did not touch, and the merge commit lacks: rule WW307, over all merges.

    A squash or a rebase leaves no merge commit: name the branch that it was made of with --branch. RANGE is then the
    squashed commit, or ONTO..TIP for the commits that a rebase put on ONTO.

    Exit status: 0 nothing at or above --fail-on; 1 lost updates; 2 could not look.
    """
    from conflictscan.cli.fleet.auditing import audited, told  # noqa: PLC0415 - not at start-up

    done = audited(
        repo, range_, branch=branch, first_parent=first_parent, fail_on=fail_on, cache=not no_cache
    )
    told(done, form=form, output=output, show_notes=show_notes)
    return int(done.fails)
