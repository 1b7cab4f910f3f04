"""C#: facts of `.cs` files."""

from __future__ import annotations

from typing import Final

from conflictscan.languages.language import Language, stamp

LANGUAGE: Final = Language(
    name="csharp",
    suffixes=(".cs",),
    version=f"{stamp(__file__)}+grammar0.23",
    package=__name__,
    title="C#",
    grammar="CSHARP",
)
