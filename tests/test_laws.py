"""The laws of the design, as properties over every fixture."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import msgspec
import pytest

from conflictscan.report.json import json_report
from tests.fixture_cases import Case, Row, Trees, all_cases, build, merged_by_git, rows, scanned

if TYPE_CHECKING:
    from pathlib import Path

    from conflictscan.facts.findings import Report

CASES = pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.id)
LOUD = pytest.mark.parametrize(
    "case", [case for case in all_cases() if case.expectation().finding], ids=lambda case: case.id
)
SAMPLE = pytest.mark.parametrize("case", all_cases()[::7], ids=lambda case: case.id)


def _swapped(trees: Trees) -> Trees:
    return trees | {"ours": trees["theirs"], "theirs": trees["ours"]}


def _mirrored(row: Row) -> Row:
    sides = {"ours": "theirs", "theirs": "ours", "base": "base"}

    def mirrored(at: str) -> str:
        side, _, path = at.partition("/")
        return f"{sides[side]}/{path}"

    cause = msgspec.structs.replace(row.cause, at=mirrored(row.cause.at))
    effect = msgspec.structs.replace(row.effect, at=mirrored(row.effect.at))
    return row._replace(cause=cause, effect=effect)


@CASES
def test_swapping_the_sides_swaps_the_roles_and_nothing_else(case: Case, tmp_path: Path) -> None:
    trees = case.trees()
    found = rows(scanned(build(tmp_path, trees)), trees)
    swapped = _swapped(trees)
    mirrored = [_mirrored(row) for row in rows(scanned(build(tmp_path, swapped)), swapped)]
    assert sorted(mirrored) == found


@LOUD
@pytest.mark.parametrize("shape", ["no change", "ours alone", "theirs alone", "equal sides"])
def test_without_two_changes_there_is_silence(case: Case, shape: str, tmp_path: Path) -> None:
    trees = case.trees()
    base, ours, theirs = trees["base"], trees["ours"], trees["theirs"]
    of_shape = {
        "no change": {"base": base, "ours": base, "theirs": base},
        "ours alone": {"base": base, "ours": ours, "theirs": base},
        "theirs alone": {"base": base, "ours": base, "theirs": theirs},
        "equal sides": {"base": base, "ours": ours, "theirs": ours},
    }
    assert scanned(build(tmp_path, of_shape[shape])).findings == ()


@LOUD
def test_an_ancestor_of_the_other_side_is_silent(case: Case, tmp_path: Path) -> None:
    repository = build(tmp_path, case.trees())
    for result in (None, "theirs"):
        assert scanned(repository, "base", "theirs", result=result).findings == ()
    for result in (None, "ours"):
        assert scanned(repository, "ours", "base", result=result).findings == ()


@CASES
def test_a_result_that_is_what_git_makes_changes_no_finding(case: Case, tmp_path: Path) -> None:
    repository = build(tmp_path, case.trees())
    tree = merged_by_git(repository)
    audited = scanned(repository, result=tree)
    assert audited.result is not None
    assert audited.findings == scanned(repository, result=None).findings


@LOUD
def test_a_result_in_which_nobody_lost_anything_is_never_called_lossy(case: Case, tmp_path: Path) -> None:
    """Each side on its own, given as the merge of itself with the merge base."""
    trees = case.trees()
    for side in ("ours", "theirs"):
        alone = {"base": trees["base"], "ours": trees["base"], "theirs": trees[side], "result": trees[side]}
        assert scanned(build(tmp_path, alone)).findings == ()


def _commented(content: bytes) -> bytes:
    """Comments and blank lines at the top and after the last line: every line moves, no meaning does."""
    if content.startswith(b"#!"):
        return content
    return b"# a comment\n\n" + content.rstrip(b"\n") + b"\n\n\n# another comment\n"


@LOUD
def test_comments_and_moved_lines_change_no_fingerprint(case: Case, tmp_path: Path) -> None:
    trees = case.trees()
    plain = scanned(build(tmp_path, trees))
    moved: Trees = {
        side: {p: _commented(c) if p.endswith(".py") else c for p, c in files.items()}
        for side, files in trees.items()
    }
    report = scanned(build(tmp_path, moved))
    if report.textual_conflicts != plain.textual_conflicts:
        pytest.skip("git merges the commented files otherwise")
    assert _fingerprints(report) == _fingerprints(plain)


def _fingerprints(report: Report) -> list[tuple[str, str]]:
    return sorted((finding.code, finding.fingerprint) for finding in report.findings)


def _without_counters(report: Report) -> bytes:
    decoded = json.loads(json_report(report))
    for counter in ("blobs_parsed", "blobs_cached", "seconds"):
        decoded["statistics"].pop(counter)
    return json.dumps(decoded).encode()


@SAMPLE
def test_a_warm_cache_changes_no_byte_of_the_report(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONFLICTSCAN_CACHE_DIR", str(tmp_path / "cache"))
    repository = build(tmp_path, case.trees())
    without = _without_counters(scanned(repository))
    cold = _without_counters(scanned(repository, cached=True))
    warm = scanned(repository, cached=True)
    assert warm.statistics.blobs_parsed == 0
    assert without == cold == _without_counters(warm)


@CASES
def test_the_prefilter_changes_no_finding(case: Case, tmp_path: Path) -> None:
    repository = build(tmp_path, case.trees())
    assert scanned(repository).findings == scanned(repository, prefilter=False).findings


@SAMPLE
def test_workers_change_no_byte_of_the_report(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONFLICTSCAN_CACHE_DIR", str(tmp_path / "cache"))
    repository = build(tmp_path, case.trees())
    alone = _without_counters(scanned(repository, workers=1))
    assert _without_counters(scanned(repository, workers=3)) == alone
    cold = scanned(repository, workers=3, cached=True)
    warm = scanned(repository, workers=3, cached=True)
    assert warm.statistics.blobs_parsed == 0
    assert _without_counters(cold) == alone == _without_counters(warm)


@SAMPLE
def test_a_scan_writes_nothing_to_the_repository(case: Case, tmp_path: Path) -> None:
    repository = build(tmp_path, case.trees())
    before = _content(repository)
    scanned(repository)
    assert _content(repository) == before


def _content(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
