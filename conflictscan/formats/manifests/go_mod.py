"""`go.mod`: modules by directive (https://go.dev/ref/mod#go-mod-file). Their paths are compared as written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import FileFacts, Requirement
from conflictscan.formats.lines import Lines

if TYPE_CHECKING:
    from conflictscan.facts.code import Span

_SCOPES: Final = {"require": "main", "replace": "constraint", "exclude": "constraint", "tool": "dev"}
_DIRECTIVE: Final = re.compile(r"\s*([a-z]+)\b\s*(.*)")
_ROW: Final = re.compile(r"""\s*["`]?([^\s"`()]+)["`]?\s*(.*)""")
_INDIRECT: Final = re.compile(r"//\s*indirect\b")


def extract(source: bytes) -> FileFacts:
    """The requirements of one file; one that only other modules need is `indirect`."""
    lines = Lines(source)
    found: list[Requirement] = []
    block = ""
    for number, text in enumerate(lines.texts()):
        bare = text.partition("//")[0].strip()
        if block and bare == ")":
            block = ""
        elif block:
            found += _row(block, bare, text, lines.span(number))
        elif directive := _DIRECTIVE.fullmatch(bare):
            if directive[2] == "(":
                block = directive[1]
            else:
                found += _row(directive[1], directive[2], text, lines.span(number))
    return FileFacts(language="go.mod", requirements=tuple(found))


def _row(directive: str, bare: str, text: str, span: Span) -> list[Requirement]:
    scope, row = _SCOPES.get(directive), _ROW.fullmatch(bare)
    if scope is None or row is None:
        return []
    if directive == "require" and _INDIRECT.search(text):
        scope = "indirect"
    return [Requirement("go", row[1], row[2], scope, span)]
