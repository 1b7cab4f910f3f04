"""Every rule runs on every fixture: what is listed is found, and nothing else is."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.fixture_cases import Case, all_cases, build, missing_and_unlisted, rows, scanned, written

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.id)
def test_a_scan_finds_what_the_fixture_lists_and_nothing_else(
    case: Case, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    trees, expected = case.trees(), case.expectation()
    report = scanned(build(tmp_path, trees))
    assert not report.diagnostics
    assert bool(report.textual_conflicts) is expected.textual_conflict
    found = rows(report, trees)
    missing, unlisted = missing_and_unlisted(expected.finding, found)
    if expected.known_gap:
        assert missing or unlisted, "the known gap is closed: drop `known_gap`"
        pytest.xfail(expected.known_gap)
    if (missing or unlisted) and request.config.getoption("--update-expect"):
        (case.folder / "expect.toml").write_text(written(case, found), encoding="utf-8")
        return
    assert not missing, f"not found: {missing}; found: {found}"
    assert not unlisted, f"not listed: {unlisted}"


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.id)
def test_the_sources_of_a_fixture_are_python(case: Case) -> None:
    for side, files in case.trees().items():
        for path, content in files.items():
            if path.endswith(".py"):
                ast.parse(content, f"{side}/{path}")
