from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from queue import Empty, Queue
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from .conftest import Run

PATIENCE = 60.0  # seconds; the machine may be busy
LATE = "from shop.users import get_user\n\nBUYER = get_user(1)\n"


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, "-C", str(folder), *arguments], check=True, capture_output=True)


@pytest.fixture
def work(shop_repository: Path, tmp_path: Path) -> Path:
    """A clone of the demo on the branch `gift-wrapping`, which is healthy."""
    folder = tmp_path / "shop"
    subprocess.run(["git", "clone", "--quiet", "--no-local", str(shop_repository), str(folder)], check=True)
    git(folder, "checkout", "--quiet", "gift-wrapping")
    return folder


class Watching:
    """A running `conflictscan watch`, without a terminal."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "conflictscan", "watch", "--interval", "0.1", *arguments],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        self._lines: Queue[str] = Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))

    def told(self) -> list[str]:
        """The lines of one scan, the last of which sums up."""
        lines = [self._lines.get(timeout=PATIENCE)]
        while " between " not in lines[-1]:
            lines.append(self._lines.get(timeout=PATIENCE))
        return lines

    def is_silent(self, seconds: float = 1.5) -> bool:
        try:
            self._lines.get(timeout=seconds)
        except Empty:
            return True
        return False

    def end(self, by: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        self.process.send_signal(by)
        _, errors = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, errors


@pytest.fixture
def watch(work: Path) -> Iterator[Callable[..., Watching]]:
    started: list[Watching] = []

    def start(*arguments: str) -> Watching:
        started.append(Watching(work, *arguments))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.process.kill()
        each.process.communicate()


def test_a_commit_that_breaks_and_one_that_mends_are_told(work: Path, watch: Callable[..., Watching]) -> None:
    watching = watch("main")
    assert watching.told()[0].startswith("no semantic conflict between HEAD (")
    (work / "shop" / "late.py").write_text(LATE)
    git(work, "add", ".")
    git(work, "commit", "--quiet", "--message", "late")
    told = watching.told()
    assert [line.split()[:3] for line in told[:-1]] == [["new", "error", "shop/late.py:1"]]
    assert told[-1].startswith("1 error between HEAD (")
    git(work, "reset", "--quiet", "--hard", "HEAD~1")
    told = watching.told()
    assert [line.split()[:3] for line in told[:-1]] == [["gone", "error", "shop/late.py:1"]]
    assert watching.end() == (0, "")


def test_the_other_side_is_watched_as_well_and_the_status_is_that_of_the_last_scan(
    work: Path, watch: Callable[..., Watching]
) -> None:
    git(work, "branch", "--no-track", "target", "origin/gift-wrapping")
    git(work, "checkout", "--quiet", "--detach", "origin/invoices")
    watching = watch("target")
    assert watching.told()[0].startswith("no semantic conflict")
    git(work, "branch", "--force", "target", "origin/main")
    assert watching.told()[0].startswith("new  error shop/invoices.py:3 RW102")
    assert watching.end() == (1, "")


def test_files_are_watched_where_the_work_tree_is_named(work: Path, watch: Callable[..., Watching]) -> None:
    watching = watch("origin/main", "--ours", ":worktree")
    assert watching.told()[0].startswith("no semantic conflict")
    late = work / "shop" / "late.py"
    late.write_text(LATE)
    assert watching.told()[0].startswith("new  error shop/late.py:1 RW102")
    late.write_text(LATE.replace("get_user", "fetch_user"))
    assert watching.told()[0].startswith("gone error shop/late.py:1 RW102")
    assert watching.end(signal.SIGTERM) == (0, "")


def test_what_changes_no_finding_is_not_told(work: Path, watch: Callable[..., Watching]) -> None:
    watching = watch("main")
    watching.told()
    git(work, "commit", "--quiet", "--allow-empty", "--message", "nothing")
    assert watching.is_silent()
    assert watching.end() == (0, "")


def test_a_branch_that_goes_away_ends_nothing(work: Path, watch: Callable[..., Watching]) -> None:
    git(work, "branch", "--no-track", "target", "origin/main")
    watching = watch("target")
    watching.told()
    git(work, "branch", "--quiet", "-D", "target")
    time.sleep(1)
    git(work, "checkout", "--quiet", "--detach", "origin/invoices")
    git(work, "branch", "--no-track", "target", "origin/main")
    assert watching.told()[0].startswith("new  error shop/invoices.py:3 RW102")
    status, errors = watching.end()
    assert status == 1
    assert all(line.startswith("conflictscan: cannot resolve 'target'") for line in errors.splitlines())


def test_once_scans_and_stops(run: Run, work: Path) -> None:
    done = run("watch", "main", "--once", cwd=work)
    assert (done.status, done.out.count("\n")) == (0, 1)
    git(work, "checkout", "--quiet", "--detach", "origin/invoices")
    done = run("watch", "--once", "main", cwd=work)
    assert done.status == 1
    assert done.out.splitlines()[0].startswith("new  error shop/invoices.py:3 RW102")


def test_what_cannot_be_scanned_is_one_sentence(run: Run, work: Path) -> None:
    done = run("watch", "nowhere", cwd=work)
    assert (done.status, done.out) == (2, "")
    assert "cannot resolve 'nowhere'" in done.err
