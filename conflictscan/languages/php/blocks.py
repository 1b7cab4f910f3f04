"""Functions and classes of PHP told by their heads alone."""

from __future__ import annotations

import re
from typing import Final

from conflictscan.languages.syntax import blocks

_HEAD: Final = re.compile(
    rb"^([ \t]*)(?:(?:(?:abstract|final|readonly)[ \t]+)*(?:class|interface|trait|enum)[ \t]+(\w+)"
    rb"|(?:(?:public|protected|private|static|final|abstract)[ \t]+)*function[ \t]+&?[ \t]*(\w+)"
    rb"|(?:(?:public|protected|private|final)[ \t]+)*const[ \t]+(?:[\w|?\\]+[ \t]+)?(\w+)[ \t]*=)",
    re.MULTILINE,
)


def differing(old: bytes, new: bytes) -> frozenset[bytes]:
    """Names of functions and classes whose text only one of two versions has."""
    return blocks.differing(old, new, _HEAD)
