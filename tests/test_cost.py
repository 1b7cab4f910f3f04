"""Cost follows the smaller change: what is parsed grows neither with the repository nor with the other side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fixture_cases import Trees, all_cases, build, scanned

if TYPE_CHECKING:
    from pathlib import Path

    from conflictscan.facts.findings import Report

_MANY = 500
_UNRELATED = b'''"""Module %d."""


def step_%d(given):
    doubled = given * 2
    return doubled + %d
'''


def test_files_that_no_side_changed_are_not_parsed(tmp_path: Path) -> None:
    trees = _trees()
    few = scanned(build(tmp_path, trees))
    more = _modules(1)
    many = scanned(build(tmp_path, {side: files | more for side, files in trees.items()}))
    assert _findings(many) == _findings(few)
    assert many.statistics.blobs_parsed == few.statistics.blobs_parsed


def test_a_side_that_moved_by_unrelated_files_is_not_parsed_whole(tmp_path: Path) -> None:
    trees = _trees()
    for side in ("ours", "theirs"):
        few = scanned(build(tmp_path, trees))
        moved = {each: files | _modules(2 if each == side else 1) for each, files in trees.items()}
        many = scanned(build(tmp_path, moved))
        assert many.statistics.files_changed[side] >= _MANY
        assert _findings(many) == _findings(few)
        smaller = min(many.statistics.files_changed.values())
        # the smaller side's files, before and after, tell which of the larger side's matter
        assert many.statistics.blobs_parsed <= few.statistics.blobs_parsed + 2 * smaller


def _trees() -> Trees:
    case = next(
        case for case in all_cases() if case.rule == "renamed-symbol-used" and case.expectation().finding
    )
    return case.trees()


def _modules(version: int) -> dict[str, bytes]:
    return {
        f"unrelated/module_{number}.py": _UNRELATED % (number, number, version) for number in range(_MANY)
    }


def _findings(report: Report) -> list[str]:
    return [finding.fingerprint for finding in report.findings]
