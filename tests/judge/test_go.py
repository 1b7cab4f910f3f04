"""The Go compiler judges the Go fixtures: what is called an error must be one of the merge alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from conflictscan.facts.findings import Consequence, Severity
from tests.fixture_cases import ENVIRONMENT, Case, all_cases, build, merged_by_git, scanned

if TYPE_CHECKING:
    from pathlib import Path

_CASES = [case for case in all_cases() if case.name.startswith("go-")]
_REFUSAL = re.compile(r"^(?:vet: )?(?:\./)?(\S+\.go):\d+:\d+: (.*)$", re.MULTILINE)
_PLACE = re.compile(r"\S+\.go:\d+:\d+")

GO = shutil.which("go")
pytestmark = pytest.mark.skipif(
    GO is None, reason="no Go toolchain: https://go.dev/dl, or the package golang-go"
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


def _refused(folder: Path) -> set[tuple[str, str]]:
    """What the compiler and vet refuse, tests included: file and message, without lines."""
    assert GO is not None
    done = subprocess.run(
        [GO, "vet", "./..."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **ENVIRONMENT, "GOPROXY": "off", "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local"},
    )
    found = {(path, _PLACE.sub("", text)) for path, text in _REFUSAL.findall(done.stderr)}
    assert found or done.returncode == 0, done.stderr
    return found


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.id)
def test_the_compiler_agrees_with_the_scan(case: Case, tmp_path: Path) -> None:
    repository = build(tmp_path, case.trees())
    revisions = {"ours": "ours", "theirs": "theirs", "merged": merged_by_git(repository)}
    refused = {name: _refused(_tree(repository, name, rev, tmp_path)) for name, rev in revisions.items()}
    emergent = refused["merged"] - refused["ours"] - refused["theirs"]
    errors = [finding for finding in scanned(repository).findings if finding.severity is Severity.ERROR]
    stops = [finding for finding in errors if finding.consequence is Consequence.DOES_NOT_COMPILE]
    assert emergent or not stops, f"the compiler takes the merge: {stops}"
    if case.expectation().known_gap:
        return
    assert errors or not emergent, f"no error is reported, and the compiler refuses {sorted(emergent)}"
