"""What the merge has and no side: problems compared by file, rule and message, along moved lines.

A problem of the merge is old when a side has the same at the line that became this one. What is left over is
compared by number: two of a kind in the merge and one of that kind on a side make one that is new.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from conflictscan.facts.findings import Side
from conflictscan.rules.framework.same_lines import same_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from conflictscan.git import Triple
    from conflictscan.verify.problems import Problem

    Key = tuple[str, tuple[str, str]]


def only_merged(
    triple: Triple, merged: Sequence[Problem], sides: Mapping[Side, Sequence[Problem]]
) -> tuple[Problem, ...]:
    """Problems of the merge that neither side has, by place."""
    old: set[int] = set()
    for side in Side:
        old |= _known(triple, merged, side, sides[side])
    fresh = (problem for number, problem in enumerate(merged) if number not in old)
    return tuple(sorted(fresh, key=lambda p: (p.path, p.line, p.column, p.rule, p.test, p.message)))


def _known(triple: Triple, merged: Sequence[Problem], side: Side, own: Sequence[Problem]) -> set[int]:
    """Numbers of those that the side has too."""
    lines: dict[Key, Counter[int]] = defaultdict(Counter)
    for problem in own:
        lines[problem.path, problem.fingerprint][0 if problem.test else problem.line] += 1
    known: set[int] = set()
    left: dict[Key, list[int]] = defaultdict(list)
    for number, problem in enumerate(merged):
        path = triple.side_path(side, problem.path) or problem.path
        key = (path, _renamed(problem, path))
        line = 0 if problem.test else _line(triple, side, problem, path)
        if line is not None and lines[key][line] > 0:
            lines[key][line] -= 1
            known.add(number)
        else:
            left[key].append(number)
    for key, numbers in left.items():
        known.update(numbers[: lines[key].total()])
    return known


def _renamed(problem: Problem, path: str) -> tuple[str, str]:
    """The fingerprint as the side's name of the file makes it: tests are named by their file."""
    kind, text = problem.fingerprint
    if problem.test and problem.path and text.startswith(problem.path):
        return kind, path + text[len(problem.path) :]
    return kind, text


def _line(triple: Triple, side: Side, problem: Problem, path: str) -> int | None:
    """The line of the side's file that became the problem's line; None when the side has it not."""
    if not problem.line:
        return 0
    after, before = triple.snapshot("merged").read(problem.path), triple.snapshot(side).read(path)
    if after is None or before is None:
        return problem.line  # a file of neither tree, made by the command
    if after == before:
        return problem.line
    line = same_lines(after, before).get(problem.line - 1)
    return None if line is None else line + 1
