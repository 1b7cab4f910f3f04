"""PHP judges the PHP fixtures: what is called an error at run time must be one of the merge alone."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from conflictscan.facts.findings import Consequence, Severity
from tests.fixture_cases import ENVIRONMENT, Case, all_cases, build, merged_by_git, scanned

_CASES = [case for case in all_cases() if case.name.startswith("php-")]
_LOADER = Path(__file__).parent / "load_php.php"
_TAKES_EFFECT = (Consequence.FAILS_AT_RUN_TIME, Consequence.DOES_NOT_COMPILE)

PHP = shutil.which("php")
pytestmark = pytest.mark.skipif(PHP is None, reason="no PHP: https://www.php.net, or the package php-cli")


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
    assert PHP is not None
    return subprocess.run(
        [PHP, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, **ENVIRONMENT},
    )


def _faults(folder: Path) -> set[str]:
    """Files that PHP cannot parse, names that it does not find, and calls that do not fit."""
    found: set[str] = set()
    for file in sorted(folder.rglob("*.php")):
        path = file.relative_to(folder).as_posix()
        if _run(folder, "-l", path).returncode:
            found.add(f"{path}: syntax")
    loaded = _run(folder, str(_LOADER))
    assert loaded.returncode == 0 or "fatal: " in loaded.stdout, loaded.stderr
    return found | set(loaded.stdout.splitlines())


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.id)
def test_php_agrees_with_the_scan(case: Case, tmp_path: Path) -> None:
    repository = build(tmp_path, case.trees())
    revisions = {"ours": "ours", "theirs": "theirs", "merged": merged_by_git(repository)}
    faults = {name: _faults(_tree(repository, name, rev, tmp_path)) for name, rev in revisions.items()}
    emergent = faults["merged"] - faults["ours"] - faults["theirs"]
    errors = [finding for finding in scanned(repository).findings if finding.severity is Severity.ERROR]
    stops = [finding for finding in errors if finding.consequence in _TAKES_EFFECT]
    assert emergent or not stops, f"PHP finds nothing wrong with the merge: {stops}"
    if case.expectation().known_gap:
        return
    assert errors or not emergent, f"no error is reported, and PHP says {sorted(emergent)}"
