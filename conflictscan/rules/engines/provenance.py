"""Which side wrote a line of a merged file, and where it stands in that side's own version.

Git's merge takes every line as it stands in a version. A line that one side's version has and the other's
has not was written by that side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.findings import Side
from conflictscan.rules.framework.same_lines import same_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conflictscan.rules.framework.world import World


class Origin(msgspec.Struct, frozen=True):
    """One of several lines of a merged file: its place among them, who wrote it, and its line there."""

    index: int
    side: Side
    line: int


def one_from_each(world: World, path: str, lines: Sequence[int]) -> tuple[Origin, Origin] | None:
    """The two lines in the order of the merge, where each side wrote one of them; else None."""
    if len(lines) != 2:
        return None
    ours, theirs = (_own_lines(world, side, path) for side in (Side.OURS, Side.THEIRS))
    found: list[Origin] = []
    for index, line in enumerate(lines):
        if (line in ours) == (line in theirs):
            return None
        side, own = (Side.OURS, ours) if line in ours else (Side.THEIRS, theirs)
        found.append(Origin(index, side, own[line]))
    first, second = sorted(found, key=lambda origin: lines[origin.index])
    return (first, second) if first.side is not second.side else None


def _own_lines(world: World, side: Side, path: str) -> dict[int, int]:
    """Lines of a merged file as lines of the side's version, for those it has."""
    own = world.side_path(side, path)
    mine = world.tree(side).source(own) if own is not None else b""
    return same_lines(world.merged.source(path), mine)
