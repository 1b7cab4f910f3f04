"""Repositories of many branches, and the command as a user runs it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from conflictscan.report.fleet import schema
from tests.cli.conftest import run
from tests.git.conftest import Work, _own_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Run

    Ask = Callable[..., dict[str, Any]]

__all__ = ["_own_settings", "run"]  # fixtures of others, for all tests here


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # pyright: ignore[reportUnusedFunction]
    monkeypatch.setenv("CONFLICTSCAN_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path / "work")


@pytest.fixture
def ask(run: Run) -> Ask:
    """What a command says as JSON, held against its schema."""

    def ask(work: Work, command: str, *arguments: str, status: int | None = None) -> dict[str, Any]:
        done = run(command, *arguments, "--format", "json", cwd=work.path)
        assert done.err == ""
        assert status is None or done.status == status
        told: dict[str, Any] = json.loads(done.out)
        jsonschema.validate(told, schema(command))
        return told

    return ask
