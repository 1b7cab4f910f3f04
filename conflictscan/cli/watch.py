"""`conflictscan watch`: scans again whenever one of the two sides moves."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("watch")
@click.argument("theirs", metavar="[THEIRS]", required=False)
@click.option("--ours", metavar="REV", default="HEAD", show_default=True, help="What is being worked on.")
@click.option(
    "--repo",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The repository, or a folder in it; the current folder if not given.",
)
@click.option(
    "--interval",
    metavar="SECONDS",
    type=click.FloatRange(min=0.05, max=3600),
    default=2.0,
    show_default=True,
    help="How often to look whether a side has moved.",
)
@click.option("--once", is_flag=True, help="Scan once, as a line a finding, and stop.")
@click.option("--show-notes", is_flag=True, help="Report notes too.")
def command(
    *, theirs: str | None, ours: str, repo: Path, interval: float, once: bool, show_notes: bool
) -> int:
    """Scan HEAD against THEIRS, and again whenever either of them moves; tell what is new and what is gone.

    Without THEIRS, the branch that HEAD would merge into. With `--ours :worktree` the files as they stand are
    watched. Nothing is fetched: another command has to bring what others push. Ctrl-C ends it.

    Exit status: that of the last scan; 2 where the first could not be made.
    """
    from conflictscan.cli.watching import Watch  # noqa: PLC0415 - not at start-up

    watch = Watch(repo, ours, theirs, show_notes=show_notes)
    return watch.once() if once else watch.run(interval)
