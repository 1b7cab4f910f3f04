"""`conflictscan cache`: what is kept of parsed files."""

from __future__ import annotations

from pathlib import Path

import click

_REPOSITORY = click.option(
    "--repo", metavar="DIR", type=click.Path(path_type=Path), default=Path(), help="The repository."
)
