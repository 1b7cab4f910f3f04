"""`conflictscan scan`: two branches in, a report and an exit status out."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conflictscan.cli.completing import revisions, rule_list
from conflictscan.cli.options import codes
from conflictscan.config import FAIL_ON
from conflictscan.report.formats import FORMATS

if TYPE_CHECKING:
    from conflictscan.cli.scanning import Pair


@click.command("scan")
@click.argument("ours", metavar="[OURS]", required=False, shell_complete=revisions)
@click.argument("theirs", metavar="[THEIRS]", required=False, shell_complete=revisions)
@click.option("--base", metavar="REV", shell_complete=revisions, help="Take this as the merge base.")
@click.option(
    "--result",
    metavar="REV",
    shell_complete=revisions,
    help="Audit this merge of both sides instead of git's own.",
)
@click.option(
    "--repo",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The repository, or a folder in it; the current folder if not given.",
)
@click.option("--format", "form", type=click.Choice(tuple(FORMATS)), default="console", show_default=True)
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path), help="Write the report to a file.")
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    help="The least severity that gives exit status 1. [default: error]",
)
@click.option(
    "--select",
    metavar="C,…",
    multiple=True,
    callback=codes,
    shell_complete=rule_list,
    help="Only these rules.",
)
@click.option(
    "--ignore",
    metavar="C,…",
    multiple=True,
    callback=codes,
    shell_complete=rule_list,
    help="Not these rules.",
)
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
    result: str | None,
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

    With --result, the merge that somebody made of both is looked at (a merge commit, what a rebase or a squash
    gave, `:index` or `:worktree` of a merge in progress), and what it has lost of either side is reported too.
    The sides of a merge commit, or of a merge in progress, need not be named.

    Exit status: 0 nothing at or above --fail-on; 1 findings; 2 could not scan.
    """
    # Not at start-up: `--help` needs none of these.
    from conflictscan.baseline import baseline as baseline_file  # noqa: PLC0415
    from conflictscan.cli.output import note, write  # noqa: PLC0415
    from conflictscan.cli.present import present  # noqa: PLC0415
    from conflictscan.cli.scanning import Overrides, scanned  # noqa: PLC0415

    if verbose:
        logging.basicConfig(level=logging.DEBUG, format="%(name)s: %(message)s")
    pair = _pair(repo, (ours, theirs), base, result)
    overrides = Overrides(select or None, ignore, fail_on, baseline, accept_none=write_baseline is not None)
    with scanned(repo, pair, overrides, cache=not no_cache, neighbourhoods=form == "html") as done:
        if write_baseline is not None:
            write(baseline_file(done.report.findings), write_baseline)
            note(f"conflictscan: {write_baseline} accepts {len(done.report.findings)} findings")
            return 0
        present(done, form=form, output=output, show_notes=show_notes)
        return int(done.fails)


def _pair(repo: Path, sides: tuple[str | None, str | None], base: str | None, result: str | None) -> Pair:
    """What the arguments name, or what a result that is named alone was made of."""
    from conflictscan.cli.scanning import Pair  # noqa: PLC0415 - not at start-up

    ours, theirs = sides
    if ours and theirs:
        return Pair(ours, theirs, base, result=result)
    if result is None:
        return Pair("HEAD", ours, base)
    if ours or base:
        raise click.UsageError("with --result name both sides, or neither and no --base")
    from conflictscan.cli.auditing import merged_pair  # noqa: PLC0415 - not at start-up

    return merged_pair(repo, result)
