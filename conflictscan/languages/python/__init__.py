"""Python: facts of `.py`, `.pyi` and `.pyw` files."""

from __future__ import annotations

import builtins
import zlib
from pathlib import Path
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
BUILTINS: Final = frozenset(dir(builtins)) - {"_"} | MODULE_NAMES | _LATER | _LEGACY
"""Names that are bound everywhere."""


def _stamp() -> str:
    """A digest of the extractor's own code: facts that another one made are not read."""
    digest = 0
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest = zlib.crc32(file.read_bytes(), digest)
    return f"{digest:08x}"


LANGUAGE: Final = Language(
    name="python",
    suffixes=(".py", ".pyi", ".pyw"),
    version=f"{_stamp()}+grammar0.25",
    package="conflictscan.languages.python",
)
