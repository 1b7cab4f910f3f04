"""One verification: three trees laid out, one command run in each, the difference taken."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.errors import CommandFailed
from conflictscan.facts.findings import Finding, Report, Side
from conflictscan.verify.beside import Beside
from conflictscan.verify.difference import only_merged
from conflictscan.verify.folders import workspace
from conflictscan.verify.problems import Problem, Reading
from conflictscan.verify.processes import Limits, run_in_all
from conflictscan.verify.readers import AUTO, read
from conflictscan.verify.readers.output import Output

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conflictscan.git import Repository, Triple
    from conflictscan.verify.processes import Finished

MERGED = "merged"
_TAIL = 200  # characters of the last line of an output in a message


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """The command, and how to run and read it. `folder` is where in the tree it runs."""

    command: tuple[str, ...]
    reader: str = AUTO
    limits: Limits = Limits()
    keep: bool = False
    folder: str = ""
    here: Path = Path()  # what a relative name of the command is relative to, if the tree has it not


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One run of the command, and what it said; None when it was not needed, for want of problems in the merge."""

    status: int
    seconds: float
    problems: tuple[Problem, ...]


class Emergent(msgspec.Struct, frozen=True, kw_only=True):
    """A problem that only the merge has, and the findings that it confirms."""

    problem: Problem
    confirms: tuple[Finding, ...] = ()


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one verification has to say."""

    command: tuple[str, ...]
    reader: str  # that of the merge's output; empty when it said nothing
    runs: dict[str, Run | None]
    emergent: tuple[Emergent, ...]
    report: Report
    unconfirmed: tuple[Finding, ...]
    left_out: int = 0  # problems in files with a textual conflict
    kept: str = ""  # the folder of the trees, where it stays


def verify(repository: Repository, triple: Triple, report: Report, request: Request) -> Verification:
    """What the command says of the merge and of neither side, beside the findings of a scan.

    Raises CommandFailed when one of the runs gives nothing to compare.
    """
    with workspace(keep=request.keep) as folder:
        roots = repository.check_out(triple, folder)
        readings, runs = _runs(folder, roots, request)
        kept = str(folder) if request.keep else ""
    merged = readings[MERGED].problems
    conflicts = frozenset(triple.conflicts)
    shown = tuple(problem for problem in merged if problem.path not in conflicts)
    sides = {side: readings[side.value].problems if side.value in readings else () for side in Side}
    beside = Beside(triple, report.findings)
    emergent = tuple(
        Emergent(problem=problem, confirms=beside.confirmed(problem))
        for problem in only_merged(triple, shown, sides)
    )
    confirmed = {finding.fingerprint for each in emergent for finding in each.confirms}
    return Verification(
        command=request.command,
        reader=readings[MERGED].reader,
        runs=runs,
        emergent=emergent,
        report=report,
        unconfirmed=tuple(f for f in report.findings if f.fingerprint not in confirmed),
        left_out=len(merged) - len(shown),
        kept=kept,
    )


def _runs(
    folder: Path, roots: Mapping[str, Path], request: Request
) -> tuple[dict[str, Reading], dict[str, Run | None]]:
    """What each tree's run said. The merge comes first; where it has no problem, the sides need not run."""
    order = (MERGED, *(side.value for side in Side))
    places = {name: _place(roots[name], request.folder) for name in order}
    readings: dict[str, Reading] = {}

    def clean_merge(name: str, finished: Finished) -> bool:
        readings[name] = _reading(name, finished, roots[name], request)
        return name == MERGED and not readings[name].problems

    command = _command(request, places[MERGED])
    done = run_in_all(command, places, folder, limits=request.limits, enough=clean_merge)
    runs = {
        name: Run(
            status=done[name].status, seconds=round(done[name].seconds, 3), problems=readings[name].problems
        )
        if name in readings
        else None
        for name in order
    }
    return readings, runs


def _place(root: Path, folder: str) -> Path:
    inside = root / folder
    return inside if inside.is_dir() else root


def _command(request: Request, place: Path) -> tuple[str, ...]:
    """A program named by a relative path is that of the tree, or else the user's own."""
    program, *rest = request.command
    own = request.here.absolute() / program
    if "/" in program and not Path(program).is_absolute() and not (place / program).exists() and own.exists():
        return (os.path.normpath(own), *rest)
    return request.command


def _reading(name: str, finished: Finished, root: Path, request: Request) -> Reading:
    what = f"`{request.command[0]}` on {name}"
    if finished.timed_out:
        raise CommandFailed(
            f"{what} did not end within {request.limits.seconds:g} seconds; give it more with `--timeout`"
        )
    if finished.flooded:
        raise CommandFailed(
            f"{what} printed more than {request.limits.bytes // 2**20} MB; let it print problems alone"
        )
    output = Output(finished.out, finished.err, root=root, folder=request.folder)
    found = read(output, request.reader)
    if finished.status == 0:
        return found or Reading("", ())
    if found is None or (not found.problems and not _is_harmless(found, finished.status)):
        raise CommandFailed(f"{what} {_ended(finished.status)}, and its output {_unread(output, request)}")
    return found


def _is_harmless(found: Reading, status: int) -> bool:
    """Pytest that found no test has a status of its own."""
    return found.reader in ("pytest", "junit") and status == 5


def _ended(status: int) -> str:
    return f"was ended by signal {-status}" if status < 0 else f"ended with status {status}"


def _unread(output: Output, request: Request) -> str:
    wanted = "no reader understands" if request.reader == AUTO else f"is not read by `{request.reader}`"
    lines = [line.strip() for text in (output.err, output.out) for line in text.splitlines() if line.strip()]
    told = f" (it says last: {lines[-1][:_TAIL]!r})" if lines else " (it is empty)"
    return f"{wanted}{told}; let it print JSON, SARIF, JUnit XML or `file:line: error: …`"
