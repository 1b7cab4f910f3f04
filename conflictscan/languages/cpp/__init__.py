"""C++: facts of its sources, and of headers, which are of either language and say so by what they hold."""

from __future__ import annotations

from typing import Final

import conflictscan.languages.c as c_language
from conflictscan.languages.language import Language, stamp

_VERSION: Final = f"{stamp(__file__, c_language.__file__)}+grammar0.23"
LANGUAGE: Final = Language(
    name="cpp",
    suffixes=(".cc", ".cpp", ".cxx", ".c++", ".hh", ".hpp", ".hxx", ".h++", ".ipp", ".inl", ".tpp"),
    version=_VERSION,
    package=__name__,
    grammar="CPP",
)
HEADER: Final = Language(
    name="header", suffixes=(".h",), version=f"{_VERSION}+header", package=__name__, grammar="HEADER"
)
