"""Who says whether a program is broken: pyright, and Python on running it."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.judge.plots import Tree

STRICTER = {
    "reportRedeclaration": "error",
    "reportMatchNotExhaustive": "error",
    "reportUnusedCoroutine": "error",
    "reportOptionalMemberAccess": "error",
}

RUNNER = """
import contextlib, importlib, io, json, os, sys, traceback, warnings

def run(folder):
    sys.path.insert(0, folder)
    warnings.simplefilter("error")
    for parent, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            if not name.endswith(".py"):
                continue
            path = os.path.relpath(os.path.join(parent, name), folder)[:-3].replace(os.sep, ".")
            module = importlib.import_module(path.removesuffix(".__init__"))
            for key, value in list(vars(module).items()):
                if key.startswith("check_"):
                    value()

for folder in map(str.strip, sys.stdin):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        said = ""
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                run(folder)
        except BaseException as problem:
            said = "".join(traceback.format_exception_only(problem)).strip()
        os.write(writing, said.encode()[:4000])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        print(json.dumps([folder, pipe.read().decode()]))
    os.waitpid(child, 0)
"""


class Word(NamedTuple):
    """What the judges say of one program; empty where it is sound."""

    pyright: tuple[str, ...]
    python: str

    @property
    def broken(self) -> bool:
        return bool(self.pyright or self.python)


def find_pyright() -> bool:
    """Whether pyright is installed beside this Python."""
    return importlib.util.find_spec("pyright") is not None


def judged(folder: Path, programs: dict[str, Tree]) -> dict[str, Word]:
    """The judges' word on each program. All of them are written out once, and each judge starts once."""
    for name, tree in programs.items():
        for path, source in tree.items():
            place = folder / name / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(source, encoding="utf-8")
    types = _pyright(folder, programs)
    runs = _python(folder, programs)
    return {name: Word(tuple(types[name]), runs[name]) for name in programs}


class _Place(msgspec.Struct):
    line: int


class _Range(msgspec.Struct):
    start: _Place


class _Diagnostic(msgspec.Struct):
    file: str
    severity: str
    message: str
    range: _Range
    rule: str = ""


class _Output(msgspec.Struct):
    generalDiagnostics: list[_Diagnostic]  # noqa: N815 - pyright's name


def _pyright(folder: Path, names: Iterable[str]) -> dict[str, list[str]]:
    settings = {
        "include": ["."],
        "typeCheckingMode": "standard",
        "executionEnvironments": [{"root": name} for name in names],
        **STRICTER,
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pyright", "--outputjson", "--project", str(folder), "--threads", "2"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"},
    )
    output = msgspec.json.decode(done.stdout[done.stdout.index(b"{") :], type=_Output)
    found = defaultdict[str, list[str]](list)
    for each in output.generalDiagnostics:
        if each.severity == "error":
            name, _, path = os.path.relpath(each.file, folder).replace(os.sep, "/").partition("/")
            line = each.message.splitlines()[0]
            found[name].append(f"{path}:{each.range.start.line + 1}: {line} ({each.rule or 'syntax'})")
    return found


def _python(folder: Path, names: Iterable[str]) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-B", "-c", RUNNER],
        input="".join(f"{folder / name}\n" for name in names),
        capture_output=True,
        text=True,
        check=True,
    )
    lines = (json.loads(line) for line in done.stdout.splitlines())
    return {os.path.basename(place): said for place, said in lines}  # noqa: PTH119 - a string from the runner
