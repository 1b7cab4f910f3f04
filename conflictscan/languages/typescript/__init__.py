"""TypeScript: facts of `.ts`, `.mts`, `.cts` and `.tsx` files, and of the scripts in Vue and Svelte components."""

from __future__ import annotations

from typing import Final

from conflictscan.languages import javascript
from conflictscan.languages.language import Language, stamp

_VERSION: Final = f"{stamp(__file__, javascript.__file__)}+grammar0.23"

LANGUAGE: Final = Language(
    name="typescript",
    suffixes=(".ts", ".mts", ".cts"),
    version=_VERSION,
    package=__name__,
    title="TypeScript",
    grammar="TYPESCRIPT",
)
TSX: Final = Language(
    name="tsx",
    suffixes=(".tsx",),
    version=_VERSION,
    package=__name__,
    title="TypeScript",
    grammar="TSX",
)
COMPONENT: Final = Language(
    name="component",
    suffixes=(".vue", ".svelte"),
    version=_VERSION,
    package=__name__,
    title="TypeScript",
    grammar="COMPONENT",
)
