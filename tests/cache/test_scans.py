"""Scans with a cache, without one, and with one that cannot be used, all say the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.fixture_cases import all_cases, build
from tests.fuzz.repositories import conflictscan, git

if TYPE_CHECKING:
    from pathlib import Path

CASE = next(case for case in all_cases() if case.expectation().finding)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    bare = build(tmp_path, CASE.trees())
    git(tmp_path, "clone", "--quiet", "--branch", "ours", str(bare), "work")
    return tmp_path / "work"


def scan(work: Path, *options: str, **environment: str) -> tuple[dict[str, Any], int]:
    """The report without its counters, and how many files came from the cache."""
    told = conflictscan(work, "scan", "origin/theirs", "--format", "json", *options, environment=environment)
    assert told.status in (0, 1), told.err
    assert told.err == ""
    document: dict[str, Any] = json.loads(told.out)
    cached = document["statistics"]["blobs_cached"]
    for counter in ("blobs_parsed", "blobs_cached", "seconds"):
        document["statistics"].pop(counter)
    return document, cached


def test_a_cache_changes_nothing_and_is_no_part_of_the_repository(work: Path, tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path / "home"), "CONFLICTSCAN_CACHE_DIR": "", "XDG_CACHE_HOME": ""}
    cold, none = scan(work, **home)
    warm, some = scan(work, **home)
    assert (none, some > 0) == (0, True)
    without, _ = scan(work, "--no-cache", **home)
    assert cold == warm == without
    assert git(work, "status", "--porcelain", "--ignored") == ""
    assert (tmp_path / "home" / ".cache" / "conflictscan" / "facts.sqlite").is_file()


def test_a_cache_in_the_repository_by_wish_is_ignored_by_git(work: Path) -> None:
    scan(work, CONFLICTSCAN_CACHE_DIR=str(work / "cache"))
    assert (work / "cache" / "facts.sqlite").is_file()
    assert git(work, "status", "--porcelain") == ""


def test_no_cache_writes_nothing(work: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    scan(work, "--no-cache", HOME=str(home), CONFLICTSCAN_CACHE_DIR=str(tmp_path / "cache"))
    assert list(home.iterdir()) == []
    assert not (tmp_path / "cache").exists()


def test_a_cache_that_cannot_be_used_changes_no_byte(work: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    plain, _ = scan(work, "--no-cache")
    for place in (str(tmp_path / "file"), str(tmp_path / "file" / "below"), "/proc/none"):
        assert scan(work, CONFLICTSCAN_CACHE_DIR=place) == (plain, 0)
    nowhere = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "CONFLICTSCAN_CACHE_DIR"), "")
    assert scan(work, **nowhere) == (plain, 0)
