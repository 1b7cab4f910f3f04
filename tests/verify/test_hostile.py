"""Checkers that hang, die, flood and scribble, and ends that come from outside: nothing stays behind."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING

import pytest

from .conftest import is_running, killed, waited

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Command

    Script = Callable[[str], list[str]]

FORKS = """
import os, signal, subprocess, sys, time
{before}
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
with open({pids!r}, "a") as file:
    file.write(f"{{os.getpid()}} {{child.pid}}\\n")
{then}
"""


ENTITIES = """<!DOCTYPE t [<!ENTITY a "b">]>
<testsuite><testcase name="x"><failure>&a;</failure></testcase></testsuite>"""


def running(pids: Path) -> list[int]:
    found = [int(word) for word in pids.read_text().split()] if pids.exists() else []
    return [process for process in found if is_running(process)]


def test_a_checker_that_hangs_is_ended_with_all_it_began(
    verify: Command, repository: Path, script: Script, tmp_path: Path
) -> None:
    pids = tmp_path / "pids"
    stubborn = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    checker = script(FORKS.format(before=stubborn, pids=str(pids), then="time.sleep(600)"))
    started = time.monotonic()
    done = verify(repository, "--timeout", "5", "--", *checker)
    assert (done.status, done.out) == (2, "")
    assert "did not end within 5 seconds; give it more with `--timeout`" in done.err
    assert time.monotonic() - started < 60
    assert pids.exists()
    assert running(pids) == []
    assert verify.left() == []


def test_what_a_checker_leaves_in_the_background_keeps_nobody_waiting(
    verify: Command, repository: Path, script: Script, tmp_path: Path
) -> None:
    pids = tmp_path / "pids"
    checker = script(FORKS.format(before="", pids=str(pids), then=""))
    started = time.monotonic()
    assert verify(repository, "--", *checker).status == 0
    assert time.monotonic() - started < 60
    assert running(pids) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "import sys; sys.exit(3)",
            "ended with status 3, and its output no reader understands (it is empty)",
        ),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "was ended by signal 11"),
        (
            "import os, sys; os.write(1, os.urandom(100_000)); sys.exit(1)",
            "ended with status 1, and its output no reader understands",
        ),
        ("import sys; print('[' * 100_000); sys.exit(1)", "no reader understands"),
        ("import sys; print('{\"a\":' * 100_000); sys.exit(1)", "no reader understands"),
        ("import sys; print('<testsuite ' * 200_000); sys.exit(1)", "no reader understands"),
        (f"import sys; print({ENTITIES!r}); sys.exit(1)", "no reader understands"),
        ("import sys; print('\\x1b]0;title\\x07\\x1b[2Jgone'); sys.exit(1)", "it says last: 'gone'"),
    ],
)
def test_an_output_that_nobody_can_read_is_one_clear_sentence(
    verify: Command, repository: Path, script: Script, text: str, sentence: str
) -> None:
    done = verify(repository, "--", *script(text))
    assert (done.status, done.out) == (2, "")
    assert sentence in done.err
    assert done.err.count("\n") == 1
    assert verify.left() == []


def test_megabytes_of_problems_are_read(verify: Command, repository: Path, script: Script) -> None:
    text = (
        "import sys\n"
        "for number in range(100_000):\n"
        "    print(f'shop/users.py:{number + 1}:1: error: problem {number % 7} of a file [rule]')\n"
        "sys.exit(1)\n"
    )
    assert verify(repository, "--", *script(text)).status == 0


def test_an_endless_output_is_ended(verify: Command, repository: Path, script: Script) -> None:
    done = verify(repository, "--", *script("while True: print('x' * 100_000)"))
    assert done.status == 2
    assert "printed more than 64 MB" in done.err
    assert verify.left() == []


@pytest.mark.parametrize("checker", [["no-such-checker"], ["./no-such-script.sh"], ["/dev/null"], ["."]])
def test_a_command_that_cannot_be_run_is_told(verify: Command, repository: Path, checker: list[str]) -> None:
    done = verify(repository, "--", *checker)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"conflictscan: cannot run {checker[0]!r}: ")
    assert verify.left() == []


def test_a_side_that_cannot_be_checked_is_no_clean_side(
    verify: Command, repository: Path, script: Script
) -> None:
    text = (
        "import os, sys\n"
        "if os.environ['CONFLICTSCAN_TREE'] == 'theirs':\n"
        "    sys.exit('it crashed')\n"
        "sys.exit('shop/users.py:1:1: error: always')\n"
    )
    done = verify(repository, "--", *script(text))
    assert done.status == 2
    assert "on theirs ended with status 1" in done.err


def test_folders_that_a_checker_locks_are_removed_all_the_same(
    verify: Command, repository: Path, script: Script
) -> None:
    text = (
        "import os\n"
        "os.makedirs('deep/er')\n"
        "open('deep/er/x', 'w').close()\n"
        "os.chmod('deep/er', 0)\n"
        "os.chmod('deep', 0o500)\n"
    )
    assert verify(repository, "--", *script(text)).status == 0
    assert verify.left() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_an_end_from_outside_leaves_no_process_and_no_folder(
    verify: Command, repository: Path, script: Script, tmp_path: Path, number: signal.Signals
) -> None:
    pids = tmp_path / "pids"
    process = verify.start(
        repository, "--", *script(FORKS.format(before="", pids=str(pids), then="time.sleep(600)"))
    )
    assert waited(lambda: len(running(pids)) == 6)
    process.send_signal(number)
    process.communicate(timeout=30)
    assert process.returncode == (130 if number == signal.SIGINT else 128 + number)
    assert running(pids) == []
    assert verify.left() == []


@pytest.mark.skipif(sys.platform != "linux", reason="no /proc here to find orphans by")
def test_after_a_kill_the_next_run_cleans_up(
    verify: Command, repository: Path, script: Script, tmp_path: Path
) -> None:
    pids = tmp_path / "pids"
    process = verify.start(
        repository, "--", *script(FORKS.format(before="", pids=str(pids), then="time.sleep(600)"))
    )
    try:
        assert waited(lambda: len(running(pids)) == 6)
        alive = verify.start(repository, "--", *script("import time; time.sleep(3)"))
        assert waited(lambda: len([n for n in verify.left() if "verify" in n]) == 2)
        process.kill()
        process.communicate(timeout=30)
        left = verify.left()
        assert len(left) >= 2, "nobody was there to remove it"
        verify(repository, "--", "true")
        assert waited(lambda: running(pids) == [])
        assert alive.communicate(timeout=60) is not None
        assert alive.returncode == 0, "a run that goes on is left alone"
        assert [name for name in verify.left() if "verify" in name] == []
    finally:
        for each in running(pids):
            killed(each)
    assert os.path.isdir(verify.temporary)  # noqa: PTH112 - the folder of all of them stays
