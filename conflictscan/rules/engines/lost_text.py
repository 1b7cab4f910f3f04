"""What one side changed outside of any definition, and files of its own, that the result does not have.

For whole files, and for regions of lines that belong to no function: imports, settings, prose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import SymbolKind
from conflictscan.rules.engines.contributions import line_span
from conflictscan.rules.engines.lost_symbols import is_resolved
from conflictscan.rules.engines.resolution import Resolution, words
from conflictscan.rules.framework.drafts import Place
from conflictscan.rules.framework.same_lines import same_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.git import FileChange
    from conflictscan.rules.framework.world import World

_HELD = (SymbolKind.FUNCTION, SymbolKind.METHOD)


class LostFile(msgspec.Struct, frozen=True):
    """A file that one side added (`removed`: took away) and the other knew nothing of."""

    path: str
    removed: bool = False


class LostRegion(msgspec.Struct, frozen=True):
    """Lines that one side wrote, or took away, and where the other side has what stood there before."""

    place: Place
    kept: Place


class _Hunk(msgspec.Struct, frozen=True):
    """Lines of the merge base that a side replaced; both half-open."""

    old: tuple[int, int]
    new: tuple[int, int]


def lost_files(world: World, side: Side) -> Iterator[LostFile]:
    """Files of one side alone that the result has not under any name, and those it has again."""
    for change in world.changes[side].files:
        there = world.tree(side.other).snapshot
        if change.status == "deleted":
            if _is_back(world, side, change):
                yield LostFile(change.path, removed=True)
        elif (
            change.status in ("added", "renamed")
            and world.merged_path(side, change.path) is None
            and there.kind(change.path) is None
            and _alone(world, side, change)
            and not Resolution(world, side).holds_words(world.tree(side).source(change.path), None)
        ):
            yield LostFile(change.path)


def _alone(world: World, side: Side, change: FileChange) -> bool:
    """Did the other side leave the old name of a renamed file alone, and has the result that name again?"""
    if change.status == "added":
        return True
    other = world.changes[side.other]
    return not other.touches(change.old_path) and world.merged.snapshot.blob(change.old_path) is not None


def _is_back(world: World, side: Side, change: FileChange) -> bool:
    before = world.base.snapshot.blob(change.path)
    return (
        before is not None
        and change.path in world.resolved
        and world.merged.snapshot.blob(change.path) == before
        and not world.changes[side.other].touches(change.path)
    )


def lost_regions(world: World, side: Side) -> Iterator[LostRegion]:
    """Regions of lines that no function holds, by file and place."""
    for change in world.changes[side].files:
        if change.status in ("modified", "renamed") and is_resolved(world, side, change):
            path = world.merged_path(side, change.path)
            there = world.changes[side.other].path_in_side(change.old_path)
            if path is not None and there is not None:
                yield from _regions(world, side, change, (path, there))


def _regions(world: World, side: Side, change: FileChange, others: tuple[str, str]) -> Iterator[LostRegion]:
    path, there = others
    base, mine = world.base.source(change.old_path), world.tree(side).source(change.path)
    theirs, result = world.tree(side.other).source(there), world.merged.source(path)
    if not (base and mine and theirs and result):
        return
    kept = same_lines(base, theirs)
    held = list(_functions(world, side, change))
    held_before = list(_functions(world, None, change))
    now = {line.strip() for line in result.split(b"\n")}
    known = words(base)
    result_words = words(result)
    old_lines, new_lines, their_lines = (source.split(b"\n") for source in (base, mine, theirs))
    for hunk in _hunks(base, mine):
        start = _untouched(hunk, kept)
        if start is None or _overlaps(hunk.new, held) or _overlaps(hunk.old, held_before):
            continue
        written = [line.strip() for line in new_lines[slice(*hunk.new)] if line.strip()]
        taken = [line.strip() for line in old_lines[slice(*hunk.old)] if line.strip()]
        if _is_lost(written, taken, now, (known, result_words)):
            if written:
                place = Place(side=side, path=change.path, span=line_span(new_lines, hunk.new[0]))
            else:
                span = line_span(old_lines, hunk.old[0])
                place = Place(side=side, path=change.old_path, span=span, in_base=True)
            yield LostRegion(place, Place(side=side.other, path=there, span=line_span(their_lines, start)))


def _is_lost(
    written: list[bytes],
    taken: list[bytes],
    now: set[bytes],
    known: tuple[frozenset[bytes], frozenset[bytes]],
) -> bool:
    """Has the result none of what was written, or all of what was taken away?"""
    if not written:
        return bool(taken) and all(line in now for line in taken)
    novel = words(b"\n".join(written)) - known[0]
    if novel:
        return novel.isdisjoint(known[1])
    return not any(line in now for line in written) and all(line in now for line in taken)


def _hunks(base: bytes, mine: bytes) -> Iterator[_Hunk]:
    """Regions where two versions differ, in order."""
    ends = (base.count(b"\n") + 1, mine.count(b"\n") + 1)
    old, new = 0, 0
    for line, image in (*same_lines(base, mine).items(), ends):
        if line > old or image > new:
            yield _Hunk((old, line), (new, image))
        old, new = line + 1, image + 1


def _untouched(hunk: _Hunk, kept: dict[int, int]) -> int | None:
    """The other side's line that the hunk replaces or goes before; None where it changed these lines itself."""
    start, end = hunk.old
    if start == end:
        before = kept.get(start - 1)
        return kept.get(start) if before is None else before + 1
    first = kept.get(start)
    if first is None or any(kept.get(line) != first + line - start for line in range(start, end)):
        return None
    return first


def _functions(world: World, side: Side | None, change: FileChange) -> Iterator[tuple[int, int]]:
    """Line ranges of the functions of the side's file, or of the merge base; they are compared as a whole."""
    facts = world.base.facts(change.old_path) if side is None else world.tree(side).facts(change.path)
    for symbol in facts.symbols if facts else ():
        if symbol.kind in _HELD:
            yield symbol.span.start_line, symbol.span.end_line + 1


def _overlaps(region: tuple[int, int], held: Iterable[tuple[int, int]]) -> bool:
    return any(first < region[1] and region[0] < last for first, last in held)
