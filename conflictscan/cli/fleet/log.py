"""`conflictscan log`: the changes of a range of commits, by symbol."""

from __future__ import annotations

from pathlib import Path

import click

from conflictscan.cli.completing import revisions
from conflictscan.cli.fleet.options import caches, shows


@click.command("log")
@click.argument("range_", metavar="[RANGE]", default="HEAD", shell_complete=revisions)
@click.option(
    "--since-branch",
    metavar="BRANCH",
    shell_complete=revisions,
    help="What RANGE has got since this branch forked from it.",
)
@click.option(
    "--symbol", "symbols", metavar="NAME", multiple=True, help="Only symbols of this name, as `User.*`."
)
@click.option("--path", "paths", metavar="GLOB", multiple=True, help="Only this file, or this folder.")
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(("added", "removed", "renamed", "moved", "changed")),
    multiple=True,
    help="Only what was done so.",
)
@click.option(
    "--first-parent", is_flag=True, help="A merge as one change, and not the commits that it brought."
)
@click.option(
    "--repo",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The repository, or a folder in it; the current folder if not given.",
)
@shows("console", "json", "markdown")
@caches
def command(  # noqa: PLR0913 - one parameter an option
    *,
    range_: str,
    since_branch: str | None,
    symbols: tuple[str, ...],
    paths: tuple[str, ...],
    kinds: tuple[str, ...],
    first_parent: bool,
    repo: Path,
    form: str,
    output: Path | None,
    no_cache: bool,
) -> int:
    """Tell what changed in RANGE, by symbol: added, removed, renamed, moved, signatures, values, imports, requirements.

    RANGE is a revision, whose whole history is told, or SINCE..TIP. Layout and comments are no change. JSON is a line
    for each event.

    Exit status: 0; 2 could not tell.
    """
    from conflictscan.cli.fleet.logging import LogOptions, Wanted, Way, logged  # noqa: PLC0415 - not at start-up

    options = LogOptions(
        repository=repo, since_branch=since_branch, first_parent=first_parent, cache=not no_cache
    )
    return logged(options, range_, Wanted(symbols, paths, kinds), Way(form, output))
