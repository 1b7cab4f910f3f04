"""PHP: facts of `.php` files."""

from __future__ import annotations

from typing import Final

from conflictscan.languages.language import Language, stamp

LANGUAGE: Final = Language(
    name="php",
    suffixes=(".php",),
    version=f"{stamp(__file__)}+grammar0.25",
    package=__name__,
    grammar="PHP",
)
