"""The Kotlin compiler judges the Kotlin fixtures, with Java's for what they have of that."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

from conflictscan.facts.findings import Consequence, Severity
from tests.fixture_cases import Case, all_cases, build, scanned
from tests.judge.test_java import merged, written

_SCRIPT = Path(__file__).parent / "CompileKotlin.java"
_PACKAGE = Path("node_modules", "kotlin-compiler", "lib")
_HOMES = (Path(__file__).parents[2] / ".venv" / "node", *map(Path, filter(None, [os.environ.get("KOTLIN")])))
_CASES = [case for case in all_cases() if case.name.startswith("kotlin-")]

JAVA = shutil.which("java") if shutil.which("javac") else None
LIBRARY = next((home / _PACKAGE for home in _HOMES if (home / _PACKAGE).is_dir()), None)
pytestmark = pytest.mark.skipif(
    JAVA is None or LIBRARY is None,
    reason="no Kotlin compiler: npm install --prefix .venv/node kotlin-compiler, and a JDK",
)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, dict[str, list[str]]]]:
    """The repository of each case, and what the compilers refuse on each side and in the merge."""
    assert JAVA is not None
    assert LIBRARY is not None
    repositories: dict[str, Path] = {}
    folders: dict[str, tuple[str, str]] = {}
    for case in _CASES:
        home, trees = tmp_path_factory.mktemp("case"), case.trees()
        repositories[case.id] = build(home, trees)
        for side, tree in (*trees.items(), ("merged", merged(repositories[case.id]))):
            if side != "base":
                folders[written(home / side, tree)] = (case.id, side)
    jars = os.pathsep.join(str(jar) for jar in LIBRARY.glob("*.jar") if not jar.stem.endswith("-sources"))
    command = [JAVA, "-cp", jars, str(_SCRIPT), str(LIBRARY / "kotlin-stdlib.jar"), *folders]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    refused: dict[str, dict[str, list[str]]] = {case.id: defaultdict(list) for case in _CASES}
    for line in done.stdout.splitlines():
        folder, _, text = line.partition("\t")
        name, side = folders[folder]
        refused[name][side].append(text)
    return {name: (repositories[name], refused[name]) for name in repositories}


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.id)
def test_the_compiler_agrees_with_the_scan(
    case: Case, judged: dict[str, tuple[Path, dict[str, list[str]]]]
) -> None:
    repository, refused = judged[case.id]
    assert not refused["ours"] + refused["theirs"], "each side must compile"
    errors = [finding for finding in scanned(repository).findings if finding.severity is Severity.ERROR]
    stops = [finding for finding in errors if finding.consequence is Consequence.DOES_NOT_COMPILE]
    assert refused["merged"] or not stops, f"the compiler takes the merge: {stops}"
    assert errors or not refused["merged"], (
        f"no error is reported, and the compiler refuses {refused['merged']}"
    )
