from __future__ import annotations

import multiprocessing
from pathlib import Path

import msgspec
import pytest

import conflictscan
from conflictscan.facts.code import FileFacts
from conflictscan.sources.extraction import extracted
from conflictscan.sources.workers import LEAST_BYTES, Job, in_workers, processors

_CODE = Path(conflictscan.__file__).parent
JOBS = [Job(str(path), path.read_bytes()) for path in sorted((_CODE / "graph").glob("*.py"))]
BROKEN = Job("unreadable.txt", b"no language reads this")


@pytest.fixture(autouse=True)
def _processes() -> None:
    if processors() < 2:
        pytest.skip("processes are copied on Linux alone, where there is more than one processor")


def test_each_file_is_read_once_and_as_without_workers() -> None:
    own: list[Job] = []
    others = list(in_workers(JOBS, most=3, least=1, meanwhile=own.append))
    assert own
    assert others
    assert sorted(job.path for job in (*own, *(job for job, _ in others))) == [job.path for job in JOBS]
    for job, facts in others:
        assert msgspec.msgpack.decode(facts, type=FileFacts) == extracted(job.path, job.source)


def test_little_work_is_left_to_the_caller() -> None:
    own: list[Job] = []
    assert sum(job.size for job in JOBS) < LEAST_BYTES
    assert not list(in_workers(JOBS, most=3, least=LEAST_BYTES, meanwhile=own.append))
    assert not own


def test_a_file_that_cannot_be_read_is_left_to_the_caller() -> None:
    others = [job for job, _ in in_workers([*JOBS, BROKEN], most=3, least=1, meanwhile=lambda _: None)]
    assert BROKEN not in others
    assert others


def test_what_a_killed_worker_had_is_left_to_the_caller() -> None:
    def kill(_: Job) -> None:
        for child in multiprocessing.active_children():
            child.kill()

    everything = [*JOBS] * 40  # more than a worker reads before it is killed
    assert len(list(in_workers(everything, most=2, least=1, meanwhile=kill))) == 0
