"""What the graph asks of C++, and of headers, which C++ may read."""

from __future__ import annotations

from typing import Final

import msgspec

from conflictscan.languages.c.includes import Modules
from conflictscan.languages.c.resolve import SEMANTICS as OF_C

__all__ = ["SEMANTICS", "Modules"]

SEMANTICS: Final = msgspec.structs.replace(
    OF_C,
    constructors=(".ctor",),
    built_by_call=True,
    own_files=(".cc", ".cpp", ".cxx", ".c++", ".h", ".hh", ".hpp", ".hxx", ".h++", ".ipp", ".inl", ".tpp"),
    overloads=True,
    declared_overrides=True,
    open_classes=True,
)
