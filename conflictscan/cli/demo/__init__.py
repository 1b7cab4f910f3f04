"""`conflictscan demo`: the main job on a repository that everybody has at hand."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("demo")
@click.option(
    "--keep",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Build the repository in this new or empty folder, and leave it there.",
)
def command(keep: Path | None) -> None:
    """Build a small repository whose branches break main without a textual conflict; scan them."""
    import tempfile  # noqa: PLC0415 - not at start-up

    from conflictscan.cli.demo.tour import tour  # noqa: PLC0415

    if keep is not None:
        tour(keep, kept=True)
        return
    with tempfile.TemporaryDirectory(prefix="conflictscan-demo-") as folder:
        tour(Path(folder), kept=False)
