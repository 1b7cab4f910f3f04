"""`conflictscan status`: what branches have read of the target, and whether that still holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from conflictscan.cli.fleet.options import caches, chooses_branches, shows

if TYPE_CHECKING:
    from pathlib import Path


@click.command("status")
@chooses_branches
@shows("console", "json", "markdown")
@caches
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
    no_cache: bool,
) -> int:
    """Say which branches stand on stale ground: what their new code uses of the target, and what became of that.

    Every definition that the new code of a branch uses was read in the version that it had where the branch forked. It
    is fresh where the target has it still, behind where it changed and the branch does not notice, broken where
    the branch breaks by it. The commits that changed it are named.

    Exit status: 0 nothing is broken; 1 something is; 2 could not tell.
    """
    from conflictscan.cli.fleet.comparing import Ask  # noqa: PLC0415 - not at start-up
    from conflictscan.cli.fleet.standing import stood  # noqa: PLC0415

    ask = Ask(repo, names, globs, pulls=pulls, most=most, target=target, cache=not no_cache)
    return stood(ask, form=form, output=output)
