"""`conflictscan fix`: the mechanical fixes of a scan as one patch."""

from __future__ import annotations

from pathlib import Path

import click

from conflictscan.cli.options import codes
from conflictscan.config import FAIL_ON


@click.command("fix")
@click.argument("ours", metavar="[OURS]", required=False)
@click.argument("theirs", metavar="[THEIRS]", required=False)
@click.option("--base", metavar="REV", help="Take this as the merge base.")
@click.option(
    "--repo",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The repository, or a folder in it; the current folder if not given.",
)
@click.option(
    "--apply",
    "applied",
    is_flag=True,
    help="Edit the work tree of the merge that is under way; print nothing.",
)
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path), help="Write the patch to a file.")
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    help="The least severity that, left unmended, gives exit status 1. [default: error]",
)
@click.option("--select", metavar="C,…", multiple=True, callback=codes, help="Only these rules.")
@click.option("--ignore", metavar="C,…", multiple=True, callback=codes, help="Not these rules.")
@click.option("--show-notes", is_flag=True, help="Mend notes too.")
@click.option("--no-cache", is_flag=True, help="Read every file anew.")
def command(  # noqa: PLR0913 - one parameter an option
    *,
    ours: str | None,
    theirs: str | None,
    base: str | None,
    repo: Path,
    applied: bool,
    output: Path | None,
    fail_on: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    show_notes: bool,
    no_cache: bool,
) -> int:
    """Print a patch of the merge of OURS and THEIRS that mends what can be mended mechanically.

    It applies to the merged tree: after `git merge --no-commit THEIRS`, `git apply` takes it, and --apply does
    the same by itself. Each fix has been tried: the finding goes away and no other comes. Without arguments it
    is the merge that is under way, else HEAD against the branch it would merge into.

    Exit status: 0 nothing at or above --fail-on is left when the patch is applied; 1 findings are left; 2 could
    not scan, or could not edit the work tree, of which nothing is changed then.
    """
    from conflictscan.cli.fixing import Wanted, run_fix  # noqa: PLC0415 - not at start-up

    wanted = Wanted(ours, theirs, base, apply=applied, notes=show_notes)
    return run_fix(repo, wanted, output=output, rules=(select or None, ignore, fail_on), cache=not no_cache)
