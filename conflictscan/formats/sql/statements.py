"""A script in statements, told apart without parsing them: quotes, comments and dollar quotes are stepped over.

What stands under a heading for the way back (goose, dbmate, sql-migrate, MyBatis) is told apart: it does not run on the
way up.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN: Final = re.compile(
    rb"(?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z))"
    rb"|(?P<quoted>'[^']*(?:'|\Z)|\"[^\"]*(?:\"|\Z)|`[^`]*(?:`|\Z)|\$(?P<tag>\w*)\$.*?(?:\$(?P=tag)\$|\Z))"
    rb"|(?P<end>;|^[ \t]*(?:GO|/)[ \t]*\r?$)",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_HEADING: Final = re.compile(
    rb"--\s*(?:\+(?:goose|migrate)\s+(?P<plus>up|down)\b|migrate:(?P<colon>up|down)\b|//\s*@(?P<undo>undo)\b)",
    re.IGNORECASE,
)
_BODY: Final = re.compile(
    rb"CREATE\s+(?:OR\s+(?:REPLACE|ALTER)\s+)?(?:DEFINER\s*=\s*\S+\s+)?(?:TEMP(?:ORARY)?\s+)?"
    rb"(?:FUNCTION|PROCEDURE|TRIGGER|PACKAGE|EVENT)\b",
    re.IGNORECASE,
)
_BEGIN: Final = re.compile(rb"\bBEGIN\b", re.IGNORECASE)
_END: Final = re.compile(rb"END\b[^;]*\Z", re.IGNORECASE)
_BLANK: Final = re.compile(rb"\s*")


class Statement(msgspec.Struct, frozen=True):
    """A part of a script in bytes, without the comments before it and the semicolon behind it."""

    start: int
    end: int


def statements(source: bytes) -> Iterator[Statement]:
    """The statements of the way up, in order."""
    start, down, body = 0, False, -1
    for token in _TOKEN.finditer(source):
        if token["quoted"] is not None:
            continue
        at = _BLANK.match(source, start)
        first = at.end() if at else start
        if token["comment"] is not None:
            if first == token.start():
                start = token.end()
                down = _is_down(token[0], before=down)
            continue
        text = source[first : token.start()]
        if body < 0 and _BODY.match(text) and _BEGIN.search(text):
            body = first
        if body >= 0:
            if _END.match(text) or token["end"] != b";":
                body = -1
            start = token.end()
            continue
        if text and not down:
            yield Statement(first, first + len(text.rstrip()))
        start = token.end()
    at = _BLANK.match(source, start)
    first = at.end() if at else start
    last = len(source.rstrip())
    if first < last and not down and body < 0:
        yield Statement(first, last)


def _is_down(comment: bytes, *, before: bool) -> bool:
    found = _HEADING.match(comment)
    if found is None:
        return before
    return found["undo"] is not None or (found["plus"] or found["colon"]).lower() == b"down"
