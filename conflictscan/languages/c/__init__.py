"""C: facts of `.c` files."""

from __future__ import annotations

from typing import Final

from conflictscan.languages.language import Language, stamp

LANGUAGE: Final = Language(
    name="c",
    suffixes=(".c",),
    version=f"{stamp(__file__)}+grammar0.24",
    package=__name__,
    grammar="C",
)
