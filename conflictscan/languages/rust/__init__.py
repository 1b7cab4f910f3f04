"""Rust: facts of `.rs` files."""

from __future__ import annotations

from typing import Final

from conflictscan.languages.language import Language, stamp

LANGUAGE: Final = Language(
    name="rust",
    suffixes=(".rs",),
    version=f"{stamp(__file__)}+grammar0.24",
    package=__name__,
    grammar="RUST",
)
