"""Runs every command of the tutorial, in order, as a reader would."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.fixture_cases import ENVIRONMENT

if TYPE_CHECKING:
    import pytest

PAGE = Path(__file__).parents[2] / "docs" / "tutorial.md"
BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
READER = {
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in {"NAME": "You", "EMAIL": "you@example.org", "DATE": "1767225600 +0000"}.items()
}


class Shell(NamedTuple):
    """A shell that keeps its folder, and gives each command a process of its own."""

    home: Path

    def run(self, command: str) -> str:
        """What the command prints, on either stream; the reader's folder is `…`."""
        here = self.home / ".here"
        script = f'cd "$(cat {here})" && {{ {command}\n}}; pwd >{here}'
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        done = subprocess.run(
            ["bash", "-c", script],
            env=ENVIRONMENT | READER | {"PATH": path, "HOME": str(self.home), "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return done.stdout.decode().replace(str(self.home), "…")


def rewritten(block: str, shell: Shell) -> str:
    """The block with what its commands print."""
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    assert commands, "a block of the console without a command"
    return "".join(f"{command}\n{shell.run(command.removeprefix('$ '))}" for command in commands)


def test_every_command_of_the_tutorial_prints_what_the_page_says(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    (tmp_path / ".here").write_text(str(tmp_path))
    text = PAGE.read_text("utf-8")
    shell = Shell(tmp_path)
    made = BLOCK.sub(lambda found: rewritten(found[0], shell), text)
    if request.config.getoption("--update-expect"):
        PAGE.write_text(made, "utf-8")
    assert made == PAGE.read_text("utf-8"), "read the difference; if it is meant, run pytest --update-expect"
    assert made.count("\nstatus 1\n") >= 2
    assert "Traceback" not in made
