"""Functions of TypeScript told by their heads alone: as in JavaScript."""

from conflictscan.languages.javascript.blocks import differing

__all__ = ["differing"]
