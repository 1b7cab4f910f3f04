from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest

from conflictscan.cli.demo.shop import build, shop


class Done(NamedTuple):
    status: int
    text: str  # standard output and error


class Git(Protocol):
    def __call__(self, *arguments: str, check: bool = True) -> Done: ...


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A clone of the demo's repository, with its branches and its remote."""
    server = tmp_path / "server"
    build(server, shop())
    subprocess.run(["git", "-C", str(server), "config", "receive.denyCurrentBranch", "ignore"], check=True)
    folder = tmp_path / "work"
    subprocess.run(["git", "clone", "--quiet", "--no-local", str(server), str(folder)], check=True)
    for branch in ("invoices", "gift-wrapping"):
        subprocess.run(
            ["git", "-C", str(folder), "branch", "--quiet", "--track", branch, f"origin/{branch}"], check=True
        )
    return folder


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """That of a user with a name and no settings, with the tested conflictscan in PATH."""
    (tmp_path / "home").mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
    who = {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", "Ann"), ("EMAIL", "ann@example.org"))
    }
    path = os.pathsep.join((str(Path(sys.executable).parent), kept.get("PATH", "")))
    return (
        kept
        | who
        | {
            "HOME": str(tmp_path / "home"),
            "PATH": path,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_EDITOR": "true",
            "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"),
        }
    )


@pytest.fixture
def git(work: Path, environment: dict[str, str]) -> Git:
    """Runs git in the clone."""

    def git(*arguments: str, check: bool = True) -> Done:
        done = subprocess.run(
            ["git", *arguments],
            cwd=work,
            env=environment,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        told = Done(done.returncode, done.stdout.decode("utf-8", "replace"))
        assert not (check and told.status), told.text
        return told

    return git


@pytest.fixture
def installed(work: Path, environment: dict[str, str]) -> Path:
    """The clone, with our plain hooks installed."""
    subprocess.run(
        [sys.executable, "-m", "conflictscan", "install-hook"], cwd=work, env=environment, check=True
    )
    return work
