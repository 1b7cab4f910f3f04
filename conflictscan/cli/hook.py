"""`conflictscan hook`: what the git hooks and the pre-commit program call."""

from __future__ import annotations

from pathlib import Path

import click

_STAGES = ("pre-commit", "pre-merge-commit", "pre-push", "manual")


@click.command("hook")
@click.argument("stage", required=False, type=click.Choice(_STAGES))
@click.argument("arguments", nargs=-1)
@click.option(
    "--repo", metavar="DIR", type=click.Path(path_type=Path), default=Path(), help="The repository."
)
def command(*, stage: str | None, arguments: tuple[str, ...], repo: Path) -> int:
    """Scan what git is about to merge, commit or push.

    A merge in progress is scanned as git merges it; what is pushed, against the branch it would merge into;
    what is committed, as the index stands, against that branch. Without a STAGE, as from the pre-commit
    program, the situation tells. Exit status as for `conflictscan scan`; 0 where nothing is there to compare.
    """
    from conflictscan.cli.hooking import run_hook  # noqa: PLC0415 - not at start-up

    del arguments  # the remote's name and address; the target is found as for every scan
    return run_hook(repo, stage)
