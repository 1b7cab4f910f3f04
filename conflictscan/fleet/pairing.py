"""Which pairs of branches can share something: all traits joined at once, by what they have in common."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from conflictscan.rules.cd.duplicate_helper import likeness
from conflictscan.rules.engines.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from conflictscan.facts.code import Symbol
    from conflictscan.fleet.traits import Traits

Pair = tuple[int, int]
"""Two places in the list of branches, the smaller one first."""


def pairs_to_scan(branches: Sequence[Traits]) -> dict[Pair, tuple[str, ...]]:
    """Every pair that could conflict, in text or in meaning, with the reasons why it could.

    A pair that is not here has no finding: it shares no file and no folder that moved, neither names what the other
    changed, and both take no place of which there is one.
    """
    reasons: defaultdict[Pair, set[str]] = defaultdict(set)
    for reason, found in _joins(branches):
        for one, two in found:
            if one != two:
                reasons[min(one, two), max(one, two)].add(reason)
    return {pair: tuple(sorted(reasons[pair])) for pair in sorted(reasons)}


def _joins(branches: Sequence[Traits]) -> Iterator[tuple[str, Iterator[Pair]]]:
    def each(trait: Callable[[Traits], Iterable[Hashable]]) -> list[Iterable[Hashable]]:
        return [trait(branch) for branch in branches]

    def having(trait: Callable[[Traits], bool]) -> list[int]:
        return [place for place, branch in enumerate(branches) if trait(branch)]

    concerned = each(lambda branch: branch.concerned)
    yield "files", _common(each(lambda branch: branch.paths))
    yield "folders", _meeting(each(lambda b: b.paths), each(lambda b: b.folders))
    yield "folders", _meeting(each(lambda b: b.left), each(lambda b: b.folders))
    yield "modules", _meeting(each(lambda b: b.stems), each(lambda b: (*b.stems, *b.folders)))
    yield "names", _common(concerned)
    yield "names", _meeting(concerned, each(lambda b: (*b.used, *b.arms)))
    yield "names", _meeting(each(lambda b: b.deep), each(lambda b: b.trail))
    yield "places", _common(each(lambda b: b.keys))
    yield "classes", _all_of(having(lambda b: b.constructors), having(lambda b: b.builds))
    yield "classes", _all_of(having(lambda b: b.classes), having(lambda b: b.derives))
    yield "names", _meeting(each(lambda b: b.alternatives), each(lambda b: (*b.arms, *b.concerned)))
    yield "project", _all_of(having(lambda b: b.manifest), having(lambda b: b.imports))
    yield "project", _all_of(having(lambda b: b.project), having(lambda b: b.code))
    yield "project", _all_of(having(lambda b: b.packages), having(lambda b: b.packages))
    yield "tables", _all_of(having(lambda b: b.tables), having(lambda b: b.tables))
    yield "strings", _all_of(having(lambda b: b.defines), having(lambda b: b.code))
    yield "concerns", _common(each(lambda b: b.decides))
    yield "helpers", _alike([branch.helpers for branch in branches])


def _common(rows: Sequence[Iterable[Hashable]]) -> Iterator[Pair]:
    """Rows that share an element."""
    for holders in _holders(rows).values():
        yield from combinations(holders, 2)


def _meeting(ones: Sequence[Iterable[Hashable]], others: Sequence[Iterable[Hashable]]) -> Iterator[Pair]:
    """Rows of which the first sort shares an element with the second sort of another."""
    found = _holders(others)
    for one, row in enumerate(ones):
        for element in row:
            yield from ((one, two) for two in found.get(element, ()))


def _holders(rows: Sequence[Iterable[Hashable]]) -> dict[Hashable, list[int]]:
    holders: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        for element in frozenset(row):
            holders[element].append(place)
    return holders


def _all_of(ones: Sequence[int], others: Sequence[int]) -> Iterator[Pair]:
    return ((one, two) for one in ones for two in others)


def _alike(rows: Sequence[Sequence[Symbol]]) -> Iterator[Pair]:
    """Branches that each added a helper for what may be the same thing."""
    marks: list[list[Hashable]] = []
    helpers = [(place, helper) for place, row in enumerate(rows) for helper in row]
    for _, helper in helpers:
        marks.append([*helper.sketch, helper.body_hash, words(helper.name)])
    for one, two in sorted(set(_common(marks))):
        (first, helper), (second, other) = helpers[one], helpers[two]
        if first != second and helper.kind is other.kind and likeness(helper, other) != (0.0, 0.0):
            yield first, second
