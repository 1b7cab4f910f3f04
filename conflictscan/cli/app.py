"""The `conflictscan` command: its subcommands are modules, loaded when called."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import click

from conflictscan import __version__
from conflictscan.facts.spelling import did_you_mean

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMPLETE_VARIABLE = "_CONFLICTSCAN_COMPLETE"  # how click calls what a shell asks by

# name -> (module, short help). The help stands here so that `--help` loads no command.
COMMANDS = {
    "init": ("conflictscan.cli.init", "Set up a repository: configuration, hooks, workflow."),
    "scan": ("conflictscan.cli.scan", "Scan two branches for conflicts that git does not see."),
    "watch": ("conflictscan.cli.watch", "Scan again whenever one of two branches moves."),
    "diff": ("conflictscan.cli.diff", "Say what one revision changed since another, by symbol."),
    "fix": ("conflictscan.cli.fix", "Print a patch of what can be mended mechanically, or apply it."),
    "verify": ("conflictscan.cli.verify", "Run a checker or the tests on both sides and on their merge."),
    "matrix": ("conflictscan.cli.fleet.matrix", "Compare all pairs of many branches on one target."),
    "plan": ("conflictscan.cli.fleet.plan", "Plan the order in which many branches land."),
    "integrate": ("conflictscan.cli.fleet.integrate", "Merge the branches that go together, at once."),
    "status": ("conflictscan.cli.fleet.status", "Say which branches stand on stale ground."),
    "log": ("conflictscan.cli.fleet.log", "Tell the changes of a range of commits, by symbol."),
    "follow": ("conflictscan.cli.fleet.follow", "Tell the life of one symbol, across renames."),
    "audit": ("conflictscan.cli.fleet.audit", "Find what merges of the past have lost."),
    "explain": ("conflictscan.cli.explain", "Say what a rule checks, why, and what to do."),
    "rules": ("conflictscan.cli.rules", "List the rules."),
    "config": ("conflictscan.cli.config", "Show or check the configuration."),
    "demo": ("conflictscan.cli.demo", "Build a small repository of classic failures and scan it."),
    "install-hook": ("conflictscan.cli.install_hook", "Install (or remove) the git hooks."),
    "hook": ("conflictscan.cli.hook", "Scan what git is about to merge, commit or push."),
    "ci": ("conflictscan.cli.ci", "Scan what a GitHub Actions job is about."),
    "doctor": ("conflictscan.cli.doctor", "Check the installation and the repository."),
    "completion": ("conflictscan.cli.completion", "Print the script that makes a shell complete."),
    "cache": ("conflictscan.cli.cache", "Show or clear the cache of parsed files."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of their use."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, which is the module's `command`."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(COMMANDS[cmd_name][0]).command
        assert isinstance(command, click.Command)  # noqa: S101 - a slip in the table above
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of `--help`, from the table alone."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands from the table, and the options of the program; a Tab loads no command."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - after a Tab alone

        names = [
            CompletionItem(name, help=text)
            for name, (_, text) in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest name in the message."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            raise click.UsageError(f"no such command {name!r}{did_you_mean(name, COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, "-V", "--version", message="conflictscan %(version)s")
def app() -> None:
    """Find what two branches break together although git merges them cleanly."""
