"""The Java compiler judges the Java fixtures: what is called an error must be one of the merge alone."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conflictscan.facts.findings import Consequence, Severity
from tests.fixture_cases import Case, all_cases, build, scanned

if TYPE_CHECKING:
    from collections.abc import Mapping

_SCRIPT = Path(__file__).parent / "CompileJava.java"
_CASES = [case for case in all_cases() if case.name.startswith("java-")]
Refused = defaultdict[str, set[tuple[str, str, str]]]

JAVA = shutil.which("java") if shutil.which("javac") else None
pytestmark = pytest.mark.skipif(JAVA is None, reason="no Java compiler: apt-get install default-jdk-headless")


def merged(repository: Path) -> dict[str, bytes]:
    """What git makes of the two branches."""
    made = subprocess.run(
        ["git", "merge-tree", "--write-tree", "ours", "theirs"],
        cwd=repository,
        capture_output=True,
        check=True,
    )
    tree = made.stdout.decode().split()[0]
    packed = subprocess.run(
        ["git", "archive", "--format=tar", tree], cwd=repository, capture_output=True, check=True
    )
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        members = [member for member in archive.getmembers() if member.isfile()]
        found = {member.name: archive.extractfile(member) for member in members}
        return {path: file.read() for path, file in found.items() if file is not None}


def written(folder: Path, tree: Mapping[str, bytes]) -> str:
    folder.mkdir(parents=True)
    for path, content in tree.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return str(folder)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Refused]]:
    """The repository of each case, and what the compiler refuses on each side and in the merge."""
    repositories: dict[str, Path] = {}
    folders: dict[str, tuple[str, str]] = {}
    for case in _CASES:
        home, trees = tmp_path_factory.mktemp("case"), case.trees()
        repositories[case.id] = build(home, trees)
        for side, tree in {**trees, "merged": merged(repositories[case.id])}.items():
            folders[written(home / side, tree)] = (case.id, side)
    assert JAVA is not None
    done = subprocess.run([JAVA, str(_SCRIPT), *folders], capture_output=True, text=True, check=True)
    refused: dict[str, Refused] = {case.id: defaultdict(set) for case in _CASES}
    for line in done.stdout.splitlines():
        folder, path, code, text = line.split("\t", 3)
        name, side = folders[folder]
        refused[name][side].add((path, code, text))
    return {name: (repositories[name], refused[name]) for name in repositories}


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.id)
def test_the_compiler_agrees_with_the_scan(case: Case, judged: dict[str, tuple[Path, Refused]]) -> None:
    repository, refused = judged[case.id]
    if any(b"import lombok." in source for tree in case.trees().values() for source in tree.values()):
        pytest.skip("Lombok is not there to write what the compiler would miss")
    assert not refused["base"] | refused["ours"] | refused["theirs"], "each side must compile"
    errors = [finding for finding in scanned(repository).findings if finding.severity is Severity.ERROR]
    stops = [finding for finding in errors if finding.consequence is Consequence.DOES_NOT_COMPILE]
    assert refused["merged"] or not stops, f"the compiler takes the merge: {stops}"
    assert errors or not refused["merged"], (
        f"no error is reported, and the compiler refuses {refused['merged']}"
    )
