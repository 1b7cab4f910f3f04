"""What two versions of a text share at their ends: most of two versions of a file, and told without reading it."""

from __future__ import annotations


def shared_ends(old: bytes, new: bytes) -> tuple[int, int]:
    """The lengths of the head and of the tail that both have, in whole lines; head and tail do not overlap."""
    head = _longest(old, new, min(len(old), len(new)))
    head = old.rfind(b"\n", 0, head) + 1
    tail = _longest_tail(old, new, min(len(old), len(new)) - head)
    first = old.find(b"\n", len(old) - tail) + 1
    return head, len(old) - first if first else 0


def between_ends(old: bytes, new: bytes) -> tuple[bytes, bytes]:
    """Both versions without the lines that they share at their ends."""
    head, tail = shared_ends(old, new)
    return old[head : len(old) - tail], new[head : len(new) - tail]


def _longest(old: bytes, new: bytes, most: int) -> int:
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if new.startswith(old[low:middle], low):
            low = middle
        else:
            high = middle - 1
    return low


def _longest_tail(old: bytes, new: bytes, most: int) -> int:
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if new.endswith(old[len(old) - middle : len(old) - low], 0, len(new) - low):
            low = middle
        else:
            high = middle - 1
    return low
