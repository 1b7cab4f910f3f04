"""Where TypeScript finds modules: as JavaScript does."""

from __future__ import annotations

from typing import Final

import msgspec

from conflictscan.languages.javascript.known import SEMANTICS as _LOOSE
from conflictscan.languages.javascript.resolve import Modules
from conflictscan.languages.typescript.builtin import BUILTIN

__all__ = ["SEMANTICS", "Modules"]

SEMANTICS: Final = msgspec.structs.replace(_LOOSE, compiled=True, builtin=BUILTIN)
