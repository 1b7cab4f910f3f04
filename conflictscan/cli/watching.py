"""Scans a pair again and again, and tells the difference from one scan to the next, a line a finding."""

from __future__ import annotations

import signal
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from conflictscan.cli.output import note, write
from conflictscan.cli.present import without_notes
from conflictscan.cli.scanning import Pair, scanned
from conflictscan.facts.errors import ConflictScanError
from conflictscan.git import Repository
from conflictscan.git.stamps import Stamps
from conflictscan.report.display import displayed
from conflictscan.report.summary import compared, found

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from conflictscan.facts.findings import Finding, Report

_SETTLED = 0.2  # seconds without another move, after which what moved is looked at


class Watch:
    """One pair of revisions, the findings of the last scan, and whether they failed."""

    def __init__(self, folder: Path, ours: str, theirs: str | None, *, show_notes: bool = False) -> None:
        self._folder = folder
        self._ours = ours
        self._theirs = theirs
        self._show_notes = show_notes
        self._known: dict[str, Finding] | None = None
        self._fails = False

    def once(self) -> int:
        """Scan, tell all findings; the exit status."""
        self._scan()
        return int(self._fails)

    def run(self, interval: float) -> int:
        """Scan, and again when a side has moved, until interrupted; the exit status of the last scan."""
        try:
            with _terminated_as_interrupted(), Repository.open(self._folder) as repository:
                self._loop(Stamps(repository), interval)
        except KeyboardInterrupt:
            if self._known is None:
                raise
        return int(self._fails)

    def _loop(self, stamps: Stamps, interval: float) -> None:
        if self._theirs is None:
            self._theirs = self._scan()  # names the branch that is the target
        last: object = None
        while True:
            now = stamps.stamp(self._ours, self._theirs)
            if now == last:
                time.sleep(interval)
                continue
            while True:  # a rebase moves a branch many times, an editor writes many files
                time.sleep(min(_SETTLED, interval))
                settled = stamps.stamp(self._ours, self._theirs)
                if settled == now:
                    break
                now = settled
            last = now
            self._scan_again()

    def _scan_again(self) -> None:
        if self._known is None:
            self._scan()
            return
        try:
            self._scan()
        except ConflictScanError as error:  # a branch that is gone may come back
            note(f"conflictscan: {displayed(str(error))}")

    def _scan(self) -> str:
        """Scan and tell what is new and what is gone; the name of the second side."""
        with scanned(self._folder, Pair(self._ours, self._theirs)) as result:
            report = result.report if self._show_notes else without_notes(result.report)
            self._fails = result.fails
        now = {finding.fingerprint: finding for finding in report.findings}
        lines = list(_lines(self._known or {}, now))
        if self._known is None or lines:
            lines.append(_summary(report))
            write("".join(f"{line}\n" for line in lines))
        self._known = now
        return report.theirs.rev


def _lines(before: dict[str, Finding], now: dict[str, Finding]) -> Iterator[str]:
    yield from (_line("gone", finding) for key, finding in before.items() if key not in now)
    yield from (_line("new", finding) for key, finding in now.items() if key not in before)


def _line(what: str, finding: Finding) -> str:
    place = f"{displayed(finding.effect.path)}:{finding.effect.line}"
    return f"{what:<4} {finding.severity} {place} {finding.code} {displayed(finding.message)}"


def _summary(report: Report) -> str:
    return f"{found(report)} between {compared(report.ours)} and {compared(report.theirs)}"


@contextmanager
def _terminated_as_interrupted() -> Generator[None]:
    """Let a polite request to end do what Ctrl-C does, so that nothing temporary is left behind."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
