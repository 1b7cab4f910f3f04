"""`conflictscan doctor`: whether a scan can do here what it should."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command("doctor")
@click.option(
    "--repo",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The repository, or a folder in it; the current folder if not given.",
)
@click.option(
    "--format", "form", type=click.Choice(("console", "json")), default="console", show_default=True
)
def command(repo: Path, form: str) -> int:
    """Check the installation and the repository: git, grammars, cache, hooks, target, configuration, plug-ins.

    Exit status: 0 nothing failed; 1 something did. A warning is no failure.
    """
    from conflictscan.cli.examination import FAIL, examined, told  # noqa: PLC0415 - not at start-up
    from conflictscan.cli.output import write  # noqa: PLC0415

    checks = list(examined(repo))
    failed = any(check.status == FAIL for check in checks)
    if form == "json":
        rows = [check._asdict() for check in checks]
        write(json.dumps({"schema_version": "1", "ok": not failed, "checks": rows}, indent=2) + "\n")
    else:
        write(told(checks))
    return int(failed)
