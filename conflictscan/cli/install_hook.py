"""`conflictscan install-hook`: plain git hooks, for those who do without the pre-commit program."""

from __future__ import annotations

from pathlib import Path

import click

_STAGES = ("pre-commit", "pre-merge-commit", "pre-push")


@click.command("install-hook")
@click.argument("stages", metavar="[STAGE]...", nargs=-1, type=click.Choice(_STAGES))
@click.option(
    "--repo", metavar="DIR", type=click.Path(path_type=Path), default=Path(), help="The repository."
)
@click.option("--chain", is_flag=True, help="Keep a hook that is there, and run it first.")
@click.option("--uninstall", is_flag=True, help="Remove our hooks, and put chained ones back.")
def command(*, stages: tuple[str, ...], repo: Path, chain: bool, uninstall: bool) -> None:
    """Install the git hooks (all of pre-commit, pre-merge-commit and pre-push if none is named).

    A hook that somebody else installed is never overwritten. The folder is the one git uses: that of the
    repository, shared by its worktrees, or `core.hooksPath`.
    """
    from conflictscan.cli import hook_scripts  # noqa: PLC0415 - not at start-up
    from conflictscan.cli.output import write  # noqa: PLC0415

    chosen = stages or _STAGES
    hooks = hook_scripts.hooks_folder(repo)
    if uninstall:
        for hook in hook_scripts.uninstall(hooks, chosen):
            write(f"removed {hook}\n")
        return
    hook_scripts.check_belongs(repo, hooks)
    for hook in hook_scripts.install(hooks, chosen, chain=chain):
        write(f"installed {hook}\n")
