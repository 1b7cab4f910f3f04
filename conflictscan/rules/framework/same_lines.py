"""Which lines two versions of a file share: patience diff, as two versions of one file have many lines of their own."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SMALL: Final = 40_000  # pairs of lines in a gap that are worth comparing one by one


@lru_cache(maxsize=32)
def same_lines(left: bytes, right: bytes) -> dict[int, int]:
    """Lines of `left` that `right` has too, as numbers there; both count from 0, in rising order.

    Lines that occur once in each are the anchors (Cohen's patience diff); what is equal around them belongs
    to them, and small gaps are compared line by line.
    """
    one, two = left.split(b"\n"), right.split(b"\n")
    found: dict[int, int] = {}
    start, other = 0, 0
    for anchor, image in (*_anchors(one, two), (len(one), len(two))):
        if anchor < start:
            continue  # it was reached from the anchor before it
        found.update(_between(one, two, (start, anchor), (other, image)))
        start, other = anchor, image
        while start < len(one) and other < len(two) and one[start] == two[other]:
            found[start] = other
            start, other = start + 1, other + 1
    return found


def _anchors(one: Sequence[bytes], two: Sequence[bytes]) -> list[tuple[int, int]]:
    """The longest rising sequence of lines that each version has once."""
    counts, others = Counter(one), Counter(two)
    place = {line: row for row, line in enumerate(two) if others[line] == 1}
    pairs = [(row, place[line]) for row, line in enumerate(one) if counts[line] == 1 and line in place]
    ends: list[int] = []
    chain: list[int] = []  # for each length, the pair that ends it lowest
    before: list[int] = []
    for index, (_, image) in enumerate(pairs):
        length = bisect_left(ends, image)
        before.append(chain[length - 1] if length else -1)
        ends[length : length + 1] = [image]
        chain[length : length + 1] = [index]
    rising: list[tuple[int, int]] = []
    last = chain[-1] if chain else -1
    while last >= 0:
        rising.append(pairs[last])
        last = before[last]
    return rising[::-1]


def _between(
    one: Sequence[bytes], two: Sequence[bytes], mine: tuple[int, int], its: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    """Equal lines of a gap: those before its end first, then of what is left."""
    (start, end), (other, last) = mine, its
    while start < end and other < last and one[start] == two[other]:
        yield start, other
        start, other = start + 1, other + 1
    tail: list[tuple[int, int]] = []
    while start < end and other < last and one[end - 1] == two[last - 1]:
        end, last = end - 1, last - 1
        tail.append((end, last))
    if 0 < (end - start) * (last - other) <= _SMALL:
        matcher = SequenceMatcher(None, one[start:end], two[other:last], autojunk=False)
        for block in matcher.get_matching_blocks():
            yield from ((start + block.a + row, other + block.b + row) for row in range(block.size))
    yield from reversed(tail)
