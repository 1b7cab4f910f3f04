"""Ranges of commits as people write them."""

from __future__ import annotations

from conflictscan.facts.errors import UsageError


def ends(range_: str) -> tuple[str | None, str]:
    """Both ends of `SINCE..TIP`; of a revision, that alone."""
    if "..." in range_:
        raise UsageError(f"{range_!r} has three dots; name a part of one history, as in `SINCE..TIP`")
    since, dots, tip = range_.rpartition("..")
    return (since or "HEAD") if dots else None, tip or "HEAD"
