"""Real checkers on a real merge: what only the merge has, and the finding it confirms."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.fixture_cases import ENVIRONMENT, Trees, build

from .conftest import TREES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Command


def document(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(
        shutil.which(program) is None, reason=f"no {program} on this machine to judge by"
    )


@pytest.mark.parametrize(
    ("parser", "checker"),
    [
        pytest.param("pyright", ["pyright", "--outputjson"], id="pyright as JSON"),
        pytest.param("lines", ["pyright"], id="pyright as text"),
        pytest.param("mypy", ["mypy", "--output", "json", "."], marks=needs("mypy"), id="mypy as JSON"),
        pytest.param("lines", ["mypy", "."], marks=needs("mypy"), id="mypy as text"),
    ],
)
def test_a_type_checker_confirms_what_the_scan_reports(
    verify: Command, repository: Path, parser: str, checker: list[str]
) -> None:
    done = verify(repository, "--format", "json", "--", *checker)
    told = document(done.out)
    assert (done.status, told["parser"]) == (1, parser)
    finding = told["findings"][0]
    assert finding["code"] == "RW102"
    assert finding["confirmed"]
    rows = told["only_in_merge"]
    assert {row["path"] for row in rows} == {"shop/orders.py"}
    assert [row["line"] for row in rows if row["confirms"] == [finding["fingerprint"]]][:1] == [1]
    assert told["runs"]["ours"]["problems"] >= 1, "`undefined_before` is old, whatever its line"


@pytest.mark.parametrize(
    ("parser", "options"),
    [
        ("ruff", ["--output-format", "json"]),
        ("sarif", ["--output-format", "sarif"]),
        ("junit", ["--output-format", "junit"]),
        ("lines", ["--output-format", "concise"]),
        ("lines", ["--output-format", "full"]),
    ],
)
def test_a_linter_adds_what_the_scan_has_not(
    verify: Command, tmp_path: Path, parser: str, options: list[str]
) -> None:
    body = (
        b"import os\nimport sys\n\n\ndef first():\n    return os.sep\n\n\ndef last():\n    return sys.path\n"
    )
    trees: Trees = {
        "base": {"a.py": body, "b.py": b"import json\n"},
        "ours": {"a.py": body.replace(b"os.sep", b"1"), "b.py": b"# moved\n\nimport json\n"},
        "theirs": {
            "a.py": body + b"\n\ndef more():\n    return os.name, os.name\n",
            "b.py": b"import json\n",
        },
    }
    trees["ours"]["a.py"] = trees["ours"]["a.py"].replace(b"import os\n", b"")
    done = verify(
        build(tmp_path, trees),
        "--format",
        "json",
        "--",
        "ruff",
        "check",
        "--isolated",
        "--no-cache",
        *options,
    )
    told = document(done.out)
    assert (done.status, told["parser"]) == (1, parser)
    rows = told["only_in_merge"]
    assert {row["path"] for row in rows} == {"a.py"}, "the unused import of b.py is old"
    assert all("os" in row["message"] for row in rows)
    if parser == "junit":
        assert [row["test"] for row in rows] == ["a::org.ruff.F821"]
    else:
        assert [row["rule"] for row in rows] == ["F821", "F821"]


@pytest.mark.parametrize(
    ("parser", "options"),
    [
        ("pytest", []),
        ("pytest", ["-q"]),
        ("pytest", ["-q", "--color=yes"]),
        ("junit", ["--junitxml=/dev/stdout"]),
    ],
)
def test_tests_that_fail_in_the_merge_alone_are_reported(
    verify: Command, repository: Path, parser: str, options: list[str]
) -> None:
    checker = ["python", "-m", "pytest", "-p", "no:cacheprovider", *options]
    done = verify(repository, "--format", "json", "--parser", parser, "--", *checker)
    told = document(done.out)
    assert (done.status, len(told["only_in_merge"])) == (1, 1)
    row = told["only_in_merge"][0]
    assert row["path"] == "tests/test_orders.py"
    assert row["rule"] == "error"
    if parser == "pytest":
        assert row["confirms"], "the trace goes through the place of the finding"


def test_a_test_that_fails_on_a_side_too_is_old_whatever_it_says(verify: Command, tmp_path: Path) -> None:
    def trees(base: bytes, ours: bytes, theirs: bytes) -> Trees:
        test = b"from n import N\n\n\ndef test_n():\n    assert N == 1\n"
        return {
            "base": {"n.py": base, "test_n.py": test},
            "ours": {"n.py": ours, "test_n.py": test},
            "theirs": {"n.py": theirs, "test_n.py": test},
        }

    lines = b"A = 0\n\n\n\n\nB = 0\n\n\n\n\nN = A + B\n"
    checker = ["python", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    old = trees(lines, lines.replace(b"A = 0", b"A = 5"), lines.replace(b"B = 0", b"B = 7"))
    assert verify(build(tmp_path, old), "--", *checker).status == 0
    new = trees(
        lines.replace(b"A = 0", b"A = 1"),
        lines.replace(b"A = 0", b"A = 0").replace(b"B = 0", b"B = 0") + b"N = max(N, 1)\n",
        lines.replace(b"A = 0", b"A = 1"),
    )
    assert verify(build(tmp_path, new), "--", *checker).status == 0


def test_two_changes_that_are_wrong_together_fail_a_test_of_the_merge(
    verify: Command, tmp_path: Path
) -> None:
    lines = b"A = 0\n\n\n\n\nB = 0\n\n\n\n\nN = A + B\n"
    test = b"from n import N\n\n\ndef test_n():\n    assert N < 2\n"
    trees: Trees = {
        "base": {"n.py": lines, "test_n.py": test},
        "ours": {"n.py": lines.replace(b"A = 0", b"A = 1"), "test_n.py": test},
        "theirs": {"n.py": lines.replace(b"B = 0", b"B = 1"), "test_n.py": test},
    }
    done = verify(build(tmp_path, trees), "--", "python", "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert done.status == 1
    assert done.out.startswith("test_n.py::test_n: failed: assert 2 < 2\n")
    assert "1 problem only in the merge" in done.out
    assert "(0 confirming a finding, 1 added)" in done.out


@needs("gcc")
def test_a_compiler_is_read_from_standard_error(verify: Command, tmp_path: Path) -> None:
    header, use = b"int one(int);\n", b'#include "a.h"\nint two(void) { return one(1); }\n'
    trees: Trees = {
        "base": {"a.h": header, "b.c": b'#include "a.h"\n'},
        "ours": {"a.h": b"int one(int, int);\n", "b.c": b'#include "a.h"\n'},
        "theirs": {"a.h": header, "b.c": use},
    }
    done = verify(build(tmp_path, trees), "--format", "json", "--", "gcc", "-fsyntax-only", "b.c")
    assert done.status == 1
    row = document(done.out)["only_in_merge"][0]
    assert (row["path"], row["line"]) == ("b.c", 2)
    assert "too few arguments" in row["message"]


def test_a_clean_merge_is_told_and_the_sides_need_not_end(verify: Command, repository: Path) -> None:
    done = verify(repository, "--jobs", "1", "--", "true")
    assert done.status == 0
    assert "no problem only in the merge, by `true`" in done.out
    assert "ours: not needed; theirs: not needed" in done.out
    assert "the scan alone reports:\n  shop/orders.py:1 RW102 error: " in done.out


def test_the_command_runs_where_the_user_stands(
    verify: Command, tmp_path: Path, script: Callable[[str], list[str]]
) -> None:
    bare = build(tmp_path, TREES)
    clone = tmp_path / "clone"
    subprocess.run(
        ["git", "clone", "-q", "--no-local", "-b", "ours", str(bare), str(clone)], check=True, env=ENVIRONMENT
    )
    subprocess.run(["git", "branch", "-q", "theirs", "origin/theirs"], cwd=clone, check=True, env=ENVIRONMENT)
    checker = script(
        "import os, sys\n"
        "if os.environ['CONFLICTSCAN_TREE'] == 'merged':\n"
        "    sys.exit('orders.py:1:1: error: seen in ' + os.path.basename(os.getcwd()))\n"
    )
    done = verify(clone / "shop", "--format", "json", "--", *checker)
    assert done.status == 1
    row = document(done.out)["only_in_merge"][0]
    assert (row["path"], row["message"]) == ("shop/orders.py", "seen in shop")


def test_the_trees_are_repositories_of_their_own_and_the_user_s_is_not_written(
    verify: Command, repository: Path, script: Callable[[str], list[str]]
) -> None:
    def content() -> dict[str, bytes]:
        return {p.as_posix(): p.read_bytes() for p in sorted(repository.rglob("*")) if p.is_file()}

    hook = repository / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {repository}/ran\n")
    hook.chmod(0o755)
    before = content()
    checker = script(
        "import subprocess, sys\n"
        "git = lambda *a: subprocess.run(['git', *a], check=True, capture_output=True, text=True).stdout\n"
        "assert git('status', '--porcelain') == '', git('status', '--porcelain')\n"
        "assert 'shop/users.py' in git('ls-files')\n"
        "git('log', '-3')\n"
        "git('-c', 'user.name=A', '-c', 'user.email=a@b.c', 'commit', '-q', '--allow-empty', '-m', 'x')\n"
        "git('branch', 'made')\n"
    )
    done = verify(repository, "--", *checker)
    assert (done.status, done.err) == (0, "")
    assert content() == before
    assert verify.left() == []


def test_the_trees_can_be_kept(verify: Command, repository: Path) -> None:
    done = verify(repository, "--keep", "--", "true")
    assert done.status == 0
    [name] = verify.left()
    folder = verify.temporary / name
    assert f"the three trees are kept in {folder}" in done.err
    assert b"fetch_user" in (folder / "merged" / "shop" / "users.py").read_bytes()
    assert (folder / "merged" / "shop" / "orders.py").exists()
    assert not (folder / "ours" / "shop" / "orders.py").exists()
    verify(repository, "--", "true")
    assert verify.left() == [name]


def test_problems_in_a_file_with_a_textual_conflict_are_left_out(verify: Command, tmp_path: Path) -> None:
    trees: Trees = {
        "base": {"a.py": b"x = 1\n", "b.py": b"y = 1\n"},
        "ours": {"a.py": b"x = 2\n", "b.py": b"y = 1\n"},
        "theirs": {"a.py": b"x = 3\n", "b.py": b"y = 2\n"},
    }
    done = verify(build(tmp_path, trees), "--", "ruff", "check", "--isolated", "--output-format", "json")
    assert done.status == 0
    assert "textual conflicts in a.py" in done.err
    assert "in files with a textual conflict" in done.out
