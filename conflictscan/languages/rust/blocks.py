"""Definitions of Rust told by their heads alone."""

from __future__ import annotations

import re
from typing import Final

from conflictscan.languages.syntax import blocks

_HEAD: Final = re.compile(
    rb"^([ \t]*)(?:pub(?:\([^)\n]*\))?[ \t]+)?(?:default[ \t]+|const[ \t]+|async[ \t]+|unsafe[ \t]+|"
    rb'extern[ \t]+(?:"[^"\n]*"[ \t]+)?)*'
    rb"(?:(?:fn|struct|enum|union|trait|mod|type|const|static(?:[ \t]+mut)?|macro_rules!)[ \t]+(\w+)|"
    rb"impl\b[^\n]*?(\w+)(?:<[^\n]*>)?[ \t]*(?:where\b[^\n]*)?\{)",
    re.MULTILINE,
)


def differing(old: bytes, new: bytes) -> frozenset[bytes]:
    """Names of functions whose text only one of two versions has."""
    return blocks.differing(old, new, _HEAD)
