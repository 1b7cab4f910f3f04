"""Real repositories, made by the real git in a temporary folder."""

from __future__ import annotations

import hashlib
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from conflictscan.git import Repository

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path


class Work:
    """A work tree to make history in."""

    def __init__(self, path: Path, *options: str) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main", *options)
        self.git("config", "user.name", "Ada")
        self.git("config", "user.email", "ada@example.org")

    def git(self, *arguments: str, code: int = 0, environ: Mapping[str, str] | None = None) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.path,
            capture_output=True,
            check=False,
            env={**os.environ, **(environ or {})},
        )
        assert done.returncode == code, os.fsdecode(done.stderr) + os.fsdecode(done.stdout)
        return os.fsdecode(done.stdout).rstrip("\n")

    def write(self, files: Mapping[str, str | bytes | None]) -> None:
        for name, content in files.items():
            path = self.path / name
            if content is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(self, files: Mapping[str, str | bytes | None], message: str = "change") -> str:
        self.write(files)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def branch(self, name: str, files: Mapping[str, str | bytes | None], start: str = "main") -> str:
        self.git("switch", "--quiet", "--create", name, start)
        oid = self.commit(files, f"work of {name}")
        self.git("switch", "--quiet", "main")
        return oid


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # pyright: ignore[reportUnusedFunction]
    for name in list(os.environ):
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path / "work")


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Work]:
    def make_at(name: str, *options: str) -> Work:
        return Work(tmp_path / name, *options)

    return make_at


@pytest.fixture
def opened() -> Iterator[Callable[[Path], Repository]]:
    """Opens repositories and closes them at the end of the test."""
    every: list[Repository] = []

    def open_at(path: Path) -> Repository:
        every.append(Repository.open(path))
        return every[-1]

    yield open_at
    for repository in every:
        repository.close()


@pytest.fixture
def fingerprint() -> Callable[[Path], str]:
    """A digest of all names, contents and times below a folder."""

    def of(folder: Path) -> str:
        digest = hashlib.sha256()
        for path in sorted(folder.rglob("*")):
            digest.update(os.fsencode(path) + b"%d" % path.lstat().st_mtime_ns)
            if path.is_file() and not path.is_symlink():
                digest.update(path.read_bytes())
        return digest.hexdigest()

    return of
