"""`conflictscan rules`: the list of rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

_COLUMNS = ("code", "severity", "name", "summary")


@click.command("rules")
@click.option(
    "--format", "form", type=click.Choice(("console", "json")), default="console", show_default=True
)
@click.option(
    "--repo",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The repository whose plug-ins are listed too.",
)
def command(form: str, repo: Path) -> None:
    """List the rules, with those of plug-ins where the configuration names some.

    `conflictscan explain CODE` says more of one.
    """
    from conflictscan.cli.holding import configured_rules  # noqa: PLC0415 - not at start-up
    from conflictscan.cli.output import screen, write  # noqa: PLC0415

    rows = [
        {
            "code": rule.code,
            "name": rule.name,
            "summary": rule.summary,
            "severity": rule.severity.value,
            "languages": list(rule.languages),
            "since": rule.since,
            "preview": rule.rule.preview,
            "plugin": rule.plugin or None,
        }
        for rule in configured_rules(repo).rules
    ]
    if form == "json":
        write(json.dumps({"schema_version": "1", "rules": rows}, indent=2) + "\n")
        return
    from conflictscan.report.table import table  # noqa: PLC0415 - rich is slow to load

    place = screen(None)
    cells = [[_cell(row, column) for column in _COLUMNS] for row in rows]
    write(table(_COLUMNS, cells, width=place.width, colour=place.colour))


def _cell(row: Mapping[str, object], column: str) -> str:
    if column != "summary":
        return str(row[column])
    preview = " (preview)" if row["preview"] else ""
    plugin = f" (plug-in {row['plugin']})" if row["plugin"] else ""
    return f"{row['summary']}{preview}{plugin}"
