"""Functions and classes told by their heads alone: what of them two versions of a file do not share.

Much cheaper than parsing, and generous: what looks like a head within a string counts as one too.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from conflictscan.languages.ends import shared_ends

_HEAD: Final = re.compile(rb"^([ \t]*)(?:async[ \t]+)?(def|class)\b[\s\\]*([\w\x80-\xff]+)", re.MULTILINE)

_MARGIN: Final = (b"\ndef ", b"\nclass ", b"\nasync def ")


def differing(old: bytes, new: bytes) -> frozenset[bytes]:
    """Names of functions whose text, or whose place among the classes, only one of two versions has."""
    if old == new:
        return frozenset()
    start, end = _shared(old, new)
    before, after = _blocks(old[start : len(old) - end]), _blocks(new[start : len(new) - end])
    return frozenset(name for name, _, _ in (before - after) + (after - before))


def _shared(old: bytes, new: bytes) -> tuple[int, int]:
    """How much the versions share at both ends, up to a head at the margin, where no block goes on."""
    head, tail = shared_ends(old, new)
    start = max(old.rfind(margin, 0, head) for margin in _MARGIN) + 1
    places = [old.find(margin, max(len(old) - tail, start)) for margin in _MARGIN]
    return start, len(old) - min((place + 1 for place in places if place >= 0), default=len(old))


def _blocks(source: bytes) -> Counter[tuple[bytes, tuple[bytes, ...], bytes]]:
    """Name, enclosing names and text of each function: up to the next head that is indented no deeper."""
    found: Counter[tuple[bytes, tuple[bytes, ...], bytes]] = Counter()
    around: list[tuple[int, bytes, bytes, int]] = []  # indent, kind, name, start

    def close(indent: int, end: int) -> None:
        while around and around[-1][0] >= indent:
            _, kind, name, start = around.pop()
            if kind == b"def":
                found[name, tuple(outer for _, _, outer, _ in around), source[start:end].rstrip()] += 1

    for head in _HEAD.finditer(source):
        indent = len(head[1].expandtabs(8))
        close(indent, head.start())
        around.append((indent, head[2], head[3], head.start()))
    close(0, len(source))
    return found
