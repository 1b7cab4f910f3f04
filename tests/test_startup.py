from __future__ import annotations

import subprocess
import sys
import time

import pytest

from conflictscan import __version__
from conflictscan.cli.app import COMMANDS

HEAVY = ("rich", "networkx", "pygit2", "tree_sitter", "sqlglot", "yaml", "msgspec", "sqlite3", "asyncio")

LOADED = """
import sys
from conflictscan.cli import main
main(sys.argv[1:])
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], [], ["scan", "--no-such-option"]])
def test_nothing_heavy_is_loaded_before_it_is_needed(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments], capture_output=True, text=True, check=True
    )
    loaded = set(done.stderr.splitlines()[-1].split())
    allowed = {"msgspec"} if arguments[:1] == ["scan"] else set[str]()
    assert loaded & set(HEAVY) <= allowed


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_loads_little(command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, command, "--help"], capture_output=True, text=True, check=True
    )
    assert "Usage: " in done.stdout
    assert set(done.stderr.splitlines()[-1].split()) & set(HEAVY) <= {"msgspec"}


def test_the_version_is_told_within_150_ms() -> None:
    times: list[float] = []
    for _ in range(7):
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "conflictscan", "--version"], capture_output=True, text=True, check=True
        )
        times.append(time.perf_counter() - start)
        assert done.stdout == f"conflictscan {__version__}\n"
    assert min(times) < 0.150
