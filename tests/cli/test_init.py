"""`conflictscan init` in real repositories: what it writes, what it leaves alone, and that both work."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click
import pytest
import yaml

from conflictscan.cli.demo.shop import build, shop
from conflictscan.cli.scan import command as scan
from conflictscan.cli.templates import configuration, workflow
from conflictscan.config import KEYS, read_settings

if TYPE_CHECKING:
    from .conftest import Run

HOOKS = ("pre-commit", "pre-merge-commit", "pre-push")
WORKFLOW = ".github/workflows/conflictscan.yml"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", str(folder)], check=True)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    kept = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".sample")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in kept}


class Files:
    """The files of a folder as a tree, and whatever else is asked for as a baseline."""

    def __init__(self, **texts: str) -> None:
        self._texts = {name.replace("__", "."): text for name, text in texts.items()}

    def read(self, path: str) -> bytes | None:
        if path.endswith(".json"):
            return b'{"schema_version": "1", "findings": {}}'
        return self._texts[path].encode() if path in self._texts else None


# -- what is written ---------------------------------------------------------------------------


def test_a_bare_repository_of_files_gets_all_three(run: Run, repository: Path) -> None:
    done = run("init", "--yes", cwd=repository)
    assert (done.status, done.err) == (0, "")
    assert (repository / "conflictscan.toml").read_text() == configuration()
    assert (repository / WORKFLOW).read_text() == workflow()
    assert all(os.access(repository / ".git" / "hooks" / stage, os.X_OK) for stage in HOOKS)
    assert "now commit these files" in done.out
    assert run("config", "check", cwd=repository).status == 0


def test_a_second_time_everything_is_left_alone(run: Run, repository: Path) -> None:
    run("init", "--yes", cwd=repository)
    before = files(repository)
    done = run("init", cwd=repository)
    assert done.status == 0
    assert done.out.count("leave alone: ") == 5
    assert "nothing is left to do" in done.out
    assert files(repository) == before


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"[project]\nname = 'x'\n",
        b"[project]\nname = 'x'",
        b"[project]\r\nname = 'x'\r\n[tool.ruff]\r\nline-length = 100\r\n",
        b"\xef\xbb\xbf# caf\xc3\xa9\n[tool]\nother.key = 1\n\n\n",
    ],
)
def test_pyproject_keeps_its_bytes_and_gets_a_section(run: Run, repository: Path, before: bytes) -> None:
    (repository / "pyproject.toml").write_bytes(before)
    done = run("init", "--yes", "--no-hook", "--no-workflow", cwd=repository)
    assert done.status == 0, done.err
    after = (repository / "pyproject.toml").read_bytes()
    assert after.startswith(before)
    added = after[len(before) :]
    assert (b"\r\n" in added) == (b"\r\n" in before)
    assert added.count(b"\r") in (0, added.count(b"\n"))
    tools = cast("dict[str, object]", tomllib.loads(after.decode("utf-8-sig"))["tool"])
    assert tools["conflictscan"] == {}
    assert not (repository / "conflictscan.toml").exists()
    assert run("config", "check", cwd=repository).status == 0


@pytest.mark.parametrize("before", [b"tool = { other = 1 }\n", b"[broken\n", b"tool = 3\n", b"\xff\n"])
def test_a_pyproject_that_cannot_take_a_section_is_left_as_it_is(
    run: Run, repository: Path, before: bytes
) -> None:
    (repository / "pyproject.toml").write_bytes(before)
    assert run("init", "--yes", "--no-hook", "--no-workflow", cwd=repository).status == 0
    assert (repository / "pyproject.toml").read_bytes() == before
    assert (repository / "conflictscan.toml").read_text() == configuration()


@pytest.mark.parametrize("table", ["", "tool.conflictscan"])
def test_the_comments_hold_every_key_and_are_valid_without_their_signs(table: str) -> None:
    text = configuration(table=table)
    settings = [
        line[2:] for line in text.splitlines() if line.startswith("# ") and (" = " in line or line[2] == "[")
    ]
    bare = "\n".join((f"[{table}]" if table else "", *settings))
    name = "pyproject__toml" if table else "conflictscan__toml"
    found = read_settings(Files(**{name: bare}))
    assert found.problems == ()
    assert found.keys == tuple(key.name for key in KEYS)
    untouched = read_settings(Files(**{name: text}))
    assert (untouched.problems, untouched.keys) == ((), ())
    assert max(map(len, text.splitlines())) <= 100


# -- what is left alone ------------------------------------------------------------------------


def test_files_sections_and_hooks_that_are_there_stay(run: Run, repository: Path) -> None:
    (repository / "pyproject.toml").write_text("[tool.conflictscan]\npreview = true\n")
    hook = repository / ".git" / "hooks" / "pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 0\n")
    (repository / ".github" / "workflows").mkdir(parents=True)
    (repository / ".github" / "workflows" / "ci.yml").write_text("run: conflictscan scan\n")
    before = files(repository)
    done = run("init", "--yes", cwd=repository)
    assert done.status == 0
    after = files(repository)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {".git/hooks/pre-commit", ".git/hooks/pre-merge-commit"}
    assert "leave alone: [tool.conflictscan] in pyproject.toml; it is there already" in done.out
    assert "leave alone: .git/hooks/pre-push; it is somebody else's" in done.out
    assert ".github/workflows/ci.yml runs conflictscan already" in done.out


def test_hooks_of_the_pre_commit_program_are_its_own(run: Run, repository: Path) -> None:
    (repository / ".pre-commit-config.yaml").write_text("repos: []\n")
    done = run("init", "--yes", cwd=repository)
    assert "leave alone: git hooks; the pre-commit program has them" in done.out
    assert "            entry: conflictscan hook\n" in done.out
    assert not any((repository / ".git" / "hooks" / stage).exists() for stage in HOOKS)


def test_links_are_not_followed_out_of_the_repository(run: Run, repository: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "shared.toml").write_text("[project]\n")
    (repository / "pyproject.toml").symlink_to(outside / "shared.toml")
    (repository / ".github").symlink_to(outside)
    done = run("init", "--yes", "--no-hook", cwd=repository)
    assert done.status == 0
    assert "leads out of the repository" in done.out
    assert files(outside) == {"shared.toml": b"[project]\n"}
    assert (repository / "conflictscan.toml").exists()


# -- asking ------------------------------------------------------------------------------------


def test_without_a_terminal_nothing_is_done_until_yes_is_said(run: Run, repository: Path) -> None:
    before = files(repository)
    done = run("init", cwd=repository)
    assert done.status == 2
    assert "  write conflictscan.toml\n" in done.out
    assert (
        done.err
        == "conflictscan: nothing was done, as there is no terminal to ask on; to go ahead, add --yes\n"
    )
    assert files(repository) == before


def test_a_dry_run_shows_every_text_and_does_nothing(run: Run, repository: Path) -> None:
    before = files(repository)
    done = run("init", "--dry-run", cwd=repository)
    assert done.status == 0
    for line in (*configuration().splitlines(), *workflow().splitlines()):
        assert line in done.out
    assert files(repository) == before


def test_steps_can_be_left_out(run: Run, repository: Path) -> None:
    run("init", "--yes", "--no-hook", "--no-workflow", cwd=repository)
    assert not (repository / ".github").exists()
    assert not any((repository / ".git" / "hooks" / stage).exists() for stage in HOOKS)


@pytest.mark.parametrize(("answer", "written"), [(b"y\n", True), (b"n\n", False), (b"\n", False)])
def test_on_a_terminal_it_asks(repository: Path, answer: bytes, written: bool) -> None:  # noqa: FBT001
    master, terminal = pty.openpty()
    command = [sys.executable, "-m", "conflictscan", "init", "--no-hook"]
    with subprocess.Popen(
        command, cwd=repository, stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        os.write(master, answer)
        out, err = process.communicate(timeout=60)
    os.close(master)
    os.close(terminal)
    assert b"Go ahead? [y/N]" in err
    assert (b"nothing was done" in out) is not written
    assert (repository / "conflictscan.toml").exists() is written


def test_without_files_there_is_nothing_to_set_up(run: Run, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", "--bare", str(tmp_path / "bare")], check=True)
    done = run("init", "--yes", cwd=tmp_path / "bare")
    assert (done.status, done.out) == (2, "")
    assert "bare repository" in done.err


# -- the workflow ------------------------------------------------------------------------------


def steps() -> list[dict[str, object]]:
    document = cast("dict[object, object]", yaml.safe_load(workflow()))
    jobs = cast("dict[str, dict[str, list[dict[str, object]]]]", document["jobs"])
    return jobs["scan"]["steps"]


def test_the_command_of_the_workflow_is_one_that_scan_knows() -> None:
    words = str(steps()[-1]["run"]).split()
    assert words[:2] == ["conflictscan", "scan"]
    chosen = scan.make_context("scan", words[2:]).params["form"]
    choice = next(option.type for option in scan.params if option.name == "form")
    assert isinstance(choice, click.Choice)
    assert chosen == ("github" if "github" in choice.choices else "console")


def test_the_command_of_the_workflow_fails_a_pull_request_that_breaks_its_target(tmp_path: Path) -> None:
    bash = shutil.which("bash") or pytest.skip("there is no bash")
    build(tmp_path / "server", shop())
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(tmp_path / "server"), str(clone)], check=True)
    subprocess.run(["git", "checkout", "--quiet", "--detach", "origin/invoices"], cwd=clone, check=True)
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        [bash, "-e", "-c", str(steps()[-1]["run"])],
        cwd=clone,
        env=os.environ | {"TARGET": "main", "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "RW102" in done.stdout
