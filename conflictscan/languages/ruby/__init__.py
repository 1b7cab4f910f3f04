"""Ruby: facts of `.rb` files."""

from __future__ import annotations

from typing import Final

from conflictscan.languages.language import Language, stamp

LANGUAGE: Final = Language(
    name="ruby",
    suffixes=(".rb", ".rake", ".gemspec", ".ru"),
    version=f"{stamp(__file__)}+grammar0.23",
    package=__name__,
    grammar="RUBY",
)
