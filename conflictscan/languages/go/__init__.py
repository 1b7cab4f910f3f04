"""Go: facts of `.go` files."""

from __future__ import annotations

from typing import Final

from conflictscan.languages.language import Language, stamp

LANGUAGE: Final = Language(
    name="go",
    suffixes=(".go",),
    version=f"{stamp(__file__)}+grammar0.25",
    package=__name__,
    grammar="GO",
)
