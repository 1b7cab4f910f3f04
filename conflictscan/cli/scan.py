"""`conflictscan scan`: two branches in, a report and an exit status out."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from conflictscan.cli.options import codes
from conflictscan.config import FAIL_ON

_FORMATS = ("console", "json")


@click.command("scan")
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
@click.option("--format", "form", type=click.Choice(_FORMATS), default="console", show_default=True)
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path), help="Write the report to a file.")
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    help="The least severity that gives exit status 1. [default: error]",
)
@click.option("--select", metavar="C,…", multiple=True, callback=codes, help="Only these rules.")
@click.option("--ignore", metavar="C,…", multiple=True, callback=codes, help="Not these rules.")
@click.option("--show-notes", is_flag=True, help="Report notes too.")
@click.option(
    "--baseline",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Suppress the findings that this file lists.",
)
@click.option(
    "--write-baseline",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write a file that accepts all present findings.",
)
@click.option("--no-cache", is_flag=True, help="Read every file anew.")
@click.option("-v", "--verbose", is_flag=True, help="Tell on standard error what was decided and why.")
def command(  # noqa: PLR0913 - one parameter an option
    *,
    ours: str | None,
    theirs: str | None,
    base: str | None,
    repo: Path,
    form: str,
    output: Path | None,
    fail_on: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    show_notes: bool,
    baseline: Path | None,
    write_baseline: Path | None,
    no_cache: bool,
    verbose: bool,
) -> int:
    """Scan OURS against THEIRS for conflicts that git does not see.

    Without arguments HEAD is scanned against the branch it would merge into; with one, HEAD against that.
    `:index` and `:worktree` name the staged and the work-tree state.

    Exit status: 0 nothing at or above --fail-on; 1 findings; 2 could not scan.
    """
    # Not at start-up: `--help` needs none of these.
    from conflictscan.baseline import baseline as baseline_file  # noqa: PLC0415
    from conflictscan.cli.output import note, write  # noqa: PLC0415
    from conflictscan.cli.present import present  # noqa: PLC0415
    from conflictscan.cli.scanning import Overrides, Pair, scanned  # noqa: PLC0415

    if verbose:
        logging.basicConfig(level=logging.DEBUG, format="%(name)s: %(message)s")
    pair = Pair(ours, theirs, base) if ours and theirs else Pair("HEAD", ours, base)
    overrides = Overrides(select or None, ignore, fail_on, baseline, accept_none=write_baseline is not None)
    with scanned(repo, pair, overrides, cache=not no_cache) as result:
        if write_baseline is not None:
            write(baseline_file(result.report.findings), write_baseline)
            note(f"conflictscan: {write_baseline} accepts {len(result.report.findings)} findings")
            return 0
        present(result, form=form, output=output, show_notes=show_notes)
        return int(result.fails)
