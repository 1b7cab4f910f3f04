"""An equal scan before saves this one; one that is not equal in everything does not."""

from __future__ import annotations

import json
import sqlite3
import zlib
from typing import TYPE_CHECKING

import msgspec
import pytest

from conflictscan.config import Config
from conflictscan.report.json import json_report
from conflictscan.scan import ScanOptions, scan
from tests.fixture_cases import Case, all_cases, build, scanned
from tests.fuzz.repositories import conflictscan, git

if TYPE_CHECKING:
    from pathlib import Path

    from conflictscan.facts.findings import Report

SAMPLE = pytest.mark.parametrize("case", all_cases()[::11], ids=lambda case: case.id)
LOUD = next(case for case in all_cases() if case.expectation().finding)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("CONFLICTSCAN_CACHE_DIR", str(folder))
    return folder


def _without_counters(report: Report) -> str:
    decoded = json.loads(json_report(report))
    for counter in ("blobs_parsed", "blobs_cached", "seconds"):
        decoded["statistics"].pop(counter)
    return json.dumps(decoded)


def _plant(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever scans from now on fails."""
    monkeypatch.setattr("conflictscan.scan.run", _raises)


@SAMPLE
def test_a_recalled_report_is_the_report(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = build(tmp_path, case.trees())
    first = scanned(repository, recalled=True)
    if first.diagnostics:
        pytest.skip("not kept")
    _plant(monkeypatch)
    again = scanned(repository, recalled=True)
    assert _without_counters(again) == _without_counters(first)
    assert again.statistics.blobs_parsed == 0


def test_other_settings_and_other_sides_are_another_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = build(tmp_path, LOUD.trees())
    options = ScanOptions(repository=repository, ours="ours", theirs="theirs")
    first = scan(options)
    assert first.findings
    code = first.findings[0].code
    ignoring = msgspec.structs.replace(options, config=Config(ignore=(code,)))
    assert code not in {each.code for each in scan(ignoring).findings}
    accepting = Config(accepted=frozenset(each.fingerprint for each in first.findings))
    assert scan(msgspec.structs.replace(options, config=accepting)).findings == ()
    swapped = scan(msgspec.structs.replace(options, ours="theirs", theirs="ours"))
    assert {each.code for each in swapped.findings} == {each.code for each in first.findings}
    assert swapped.ours.rev == "theirs"
    _plant(monkeypatch)
    assert scan(options).findings == first.findings


def test_a_new_commit_is_scanned(tmp_path: Path) -> None:
    repository = build(tmp_path, LOUD.trees())
    git(tmp_path, "clone", "--quiet", "--branch", "ours", str(repository), "work")
    work = tmp_path / "work"
    told = conflictscan(work, "scan", "HEAD", "origin/theirs", "--format", "json")
    assert told.report["findings"]
    git(work, "reset", "--quiet", "--hard", "origin/theirs")
    (work / "unrelated.txt").write_text("x\n")
    git(work, "add", "unrelated.txt")
    git(work, "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "other")
    again = conflictscan(work, "scan", "HEAD", "origin/theirs", "--format", "json")
    assert again.report["findings"] == []


def test_what_a_rule_failed_at_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = build(tmp_path, LOUD.trees())
    whole = scanned(repository)
    with monkeypatch.context() as patched:
        patched.setattr("conflictscan.rules.framework.emergence._of_rule", _raises)
        failed = scanned(repository, recalled=True)
    assert {each.kind for each in failed.diagnostics} == {"rule-failed"}
    assert scanned(repository, recalled=True).findings == whole.findings


def _raises(*_: object, **__: object) -> None:
    raise RuntimeError


def test_a_damaged_entry_is_made_anew(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = build(tmp_path, LOUD.trees())
    first = scanned(repository, recalled=True)
    with sqlite3.connect(cache / "facts.sqlite") as database:
        changed = database.execute(
            "UPDATE facts SET value = ? WHERE extractor = 'report'", (zlib.compress(b"\xc1"),)
        ).rowcount
    assert changed == 1
    assert scanned(repository, recalled=True).findings == first.findings
    _plant(monkeypatch)
    assert scanned(repository, recalled=True).findings == first.findings
