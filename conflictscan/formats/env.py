"""`.env` files: `NAME=value` lines, as dotenv reads them."""

from __future__ import annotations

import re
from typing import Final

from conflictscan.facts.code import FileFacts, Key, Mapping
from conflictscan.formats.lines import Lines

_LINE: Final = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]*)\s*=\s*(.*)")
_LONGEST: Final = 100  # lines of one value: keys and certificates have some fifty
_COMMENT: Final = re.compile(r"(?:^|\s+)#.*$")
_QUOTED: Final = re.compile(r"""'([^']*)'|"((?:[^"\\]|\\.)*)\"""")


def extract(source: bytes) -> FileFacts:
    """One mapping of all variables, in order; the last of two equal names holds."""
    lines = Lines(source)
    texts = lines.texts()
    keys: list[Key] = []
    number = 0
    while number < len(texts):
        found = _LINE.match(texts[number])
        last = number
        if found:
            value, last = _value(found[2], texts, number)
            keys.append(Key(found[1], value, lines.span(number)))
        number = last + 1
    if not keys:
        return FileFacts(language="env")
    mapping = Mapping(place="", form="env", keys=tuple(keys), span=lines.span(0))
    return FileFacts(language="env", mappings=(mapping,))


def _value(text: str, texts: list[str], number: int) -> tuple[str, int]:
    """The value, and the line it ends on: one in quotes may go on for several."""
    text = text.strip()
    if text[:1] not in ("'", '"'):
        return _COMMENT.sub("", text), number
    whole = text
    for last in range(number, min(number + _LONGEST, len(texts))):
        if last > number:
            whole = f"{whole}\n{texts[last]}"
        found = _QUOTED.match(whole)
        if found:
            return found[1] or found[2] or "", last
    return text, number
