"""Complaints on lines of their own: GCC's way, tsc's, that of pyright, flake8 and ruff, and of rustc."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from conflictscan.verify.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.verify.readers.output import Output

_LONGEST: Final = 4000  # characters of a line that is looked at
_PATH = r"(?P<path>(?:[A-Za-z]:[\\/])?[^\s:()][^:()\n]*)"
_AT = r":(?P<line>\d{1,7})(?::(?P<column>\d{1,5}))?"
_WORD = r"(?P<severity>fatal error|error|warning|note|information|info|hint)"
_STYLES: Final = tuple(
    re.compile(style)
    for style in (
        rf"{_PATH}\((?P<line>\d{{1,7}}),(?P<column>\d{{1,5}})\): {_WORD} (?P<rule>\w+): (?P<message>.+)",  # tsc
        rf"\s*{_PATH}{_AT} - {_WORD}(?: (?P<code>TS\d+))?: (?P<message>.+)",  # pyright; tsc --pretty
        rf"{_PATH}{_AT}: {_WORD}: (?P<message>.+)",  # GCC, clang, mypy
        rf"{_PATH}{_AT}:? (?P<rule>[A-Z]{{1,6}}\d{{1,5}})\b(?: \[\*\])?:? (?P<message>.+)",  # flake8, ruff concise
        rf"{_PATH}{_AT}: (?P<message>\S.*)",  # go vet: only of files that are there
    )
)
_HEAD: Final = re.compile(
    rf"(?:{_WORD}(?:\[(?P<code>[\w-]+)\])?:|(?P<rule>[A-Z]{{1,6}}\d{{1,5}}|invalid-syntax):?(?: \[\*\])?)"
    r" (?P<message>.+)"
)
_ARROW: Final = re.compile(rf"\s*--> {_PATH}{_AT}$")
_TAIL: Final = re.compile(r"\s+(?:\[(?P<square>-?[\w=.-]+)\]|\((?P<round>report\w+)\))$")


def read(output: Output) -> list[Problem] | None:
    """All complaints of both streams; None when there is none."""
    found = [problem for text in (output.out, output.err) for problem in _of_text(text, output)]
    return found or None


def _of_text(text: str, output: Output) -> Iterator[Problem]:
    head: re.Match[str] | None = None
    for raw in text.splitlines():
        line = raw[:_LONGEST]
        if head is not None and (arrow := _ARROW.match(line)):  # rustc, ruff: the place stands below
            yield from _problem(head, arrow, output)
            head = None
            continue
        head = _HEAD.fullmatch(line)
        if head is None:
            yield from _of_line(line, output)


def _of_line(line: str, output: Output) -> Iterator[Problem]:
    for style in _STYLES:
        found = style.fullmatch(line)
        if found is None:
            continue
        if "severity" in style.groupindex or output.has(found["path"]):
            yield from _problem(found, found, output)
        return


def _problem(told: re.Match[str], place: re.Match[str], output: Output) -> Iterator[Problem]:
    groups = told.groupdict()
    severity = (groups.get("severity") or "error").removeprefix("fatal ")
    message, rule = groups["message"], groups.get("rule") or groups.get("code") or ""
    if not rule and (tail := _TAIL.search(message)):
        message, rule = message[: tail.start()], tail["square"] or tail["round"]
    if severity in ("error", "warning"):
        yield Problem(
            path=output.path(place["path"].strip()),
            line=int(place["line"]),
            column=int(place["column"] or 0),
            rule=rule,
            severity=severity,
            message=output.message(message),
        )
