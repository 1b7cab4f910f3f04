"""Programming languages: one package each, imported when a path asks for it; tree-sitter stays in here."""

from __future__ import annotations

import functools
import importlib
import posixpath
from typing import TYPE_CHECKING, Final

from conflictscan.languages.language import Language, Statement

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["Language", "Statement", "for_path", "registered"]

_LANGUAGES: Final = {
    ".py": "python:LANGUAGE",
    ".pyi": "python:LANGUAGE",
    ".pyw": "python:LANGUAGE",
    ".js": "javascript:LANGUAGE",
    ".mjs": "javascript:LANGUAGE",
    ".cjs": "javascript:LANGUAGE",
    ".jsx": "javascript:LANGUAGE",
    ".ts": "typescript:LANGUAGE",
    ".mts": "typescript:LANGUAGE",
    ".cts": "typescript:LANGUAGE",
    ".tsx": "typescript:TSX",
    ".vue": "typescript:COMPONENT",
    ".svelte": "typescript:COMPONENT",
    ".java": "java:LANGUAGE",
    ".kt": "kotlin:LANGUAGE",
    ".go": "go:LANGUAGE",
    ".rs": "rust:LANGUAGE",
    ".cs": "csharp:LANGUAGE",
    ".c": "c:LANGUAGE",
    ".h": "cpp:HEADER",
    **dict.fromkeys(
        (".cc", ".cpp", ".cxx", ".c++", ".hh", ".hpp", ".hxx", ".h++", ".ipp", ".inl", ".tpp"), "cpp:LANGUAGE"
    ),
    ".php": "php:LANGUAGE",
    ".rb": "ruby:LANGUAGE",
    ".rake": "ruby:LANGUAGE",
    ".gemspec": "ruby:LANGUAGE",
    ".ru": "ruby:LANGUAGE",
}


@functools.lru_cache(maxsize=1 << 14)
def for_path(path: str) -> Language | None:
    """The language of a file by its suffix, or None; loads no grammar."""
    named = _LANGUAGES.get(posixpath.splitext(path)[1].lower())
    return _load(named) if named else None


def registered() -> tuple[Language, ...]:
    """All languages, by name; loads no grammar."""
    return tuple(sorted(map(_load, set(_LANGUAGES.values())), key=lambda language: language.name))


@functools.cache
def _load(named: str) -> Language:
    package, _, name = named.partition(":")
    module: ModuleType = importlib.import_module(f"{__name__}.{package}")
    language: Language = getattr(module, name)
    return language
