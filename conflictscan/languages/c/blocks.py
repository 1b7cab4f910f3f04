"""Functions, types and macros told by their heads alone."""

from __future__ import annotations

import re
from typing import Final

from conflictscan.languages.syntax import blocks

HEAD: Final = re.compile(
    rb"^([ \t]*)(?:"
    rb"#[ \t]*define[ \t]+(\w+)|"
    rb"(?:typedef[ \t]+|template[^\n{;]{0,80}>[ \t]*)?(?:struct|union|enum|class)[ \t]+(?:class[ \t]+)?(\w+)|"
    rb"(?:[\w:][^\n(;={}]{0,160}?[ \t*&:])?(~?\w+)[ \t]*\("
    rb")",
    re.MULTILINE,
)


def differing(old: bytes, new: bytes) -> frozenset[bytes]:
    """Names of definitions whose text only one of two versions has."""
    return blocks.differing(old, new, HEAD)
