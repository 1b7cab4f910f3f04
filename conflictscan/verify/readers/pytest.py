"""The terminal summary of pytest: `FAILED tests/test_a.py::test_b - message`, and the traces above it."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from conflictscan.verify.problems import Problem

if TYPE_CHECKING:
    from conflictscan.verify.readers.output import Output

_ROW: Final = re.compile(r"^(FAILED|ERROR) (\S.*?)(?: - (.*))?$")
_END: Final = re.compile(
    r"^=* ?(no tests ran|(?:\d+ (?:failed|passed|errors?|skipped|xfailed|xpassed|deselected|warnings?)(?:, )?)+)"
    r" in [\d.]+s\b"
)
_SECTION: Final = re.compile(r"^_{3,} (?:ERROR (?:collecting|at setup of|at teardown of) )?(.+?) _{3,}$")
_PLACE: Final = re.compile(r"^(\S[^:]*\.py):(\d+): ")


def read(output: Output) -> list[Problem] | None:
    """Failed tests, and files and fixtures with an error; None without the closing line of pytest."""
    lines = output.out.splitlines()
    if not any(_END.match(line) for line in lines):
        return None
    traces = _traces(lines, output)
    found: list[Problem] = []
    for line in lines:
        row = _ROW.match(line)
        if row is None:
            continue
        path, _, test = row[2].partition("::")
        if not path.endswith(".py") and not output.has(path):
            continue
        shown = path if not test else test.replace("::", ".")
        name = output.path(path)
        found.append(
            Problem(
                path=name,
                rule=row[1].lower(),
                test=f"{name}::{test}" if test else name,
                message=output.message(row[3] or row[1].lower()),
                trace=tuple(traces.get(shown, ())),
            )
        )
    return found


def _traces(lines: list[str], output: Output) -> dict[str, list[tuple[str, int]]]:
    """Section (a test without its file, or a file) -> the places in it."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    section = ""
    for line in lines:
        if head := _SECTION.match(line):
            section = head[1]
        elif line.startswith("===="):
            section = ""
        elif section and (place := _PLACE.match(line)):
            found[section].append((output.path(place[1]), int(place[2])))
    return found
