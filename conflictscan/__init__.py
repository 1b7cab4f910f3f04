"""Finds what two branches break together although git merges them cleanly."""

# No import, not even from `__future__`: `python -m` would search the repository that is scanned for it.
__version__ = "0.1.0"
