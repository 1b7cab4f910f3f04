"""What the other side did to what a use meant, as the rules on dangling uses tell it."""

from __future__ import annotations

import enum

import msgspec

from conflictscan.rules.framework.drafts import Place


class Gone(enum.StrEnum):
    """Why the merge does not have it."""

    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    HIDDEN = "hidden"  # it stands where it stood, and is not to be had from there any more
    UNIMPORTED = "unimported"  # the file that uses it does not import it any more


class Dangling(msgspec.Struct, frozen=True, kw_only=True):
    """What the other side did: `did` in words, `cause` where, `new` the name or module that holds it there."""

    gone: Gone
    name: str
    subject: str
    did: str
    cause: Place
    new: str = ""
    score: float = 1.0
