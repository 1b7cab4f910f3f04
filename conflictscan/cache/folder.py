"""Where the cache stands, and whether it may: in a folder of the user's own, that nobody else can write to."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import Final

FOLDER_VARIABLE: Final = "CONFLICTSCAN_CACHE_DIR"
_SIGN: Final = "CACHEDIR.TAG"
_SIGNATURE: Final = "Signature: 8a477f597d28d172789f06886806bc55\n# https://bford.info/cachedir/\n"
_OTHERS_WRITE: Final = 0o002


class Unusable(Exception):
    """The folder cannot hold a cache; the text says why."""


def default_folder() -> Path | None:
    """`CONFLICTSCAN_CACHE_DIR`, or the cache folder that the platform has for users; None without a home.

    A relative path is no place: the cache would stand in whatever folder a scan is started from.
    """
    for variable, below in _candidates():
        found = Path(os.environ.get(variable, ""))
        if found.is_absolute():
            return found.joinpath(*below)
    return None


def _candidates() -> tuple[tuple[str, tuple[str, ...]], ...]:
    chosen = (FOLDER_VARIABLE, ())
    if sys.platform == "win32":
        home = ("USERPROFILE", ("AppData", "Local", "conflictscan", "Cache"))
        return chosen, ("LOCALAPPDATA", ("conflictscan", "Cache")), home
    if sys.platform == "darwin":
        return chosen, ("HOME", ("Library", "Caches", "conflictscan"))
    return chosen, ("XDG_CACHE_HOME", ("conflictscan",)), ("HOME", (".cache", "conflictscan"))


def prepare(folder: Path) -> None:
    """Make the folder, for the user alone, and no part of a repository that it may stand in.

    Raises Unusable, or OSError.
    """
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / ".gitignore").write_text("*\n", "ascii")
        (folder / _SIGN).write_text(_SIGNATURE, "ascii")
    about = folder.stat()
    if not _is_own(about):
        raise Unusable("it belongs to another user")
    if os.name == "posix" and about.st_mode & _OTHERS_WRITE:
        raise Unusable("everybody may write to it")


def check_file(path: Path) -> None:
    """Raise Unusable for what is there and no regular file of the user."""
    try:
        about = path.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISREG(about.st_mode):
        raise Unusable(f"{path.name!r} is no regular file")
    if not _is_own(about):
        raise Unusable(f"{path.name!r} belongs to another user")


def _is_own(about: os.stat_result) -> bool:
    return sys.platform == "win32" or about.st_uid == os.geteuid()
