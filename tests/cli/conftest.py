from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple, Protocol

import pytest

from conflictscan.cli.demo.shop import build, shop

if TYPE_CHECKING:
    from pathlib import Path


class Done(NamedTuple):
    status: int
    out: str
    err: str


class Run(Protocol):
    def __call__(self, *arguments: str, cwd: Path | None = None, **environment: str) -> Done: ...


@pytest.fixture
def run() -> Run:
    """Runs the command as a user does, in a process of its own."""

    def run(*arguments: str, cwd: Path | None = None, **environment: str) -> Done:
        kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
        done = subprocess.run(
            [sys.executable, "-m", "conflictscan", *arguments],
            capture_output=True,
            check=False,
            cwd=cwd,
            env=kept | environment,
        )
        return Done(
            done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        )

    return run


@pytest.fixture(scope="session")
def shop_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's repository; tests only read it."""
    folder = tmp_path_factory.mktemp("shop")
    build(folder, shop())
    return folder
