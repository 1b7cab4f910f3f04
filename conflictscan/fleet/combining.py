"""Conflicts that need three branches or more: the union is built branch by branch; what no pair explains is cut down.

Such a conflict joins pairs that have something in common, so each group of branches that hang together is taken by
itself. The branches that are reported with a finding are those of which none can be left out (Zeller's delta
debugging, 1999, with its last step alone).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from conflictscan.facts.fleet import Combination

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from conflictscan.facts.findings import Finding
    from conflictscan.fleet.ground import Ground, Met
    from conflictscan.fleet.pairing import Pair
    from conflictscan.git.landing import Landed

Mark = tuple[str, ...]
"""What a conflict is, whoever takes part in it: the rule, the subject and the paths; or a path that conflicts."""


def combinations_of(
    ground: Ground,
    states: Sequence[Landed],
    neighbours: Iterable[Pair],
    pairs: Mapping[Pair, Met],
    known: frozenset[Mark],
) -> Iterator[Combination]:
    """What no pair breaks, with the smallest set of branches that shows it.

    `neighbours` are the pairs that have something in common, `known` the marks of what branches do to the target.
    """
    explained = known | {mark for met in pairs.values() for mark in marks(met)}
    for group in _groups(neighbours):
        union: list[int] = []
        joined: Landed | None = None
        for place in group:
            if joined is None:
                union, joined = [place], states[place]
                continue
            met = ground.meet(joined, states[place])
            fresh = {mark: found for mark, found in marks(met).items() if mark not in explained}
            for members, found in _smallest(ground, states, (union, place), fresh):
                yield _combination(members, found)
            explained |= fresh.keys()
            grown = ground.join((joined, states[place])) if not met.conflicts else None
            if grown is not None:
                union, joined = [*union, place], grown


def marks(met: Met) -> dict[Mark, Finding | str]:
    """The conflicts of a meeting."""
    found: dict[Mark, Finding | str] = {("text", path): path for path in met.conflicts}
    found.update((mark_of(finding), finding) for finding in met.findings)
    return found


def mark_of(finding: Finding) -> Mark:
    """The same for whichever of the two sides is ours."""
    return (finding.code, finding.symbol, *sorted((finding.cause.path, finding.effect.path)))


def _groups(neighbours: Iterable[Pair]) -> Iterator[list[int]]:
    """Branches that hang together, three or more, each but the first beside one before it."""
    beside: defaultdict[int, set[int]] = defaultdict(set)
    for one, two in neighbours:
        beside[one].add(two)
        beside[two].add(one)
    seen: set[int] = set()
    for start in sorted(beside):
        if start in seen:
            continue
        group, waiting = list[int](), [start]
        while waiting:
            place = waiting.pop(0)
            if place not in seen:
                seen.add(place)
                group.append(place)
                waiting += sorted(beside[place] - seen)
        if len(group) > 2:
            yield group


def _smallest(
    ground: Ground,
    states: Sequence[Landed],
    where: tuple[Sequence[int], int],
    fresh: Mapping[Mark, Finding | str],
) -> Iterator[tuple[tuple[int, ...], list[Finding | str]]]:
    """Each set of branches with what it shows; findings of one set stand together."""
    union, last = where
    found: defaultdict[tuple[int, ...], list[Finding | str]] = defaultdict(list)
    for mark, what in fresh.items():

        def shows(members: Sequence[int], mark: Mark = mark) -> bool:
            joined = ground.join([states[place] for place in members])
            return joined is not None and mark in marks(ground.meet(joined, states[last]))

        members = (*_needed(union, shows), last)
        if len(members) > 2:
            found[tuple(sorted(members))].append(what)
    yield from found.items()


def _needed(members: Sequence[int], shows: Callable[[Sequence[int]], bool]) -> list[int]:
    """A part of the members that still shows it, and of which none can be left out."""
    kept = list(members)
    size = len(kept) // 2
    while size:
        start = 0
        while start < len(kept):
            trial = kept[:start] + kept[start + size :]
            if trial and shows(trial):
                kept = trial
            else:
                start += size
        size //= 2
    return kept


def _combination(members: tuple[int, ...], found: Sequence[Finding | str]) -> Combination:
    return Combination(
        members=members,
        conflicts=tuple(each for each in found if isinstance(each, str)),
        findings=tuple(each for each in found if not isinstance(each, str)),
    )
