"""JavaScript: facts of `.js`, `.mjs`, `.cjs` and `.jsx` files. TypeScript builds on this package."""

from __future__ import annotations

from typing import Final

from conflictscan.languages.language import Language, stamp

LANGUAGE: Final = Language(
    name="javascript",
    suffixes=(".js", ".mjs", ".cjs", ".jsx"),
    version=f"{stamp(__file__)}+grammar0.25",
    package=__name__,
    title="JavaScript",
    grammar="JAVASCRIPT",
)
