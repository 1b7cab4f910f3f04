"""Options that all commands for many branches have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from conflictscan.cli.completing import revisions
from conflictscan.config import FAIL_ON

if TYPE_CHECKING:
    from collections.abc import Callable

_Command = TypeVar("_Command", bound="Callable[..., object]")

_CHOOSING = (
    click.argument("names", metavar="[BRANCH]…", nargs=-1, shell_complete=revisions),
    click.option(
        "--target",
        metavar="REV",
        shell_complete=revisions,
        help="What all branches land on; the branch that HEAD would merge into if not given.",
    ),
    click.option(
        "--glob", "globs", metavar="PATTERN", multiple=True, help="Branches whose names match, as `team/*`."
    ),
    click.option(
        "--prs", "pulls", is_flag=True, help="The pull requests that were fetched (refs/pull/*/head)."
    ),
    click.option(
        "--most",
        metavar="N",
        type=click.IntRange(2, 5000),
        default=50,
        show_default=True,
        help="Of what is not named, the latest N.",
    ),
    click.option(
        "--repo",
        metavar="DIR",
        type=click.Path(path_type=Path),
        default=Path(),
        help="The repository, or a folder in it; the current folder if not given.",
    ),
)


def chooses_branches(command: _Command) -> _Command:
    """Which branches, and where they are."""
    for option in reversed(_CHOOSING):
        command = option(command)
    return command


def shows(*formats: str) -> Callable[[_Command], _Command]:
    """In which form, and where to."""

    def with_options(command: _Command) -> _Command:
        form = click.option(
            "--format", "form", type=click.Choice(formats), default=formats[0], show_default=True
        )
        output = click.option(
            "--output", metavar="FILE", type=click.Path(path_type=Path), help="Write the report to a file."
        )
        return form(output(command))

    return with_options


def fails_on(command: _Command) -> _Command:
    """From which severity on it fails."""
    return click.option(
        "--fail-on",
        type=click.Choice(FAIL_ON),
        help="The least severity that counts as a conflict. [default: error]",
    )(command)


def caches(command: _Command) -> _Command:
    """Whether what was read once is believed."""
    return click.option("--no-cache", is_flag=True, help="Read every file anew.")(command)
