"""`conflictscan matrix`: all pairs of many branches against one target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from conflictscan.cli.fleet.options import caches, chooses_branches, fails_on, shows

if TYPE_CHECKING:
    from pathlib import Path


@click.command("matrix")
@chooses_branches
@shows("console", "json", "markdown", "html")
@fails_on
@click.option("--show-notes", is_flag=True, help="Report notes too.")
@click.option("--pairs-only", is_flag=True, help="Do not look for what only three branches or more break.")
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
