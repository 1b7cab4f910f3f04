"""What the compilers of this machine refuse in a folder; a language without one here is skipped, visibly."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.fixture_cases import ENVIRONMENT
from tests.judge.test_typescript import AMBIENT, NODE, OPTIONS, PACKAGE

_SCRIPT = Path(__file__).parent.parent / "judge" / "compile_typescript.cjs"
_GO, _RUSTC = shutil.which("go"), shutil.which("rustc")


def refused(folder: Path) -> set[str]:
    """Messages without lines, of whatever language the folder is written in."""
    suffixes = {path.suffix for path in folder.rglob("*") if path.is_file()}
    if suffixes & {".ts", ".tsx"}:
        return _typescript(folder)
    if ".go" in suffixes:
        return _go(folder)
    if ".rs" in suffixes:
        return _rust(folder)
    return set()


def _typescript(folder: Path) -> set[str]:
    if PACKAGE is None or NODE is None:
        pytest.skip("no TypeScript compiler")
    files = {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in folder.rglob("*.ts*")
        if path.suffix != ".json"
    }
    config = folder / "tsconfig.json"
    written = re.sub(r"//.*|,(?=\s*})", "", config.read_text()) if config.is_file() else "{}"
    own: dict[str, Any] = json.loads(written)
    options: dict[str, Any] = {**own.get("compilerOptions", {}), **OPTIONS}
    program = {"files": {**files, "ambient.d.ts": AMBIENT}, "options": options}
    done = subprocess.run(
        [NODE, str(_SCRIPT), str(PACKAGE)],
        input=json.dumps({"merged": program}),
        capture_output=True,
        text=True,
        check=True,
    )
    answers: list[list[str]] = json.loads(done.stdout)["merged"]
    return {" ".join(answer) for answer in answers}


def _go(folder: Path) -> set[str]:
    if _GO is None:
        pytest.skip("no Go toolchain")
    environment = {
        **os.environ,
        **ENVIRONMENT,
        "GOPROXY": "off",
        "GOFLAGS": "-mod=mod",
        "GOTOOLCHAIN": "local",
    }
    done = subprocess.run(
        [_GO, "vet", "./..."], cwd=folder, capture_output=True, text=True, check=False, env=environment
    )
    return {re.sub(r":\d+:\d+:", ":", line) for line in done.stderr.splitlines() if line[:1] not in "# \t"}


def _rust(folder: Path) -> set[str]:
    if _RUSTC is None:
        pytest.skip("no Rust compiler")
    with tempfile.TemporaryDirectory() as out:
        done = subprocess.run(
            [
                _RUSTC,
                "--edition=2021",
                "--crate-type=lib",
                "--emit=metadata",
                f"--out-dir={out}",
                "src/lib.rs",
            ],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    return {line for line in done.stderr.splitlines() if line.startswith("error")}
