"""Repositories that no work tree could hold: any bytes as names, written by `git fast-import`."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from conflictscan.cli.entry import main

if TYPE_CHECKING:
    from collections.abc import Mapping

Tree = dict[bytes, bytes]
"""Path -> content, both as git has them."""

ALONE = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
TIME_LIMIT = 60  # seconds


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, input=stdin, check=True, capture_output=True, env=ALONE
    )
    return os.fsdecode(done.stdout).strip()


def three_trees(folder: Path, base: Tree, ours: Tree, theirs: Tree) -> Path:
    """A bare repository with the branches `base`, `ours` and `theirs`; each tree is given whole."""
    repository = folder / "repository.git"
    git(folder, "init", "--quiet", "--bare", "--initial-branch=base", str(repository))
    stream = bytearray()
    for mark, (branch, tree) in enumerate((("base", base), ("ours", ours), ("theirs", theirs)), start=1):
        stream += commit(branch, tree, mark=mark, parent=0 if mark == 1 else 1)
    git(repository, "-c", "core.compression=0", "fast-import", "--quiet", stdin=bytes(stream))
    return repository


def commit(branch: str, tree: Tree, *, mark: int, parent: int = 0) -> bytes:
    """One commit of a fast-import stream."""
    who = f"Ann <ann@example.org> {1_700_000_000 + mark} +0000"
    out = bytearray(f"commit refs/heads/{branch}\nmark :{mark}\ncommitter {who}\ndata 1\n.\n".encode())
    if parent:
        out += f"from :{parent}\n".encode()
    out += b"deleteall\n"
    for path, content in tree.items():
        out += b"M 100644 inline " + quoted(path) + f"\ndata {len(content)}\n".encode() + content + b"\n"
    return bytes(out)


def quoted(path: bytes) -> bytes:
    """The path in the C style that git reads: every byte by its number."""
    return b'"' + b"".join(b"\\%03o" % byte for byte in path) + b'"'


class Told(NamedTuple):
    """What the command said."""

    status: int
    out: str
    err: str
    seconds: float

    @property
    def report(self) -> Any:  # noqa: ANN401 - a decoded JSON document
        return json.loads(self.out)


def conflictscan(folder: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> Told:
    """The command as a user runs it. It must end in time, with one of its three statuses, and without a crash."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "conflictscan", *arguments],
        cwd=folder,
        env={**ALONE, "CONFLICTSCAN_CACHE_DIR": str(folder.parent / "cache"), **(environment or {})},
        capture_output=True,
        check=False,
        timeout=TIME_LIMIT,
    )
    seconds = time.monotonic() - started
    return _checked(done.returncode, done.stdout, done.stderr, seconds)


def command(folder: Path, *arguments: str) -> Told:
    """The same in this process, ten times as fast; without a cache."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    started = time.monotonic()
    kept = Path.cwd()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        os.chdir(folder)
        try:
            uncached = ["--no-cache"] if arguments[0] == "scan" else []
            status = main([arguments[0], *uncached, *arguments[1:]])
        finally:
            os.chdir(kept)
    seconds = time.monotonic() - started
    return _checked(status, _written(out), _written(err), seconds)


def _written(stream: io.TextIOWrapper) -> bytes:
    stream.flush()
    stream.seek(0)
    return bytes(stream.buffer.read())


def _checked(status: int, stdout: bytes, stderr: bytes, seconds: float) -> Told:
    out, err = stdout.decode("utf-8"), stderr.decode("utf-8")
    assert "Traceback" not in out + err, err
    assert "internal error" not in out + err, err
    assert status in (0, 1, 2), f"status {status}: {err}"
    if status == 2:
        assert out == ""
        assert err.startswith("conflictscan: "), err
        assert err.count("\n") == 1, err
    return Told(status, out, err, seconds)


def scanned(folder: Path, *arguments: str) -> Told:
    """The JSON of a scan that must come to a report; what a terminal gets must agree with it."""
    told = conflictscan(folder, "scan", *arguments, "--format", "json")
    return _agreed(told, command(folder, "scan", *arguments))


def reported(folder: Path, *arguments: str) -> Told:
    """The same in this process."""
    told = command(folder, "scan", *arguments, "--format", "json")
    return _agreed(told, command(folder, "scan", *arguments))


def _agreed(told: Told, shown: Told) -> Told:
    assert told.status in (0, 1), told.err
    assert told.err == ""
    assert "rule-failed" not in [row["kind"] for row in told.report["diagnostics"]], told.out
    assert shown.status == told.status
    assert shown.out
    return told
