"""`conflictscan completion`: the script that makes a shell complete the command line."""

from __future__ import annotations

import click


@click.command("completion")
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def command(shell: str) -> None:
    """Print the script that completes commands, options, revisions, rules and formats.

    In ~/.bashrc: `source <(conflictscan completion bash)`

    In ~/.zshrc, after compinit: `source <(conflictscan completion zsh)`

    In ~/.config/fish/config.fish: `conflictscan completion fish | source`
    """
    from conflictscan.cli.output import write  # noqa: PLC0415 - not at start-up
    from conflictscan.cli.shells import script  # noqa: PLC0415

    write(script(shell))
