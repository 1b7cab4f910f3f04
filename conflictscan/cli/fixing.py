"""Scans, plans the patch, and prints it or lays it on the work tree."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from conflictscan.cli.output import note, write, write_bytes
from conflictscan.cli.scanning import Overrides, Pair, scanned
from conflictscan.facts.errors import UsageError
from conflictscan.facts.findings import Severity, Side
from conflictscan.fix import apply, checked_plan, patch
from conflictscan.git import Operation, Repository, pending
from conflictscan.report.display import displayed
from conflictscan.scan import ScanOptions

if TYPE_CHECKING:
    from pathlib import Path

    from conflictscan.cli.scanning import Scanned
    from conflictscan.facts.findings import Finding
    from conflictscan.fix import Plan
    from conflictscan.git import Pending, Triple


class Wanted(NamedTuple):
    """What to mend and where."""

    ours: str | None
    theirs: str | None
    base: str | None
    apply: bool
    notes: bool


def run_fix(
    folder: Path,
    wanted: Wanted,
    *,
    output: Path | None,
    rules: tuple[tuple[str, ...] | None, tuple[str, ...], str | None],
    cache: bool,
) -> int:
    """The exit status: 1 when a finding that fails is left."""
    if wanted.apply and output is not None:
        raise UsageError("`--apply` edits the work tree and writes no patch; leave out `--output`")
    with Repository.open(folder) as repository:
        pair = _pair(repository, wanted)
        select, ignore, fail_on = rules
        with scanned(folder, pair, Overrides(select, ignore, fail_on), cache=cache) as result:
            if wanted.apply:
                _check_under_way(repository, result.triple)
            plan = _plan(folder, result, notes=wanted.notes, cache=cache)
            if wanted.apply:
                _apply(repository, plan)
            else:
                _print(patch(plan.files, object_format=repository.object_format), output)
            _tell(plan, applied=wanted.apply)
            return int(result.config.fails(tuple(left.finding for left in plan.left)))


def _pair(repository: Repository, wanted: Wanted) -> Pair:
    """What the user named; else the merge under way, whose change comes to HEAD; else HEAD and its target."""
    if wanted.ours and wanted.theirs:
        return Pair(wanted.ours, wanted.theirs, wanted.base)
    under_way = _merge_under_way(repository)
    if wanted.ours is None and under_way is not None:
        return Pair(under_way.ours, under_way.theirs, wanted.base or under_way.base, target=Side.OURS)
    return Pair("HEAD", wanted.ours, wanted.base)


def _merge_under_way(repository: Repository) -> Pending | None:
    found = pending(repository, {})
    return found if found is not None and found.operation is Operation.MERGE else None


def _check_under_way(repository: Repository, triple: Triple) -> None:
    """Refuse to edit a work tree that does not hold the merge that was scanned."""
    under_way = _merge_under_way(repository)
    if under_way is None or under_way.ours != "HEAD":
        raise UsageError(
            f"no merge is under way in {repository.work_dir or repository.git_dir}; run "
            f"`git merge --no-commit {triple.theirs.rev}` first, or leave out `--apply` and use the patch"
        )
    if under_way.others:
        raise UsageError("a merge of more than two heads is under way; leave out `--apply` and use the patch")
    present = {repository.find("HEAD"), under_way.theirs}
    if {triple.ours.oid, triple.theirs.oid} != present:
        raise UsageError(
            f"the merge that is under way is not that of {triple.ours.rev} and {triple.theirs.rev}; "
            "name no revisions to mend the one under way"
        )


def _plan(folder: Path, result: Scanned, *, notes: bool, cache: bool) -> Plan:
    shown = [f for f in result.report.findings if notes or f.severity is not Severity.NOTE]
    options = ScanOptions(repository=folder, cache=cache, config=result.config)
    return checked_plan(result.repository, result.triple, result.report, shown, options)


def _apply(repository: Repository, plan: Plan) -> None:
    if repository.work_dir is None:
        raise UsageError(f"{repository.git_dir} has no work tree; leave out `--apply` and use the patch")
    for path in apply(repository.work_dir, plan.files):
        note(f"conflictscan: edited {displayed(path)}")


def _print(made: bytes, output: Path | None) -> None:
    """As it is, for `git apply`; on a terminal without what could steer it."""
    if output is None and sys.stdout.isatty():
        lines = made.decode("utf-8", "surrogateescape").split("\n")
        write("\n".join(displayed(line.replace("\t", "    ")) for line in lines))
    else:
        write_bytes(made, output)


def _tell(plan: Plan, *, applied: bool) -> None:
    count = len(plan.mended)
    what = "mended" if applied else "the patch mends"
    note(f"conflictscan: {what} {count} finding{'' if count == 1 else 's'} in {_files(plan)}")
    if applied and plan.files:
        note("conflictscan: `git add` the edited files before you commit the merge")
    for left in plan.left:
        note(f"conflictscan: left: {_named(left.finding)}: {displayed(left.reason)}")


def _files(plan: Plan) -> str:
    count = len(plan.files)
    return f"{count} file{'' if count == 1 else 's'}"


def _named(finding: Finding) -> str:
    place = finding.effect
    return f"{displayed(place.path)}:{place.line} {finding.code} `{displayed(finding.symbol)}`"
