"""`conflictscan verify`: a checker or the tests on both sides and on the merge."""

from __future__ import annotations

from pathlib import Path

import click

_FORMATS = ("console", "json")
_PARSERS = ("auto", "sarif", "pyright", "ruff", "eslint", "mypy", "junit", "pytest", "lines")


@click.command("verify")
@click.argument("ours", metavar="OURS")
@click.argument("theirs", metavar="THEIRS")
@click.argument("checker", metavar="-- CMD…", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option("--base", metavar="REV", help="Take this as the merge base.")
@click.option(
    "--repo",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The repository, or a folder in it, where the command runs in each tree; the current folder if not given.",
)
@click.option("--format", "form", type=click.Choice(_FORMATS), default="console", show_default=True)
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path), help="Write the report to a file.")
@click.option(
    "--parser", type=click.Choice(_PARSERS), default="auto", show_default=True, help="What CMD prints."
)
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True),
    default=600.0,
    show_default=True,
    help="The time each run may take.",
)
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    default=3,
    show_default=True,
    help="Runs at a time; 1 for tests that share a port or a database.",
)
@click.option("--keep", is_flag=True, help="Leave the three trees where they are, and say where.")
@click.option("--show-notes", is_flag=True, help="Lay the problems beside notes too.")
@click.option("--no-cache", is_flag=True, help="Read every file anew.")
def command(  # noqa: PLR0913 - one parameter an option
    *,
    ours: str,
    theirs: str,
    checker: tuple[str, ...],
    base: str | None,
    repo: Path,
    form: str,
    output: Path | None,
    parser: str,
    timeout: float,
    jobs: int,
    keep: bool,
    show_notes: bool,
    no_cache: bool,
) -> int:
    """Run CMD on OURS, on THEIRS and on their merge, and report what only the merge has.

    Unlike a scan, this executes code of the repository: use it for branches whose code you would run. The three
    trees are throw-away folders outside of the repository, which is not written to. CMD may be any checker that
    prints SARIF, JSON (pyright, mypy, ruff, eslint), JUnit XML or `file:line: error: …`, or pytest.

    Exit status: 0 no problem in the merge alone; 1 some; 2 could not scan, or CMD could not be run, did not end,
    or printed what nobody can read.
    """
    from conflictscan.cli.verifying import Wanted, run_verify  # noqa: PLC0415 - not at start-up

    wanted = Wanted(ours, theirs, base, checker, parser, timeout, jobs, keep=keep, notes=show_notes)
    return run_verify(repo, wanted, form=form, output=output, cache=not no_cache)
