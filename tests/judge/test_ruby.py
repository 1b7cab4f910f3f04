"""Ruby judges the Ruby fixtures: what is called an error at run time must be one of the merge alone."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from conflictscan.facts.findings import Consequence, Severity
from tests.fixture_cases import ENVIRONMENT, Case, all_cases, build, merged_by_git, scanned

_CASES = [case for case in all_cases() if case.name.startswith("ruby-")]
_LOADER = Path(__file__).parent / "load_ruby.rb"
_TAKES_EFFECT = (Consequence.FAILS_AT_RUN_TIME, Consequence.DOES_NOT_COMPILE)

RUBY = shutil.which("ruby")
pytestmark = pytest.mark.skipif(
    RUBY is None, reason="no Ruby: https://www.ruby-lang.org, or the package ruby"
)


def _tree(repository: Path, name: str, revision: str, into: Path) -> Path:
    """The files of a revision, in a folder of their own."""
    folder = into / name
    folder.mkdir()
    packed = subprocess.run(
        ["git", "archive", "--format=tar", revision], cwd=repository, capture_output=True, check=True
    )
    subprocess.run(["tar", "-x", "-C", str(folder)], input=packed.stdout, check=True)
    return folder


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    assert RUBY is not None
    return subprocess.run(
        [RUBY, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, **ENVIRONMENT, "RUBYOPT": ""},
    )


def _faults(folder: Path) -> set[str]:
    """Files that Ruby cannot parse, names that it does not find, and calls that do not fit."""
    found: set[str] = set()
    for file in sorted(folder.rglob("*.rb")):
        path = file.relative_to(folder).as_posix()
        if _run(folder, "-c", path).returncode:
            found.add(f"{path}: syntax")
    loaded = _run(folder, str(_LOADER))
    assert loaded.returncode == 0, loaded.stderr
    return found | set(loaded.stdout.splitlines())


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.id)
def test_ruby_agrees_with_the_scan(case: Case, tmp_path: Path) -> None:
    repository = build(tmp_path, case.trees())
    revisions = {"ours": "ours", "theirs": "theirs", "merged": merged_by_git(repository)}
    faults = {name: _faults(_tree(repository, name, rev, tmp_path)) for name, rev in revisions.items()}
    emergent = faults["merged"] - faults["ours"] - faults["theirs"]
    errors = [finding for finding in scanned(repository).findings if finding.severity is Severity.ERROR]
    stops = [finding for finding in errors if finding.consequence in _TAKES_EFFECT]
    assert emergent or not stops, f"Ruby finds nothing wrong with the merge: {stops}"
    if case.expectation().known_gap:
        return
    assert errors or not emergent, f"no error is reported, and Ruby says {sorted(emergent)}"
