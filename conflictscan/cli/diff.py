"""`conflictscan diff`: what one revision has otherwise than another, by symbol."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("diff")
@click.argument("base", metavar="BASE")
@click.argument("side", metavar="SIDE")
@click.option(
    "--repo",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The repository, or a folder in it; the current folder if not given.",
)
@click.option("--path", "paths", metavar="PATH", multiple=True, help="Only this file, or this folder.")
@click.option(
    "--format", "form", type=click.Choice(("console", "json")), default="console", show_default=True
)
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path), help="Write the diff to a file.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 where there is a difference in meaning.")
@click.option("--no-cache", is_flag=True, help="Read every file anew.")
def command(  # noqa: PLR0913 - one parameter an option
    *,
    base: str,
    side: str,
    repo: Path,
    paths: tuple[str, ...],
    form: str,
    output: Path | None,
    exit_code: bool,
    no_cache: bool,
) -> int:
    """Say what SIDE changed since BASE, by symbol.

    Definitions added, removed, renamed, moved; signatures with their old and new form; bodies, defaults, values,
    base classes, decorators; imports, requirements and settings. Layout and comments are no difference.
    `:index` and `:worktree` name the staged and the work-tree state.

    Exit status: 0; with --exit-code 1 where there is a difference; 2 could not compare.
    """
    from conflictscan.cli.differing import differences  # noqa: PLC0415 - not at start-up
    from conflictscan.cli.output import screen, write  # noqa: PLC0415

    found = differences(repo, (base, side), paths, cache=not no_cache)
    from conflictscan.report.differences import console_differences, json_differences  # noqa: PLC0415

    if form == "json":
        write(json_differences(found.rows, found.sides, found.unread), output)
    else:
        place = screen(output)
        text = console_differences(
            found.rows, found.unread, width=place.width, colour=place.colour, unicode=place.unicode
        )
        write(text, output)
    return int(exit_code and bool(found.rows))
