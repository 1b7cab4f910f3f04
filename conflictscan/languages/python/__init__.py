"""Python: facts of `.py`, `.pyi` and `.pyw` files."""

from __future__ import annotations

import builtins
from typing import Final

from conflictscan.languages.language import Language

MODULE_NAMES: Final = frozenset(
    {
        "__annotations__",
        "__builtins__",
        "__cached__",
        "__debug__",
        "__dict__",
        "__doc__",
        "__file__",
        "__loader__",
        "__name__",
        "__package__",
        "__path__",
        "__spec__",
    }
)
"""Names that the import system puts into every module."""

_LATER: Final = frozenset(
    {"BaseExceptionGroup", "ExceptionGroup", "PythonFinalizationError", "EncodingWarning", "aiter", "anext"}
)
"""Built-in names that the running interpreter may be too old to have; the result must not depend on it."""

_LEGACY: Final = frozenset({"WindowsError", "reveal_locals", "reveal_type"})

LANGUAGE: Final = Language(
    name="python",
    suffixes=(".py", ".pyi", ".pyw"),
    version="1+grammar0.25",
    builtins=frozenset(dir(builtins)) - {"_"} | MODULE_NAMES | _LATER | _LEGACY,
    package="conflictscan.languages.python",
)
