"""Functions told by their heads alone: what of them two versions of a file do not share.

Much cheaper than parsing, and generous: whatever looks like the head of a function counts as one, up to the next head
that is indented no deeper.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re


def differing(old: bytes, new: bytes, head: re.Pattern[bytes]) -> frozenset[bytes]:
    """Names of functions whose text, or whose place among others, only one of two versions has.

    The pattern's first group is the indentation; the name is whichever other group matched.
    """
    if old == new:
        return frozenset()
    before, after = _blocks(old, head), _blocks(new, head)
    return frozenset(name for name, _, _ in (before - after) + (after - before))


def _blocks(source: bytes, head: re.Pattern[bytes]) -> Counter[tuple[bytes, tuple[bytes, ...], bytes]]:
    found: Counter[tuple[bytes, tuple[bytes, ...], bytes]] = Counter()
    around: list[tuple[int, bytes, int]] = []  # indent, name, start

    def close(indent: int, end: int) -> None:
        while around and around[-1][0] >= indent:
            _, name, start = around.pop()
            found[name, tuple(outer for _, outer, _ in around), source[start:end].rstrip()] += 1

    for match in head.finditer(source):
        indent = len(match[1].expandtabs(8))
        close(indent, match.start())
        name = next((group for group in match.groups()[1:] if group), b"")
        around.append((indent, name, match.start()))
    close(0, len(source))
    return found
