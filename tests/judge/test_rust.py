"""The Rust compiler judges the Rust fixtures: what is called an error must be one of the merge alone."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from conflictscan.facts.findings import Consequence, Severity
from tests.fixture_cases import Case, all_cases, build, scanned

if TYPE_CHECKING:
    from pathlib import Path

_CASES = [case for case in all_cases() if case.name.startswith("rust-")]
RUSTC = shutil.which("rustc")
pytestmark = pytest.mark.skipif(RUSTC is None, reason="no Rust compiler: rustc is not to be found")


def _tree(repository: Path, name: str) -> str:
    """The tree of a side, or what git makes of both."""
    if name != "merged":
        return name
    made = subprocess.run(
        ["git", "merge-tree", "--write-tree", "ours", "theirs"],
        cwd=repository,
        capture_output=True,
        check=True,
    )
    return made.stdout.decode().split()[0]


def _refused(repository: Path, name: str, folder: Path) -> set[tuple[str, str]]:
    """Codes and messages of what the compiler refuses in the library of a tree."""
    packed = subprocess.run(
        ["git", "archive", "--format=tar", _tree(repository, name)],
        cwd=repository,
        capture_output=True,
        check=True,
    )
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")
    assert RUSTC is not None
    done = subprocess.run(
        [
            *(RUSTC, "--crate-type", "lib", "--crate-name", "shop", "--edition", "2021", "--emit=metadata"),
            *("--error-format=json", "-o", str(folder / "out.rmeta"), "src/lib.rs"),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    messages: list[dict[str, Any]] = [
        json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")
    ]
    return {
        ((each["code"] or {"code": ""})["code"], each["message"])
        for each in messages
        if each["level"] == "error" and not each["message"].startswith("aborting")
    }


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.id)
def test_the_compiler_agrees_with_the_scan(case: Case, tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    repository.mkdir()
    repository = build(repository, case.trees())
    refused = {
        name: _refused(repository, name, tmp_path / f"tree-{name}") for name in ("ours", "theirs", "merged")
    }
    assert not refused["ours"]
    assert not refused["theirs"]
    errors = [finding for finding in scanned(repository).findings if finding.severity is Severity.ERROR]
    stops = [finding for finding in errors if finding.consequence is Consequence.DOES_NOT_COMPILE]
    assert refused["merged"] or not stops, f"the compiler takes the merge: {stops}"
    assert errors or not refused["merged"], (
        f"no error is reported, and the compiler refuses {refused['merged']}"
    )
