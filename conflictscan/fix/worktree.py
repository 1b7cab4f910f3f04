"""The edits in the files of a work tree: all of them, or none.

A file is edited where it is as git merged it, but for its line ends, or where the lines around each edit stand
in it just once. Nothing is followed out of the work tree: a symbolic link on the way is a refusal.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.errors import UsageError
from conflictscan.fix.patch import hunks, split

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conflictscan.fix.patch import Hunk
    from conflictscan.fix.plan import FilePatch


class _Ready(msgspec.Struct, frozen=True):
    """One file that can be written."""

    place: Path
    to: Path
    content: bytes


def apply(root: Path, files: Iterable[FilePatch]) -> tuple[str, ...]:
    """Paths that were written, sorted; UsageError, and nothing written, when one file does not allow it."""
    ready = [_ready(root, file) for file in files]
    for each in ready:
        _write(each)
    return tuple(sorted(each.to.relative_to(root).as_posix() for each in ready))


def _ready(root: Path, file: FilePatch) -> _Ready:
    place = _plain(root, file.path)
    try:
        found = place.read_bytes()
    except OSError as error:
        raise UsageError(
            f"cannot edit {file.path} in the work tree: {error.strerror}; "
            "leave out `--apply` and use the patch by hand"
        ) from error
    to = place
    if file.to != file.path:
        to = _plain(root, file.to)
        if os.path.lexists(to):
            raise UsageError(f"cannot rename {file.path} to {file.to}: that name is taken in the work tree")
    return _Ready(place, to, _edited(file, found))


def _plain(root: Path, path: str) -> Path:
    place = root
    for part in Path(path).parts:
        place /= part
        if part in {"..", ".git"} or place.is_symlink():
            raise UsageError(f"cannot edit {path} in the work tree: {part} is no plain file or folder")
    if place.exists() and not place.is_file():
        raise UsageError(f"cannot edit {path} in the work tree: it is no plain file")
    return place


def _edited(file: FilePatch, found: bytes) -> bytes:
    if found == file.old:
        return file.new
    crlf = b"\r\n" in found and b"\r" not in file.old
    plain = found.replace(b"\r\n", b"\n") if crlf else found
    new = file.new if plain == file.old else _fitted(file, plain)
    return new.replace(b"\n", b"\r\n") if crlf else new


def _fitted(file: FilePatch, found: bytes) -> bytes:
    """The edits in a file that somebody changed elsewhere."""
    lines = split(found)
    for hunk in hunks(file):
        places = _places(lines, hunk)
        if len(places) != 1:
            why = "are gone from" if not places else "stand several times in"
            raise UsageError(
                f"cannot edit {file.path}: it is not as git merged it, and the lines around the edit "
                f"{why} the work tree; leave out `--apply` and use the patch by hand"
            )
        lines[places[0] : places[0] + len(hunk.old)] = hunk.new
    return b"".join(lines)


def _places(lines: list[bytes], hunk: Hunk) -> list[int]:
    old = list(hunk.old)
    return [at for at in range(len(lines) - len(old) + 1) if lines[at : at + len(old)] == old]


def _write(ready: _Ready) -> None:
    """Beside it first, then in its place: a reader sees the old file or the new one."""
    try:
        handle, name = tempfile.mkstemp(prefix=".conflictscan-", dir=ready.place.parent)
        try:
            with open(handle, "wb") as file:  # noqa: PTH123 - a descriptor, no path
                file.write(ready.content)
            Path(name).chmod(stat.S_IMODE(ready.place.stat().st_mode))
            Path(name).replace(ready.to)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                Path(name).unlink()
            raise
        if ready.to != ready.place:
            ready.place.unlink()
    except OSError as error:
        raise UsageError(f"cannot write {ready.to}: {error.strerror}; see `git status`") from error
