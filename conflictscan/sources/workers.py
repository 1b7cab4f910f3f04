"""Facts of many files in several processes: extraction is all work of the processor, and Python uses one alone.

Only the time differs: a worker runs the same extractor over the same bytes, and hands over what the cache would.
Whatever keeps workers from their work (one is killed, no process can be made) leaves it to the scan itself.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.sources.extraction import extracted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future

_LOG = logging.getLogger(__name__)

LEAST_BYTES: Final = 400_000
"""Of source that must wait for a second process to be worth its start, for it and for each one more."""

_MOST: Final = 8


class Job(msgspec.Struct, frozen=True):
    """One source to be read; `path` says by which extractor, `size` how long it takes."""

    path: str
    source: bytes

    @property
    def size(self) -> int:
        """Time goes with length."""
        return len(self.source)


def processors() -> int:
    """How many processes can work at once; 1 where a process cannot be copied safely.

    A copy of a process (`fork`) starts at once, with everything imported. That is safe on Linux, as long as no
    other thread holds a lock that the copy would wait for.
    """
    if not sys.platform.startswith("linux") or threading.active_count() > 1:
        return 1
    return min(_MOST, len(os.sched_getaffinity(0)))


def in_workers(
    jobs: Sequence[Job], *, most: int, least: int, meanwhile: Callable[[Job], None]
) -> Iterator[tuple[Job, bytes]]:
    """Encoded facts of the jobs that workers did; `meanwhile` is given the share of this process.

    What comes back from neither is left to the caller: all, where they are too few, and files that cannot be read.
    """
    count = min(most, 1 + sum(job.size for job in jobs) // least) if most > 1 else 1
    shares = _shares(jobs, count)
    if len(shares) < 2:
        return
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor  # noqa: PLC0415 - 20 ms, for much work
    from multiprocessing import get_context  # noqa: PLC0415 - the same

    try:
        with ProcessPoolExecutor(len(shares) - 1, get_context("fork"), initializer=_quiet) as pool:
            given: list[tuple[list[Job], Future[list[bytes | None]]]] = [
                (share, pool.submit(_work, share)) for share in shares[1:]
            ]
            for job in shares[0]:
                meanwhile(job)
            for share, future in given:
                for job, facts in zip(share, future.result(), strict=True):
                    if facts is not None:
                        yield job, facts
    except (BrokenExecutor, OSError) as error:
        _LOG.debug("workers given up: %s", error)


def _shares(jobs: Sequence[Job], count: int) -> list[list[Job]]:
    """Jobs in shares of equal size, the longest first."""
    shares: list[list[Job]] = [[] for _ in range(count)]
    sizes = [0] * count
    for job in sorted(jobs, key=lambda job: -job.size):
        least = sizes.index(min(sizes))
        shares[least].append(job)
        sizes[least] += job.size
    return [share for share in shares if share]


def _quiet() -> None:
    """An interrupt is the scan's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _work(share: list[Job]) -> list[bytes | None]:
    encoder = msgspec.msgpack.Encoder()
    found = [extracted(job.path, job.source) for job in share]
    return [None if facts.skipped else encoder.encode(facts) for facts in found]
