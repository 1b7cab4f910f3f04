"""Tab, in the shells that are here."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conflictscan.cli.app import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Run

SHELLS = ("bash", "zsh", "fish")
HEAVY = {"rich", "pygit2", "tree_sitter", "sqlite3", "sqlglot", "networkx", "yaml", "asyncio"}
PATH = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))


def found(shell: str) -> str:
    return shutil.which(shell) or pytest.skip(f"there is no {shell} on this machine")


@pytest.fixture(scope="session")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The script of each shell, as the command prints it."""
    folder = tmp_path_factory.mktemp("scripts")
    for shell in SHELLS:
        command = [sys.executable, "-m", "conflictscan", "completion", shell]
        (folder / shell).write_bytes(subprocess.run(command, capture_output=True, check=True).stdout)
    return folder


@pytest.fixture
def offered(scripts: Path, shop_repository: Path) -> Callable[[str], list[str]]:
    """What bash is told to offer for a line, with the words cut as bash cuts them."""
    program = f"""
source {scripts / "bash"}
COMP_LINE=$1 COMP_POINT=${{#1}}
_conflictscan_completion conflictscan
printf '%s\\n' "${{COMPREPLY[@]}}"
"""

    def offered(line: str) -> list[str]:
        done = subprocess.run(
            [found("bash"), "--norc", "-c", program, "bash", line],
            cwd=shop_repository,
            env=os.environ | {"PATH": PATH},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr == ""
        return done.stdout.split("\n")[:-1]

    return offered


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("conflictscan ins", ["install-hook"]),
        ("conflictscan scan invo", ["invoices"]),
        ("conflictscan scan main invo", ["invoices"]),
        ("conflictscan scan --base=invo", ["invoices"]),
        ("conflictscan scan :", ["index", "worktree"]),  # bash has cut the colon off
        ("conflictscan scan --format j", ["json", "junit"]),
        ("conflictscan scan --select RW101,RW40", ["RW101,RW401", "RW101,RW402"]),
        ("conflictscan scan --fail-on n", ["note", "never"]),
        ("conflictscan explain RW10", [f"RW10{number}" for number in range(1, 7)]),
        ("conflictscan explain removed-", ["removed-symbol-used"]),
        ("conflictscan config sh", ["show"]),
        ("conflictscan config check invo", ["invoices"]),
        ("conflictscan completion ", ["bash", "zsh", "fish"]),
        ("LANG=C conflictscan scan invo", ["invoices"]),
        ("conflictscan scan 'invo", ["invoices"]),
        ("conflictscan scan no-such-", [""]),
        ("conflictscan scan --repo /no/such/folder invo", [""]),
    ],
)
def test_bash_is_told_what_fits(offered: Callable[[str], list[str]], line: str, expected: list[str]) -> None:
    assert offered(line) == expected


def test_all_commands_are_offered(offered: Callable[[str], list[str]]) -> None:
    assert offered("conflictscan ") == list(COMMANDS)


def test_a_name_that_a_shell_would_run_is_not_offered(
    scripts: Path, offered: Callable[[str], list[str]], shop_repository: Path, tmp_path: Path
) -> None:
    del scripts
    copy = tmp_path / "copy"
    shutil.copytree(shop_repository, copy)
    for name in ("evil-$(touch${IFS}x)", "evil-`x`", "evil;x", "evil-good"):
        subprocess.run(["git", "branch", name, "main"], cwd=copy, check=True)
    assert offered(f"conflictscan scan --repo {copy} evil") == ["evil-good"]


def test_a_tab_in_a_real_bash_completes_a_branch(scripts: Path, shop_repository: Path) -> None:
    command = [found("bash"), "--norc", "--noprofile", "-i"]
    env = os.environ | {"PATH": PATH, "TERM": "dumb", "PS1": "$ ", "HISTFILE": ""}
    master, terminal = pty.openpty()
    with subprocess.Popen(
        command,
        cwd=shop_repository,
        env=env,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    ) as shell:
        os.close(terminal)
        os.write(master, f"source {scripts / 'bash'}; echo rea''dy\n".encode())
        assert "ready" in _read(master, "ready")
        os.write(master, b"conflictscan scan main invo\t")
        told = _read(master, "main invoices")
        shell.kill()
    os.close(master)
    assert "conflictscan scan main invoices" in told


def _read(terminal: int, wanted: str) -> str:
    """What the terminal shows, until it shows what is wanted or 30 seconds have passed."""
    told = ""
    end = time.monotonic() + 30
    while wanted not in told and time.monotonic() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            told += os.read(terminal, 4096).decode("utf-8", "replace")
    return told


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_can_read_its_script(scripts: Path, shell: str) -> None:
    done = subprocess.run(
        [found(shell), "-n", str(scripts / shell)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_fish_completes_a_branch(scripts: Path, shop_repository: Path) -> None:
    line = f"source {scripts / 'fish'}; complete --do-complete 'conflictscan scan invo'"
    command = [found("fish"), "--no-config", "-c", line]
    env = os.environ | {"PATH": PATH}
    done = subprocess.run(command, cwd=shop_repository, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["invoices"]


def test_zsh_knows_what_completes_the_command(scripts: Path) -> None:
    line = f"autoload -Uz compinit && compinit -u && source {scripts / 'zsh'} && echo $_comps[conflictscan]"
    done = subprocess.run([found("zsh"), "-f", "-c", line], capture_output=True, text=True, check=True)
    assert done.stdout == "_conflictscan_completion\n"


@pytest.mark.parametrize(
    ("shell", "asked"),
    [
        ("zsh", {"COMP_WORDS": "conflictscan scan invo", "COMP_CWORD": "2"}),
        ("fish", {"COMP_WORDS": "conflictscan scan invo", "COMP_CWORD": "invo"}),
    ],
)
def test_the_other_shells_are_answered_too(
    run: Run, shop_repository: Path, shell: str, asked: dict[str, str]
) -> None:
    done = run(cwd=shop_repository, _CONFLICTSCAN_COMPLETE=f"{shell}_complete", **asked)
    assert "invoices" in done.out
    assert "main" not in done.out


@pytest.mark.parametrize("line", ["conflictscan ", "conflictscan scan in", "conflictscan explain RW"])
def test_a_tab_loads_nothing_heavy(shop_repository: Path, line: str) -> None:
    code = """
import sys
from conflictscan.cli import main
try:
    main([])
finally:
    print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""
    env = os.environ | {"_CONFLICTSCAN_COMPLETE": "bash_complete", "_CONFLICTSCAN_LINE": line}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=shop_repository, env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout
    assert set(done.stderr.splitlines()[-1].split()) & HEAVY == set()
