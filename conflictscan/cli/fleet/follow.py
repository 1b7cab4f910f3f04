"""`conflictscan follow`: the life of one symbol."""

from __future__ import annotations

from pathlib import Path

import click

from conflictscan.cli.completing import revisions
from conflictscan.cli.fleet.options import caches, shows


@click.command("follow")
@click.argument("symbol", metavar="SYMBOL")
@click.argument("range_", metavar="[RANGE]", default="HEAD", shell_complete=revisions)
@click.option(
    "--repo",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The repository, or a folder in it; the current folder if not given.",
)
@shows("console", "json", "markdown")
@caches
def command(*, symbol: str, range_: str, repo: Path, form: str, output: Path | None, no_cache: bool) -> int:
    """Tell the life of SYMBOL, the latest change first, back to where it was added, through renames and moves.

    SYMBOL is written `app.users.User.get`, or `app/users.py:User.get` in any language, as RANGE has it at its end.
    History is followed along first parents: a merge counts as one change.

    Exit status: 0; 2 could not tell.
    """
    from conflictscan.cli.fleet.logging import LogOptions, Way, followed  # noqa: PLC0415 - not at start-up

    return followed(LogOptions(repository=repo, cache=not no_cache), symbol, range_, Way(form, output))
