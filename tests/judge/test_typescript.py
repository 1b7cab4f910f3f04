"""The TypeScript compiler judges the TypeScript fixtures: what is called an error must be one of the merge alone."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest

from conflictscan.facts.findings import Consequence, Severity
from tests.fixture_cases import Case, Trees, all_cases, build, scanned

_ROOT = Path(__file__).parent.parent.parent
_SCRIPT = Path(__file__).parent / "compile_typescript.cjs"
_CASES = [
    case
    for case in all_cases()
    if case.name.startswith(("ts-", "tsx-")) and not case.expectation().textual_conflict  # git makes no merge
]
OPTIONS: dict[str, Any] = {
    "strict": True, "noEmit": True, "jsx": "react", "target": "es2022", "module": "commonjs",
    "moduleResolution": "node", "types": [], "noImplicitAny": False, "lib": ["es2022"], "skipLibCheck": True,
}  # fmt: skip
AMBIENT = """
declare namespace JSX { interface IntrinsicElements { [name: string]: any } interface Element {}
  interface ElementChildrenAttribute { children: {} } }
declare module 'react' { export type ReactNode = any; export const createElement: any; }
declare module 'lodash' { export function trim(text: string): string; }
declare const jest: any;
declare const it: any;
declare const expect: any;
declare const require: any;
declare const process: any;
declare const console: any;
"""
Refused = dict[str, set[tuple[str, str, str]]]


def _package() -> Path | None:
    """The folder of the `typescript` package."""
    compiler = shutil.which("tsc")
    places = (
        Path(os.environ.get("TYPESCRIPT", "")),
        _ROOT / ".venv" / "node" / "node_modules" / "typescript",
        Path(compiler).resolve().parent.parent if compiler else Path(),
    )
    return next((place for place in places if (place / "lib" / "typescript.js").exists()), None)


PACKAGE, NODE = _package(), shutil.which("node")
pytestmark = pytest.mark.skipif(
    PACKAGE is None or NODE is None,
    reason="no TypeScript compiler: npm install --prefix .venv/node typescript@5, or let TYPESCRIPT name its folder",
)


def _merged(repository: Path) -> dict[str, bytes]:
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
        found = {
            member.name: archive.extractfile(member) for member in archive.getmembers() if member.isfile()
        }
        return {path: file.read() for path, file in found.items() if file is not None}


def _program(tree: dict[str, bytes]) -> dict[str, Any]:
    own = json.loads(re.sub(r"//.*|,(?=\s*})", "", tree.get("tsconfig.json", b"{}").decode()))
    files = {
        path: content.decode() for path, content in tree.items() if path.endswith((".ts", ".tsx", ".json"))
    }
    return {
        "files": {**files, "ambient.d.ts": AMBIENT},
        "options": {**own.get("compilerOptions", {}), **OPTIONS},
    }


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Refused]]:
    """The repository of each case, and what the compiler refuses on each side and in the merge."""
    repositories: dict[str, Path] = {}
    programs: dict[str, dict[str, Any]] = {}
    for case in _CASES:
        folder = tmp_path_factory.mktemp("case")
        trees: Trees = case.trees()
        repositories[case.id] = build(folder, trees)
        for side, tree in {**trees, "merged": _merged(repositories[case.id])}.items():
            programs[f"{case.id} {side}"] = _program(tree)
    assert PACKAGE is not None
    assert NODE is not None
    done = subprocess.run(
        [NODE, str(_SCRIPT), str(PACKAGE)],
        input=json.dumps(programs),
        capture_output=True,
        text=True,
        check=True,
    )
    answers: dict[str, list[list[str]]] = json.loads(done.stdout)
    return {
        case.id: (
            repositories[case.id],
            {
                side: {(path, code, text) for path, code, text in answers[f"{case.id} {side}"]}
                for side in ("ours", "theirs", "merged")
            },
        )
        for case in _CASES
    }


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.id)
def test_the_compiler_agrees_with_the_scan(case: Case, judged: dict[str, tuple[Path, Refused]]) -> None:
    repository, refused = judged[case.id]
    emergent = refused["merged"] - refused["ours"] - refused["theirs"]
    errors = [finding for finding in scanned(repository).findings if finding.severity is Severity.ERROR]
    stops = [finding for finding in errors if finding.consequence is Consequence.DOES_NOT_COMPILE]
    assert emergent or not stops, f"the compiler takes the merge: {stops}"
    assert errors or not emergent, f"no error is reported, and the compiler refuses {sorted(emergent)}"
