"""Literals as written, compared by value."""

from __future__ import annotations

import ast
from typing import Final, cast

_EMPTY = frozenset(
    {"None", "False", "0", "0.0", '""', "''", "()", "[]", "{}", "null", "false", "undefined", "nil"}
)


_WORDS: Final[dict[str, tuple[str, object]]] = {
    "true": ("bool", True),
    "false": ("bool", False),
    "null": ("NoneType", None),
    "undefined": ("NoneType", None),
    "nil": ("NoneType", None),
}
"""What languages other than Python call these."""


def literal_value(text: str) -> tuple[str, object] | None:
    """Type class and value of a literal; None when the text is no literal of a scalar or a tuple of such.

    Numbers compare across int and float; `True` is no number.
    """
    if text in _WORDS:
        return _WORDS[text]
    try:
        value: object = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    if isinstance(value, bool):
        return ("bool", value)
    if isinstance(value, int | float):
        return ("number", value)
    if value is None or isinstance(value, str | bytes | tuple):
        scalar = cast("object", value)
        return (type(scalar).__name__, scalar)
    return None


def is_empty(text: str) -> bool:
    """Tell whether a literal is false: None, False, zero, or an empty string or collection."""
    return text in _EMPTY
