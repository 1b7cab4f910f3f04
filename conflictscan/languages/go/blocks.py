"""Functions of Go told by their heads alone."""

from __future__ import annotations

import re
from typing import Final

from conflictscan.languages.syntax import blocks

_HEAD: Final = re.compile(
    rb"^([ \t]*)(?:func[ \t]*(?:\([^)\n]*\)[ \t]*)?(\w+)|type[ \t]+(\w+)|(\w+)[ \t]*:?=[ \t]*func\b)",
    re.MULTILINE,
)


def differing(old: bytes, new: bytes) -> frozenset[bytes]:
    """Names of functions whose text only one of two versions has."""
    return blocks.differing(old, new, _HEAD)
