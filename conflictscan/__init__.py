"""Finds what two branches break together although git merges them cleanly."""

from __future__ import annotations

__version__ = "0.1.0"
