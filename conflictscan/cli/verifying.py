"""Scans a pair, verifies it with a command, and prints both."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from conflictscan.cli.output import note, write
from conflictscan.cli.present import without_notes
from conflictscan.cli.scanning import Pair, scanned
from conflictscan.report.display import displayed
from conflictscan.verify import Request, verify
from conflictscan.verify.processes import Limits
from conflictscan.verify.report import console_report, json_report

if TYPE_CHECKING:
    from collections.abc import Generator
    from types import FrameType

    from conflictscan.git import Repository

_ENDINGS = (signal.SIGTERM, signal.SIGHUP) if hasattr(signal, "SIGHUP") else (signal.SIGTERM,)


class Wanted(NamedTuple):
    """The pair, the command, and how to run it."""

    ours: str
    theirs: str
    base: str | None
    command: tuple[str, ...]
    parser: str
    timeout: float
    jobs: int
    keep: bool
    notes: bool


def run_verify(folder: Path, wanted: Wanted, *, form: str, output: Path | None, cache: bool) -> int:
    """The exit status: 1 when the merge alone has problems."""
    pair = Pair(wanted.ours, wanted.theirs, wanted.base)
    with _ended_in_order(), scanned(folder, pair, cache=cache) as result:
        report = result.report if wanted.notes else without_notes(result.report)
        request = Request(
            command=wanted.command,
            reader=wanted.parser,
            limits=Limits(seconds=wanted.timeout, jobs=wanted.jobs),
            keep=wanted.keep,
            folder=_folder(result.repository, folder),
            here=Path.cwd(),
        )
        if report.textual_conflicts:
            listed = ", ".join(displayed(path) for path in report.textual_conflicts)
            note(
                f"conflictscan: textual conflicts in {listed}: what is wrong there or follows from it says little"
            )
        done = verify(result.repository, result.triple, report, request)
    write(json_report(done) if form == "json" else console_report(done), output)
    if done.kept:
        note(f"conflictscan: the three trees are kept in {displayed(done.kept)}")
    return int(bool(done.emergent))


def _folder(repository: Repository, folder: Path) -> str:
    """Where the user stands, from the top of the work tree; the command runs there in each tree."""
    top = repository.work_dir
    here = folder.resolve()
    if top is None or not here.is_relative_to(top.resolve()):
        return ""
    inside = here.relative_to(top.resolve()).as_posix()
    return "" if inside == "." else inside


@contextmanager
def _ended_in_order() -> Generator[None]:
    """Let a signal that asks us to end unwind the stack, so that processes end and folders go."""

    def leave(number: int, _frame: FrameType | None) -> NoReturn:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, leave) for number in _ENDINGS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
