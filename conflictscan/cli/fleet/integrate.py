"""`conflictscan integrate`: merges the branches that go together, as one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from conflictscan.cli.fleet.options import caches, chooses_branches, fails_on, shows

if TYPE_CHECKING:
    from pathlib import Path


@click.command("integrate")
@chooses_branches
@click.option(
    "--into", metavar="BRANCH", help="Make this new branch of the result, and leave the target alone."
)
@click.option("--dry-run", is_flag=True, help="Say what would be merged, and write nothing.")
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
    into: str | None,
    dry_run: bool,
    form: str,
    output: Path | None,
    fail_on: str | None,
    no_cache: bool,
) -> int:
    """Merge the branches that go together into the target, all at once or not at all.

    They are merged in memory, in the order of `conflictscan plan`, each into what those before it gave, and each step
    is scanned. A branch that conflicts, in text or in meaning, is left out whole, with the reason. Then the target
    moves, if it is still where it was; if somebody else has moved it, all begins anew on what is there now. Whatever
    interrupts the command, the repository is as it was before, or as it should be after.

    This command writes to the repository: merge commits, and one branch. A target that is checked out is left alone,
    as its files would no longer be those of the branch; --into makes a new branch of the result instead.

    Exit status: 0 all were merged; 1 some were left out; 2 nothing was changed, and why.
    """
    from conflictscan.cli.fleet.comparing import Ask  # noqa: PLC0415 - not at start-up
    from conflictscan.cli.fleet.integrating import integrated  # noqa: PLC0415

    if into is not None and dry_run:
        raise click.UsageError("--into writes a branch, and --dry-run writes nothing; give one of them")
    ask = Ask(repo, names, globs, pulls=pulls, most=most, target=target, fail_on=fail_on, cache=not no_cache)
    return integrated(ask, into=into, dry_run=dry_run, form=form, output=output)
