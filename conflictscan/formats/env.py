"""`.env` files: `NAME=value` lines, as dotenv reads them."""

from __future__ import annotations

import re
from typing import Final

from conflictscan.facts.code import FileFacts, Key, Mapping
from conflictscan.formats.lines import Lines

_LINE: Final = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]*)\s*=\s*(.*)")
_COMMENT: Final = re.compile(r"\s+#.*$")


def extract(source: bytes) -> FileFacts:
    """One mapping of all variables, in order; the last of two equal names holds."""
    lines = Lines(source)
    keys: list[Key] = []
    for number, text in enumerate(lines.texts()):
        found = _LINE.match(text)
        if found:
            value = found[2].strip()
            value = (
                value[1:-1]
                if value[:1] in ("'", '"') and value[-1:] == value[:1]
                else _COMMENT.sub("", value)
            )
            keys.append(Key(found[1], value, lines.span(number)))
    if not keys:
        return FileFacts(language="env")
    mapping = Mapping(place="", form="env", keys=tuple(keys), span=lines.span(0))
    return FileFacts(language="env", mappings=(mapping,))
