"""Methods and classes of Ruby told by their heads alone."""

from __future__ import annotations

import re
from typing import Final

from conflictscan.languages.syntax import blocks

_HEAD: Final = re.compile(
    rb"^([ \t]*)(?:(?:[a-z_]+[ \t]+)?def[ \t]+(?:self\.)?([\w\x80-\xff]+[?!]?|[^\s\w(]+)"
    rb"|(?:class|module)[ \t]+(?:\w+::)*(\w+)|([A-Z]\w*)[ \t]*=[^=~])",
    re.MULTILINE,
)


def differing(old: bytes, new: bytes) -> frozenset[bytes]:
    """Names of methods and classes whose text only one of two versions has."""
    return blocks.differing(old, new, _HEAD)
