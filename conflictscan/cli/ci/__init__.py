"""`conflictscan ci`: what a GitHub Actions job is about, scanned. The action of this repository calls it."""

from __future__ import annotations

import click


@click.command("ci")
def command() -> int:
    """Scan what a GitHub Actions job is about; the action calls it.

    A pull request is scanned against its target, a merge group or a push by the merges in it, and a job that
    runs by the clock or by hand scans all open pull requests against each other. History that a shallow clone
    lacks is fetched. Inputs come from the environment: docs/github-action.md names them.

    Exit status as for `conflictscan scan`.
    """
    from conflictscan.cli.ci.action import run_action  # noqa: PLC0415 - not at start-up

    return run_action()
