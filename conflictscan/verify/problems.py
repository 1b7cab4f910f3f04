"""What a checker says of one tree: problems at places, and tests that fail."""

from __future__ import annotations

import re
from typing import Final

import msgspec

_VOLATILE: Final = (
    (re.compile(r"0x[0-9a-fA-F]{4,}"), "0x…"),  # addresses of objects
    (re.compile(r"\b(lines?|rows?|on|at) \d+"), r"\1 N"),  # `defined on line 12` moves with the code
    (re.compile(r"(?<=[\w)\]]):\d+(:\d+)?"), ":N"),  # path:12:3
    (re.compile(r"\b\d+(\.\d+)? ?(ms|s|seconds?)\b"), "N s"),
    (re.compile(r"/pytest-of-[^/\s]+/pytest-\d+"), "/pytest"),
    (re.compile(r"\s+"), " "),
)


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One complaint. Lines and columns count from 1, 0 for none. `path` is relative to the tree, if it is in it."""

    path: str
    message: str
    line: int = 0
    column: int = 0
    rule: str = ""
    severity: str = "error"  # error or warning; what is less is no problem
    test: str = ""  # the failing test: it is told by its name, whatever its message says
    trace: tuple[tuple[str, int], ...] = ()  # places that a failing test went through

    @property
    def fingerprint(self) -> tuple[str, str]:
        """What makes it the same problem in another version of the file: no line takes part."""
        return ("test", self.test) if self.test else (self.rule, steady(self.message))


class Reading(msgspec.Struct, frozen=True):
    """What one output said, and the reader that understood it."""

    reader: str
    problems: tuple[Problem, ...]


def steady(message: str) -> str:
    """A message without what changes from run to run and from line to line."""
    for pattern, text in _VOLATILE:
        message = pattern.sub(text, message)
    return message.strip()
