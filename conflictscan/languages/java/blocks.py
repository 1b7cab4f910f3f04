"""Members of Java classes told by their heads alone."""

from __future__ import annotations

import re
from typing import Final

from conflictscan.languages.syntax import blocks

_HEAD: Final = re.compile(
    rb"^([ \t]*)(?:"
    rb"[\w \t-]*\b(?:class|interface|enum|record|@interface)[ \t]+(\w+)|"
    rb"(?:[\w.<>,?&@\[\]]+[ \t]+)*?(\w+)[ \t]*(?:\(|=|;|$))",
    re.MULTILINE,
)


def differing(old: bytes, new: bytes) -> frozenset[bytes]:
    """Names of members whose text only one of two versions has."""
    return blocks.differing(old, new, _HEAD)
