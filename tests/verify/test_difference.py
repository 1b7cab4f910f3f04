"""Merged minus both parents: along moved lines, renamed files and by number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.findings import Side
from conflictscan.git import Repository
from conflictscan.verify.difference import only_merged
from conflictscan.verify.problems import Problem
from tests.fixture_cases import Trees, build

if TYPE_CHECKING:
    from pathlib import Path

BODY = b"".join(b"line %d\n" % number for number in range(1, 21))
TREES: Trees = {
    "base": {"a.txt": BODY, "old.txt": BODY.replace(b"line", b"row")},
    "ours": {"a.txt": b"new\nnew\n" + BODY, "old.txt": BODY.replace(b"line", b"row")},
    "theirs": {
        "a.txt": BODY.replace(b"line 20", b"line 20\nadded"),
        "new.txt": BODY.replace(b"line", b"row"),
    },
}


def at(line: int, message: str = "bad", path: str = "a.txt", rule: str = "R") -> Problem:
    return Problem(path=path, line=line, message=message, rule=rule)


def failing(name: str, path: str) -> Problem:
    return Problem(path=path, test=f"{path}::{name}", message=name)


def fresh(
    tmp_path: Path, merged: list[Problem], ours: list[Problem], theirs: list[Problem]
) -> list[tuple[str, int]]:
    with Repository.open(build(tmp_path, TREES)) as repository:
        triple = repository.triple("ours", "theirs")
        found = only_merged(triple, merged, {Side.OURS: ours, Side.THEIRS: theirs})
    return [(problem.path, problem.line) for problem in found]


def test_a_problem_at_a_moved_line_is_old(tmp_path: Path) -> None:
    assert fresh(tmp_path, [at(7)], [at(7)], [at(5)]) == []
    assert fresh(tmp_path, [at(7)], [], [at(5)]) == []
    assert fresh(tmp_path, [at(7)], [at(7)], []) == []


def test_a_problem_of_another_rule_or_message_is_new(tmp_path: Path) -> None:
    assert fresh(tmp_path, [at(7)], [at(7, rule="S")], [at(5, "worse")]) == [("a.txt", 7)]


def test_of_two_of_a_kind_the_one_that_no_side_has_is_new(tmp_path: Path) -> None:
    assert fresh(tmp_path, [at(7), at(12)], [at(7)], [at(5)]) == [("a.txt", 12)]
    assert fresh(tmp_path, [at(12), at(7)], [at(7)], [at(5)]) == [("a.txt", 12)]


def test_each_side_may_bring_one_of_a_kind(tmp_path: Path) -> None:
    assert fresh(tmp_path, [at(1), at(23)], [at(1)], [at(21)]) == []


def test_a_problem_whose_line_changed_is_matched_by_number(tmp_path: Path) -> None:
    assert fresh(tmp_path, [at(9)], [at(8)], []) == []
    assert fresh(tmp_path, [at(9), at(10)], [at(8)], []) == [("a.txt", 10)]


def test_a_file_that_a_side_renamed_is_the_same_file(tmp_path: Path) -> None:
    assert fresh(tmp_path, [at(3, path="new.txt")], [at(3, path="old.txt")], []) == []
    assert fresh(tmp_path, [failing("t", "new.txt")], [failing("t", "old.txt")], []) == []
    assert fresh(tmp_path, [failing("t", "new.txt")], [failing("u", "old.txt")], []) == [("new.txt", 0)]


def test_a_problem_outside_of_the_tree_is_compared_as_it_stands(tmp_path: Path) -> None:
    outside = at(3, path="/usr/include/x.h")
    assert fresh(tmp_path, [outside], [outside], []) == []
    assert fresh(tmp_path, [outside], [], []) == [("/usr/include/x.h", 3)]
