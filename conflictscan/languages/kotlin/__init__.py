"""Kotlin: facts of `.kt` files."""

from __future__ import annotations

from typing import Final

from conflictscan.languages.language import Language, stamp

LANGUAGE: Final = Language(
    name="kotlin",
    suffixes=(".kt",),
    version=f"{stamp(__file__)}+grammar1.1",
    package=__name__,
    grammar="KOTLIN",
)
