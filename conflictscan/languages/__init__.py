"""Programming languages: one package each, imported when a path asks for it; tree-sitter stays in here."""

from __future__ import annotations

import functools
import importlib
import posixpath
from typing import TYPE_CHECKING, Final

from conflictscan.languages.language import Language, Statement

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["Language", "Statement", "for_path"]

_PACKAGES: Final = {
    ".py": "conflictscan.languages.python",
    ".pyi": "conflictscan.languages.python",
    ".pyw": "conflictscan.languages.python",
}


@functools.lru_cache(maxsize=1 << 14)
def for_path(path: str) -> Language | None:
    """The language of a file by its suffix, or None; loads no grammar."""
    package = _PACKAGES.get(posixpath.splitext(path)[1].lower())
    return _load(package) if package else None


@functools.cache
def _load(package: str) -> Language:
    module: ModuleType = importlib.import_module(package)
    language: Language = module.LANGUAGE
    return language
