"""`conflictscan config`: the configuration that holds, and whether one is valid."""

from __future__ import annotations

from pathlib import Path

import click

from conflictscan.cli.completing import revisions, revisions_or_files, rule_list
from conflictscan.cli.scan import codes
from conflictscan.config import FAIL_ON


@click.group("config")
def command() -> None:
    """Show the configuration that holds for a scan, or check one.

    docs/configuration.md says what can be set.
    """


@command.command("show")
@click.argument("ours", metavar="[OURS]", required=False, shell_complete=revisions)
@click.argument("theirs", metavar="[THEIRS]", required=False, shell_complete=revisions)
@click.option(
    "--repo",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The repository, or a folder in it; the current folder if not given.",
)
@click.option("--format", "form", type=click.Choice(("toml", "json")), default="toml", show_default=True)
@click.option("--fail-on", type=click.Choice(FAIL_ON), help="As in `conflictscan scan`.")
@click.option(
    "--select",
    metavar="C,…",
    multiple=True,
    callback=codes,
    shell_complete=rule_list,
    help="As in `conflictscan scan`.",
)
@click.option(
    "--ignore",
    metavar="C,…",
    multiple=True,
    callback=codes,
    shell_complete=rule_list,
    help="As in `conflictscan scan`.",
)
@click.option(
    "--baseline", metavar="FILE", type=click.Path(path_type=Path), help="As in `conflictscan scan`."
)
def show(  # noqa: PLR0913 - one parameter an option
    *,
    ours: str | None,
    theirs: str | None,
    repo: Path,
    form: str,
    fail_on: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    baseline: Path | None,
) -> None:
    """Show every setting as a scan of OURS against THEIRS would have it, and where it comes from.

    Arguments and options mean what they mean for `conflictscan scan`. The TOML is a valid conflictscan.toml.
    """
    from conflictscan.cli.effective import effective, in_json, in_toml  # noqa: PLC0415 - not at start-up
    from conflictscan.cli.output import write  # noqa: PLC0415
    from conflictscan.cli.scanning import Overrides  # noqa: PLC0415

    pair = (ours, theirs) if ours and theirs else ("HEAD", ours)
    found = effective(repo, pair, Overrides(select or None, ignore, fail_on, baseline))
    write(in_json(found) if form == "json" else in_toml(found))


@command.command("check")
@click.argument("what", metavar="[FILE|REV]", required=False, shell_complete=revisions_or_files)
@click.option(
    "--repo",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The repository, or a folder in it; the current folder if not given.",
)
def check(*, what: str | None, repo: Path) -> int:
    """Check a configuration file, the one of a revision, or, if nothing is named, the one in the work tree.

    All that is wrong is told at once. Exit status: 0 valid; 1 not valid; 2 there is no such file or revision.
    """
    from conflictscan.cli.checking import checked  # noqa: PLC0415 - not at start-up
    from conflictscan.cli.output import write  # noqa: PLC0415
    from conflictscan.report.display import displayed  # noqa: PLC0415

    found = checked(what, repo)
    lines = [*(f"error: {text}" for text in found.errors), *(f"warning: {text}" for text in found.warnings)]
    write("".join(f"{displayed(line)}\n" for line in (*lines, found.verdict)))
    return int(bool(found.errors))
