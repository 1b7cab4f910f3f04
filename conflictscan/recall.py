"""The report of an earlier scan of the same, instead of a scan.

A hook at the merge, another at the push, and the job on the pull request ask the same question again and again.
What a report depends on is its key: both sides and their base, the merge, the configuration with the baseline,
the rules with the code they are made of, and what was asked for. What is not whole is not kept: a rule that
failed, or an object that this clone lacks, may be otherwise next time.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from conflictscan.facts.findings import ABSENT, Report, Statistics

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.config import Config
    from conflictscan.git import Triple
    from conflictscan.rules.rule_set import RuleSet

    Key = tuple[str, str, str]

_KIND: Final = "report"
_CODE: Final = (".py", ".scm", ".toml")


class Store(Protocol):
    """A memory beyond this run."""

    def get(self, key: Key) -> bytes | None:
        """What was stored, or None."""
        ...

    def put(self, key: Key, value: bytes) -> None:
        """Store it, now or later."""
        ...


class Recall:
    """Reports in a store, of one scan's question."""

    def __init__(
        self, store: Store, triple: Triple, config: Config, rules: RuleSet, asked: tuple[object, ...]
    ) -> None:
        self._store = store
        settings = msgspec.json.encode(config, order="deterministic").decode()
        self._key = (repr((triple.identity, settings, rules.identity, asked)), _KIND, _code())

    def report(self) -> Report | None:
        """The report of an equal scan before; its counters say that nothing was read for it."""
        stored = self._store.get(self._key)
        if stored is None:
            return None
        try:
            report = msgspec.msgpack.decode(stored, type=Report)
        except (msgspec.MsgspecError, UnicodeError):
            return None
        counted = Statistics(
            files_changed=report.statistics.files_changed,
            blobs_cached=report.statistics.blobs_cached + report.statistics.blobs_parsed,
        )
        return msgspec.structs.replace(report, statistics=counted)

    def keep(self, report: Report) -> None:
        """Remember it, if another scan of the same could say nothing else."""
        if not report.diagnostics and all(each.reason != ABSENT for each in report.coverage.unchecked):
            with contextlib.suppress(UnicodeEncodeError):  # a path that is no text
                self._store.put(self._key, msgspec.msgpack.encode(report))


@functools.cache
def _code() -> str:
    """A digest of what tells this code from that of another version: names, sizes and times of the package's files."""
    files = repr(sorted(_files(Path(__file__).parent)))
    return hashlib.blake2b(files.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _files(Path(entry.path))
            elif entry.name.endswith(_CODE):
                stat = entry.stat()
                yield entry.name, stat.st_size, stat.st_mtime_ns
