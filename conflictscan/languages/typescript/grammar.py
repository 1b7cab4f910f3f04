"""TypeScript and its forms: plain, with elements, and as the script of a component."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import tree_sitter_typescript

from conflictscan.facts.code import Export
from conflictscan.languages.javascript.grammar import QUERIES, EcmaScript
from conflictscan.languages.javascript.modules import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Callable

    from conflictscan.languages.syntax.chains import Chains
    from conflictscan.languages.syntax.collect import Collector

_OWN: Final = Path(__file__).parent / "queries" / "typescript.scm"
_SCRIPT: Final = re.compile(rb"<script\b[^>]*>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_NOT_NEWLINE: Final = bytes(b if b in b"\r\n" else ord(" ") for b in range(256))


class TypeScript(EcmaScript):
    """TypeScript."""

    def __init__(self, name: str, load: Callable[[], object], *queries: Path) -> None:
        super().__init__(load, *queries)
        self.name = name


class Component(TypeScript):
    """A single-file component: its scripts are read, the rest is blank."""

    def prepared(self, source: bytes) -> bytes:
        """The scripts at their places."""
        found = source.translate(_NOT_NEWLINE)
        for match in _SCRIPT.finditer(source):
            found = found[: match.start(1)] + match[1] + found[match.end(1) :]
        return found

    def settle(self, notes: Collector, chains: Chains) -> None:
        """The component itself is the default export, written or not."""
        super().settle(notes, chains)
        if all(export.name != DEFAULT for export in notes.exports):
            notes.exports.append(Export(DEFAULT, "", notes.marks.region(0, 0)))
        notes.exports_dynamic = False


TYPESCRIPT: Final = TypeScript(
    "typescript", tree_sitter_typescript.language_typescript, QUERIES / "ecmascript.scm", _OWN
)
TSX: Final = TypeScript(
    "tsx", tree_sitter_typescript.language_tsx, QUERIES / "ecmascript.scm", QUERIES / "elements.scm", _OWN
)
COMPONENT: Final = Component(
    "component", tree_sitter_typescript.language_typescript, QUERIES / "ecmascript.scm", _OWN
)
