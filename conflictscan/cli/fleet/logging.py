"""Tells events, those that are wanted."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from conflictscan.cli.fleet.ranges import ends
from conflictscan.cli.fleet.showing import view_of
from conflictscan.cli.output import write
from conflictscan.cli.progress import progress
from conflictscan.config import matches
from conflictscan.facts.errors import UsageError
from conflictscan.fleet.log import LogOptions, events, life
from conflictscan.report.fleet.log import console_log, json_log, markdown_log

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conflictscan.changes.account import Row
    from conflictscan.changes.events import Event


class Wanted(NamedTuple):
    """What to tell; nothing given means everything."""

    symbols: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def has(self, row: Row) -> bool:
        """Whether a difference is wanted, by its new or its old name and place."""
        names = [name for name in (row.name, row.old_name) if name]
        places = [path for path in (row.path, row.old_path) if path]
        named = any(
            fnmatchcase(part, pattern)
            for pattern in self.symbols
            for name in names
            for part in (name, name.rpartition(".")[2])
        )
        placed = any(matches(pattern, path) for pattern in self.paths for path in places)
        return (
            (named or not self.symbols)
            and (placed or not self.paths)
            and (row.what in self.kinds or not self.kinds)
        )


class Way(NamedTuple):
    """In which form, and where to."""

    form: str
    output: Path | None


def logged(options: LogOptions, range_: str, wanted: Wanted, way: Way) -> int:
    """Show the events of a range."""
    since, tip = ends(range_)
    if since is not None and options.since_branch is not None:
        raise UsageError("--since-branch says where the range begins; name its end alone")
    options = msgspec.structs.replace(options, tip=tip, since=since)
    with progress("commits") as tell:
        found = [event for event in events(options, tell) if wanted.has(event.row)]
    return _shown(found, way)


def followed(options: LogOptions, symbol: str, range_: str, way: Way) -> int:
    """Show the life of a symbol."""
    since, tip = ends(range_)
    options = msgspec.structs.replace(options, tip=tip, since=since)
    with progress("commits") as tell:
        found = list(life(options, symbol, tell))
    return _shown(found, way)


def _shown(found: Sequence[Event], way: Way) -> int:
    if way.form == "json":
        write(json_log(found), way.output)
    else:
        render = markdown_log if way.form == "markdown" else console_log
        write(render(found, view_of(way.output)), way.output)
    return 0
