from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.fixture_cases import ENVIRONMENT, Trees, build

if TYPE_CHECKING:
    from collections.abc import Callable

    Built = Callable[[Trees], Path]

USERS = "def get_user(number):\n    return {'id': number}\n\n\ndef label(user):\n    return str(user['id'])\n"
TREES: Trees = {
    "base": {
        "shop/__init__.py": b"",
        "shop/users.py": USERS.encode(),
        "shop/old.py": b"import shop.users\n\nprint(undefined_before)\n",
    },
    "ours": {
        "shop/__init__.py": b"",
        "shop/users.py": USERS.replace("get_user", "fetch_user").encode(),
        "shop/old.py": b"# moved down\n\nimport shop.users\n\nprint(undefined_before)\n",
    },
    "theirs": {
        "shop/__init__.py": b"",
        "shop/users.py": USERS.encode(),
        "shop/old.py": b"import shop.users\n\nprint(undefined_before)\n",
        "shop/orders.py": b"from shop.users import get_user\n\nBUYER = get_user(1)\n",
        "tests/test_orders.py": b"from shop import orders\n\n\ndef test_buyer():\n    assert orders.BUYER\n",
    },
}
"""Ours renames what theirs uses; `undefined_before` is wrong in all of them."""


class Done(NamedTuple):
    status: int
    out: str
    err: str


class Command:
    """`conflictscan verify` in a process of its own, with a folder for temporary files that tests look into."""

    def __init__(self, temporary: Path) -> None:
        self.temporary = temporary
        self.environment = ENVIRONMENT | {
            "TMPDIR": str(temporary),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "CONFLICTSCAN_CACHE_DIR": str(temporary / "cache"),
        }

    def start(self, repository: Path, *arguments: str) -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            "-m",
            "conflictscan",
            "verify",
            "ours",
            "theirs",
            "--repo",
            str(repository),
        ]
        return subprocess.Popen(
            [*command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment
        )

    def __call__(self, repository: Path, *arguments: str) -> Done:
        process = self.start(repository, *arguments)
        out, err = process.communicate(timeout=120)
        return Done(process.returncode, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))

    def left(self) -> list[str]:
        """Trees that are still there."""
        return sorted(path.name for path in self.temporary.glob("conflictscan-*"))


@pytest.fixture
def verify(tmp_path: Path) -> Command:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    return Command(temporary)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return build(tmp_path, TREES)


@pytest.fixture
def script(tmp_path: Path) -> Callable[[str], list[str]]:
    """A Python program as a checker."""

    def script(text: str) -> list[str]:
        file = tmp_path / "checker.py"
        file.write_text(text)
        return [sys.executable, str(file)]

    return script


def waited(condition: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Does it come true in time?"""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    try:  # a zombie that nobody reaps is not running
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def killed(process: int) -> None:
    """End a process that a failed test would leave."""
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return
