"""Every mechanical fix over the loud fixtures: real git applies it, the finding is gone, and the file still runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from conflictscan.cli import main
from conflictscan.git import Repository
from conflictscan.scan import ScanOptions, scan_triple
from tests.fix.compilers import refused
from tests.fixture_cases import ENVIRONMENT, Case, all_cases, build

if TYPE_CHECKING:
    from conflictscan.facts.findings import Report

FIX = ("fix", "ours", "theirs", "--show-notes", "--no-cache")
MECHANICAL = ("RW102", "RW103", "RW105", "RW305", "WW104", "WW202")
LEFT = {
    "RW105 dropped-import-needed/c-include-dropped": "includes are not written anew yet",
    "RW105 dropped-import-needed/c-through-a-header": "includes are not written anew yet",
    "RW103 moved-symbol-imported/c-header-moved": "includes are not written anew yet",
    "RW105 dropped-import-needed/php-use": "imports of PHP are not written anew yet",
    "RW103 moved-symbol-imported/php-namespace": "imports of PHP are not written anew yet",
    "RW103 moved-symbol-imported/ruby-file": "a `require` is not written anew yet",
    "RW105 dropped-import-needed/java-static-star": "the statement brought many names, of which one is used",
    "RW102 renamed-symbol-used/go-made-unexported": "the package of the use does not see the new name",
    "RW103 moved-symbol-imported/file-added-to-a-renamed-folder": "git itself asks where the file belongs",
    "RW305 double-out-of-step/attribute-patched": "what it patched is gone",
    "RW305 double-out-of-step/import-of-the-patched-name-dropped": "where to patch now is a choice",
    "WW202 migration-fork/ef-core-same-class": "a class needs another name",
    "WW202 migration-fork/flyway-same-version": "the version has several parts",
    "WW202 migration-fork/rails-same-name": "a class needs another name",
    "WW104 duplicate-test-or-fixture/files-of-one-name": "which of the two gets another name is a choice",
    "WW104 duplicate-test-or-fixture/fixtures-named-by-argument": "the two differ",
    "WW104 duplicate-test-or-fixture/two-classes": "the two differ",
    "WW104 duplicate-test-or-fixture/two-fixtures": "the two differ",
    "WW104 duplicate-test-or-fixture/two-methods": "the two differ",
    "WW104 duplicate-test-or-fixture/two-tests": "the two differ",
}
IDENTICAL = {
    "WW101 duplicate-definition/enum-member-twice",
    "WW101 duplicate-definition/equal-bodies",
    "WW101 duplicate-definition/ts-equal-functions",
    "WW102 duplicate-across-files/go-equal-functions",
}


def _is_python(case: Case) -> bool:
    return any(path.endswith(".py") for path in case.trees()["base"])


def _rows() -> list[tuple[str, Case]]:
    return [
        (code, case)
        for case in all_cases()
        if not case.expectation().known_gap
        for code in sorted({finding.rule for finding in case.expectation().finding})
        if code in (*MECHANICAL, "WW101", "WW102")
    ]


ROWS = _rows()
MENDED = [
    (code, case)
    for code, case in ROWS
    if (code in MECHANICAL and f"{code} {case.id}" not in LEFT) or f"{code} {case.id}" in IDENTICAL
]


class Mended(NamedTuple):
    """A fixture's merge as a folder, before and after its patch."""

    before: Path
    after: Path
    tree: str
    repository: Path


def _git(folder: Path, *arguments: str, stdin: bytes = b"", environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        input=stdin,
        capture_output=True,
        check=False,
        env=ENVIRONMENT | (environment or {}),
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().strip()


def _laid_out(repository: Path, tree: str, folder: Path) -> Path:
    folder.mkdir()
    place = _place(repository, folder)
    _git(folder, "read-tree", tree, environment=place)
    _git(folder, "checkout-index", "--all", "-u", environment=place)
    return folder


def _mended(case: Case, code: str, tmp_path: Path) -> tuple[Mended, int]:
    repository = build(tmp_path, case.trees())
    patch = tmp_path / "fix.patch"
    status = _fix(repository, code, patch)
    merged = _git(repository, "merge-tree", "--write-tree", "ours", "theirs")
    before, after = _laid_out(repository, merged, tmp_path / "before"), tmp_path / "after"
    _laid_out(repository, merged, after)
    place = _place(repository, after)
    _git(after, "apply", "--index", "-", stdin=patch.read_bytes(), environment=place)
    return Mended(before, after, _git(after, "write-tree", environment=place), repository), status


def _place(repository: Path, folder: Path) -> dict[str, str]:
    return {"GIT_DIR": str(repository), "GIT_WORK_TREE": str(folder), "GIT_INDEX_FILE": f"{folder}.index"}


def _fix(repository: Path, code: str, patch: Path) -> int:
    return main([*FIX, "--repo", str(repository), "--select", code, "--output", str(patch)])


def _scanned(repository: Path, tree: str | None = None) -> Report:
    """A scan of the fixture, its merge replaced by a patched one."""
    options = ScanOptions(repository=repository, ours="ours", theirs="theirs", cache=False)
    with Repository.open(repository) as opened:
        triple = opened.triple("ours", "theirs")
        return scan_triple(triple if tree is None else triple.resulting_in(tree), options)


@pytest.mark.parametrize(("code", "case"), MENDED, ids=lambda part: getattr(part, "id", part))
def test_the_patch_makes_the_finding_go_away_and_no_other_come(code: str, case: Case, tmp_path: Path) -> None:
    mended, status = _mended(case, code, tmp_path)
    assert status == 0
    before, after = _scanned(mended.repository), _scanned(mended.repository, mended.tree)
    assert code in {finding.code for finding in before.findings}
    assert code not in {finding.code for finding in after.findings}
    known = {finding.fingerprint for finding in before.findings}
    assert [f.message for f in after.findings if f.fingerprint not in known] == []
    assert not after.diagnostics


@pytest.mark.parametrize(
    ("code", "case"),
    [(code, case) for code, case in MENDED if _is_python(case)],
    ids=lambda part: getattr(part, "id", part),
)
def test_a_patched_file_compiles_and_can_be_imported_if_it_could_be_on_its_side(
    code: str, case: Case, tmp_path: Path
) -> None:
    mended, _ = _mended(case, code, tmp_path)
    edited = [
        path.relative_to(mended.after).as_posix()
        for path in sorted(mended.after.rglob("*.py"))
        if not (old := mended.before / path.relative_to(mended.after)).is_file()
        or old.read_bytes() != path.read_bytes()
    ]
    assert edited
    for path in edited:
        compile((mended.after / path).read_bytes(), path, "exec")
    sides = [_laid_out(mended.repository, side, tmp_path / side) for side in ("ours", "theirs")]
    for path in edited:
        if any(_imports(side, path) for side in sides):
            assert _imports(mended.after, path), path


@pytest.mark.parametrize(
    ("code", "case"),
    [(code, case) for code, case in MENDED if not _is_python(case)],
    ids=lambda part: getattr(part, "id", part),
)
def test_a_patched_merge_compiles_as_its_sides_do(code: str, case: Case, tmp_path: Path) -> None:
    mended, _ = _mended(case, code, tmp_path)
    sides = [_laid_out(mended.repository, side, tmp_path / side) for side in ("ours", "theirs")]
    before = refused(sides[0]) | refused(sides[1])
    assert refused(mended.after) - before == set()


def _imports(folder: Path, path: str) -> bool:
    if not (folder / path).is_file():
        return False
    module = path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    done = subprocess.run(
        [sys.executable, "-c", f"import importlib; importlib.import_module({module!r})"],
        cwd=folder,
        capture_output=True,
        check=False,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    return done.returncode == 0


@pytest.mark.parametrize(
    ("code", "case"),
    [row for row in ROWS if row not in MENDED],
    ids=lambda part: getattr(part, "id", part),
)
def test_what_takes_a_decision_is_left_to_a_person(code: str, case: Case, tmp_path: Path) -> None:
    repository, patch = build(tmp_path, case.trees()), tmp_path / "fix.patch"
    _fix(repository, code, patch)
    assert patch.read_bytes() == b""
