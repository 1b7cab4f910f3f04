"""`conflictscan cache`: what is kept of parsed files."""

from __future__ import annotations

from contextlib import closing

import click

_MEGABYTE = 1024 * 1024


@click.group("cache")
def command() -> None:
    """Show or clear the cache of parsed files.

    It stands in the user's cache folder, or in CONFLICTSCAN_CACHE_DIR. It only saves time: clearing it is
    always safe.
    """


@command.command("info")
def info() -> int:
    """Say where the cache is and how much it holds."""
    from conflictscan.cache import FactCache  # noqa: PLC0415 - sqlite3 is not needed for --help

    with closing(FactCache.open()) as cache:
        held = cache.info()
        click.echo(f"{held.path or 'nowhere'}: {held.entries} files, {held.size / _MEGABYTE:.1f} MB")
        if cache.problem:
            click.echo(f"conflictscan: {cache.problem}", err=True)
    return 0


@command.command("clear")
def clear() -> int:
    """Forget all parsed files."""
    from conflictscan.cache import FactCache  # noqa: PLC0415 - sqlite3 is not needed for --help

    with closing(FactCache.open()) as cache:
        held = cache.clear()
        click.echo(f"{held.path or 'nowhere'}: cleared, {held.entries} files, {held.size / _MEGABYTE:.1f} MB")
    return 0
