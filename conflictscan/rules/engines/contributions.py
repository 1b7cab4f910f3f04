"""What each side wrote into a file that both changed, as regions of lines, and which is nearest to a place.

For problems that belong to no definition (a merge that no longer parses): cause and effect are then the
two sides' contributions around it.
"""

from __future__ import annotations

from bisect import bisect_left
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import Span
from conflictscan.rules.framework.drafts import Place
from conflictscan.rules.framework.same_lines import same_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.rules.framework.world import World


class Contribution(msgspec.Struct, frozen=True):
    """One region that a side changed: where it stands, and the lines it takes in the merge (half-open)."""

    place: Place
    start: int
    end: int

    def distance(self, line: int) -> int:
        """Lines between the region and a line of the merge; 0 inside."""
        return max(self.start - line, line - max(self.start, self.end - 1), 0)


def nearest(world: World, side: Side, path: str, line: int) -> Contribution | None:
    """The side's contribution to the merged file that is nearest to a line of it; the earlier of two."""
    found = list(contributions(world, side, path))
    return min(found, key=lambda each: (each.distance(line), each.start), default=None)


def contributions(world: World, side: Side, path: str) -> Iterator[Contribution]:
    """All regions of a merged file that one side changed, in order."""
    own = world.side_path(side, path)
    old = world.base_path(side, own) if own else None
    if own is None or old is None:
        return
    base, mine = _lines(world.base.source(old)), _lines(world.tree(side).source(own))
    where = _mapped(world.tree(side).source(own), world.merged.source(path))
    for tag, start, end, new_start, new_end in SequenceMatcher(
        None, base, mine, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            continue
        if new_end > new_start:
            first = _first_written(mine, new_start, new_end)
            place = Place(side=side, path=own, span=line_span(mine, first))
        else:
            first = _first_written(base, start, end)
            place = Place(side=side, path=old, span=line_span(base, first), in_base=True, label="removed")
        yield Contribution(place, where(new_start), where(new_end))


def _mapped(mine: bytes, merged: bytes) -> Callable[[int], int]:
    """Lines of the side as lines of the merge: each where it stands there, or else where the next one does."""
    same = same_lines(mine, merged)
    kept = list(same)

    def where(line: int) -> int:
        place = bisect_left(kept, line)
        return same[kept[place]] if place < len(kept) else merged.count(b"\n") + 1

    return where


def _first_written(lines: list[bytes], start: int, end: int) -> int:
    return next((number for number in range(start, end) if lines[number].strip()), start)


def line_span(lines: list[bytes], number: int) -> Span:
    """The text of one line, without what indents it; of the last one where the number is beyond."""
    number = min(number, len(lines) - 1)
    text = lines[number]
    start = sum(len(line) + 1 for line in lines[:number])
    indent = len(text) - len(text.lstrip())
    length = len(text.rstrip())
    return Span(number, min(indent, length), number, length, start + min(indent, length), start + length)


def _lines(source: bytes) -> list[bytes]:
    return source.split(b"\n")
