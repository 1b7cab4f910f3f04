"""gcc and g++ judge the fixtures of C and C++: what is called an error must be one of the merge alone."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from conflictscan.facts.findings import Consequence, Severity
from tests.fixture_cases import Case, all_cases, build, merged_by_git, scanned

if TYPE_CHECKING:
    from pathlib import Path

_COMPILERS = {".c": ("gcc", "-std=gnu11"), ".cpp": ("g++", "-std=c++17")}
_CASES = [case for case in all_cases() if case.name.startswith(("c-", "cpp-"))]
_REFUSAL = re.compile(r"^(\S+?):\d+(?::\d+)?: (?:fatal )?error: (.*)$", re.MULTILINE)

pytestmark = pytest.mark.skipif(
    any(shutil.which(compiler) is None for compiler, _ in _COMPILERS.values()), reason="no gcc and g++ here"
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
    """What the compilers refuse in any source, each by itself: file and message, without lines."""
    found: set[tuple[str, str]] = set()
    for source in sorted(path for path in folder.rglob("*") if path.suffix in _COMPILERS):
        compiler, standard = _COMPILERS[source.suffix]
        strict = ["-Werror=switch", "-Werror=override-init"] if source.suffix == ".c" else ["-Werror=switch"]
        if source.suffix == ".c":
            strict.append("-Werror=implicit-function-declaration")
        done = subprocess.run(
            [
                compiler,
                standard,
                "-fsyntax-only",
                "-Wall",
                *strict,
                "-Iinclude",
                "-I.",
                str(source.relative_to(folder)),
            ],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        errors = set(_REFUSAL.findall(done.stderr))
        assert errors or done.returncode == 0, done.stderr
        found |= errors
    return found


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.id)
def test_the_compilers_agree_with_the_scan(case: Case, tmp_path: Path) -> None:
    repository = build(tmp_path, case.trees())
    revisions = {"ours": "ours", "theirs": "theirs", "merged": merged_by_git(repository)}
    refused = {name: _refused(_tree(repository, name, rev, tmp_path)) for name, rev in revisions.items()}
    assert not refused["ours"], "each side compiles"
    assert not refused["theirs"], "each side compiles"
    findings = scanned(repository).findings
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    stops = [finding for finding in errors if finding.consequence is Consequence.DOES_NOT_COMPILE]
    assert refused["merged"] or not stops, f"the compilers take the merge: {stops}"
    told = [finding for finding in findings if finding.severity is not Severity.NOTE]
    assert told or not refused["merged"], f"nothing is reported, and they refuse {sorted(refused['merged'])}"
