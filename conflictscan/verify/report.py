"""A verification as text for people, and as JSON (docs/fix-and-verify.md has the fields)."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

from conflictscan import __version__
from conflictscan.report.display import displayed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Finding
    from conflictscan.verify.verifying import Emergent, Run, Verification

SCHEMA_VERSION = "1"
_LONGEST = 300  # characters of a message


def console_report(done: Verification) -> str:
    """First what only the merge has, then what the scan alone found, then the counts."""
    return "\n".join(_lines(done)) + "\n"


def _lines(done: Verification) -> Iterator[str]:
    for each in done.emergent:
        yield _problem(each)
        yield from (f"    confirms {_finding(finding)}" for finding in each.confirms)
    if done.unconfirmed:
        yield "the scan alone reports:"
        yield from (f"  {_finding(finding)}" for finding in done.unconfirmed)
    if done.emergent or done.unconfirmed:
        yield ""
    command = displayed(shlex.join(done.command))
    confirming = sum(bool(each.confirms) for each in done.emergent)
    count = len(done.emergent)
    what = f"{count} problem{'' if count == 1 else 's'}" if count else "no problem"
    told = f" ({confirming} confirming a finding, {count - confirming} added)" if count else ""
    yield f"{what} only in the merge, by `{command}`{told}"
    yield "; ".join(_run(name, run) for name, run in done.runs.items())
    if done.left_out:
        yield f"left out: {done.left_out} in files with a textual conflict"


def _problem(each: Emergent) -> str:
    problem = each.problem
    place = displayed(problem.path) + (f":{problem.line}" if problem.line else "")
    place += f":{problem.column}" if problem.line and problem.column else ""
    name = problem.test.removeprefix(problem.path) if problem.path else problem.test
    message = problem.message if len(problem.message) <= _LONGEST else f"{problem.message[:_LONGEST]}..."
    rule = "" if problem.test or not problem.rule else f" [{displayed(problem.rule)}]"
    kind = problem.rule if problem.test else problem.severity
    return f"{place}{displayed(name)}: {displayed(kind)}: {displayed(message)}{rule}"


def _finding(finding: Finding) -> str:
    place = finding.effect
    head = f"{displayed(place.path)}:{place.line} {finding.code} {finding.severity.value}"
    return f"{head}: {displayed(finding.message)}"


def _run(name: str, run: Run | None) -> str:
    if run is None:
        return f"{name}: not needed"
    count = len(run.problems)
    return f"{name}: {count} problem{'' if count == 1 else 's'} (status {run.status}, {run.seconds:.1f} s)"


def json_report(done: Verification) -> str:
    """One document with a newline at its end; ASCII."""
    return json.dumps(_document(done), indent=2, ensure_ascii=True) + "\n"


def _document(done: Verification) -> dict[str, object]:
    report = done.report
    unconfirmed = {finding.fingerprint for finding in done.unconfirmed}
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "conflictscan", "version": __version__},
        "repository": {
            "base": report.base,
            "ours": {"rev": report.ours.rev, "oid": report.ours.oid},
            "theirs": {"rev": report.theirs.rev, "oid": report.theirs.oid},
            "merged_tree": report.merged_tree,
        },
        "command": list(done.command),
        "parser": done.reader or None,
        "textual_conflicts": list(report.textual_conflicts),
        "only_in_merge": [_emergent(each) for each in done.emergent],
        "findings": [
            {
                "code": finding.code,
                "fingerprint": finding.fingerprint,
                "severity": finding.severity.value,
                "path": finding.effect.path,
                "line": finding.effect.line,
                "message": finding.message,
                "confirmed": finding.fingerprint not in unconfirmed,
            }
            for finding in report.findings
        ],
        "runs": {name: _run_row(run) for name, run in done.runs.items()},
        "left_out": done.left_out,
        "kept": done.kept or None,
    }


def _emergent(each: Emergent) -> dict[str, object]:
    problem = each.problem
    return {
        "path": problem.path,
        "line": problem.line or None,
        "column": problem.column or None,
        "rule": problem.rule or None,
        "severity": problem.severity,
        "test": problem.test or None,
        "message": problem.message,
        "confirms": [finding.fingerprint for finding in each.confirms],
    }


def _run_row(run: Run | None) -> dict[str, object] | None:
    if run is None:
        return None
    return {"status": run.status, "problems": len(run.problems), "seconds": run.seconds}
