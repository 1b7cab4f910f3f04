"""A temporary folder that vanishes whatever happens to us.

The folder holds a locked file. The lock goes with the process, also when that is killed; whoever comes next
removes the folders whose lock is free, and ends what still runs in them.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import stat
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from conflictscan.facts.errors import GitError, UsageError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

PREFIX: Final = "conflictscan-verify-"
_LOCK: Final = "lock"
_KEPT: Final = "kept"
_GROUPS: Final = "groups"
_HALF_MADE: Final = 3600  # seconds after which a folder without a lock is nobody's


@contextmanager
def workspace(*, keep: bool = False) -> Generator[Path]:
    """A folder of our own; with `keep`, it stays and is nobody's to remove."""
    if os.name != "posix":
        raise UsageError("`verify` needs process groups and file locks, which this system has not")
    remove_left_overs()
    try:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    except OSError as error:
        raise GitError(
            f"cannot make a temporary folder ({error.strerror}); name a writable one in TMPDIR"
        ) from error
    lock = _locked(folder)
    try:
        yield folder
    finally:
        if keep:
            (folder / _LOCK).rename(folder / _KEPT)
        else:
            remove(folder)
        os.close(lock)


def remove_left_overs() -> None:
    """Remove the folders of runs that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            found = folder.lstat()
            own = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
            if own and _is_left(folder, time.time() - found.st_mtime):
                _end_orphans(folder)
                remove(folder)


def note_group(folder: Path, group: int) -> None:
    """Remember a process group that runs in the folder."""
    with (folder / _GROUPS).open("a") as file:
        file.write(f"{group}\n")


def remove(folder: Path) -> None:
    """Remove a folder with all its files, also those that their maker made read-only."""
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        for place, _, _ in os.walk(folder):
            with contextlib.suppress(OSError):
                Path(place).chmod(0o700)
        shutil.rmtree(folder, ignore_errors=True)


def _locked(folder: Path) -> int:
    """The descriptor that holds the lock. The file gets its name once it is locked: nobody sees it free."""
    import fcntl  # noqa: PLC0415 - not on every system

    handle, name = tempfile.mkstemp(dir=folder)
    fcntl.flock(handle, fcntl.LOCK_EX)
    Path(name).rename(folder / _LOCK)
    return handle


def _is_left(folder: Path, age: float) -> bool:
    """Is there a lock that nobody holds? Without a lock the folder was kept, or is being made unless it is old."""
    import fcntl  # noqa: PLC0415 - not on every system

    try:
        handle = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        return age > _HALF_MADE and not (folder / _KEPT).exists()
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


def _end_orphans(folder: Path) -> None:
    """End what a killed run left running: processes of its groups that stand in the folder (where /proc tells)."""
    try:
        groups = {int(word) for word in (folder / _GROUPS).read_text().split() if word.isdigit()}
    except OSError:
        return
    for process, group in _processes():
        with contextlib.suppress(OSError):
            inside = Path(f"/proc/{process}/cwd").readlink().is_relative_to(folder.resolve())
            if group in groups and inside:
                os.kill(process, signal.SIGKILL)


def _processes() -> Iterator[tuple[int, int]]:
    """(process, group) of all that run; none on a system without /proc."""
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            after_name = (place / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            yield int(place.name), int(after_name[2])
