"""Runs one command in several folders at a time, each in a process group of its own, within limits.

A child that outlives the command and holds its output open keeps nobody waiting: when the command ends, or its
time is over, or we are interrupted, all of its group is killed, and what the pipes hold is all there is.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.facts.errors import CommandFailed
from conflictscan.verify.folders import note_group

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

OUTPUT_LIMIT: Final = 64 * 1024 * 1024
_GRACE: Final = 2.0  # seconds between SIGTERM and SIGKILL
_PAUSE: Final = 0.02
_CHUNK: Final = 1 << 20


class Finished(msgspec.Struct, frozen=True, kw_only=True):
    """What one run left. `status` is negative for a signal, as in `subprocess`."""

    status: int
    out: bytes
    err: bytes
    seconds: float
    timed_out: bool = False
    flooded: bool = False  # it printed more than the limit, and was ended for it


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How long each run may take, how much it may print, and how many run at a time."""

    seconds: float = 600.0
    bytes: int = OUTPUT_LIMIT
    jobs: int = 3


def run_in_all(
    command: Sequence[str],
    folders: Mapping[str, Path],
    workspace: Path,
    *,
    limits: Limits,
    enough: Callable[[str, Finished], bool],
) -> dict[str, Finished]:
    """What each run left, by name. Once `enough` says so of a finished one, the others are ended and left out."""
    waiting, running = list(folders), dict[str, _Process]()
    done: dict[str, Finished] = {}
    with selectors.DefaultSelector() as selector:
        try:
            while waiting or running:
                while waiting and len(running) < max(1, limits.jobs):
                    name = waiting.pop(0)
                    running[name] = _Process(command, folders[name], workspace, name)
                    running[name].watch(selector, limits.bytes)
                _read_ready(selector)
                for name, process in list(running.items()):
                    finished = process.finished(limits)
                    if finished is not None:
                        del running[name]
                        process.close(selector)
                        done[name] = finished
                        if enough(name, finished):
                            return done
        finally:
            for process in running.values():
                process.end()
                process.close(selector)
    return done


def _read_ready(selector: selectors.BaseSelector) -> None:
    """Take what the pipes hold; wait a little where they hold nothing."""
    ready = selector.select(_PAUSE)
    if not selector.get_map():
        time.sleep(_PAUSE)  # all of them closed their output and go on
    for key, _ in ready:
        stream: _Stream = key.data
        if not stream.take():
            selector.unregister(stream.pipe)


class _Stream:
    """One pipe and what came out of it, as far as the limit allows."""

    def __init__(self, pipe: int, limit: int) -> None:
        os.set_blocking(pipe, False)
        self.pipe = pipe
        self.taken = bytearray()
        self.limit = limit

    def take(self) -> bool:
        """Read once; False at the end of the pipe."""
        try:
            chunk = os.read(self.pipe, _CHUNK)
        except BlockingIOError:
            return True
        self.taken += chunk[: self.limit + 1 - len(self.taken)]
        return bool(chunk)

    def take_all(self) -> None:
        """Read what is there, and no more: somebody may hold the other end for ever."""
        with contextlib.suppress(BlockingIOError):
            while len(self.taken) <= self.limit and (chunk := os.read(self.pipe, _CHUNK)):
                self.taken += chunk

    @property
    def flooded(self) -> bool:
        """Did more come than is taken?"""
        return len(self.taken) > self.limit


class _Process:
    """One run."""

    def __init__(self, command: Sequence[str], folder: Path, workspace: Path, name: str) -> None:
        self._started = time.monotonic()
        self._streams: tuple[_Stream, ...] = ()
        try:
            self._child = subprocess.Popen(  # noqa: S603 - running it is what the user asked for
                list(command),
                cwd=folder,
                env=environment(os.environ, folder, name),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            raise CommandFailed(_not_started(command[0], error)) from error
        note_group(workspace, self._child.pid)

    def watch(self, selector: selectors.BaseSelector, limit: int) -> None:
        """Have its output taken as it comes."""
        pipes = [pipe.fileno() for pipe in (self._child.stdout, self._child.stderr) if pipe is not None]
        self._streams = tuple(_Stream(pipe, limit) for pipe in pipes)
        for stream in self._streams:
            selector.register(stream.pipe, selectors.EVENT_READ, stream)

    def finished(self, limits: Limits) -> Finished | None:
        """What it left, once it is over or beyond its limits; None while it runs."""
        flooded = any(stream.flooded for stream in self._streams)
        late = time.monotonic() - self._started > limits.seconds
        over = self._is_over()
        if not (over or flooded or late):
            return None
        self.end()
        for stream in self._streams:
            stream.take_all()
        out, err = (bytes(stream.taken) for stream in self._streams)
        flooded = any(stream.flooded for stream in self._streams)
        return Finished(
            status=self._child.returncode,
            out=out,
            err=err,
            seconds=time.monotonic() - self._started,
            timed_out=late and not over and not flooded,
            flooded=flooded,
        )

    def close(self, selector: selectors.BaseSelector) -> None:
        """Let go of its pipes."""
        for stream in self._streams:
            with contextlib.suppress(KeyError):  # at its end already
                selector.unregister(stream.pipe)
        for pipe in (self._child.stdout, self._child.stderr):
            if pipe is not None:
                pipe.close()

    def end(self) -> None:
        """Kill the whole group; the leader is reaped last, so that its number is nobody else's until then."""
        if self._child.returncode is not None:
            return
        if not self._is_over():
            self._signal(signal.SIGTERM)
            deadline = time.monotonic() + _GRACE
            while time.monotonic() < deadline and not self._is_over():
                time.sleep(_PAUSE)
        self._signal(signal.SIGKILL)
        self._child.wait()

    def _is_over(self) -> bool:
        """Has the leader ended? It is not reaped by the question."""
        options = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self._child.pid, options) is not None

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child.pid, number)


def environment(environ: Mapping[str, str], folder: Path, name: str) -> dict[str, str]:
    """The user's environment without what points git elsewhere, colours off, lines as wide as they come."""
    kept = {key: value for key, value in environ.items() if not key.startswith("GIT_")}
    for key in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        kept.pop(key, None)
    return kept | {
        "PWD": str(folder),
        "NO_COLOR": "1",
        "PY_COLORS": "0",
        "COLUMNS": "400",
        "CONFLICTSCAN_TREE": name,
    }


def _not_started(program: str, error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return f"cannot run {program!r}: there is no such command; check the name, or give its full path"
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return f"cannot run {program!r}: {reason}; check that it may be executed"
