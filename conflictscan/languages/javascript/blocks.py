"""Functions of JavaScript and TypeScript told by their heads alone."""

from __future__ import annotations

import re
from typing import Final

from conflictscan.languages.syntax import blocks

_HEAD: Final = re.compile(
    rb"^([ \t]*)(?:[\w$@.()]+[ \t]+)*?"
    rb"(?:function\b[ \t]*\*?[ \t]*([\w$]+)|class[ \t]+([\w$]+)|(?:const|let|var)[ \t]+([\w$]+)[^\n=]*=|"
    rb"([\w$#]+)[ \t]*(?:<[^\n>]*>)?[ \t]*\([^\n]*|([\w$.]+)[ \t]*[=:][ \t]*(?:async\b|function\b|\())",
    re.MULTILINE,
)


def differing(old: bytes, new: bytes) -> frozenset[bytes]:
    """Names of functions whose text only one of two versions has."""
    return blocks.differing(old, new, _HEAD)
