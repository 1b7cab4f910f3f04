"""SQL: the statements of a script, and what those that define a schema do."""

from conflictscan.formats.sql.script import extract

__all__ = ["extract"]
