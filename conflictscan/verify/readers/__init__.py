"""Readers of what checkers print, each a function from an output to problems; None where it is not theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.verify.problems import Reading
from conflictscan.verify.readers import documents, junit, lines, pytest, sarif

if TYPE_CHECKING:
    from collections.abc import Callable

    from conflictscan.verify.problems import Problem
    from conflictscan.verify.readers.output import Output

AUTO = "auto"
READERS: dict[str, Callable[[Output], list[Problem] | None]] = {
    "sarif": sarif.read,
    "pyright": documents.pyright,
    "ruff": documents.ruff,
    "eslint": documents.eslint,
    "mypy": documents.mypy,
    "junit": junit.read,
    "pytest": pytest.read,
    "lines": lines.read,
}
"""By name, in the order in which `auto` asks them; the first that knows the output has it."""


def read(output: Output, reader: str = AUTO) -> Reading | None:
    """The problems of an output; None when no reader, or not the named one, knows it."""
    names = list(READERS) if reader == AUTO else [reader]
    for name in names:
        found = READERS[name](output)
        if found is not None:
            return Reading(name, tuple(dict.fromkeys(found)))
    return None
