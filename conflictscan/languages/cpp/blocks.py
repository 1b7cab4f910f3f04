"""Definitions of C++ told by their heads alone: as in C."""

from conflictscan.languages.c.blocks import differing

__all__ = ["differing"]
