"""Files that say something about database tables, and the order in which a tool runs them. Parses none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from conflictscan.sources.schemas import schema_reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.git import Snapshot
    from conflictscan.rules.framework.world import World

_DOWN: Final = re.compile(
    r"(?:\.down\.sql|(?:^|[._-])(?:rollback|undo|revert)\.sql|(?:^|/)U\d[^/]*__[^/]*\.sql|(?:^|/)down\.sql)$"
    r"|(?:^|/)(?:revert|rollback|down)/",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"[VBvb]?(\d{1,20}(?:[._]\d{1,20}){0,9})(?=\D|$)")
_IN_A_FOLDER: Final = frozenset({"migration.sql", "up.sql"})  # Prisma, Diesel: the folder has the name


def schema_files(world: World, side: Side) -> Iterator[str]:
    """Merged paths of the files about tables that the side brought."""
    for change, merged in world.brought(side):
        if not is_down(change.path) and schema_reader(change.path, world.tree(side).source(change.path)):
            yield merged


def is_down(path: str) -> bool:
    """Is it for the way back?"""
    return bool(_DOWN.search(path))


def chain_of(path: str) -> str:
    """The folder whose files run one after the other, this one among them."""
    folder, _, name = path.rpartition("/")
    return folder.rpartition("/")[0] if name in _IN_A_FOLDER else folder


def is_numbered(path: str) -> bool:
    """Has it a place in an order of its own, by a number or a time in its name?"""
    return _position(path) is not None


def files_of(snapshot: Snapshot, chain: str) -> list[str]:
    """The files of a chain in the order in which they run: those with a number, then the others by name."""
    found: list[str] = []
    for entry in snapshot.list(chain):
        path = f"{chain}/{entry.name}" if chain else entry.name
        if entry.name.endswith(".sql"):
            found.append(path)
        elif _NUMBER.match(entry.name):
            found.extend(
                f"{path}/{inner.name}" for inner in snapshot.list(path) if inner.name in _IN_A_FOLDER
            )
    return sorted((path for path in found if not is_down(path)), key=order)


def order(path: str) -> tuple[bool, tuple[int, ...], str]:
    """Where a file stands among those of its chain."""
    position = _position(path)
    return (position is None, position or (), path)


def _position(path: str) -> tuple[int, ...] | None:
    folder, _, name = path.rpartition("/")
    found = _NUMBER.match(folder.rpartition("/")[2] if name in _IN_A_FOLDER else name)
    return tuple(int(part) for part in re.split(r"[._]", found[1])) if found else None
