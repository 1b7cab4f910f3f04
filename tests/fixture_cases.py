"""Fixtures as real repositories: three trees, a merge base and two branches, and what a scan of them must say.

A case about a merge that somebody made by hand has a fourth tree, `result`, which is then what is scanned.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from conflictscan.scan import ScanOptions, scan

if TYPE_CHECKING:
    from collections.abc import Callable

    from conflictscan.facts.findings import Location, Report

FIXTURES = Path(__file__).parent.parent / "fixtures"
ENVIRONMENT = {
    **{k: v for k, v in os.environ.items() if not k.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
Trees = dict[str, dict[str, bytes]]
RESULT = "result"


class Place(msgspec.Struct, frozen=True, order=True):
    """`at` is `side/path`; `line` is quoted source, stripped."""

    at: str
    line: str


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    rule: str
    cause: Place
    effect: Place
    severity: str = ""


class Expectation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    story: str
    finding: tuple[Expected, ...] = ()
    textual_conflict: bool = False
    known_gap: str = ""


class Case(NamedTuple):
    rule: str
    name: str

    @property
    def folder(self) -> Path:
        return FIXTURES / self.rule / self.name

    @property
    def id(self) -> str:
        return f"{self.rule}/{self.name}"

    def expectation(self) -> Expectation:
        with (self.folder / "expect.toml").open("rb") as file:
            return msgspec.convert(tomllib.load(file), Expectation)

    def trees(self) -> Trees:
        sides = ["base", "ours", "theirs", *([RESULT] if (self.folder / RESULT).is_dir() else [])]
        return {side: _files(self.folder / side) for side in sides}


@cache
def all_cases() -> tuple[Case, ...]:
    return tuple(
        Case(folder.parent.name, folder.name)
        for folder in sorted(FIXTURES.glob("*/*"))
        if (folder / "expect.toml").exists()
    )


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


# -- repositories ------------------------------------------------------------------------------


def build(directory: Path, trees: Trees) -> Path:
    """A repository with branches `base`, `ours` and `theirs`, and perhaps `result`, by one `git fast-import`."""
    repository = directory / "repository"
    shutil.rmtree(repository, ignore_errors=True)
    _git(directory, "init", "-q", "--bare", str(repository))
    stream = bytearray()
    for number, side in enumerate(trees, start=1):
        stream += _commit(number, side, trees[side], parent=None if side == "base" else 1)
    _git(repository, "fast-import", "--quiet", stdin=bytes(stream))
    return repository


def _commit(number: int, side: str, files: dict[str, bytes], parent: int | None) -> bytes:
    who = f"{side.title()} <{side}@example.org> {1700000000 + number} +0000"
    message = f"{side}\n".encode()
    out = bytearray(f"commit refs/heads/{side}\nmark :{number}\nauthor {who}\ncommitter {who}\n".encode())
    out += f"data {len(message)}\n".encode() + message
    if parent is not None:
        out += f"from :{parent}\n".encode()
    out += b"deleteall\n"
    for path, content in files.items():
        out += f'M 100644 inline "{path}"\ndata {len(content)}\n'.encode() + content + b"\n"
    return bytes(out)


def merged_by_git(repository: Path, ours: str = "ours", theirs: str = "theirs") -> str:
    """The tree that git makes of two branches, written to the repository; with markers where it conflicts."""
    told = _git(repository, "merge-tree", "--write-tree", ours, theirs, check=False)
    return told.split(b"\n", 1)[0].decode()


def _git(directory: Path, *arguments: str, stdin: bytes = b"", check: bool = True) -> bytes:
    done = subprocess.run(
        ["git", *arguments], cwd=directory, input=stdin, check=check, capture_output=True, env=ENVIRONMENT
    )
    return done.stdout


def scanned(
    repository: Path,
    ours: str = "ours",
    theirs: str = "theirs",
    *,
    result: str | None = RESULT,
    cached: bool = False,
    recalled: bool = False,
    prefilter: bool = True,
    workers: int | None = None,
) -> Report:
    """Scan two branches, with the branch `result` as their merge where the repository has it."""
    if result == RESULT and not (repository / "refs" / "heads" / RESULT).exists():
        result = None
    return scan(
        ScanOptions(
            repository=repository,
            ours=ours,
            theirs=theirs,
            result=result,
            cache=cached or recalled,
            recall=recalled,
            prefilter=prefilter,
            workers=workers,
        )
    )


# -- comparison --------------------------------------------------------------------------------


class Row(NamedTuple):
    """A finding as fixtures state it."""

    rule: str
    severity: str
    cause: Place
    effect: Place


def rows(report: Report, trees: Trees) -> list[Row]:
    return sorted(
        Row(f.code, f.severity.value, quoted(f.cause, trees), quoted(f.effect, trees))
        for f in report.findings
    )


def quoted(location: Location, trees: Trees) -> Place:
    side = "base" if location.in_base else location.side.value
    lines = trees[side].get(location.path, b"").decode("utf-8", "replace").splitlines()
    line = lines[location.line - 1].strip() if 0 < location.line <= len(lines) else ""
    return Place(f"{side}/{location.path}", line)


def missing_and_unlisted(
    expected: tuple[Expected, ...], found: list[Row]
) -> tuple[list[Expected], list[Row]]:
    waiting = list(found)
    missing: list[Expected] = []
    for each in expected:
        match = next((row for row in waiting if _same(each, row)), None)
        if match is None:
            missing.append(each)
        else:
            waiting.remove(match)
    return missing, waiting


def _same(expected: Expected, row: Row) -> bool:
    return (
        row.rule == expected.rule
        and expected.severity in ("", row.severity)
        and _at(expected.cause, row.cause)
        and _at(expected.effect, row.effect)
    )


def _at(expected: Place, found: Place) -> bool:
    return expected.at == found.at and expected.line.strip() == found.line


def written(case: Case, found: list[Row]) -> str:
    """The expectation that a scan's findings would be, for `--update-expect`."""
    quote: Callable[[str], str] = lambda text: f'"{text}"' if '"' not in text else f"'''{text}'''"  # noqa: E731
    lines = [f"story = {quote(case.expectation().story)}"]
    lines += ["textual_conflict = true"] if case.expectation().textual_conflict else []
    for row in found:
        lines += [
            "",
            "[[finding]]",
            f'rule = "{row.rule}"',
            f'severity = "{row.severity}"',
            f"cause = {{ at = {quote(row.cause.at)}, line = {quote(row.cause.line)} }}",
            f"effect = {{ at = {quote(row.effect.at)}, line = {quote(row.effect.line)} }}",
        ]
    return "\n".join(lines) + "\n"
