"""What happened to a codebase, commit by commit."""

from __future__ import annotations

import msgspec

from conflictscan.changes.account import Row


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One difference, and the commit that made it; `time` is that of its author, in seconds since 1970."""

    commit: str
    author: str
    time: int
    subject: str
    row: Row
