"""Where a report goes, and what that place can show."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING, NamedTuple, TextIO

from conflictscan.facts.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

_GLYPHS = "│·…"
_WIDEST = 120


class Screen(NamedTuple):
    """Width in columns, whether colour is wanted, whether line drawing can be shown."""

    width: int
    colour: bool
    unicode: bool


def screen(output: Path | None) -> Screen:
    """What standard output can show; a file gets UTF-8, 80 columns and no colour."""
    if output is not None:
        return Screen(80, colour=False, unicode=True)
    width = min(shutil.get_terminal_size((80, 24)).columns, _WIDEST) or 80
    return Screen(width, colour=_colour(), unicode=_can_show(_GLYPHS))


def write(text: str, output: Path | None = None) -> None:
    """Write a whole document; a reader that goes away early is no error."""
    if output is not None:
        try:
            output.write_bytes(text.encode("utf-8", "backslashreplace"))
        except OSError as error:
            raise UsageError(f"cannot write {str(output)!r}: {error.strerror}") from error
        return
    try:
        sys.stdout.write(_encodable(text, sys.stdout))
        sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)


def write_bytes(content: bytes, output: Path | None = None) -> None:
    """Write a document whose bytes count, such as a patch."""
    if output is not None:
        try:
            output.write_bytes(content)
        except OSError as error:
            raise UsageError(f"cannot write {str(output)!r}: {error.strerror}") from error
        return
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        silence(sys.stdout)


def note(line: str) -> None:
    """One line on standard error."""
    try:
        sys.stderr.write(_encodable(line + "\n", sys.stderr))
    except BrokenPipeError:
        silence(sys.stderr)


def silence(stream: TextIO) -> None:
    """Let what is still written to a stream vanish: its reader is gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _encodable(text: str, stream: TextIO) -> str:
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _colour() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _can_show(glyphs: str) -> bool:
    try:
        glyphs.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
