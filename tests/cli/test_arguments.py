from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conflictscan.cli.app import COMMANDS

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Run


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["scna"], ["'scna'", "did you mean 'scan'?"]),
        (["scan", "a", "b", "c"], ["unexpected extra argument"]),
        (["scan", "--fail-on", "eror"], ["'eror'", "'error', 'warning', 'note', 'never'"]),
        (["scan", "--format", "xml"], ["'xml'", "'console', 'json'"]),
        (["scan", "--no-such"], ["--no-such"]),
        (["explain"], ["'RULE'"]),
        (["explain", "RW999"], ["'RW999'", "did you mean 'RW"]),
        (["explain", "call-shape-mismach"], ["did you mean 'call-shape-mismatch'?"]),
        (["install-hook", "pre-comit"], ["'pre-comit'"]),
        (["scan", "main", "no-such-branch"], ["no-such-branch", "git branch -a"]),
        (["scan", "no\nsuch", "main"], ["no\\nsuch"]),
        (["scan", "--repo", "nowhere"], ["nowhere"]),
        (["scan", "main", "invoices", "--select", "RW1O2"], ["'RW1O2'", "did you mean"]),
        (["scan", "main", "invoices", "--baseline", "gone.json"], ["'gone.json'", "No such file"]),
        (["scan", "main", "invoices", "--output", "no/such/folder"], ["'no/such/folder'", "No such file"]),
    ],
)
def test_what_cannot_be_done_is_one_sentence_on_stderr_and_status_2(
    run: Run, shop_repository: Path, arguments: list[str], words: list[str]
) -> None:
    done = run(*arguments, cwd=shop_repository)
    assert done.status == 2
    assert done.out == ""
    assert done.err.startswith("conflictscan: ")
    assert done.err.count("\n") == 1
    for word in words:
        assert word in done.err


def test_outside_of_a_repository_nothing_can_be_scanned(run: Run, tmp_path: Path) -> None:
    done = run("scan", cwd=tmp_path, GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert (done.status, done.out) == (2, "")
    assert "not inside a git repository" in done.err


def test_without_arguments_there_is_help(run: Run) -> None:
    assert run() == run("--help")
    assert run().status == 0


def test_help_names_all_commands(run: Run) -> None:
    told = run("--help").out
    for command in COMMANDS:
        assert f"  {command} " in told
