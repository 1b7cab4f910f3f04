"""The closing lines of a report: what was compared, what was found, what was and was not checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.findings import Severity
from conflictscan.report.display import displayed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conflictscan.facts.findings import Coverage, Diagnostic, Location, Report, Revision

CONSEQUENCES = {
    "does-not-compile": "does not compile",
    "fails-at-run-time": "fails at run time",
    "silently-wrong": "silently wrong",
}
SHORT_ID = 9
_MOST_NAMED = 4


def closing(report: Report, *, hidden_notes: int = 0) -> Iterator[str]:
    """The lines that end every report, clean or not."""
    if report.textual_conflicts:
        rest = (
            f"checked as {displayed(report.result.rev)} has them" if report.result else "the rest was checked"
        )
        yield f"textual conflicts, which git itself stops at ({rest}):"
        yield from (f"  {displayed(path)}" for path in report.textual_conflicts)
    yield f"{found(report)} between {compared(report.ours)} and {compared(report.theirs)}, {_base(report)}"
    if report.result:
        yield f"audited: {compared(report.result)}, as the result of this merge"
    if part_of_the_other := held(report):
        yield part_of_the_other
    yield coverage(report.coverage)
    if hidden_notes:
        yield f"{counted(hidden_notes, 'note')} hidden; see them with --show-notes"
    if report.suppressed:
        yield f"{counted(report.suppressed, 'finding')} suppressed by comments or the baseline"


def found(report: Report) -> str:
    """`2 errors, 1 warning`, or that there is nothing."""
    counts = [
        counted(number, severity.value)
        for severity in Severity
        if (number := sum(finding.severity is severity for finding in report.findings))
    ]
    return ", ".join(counts) or "no semantic conflict"


def described(location: Location) -> str:
    """`theirs, app/users.py:12: renamed [30c59eb2a, Alan]`."""
    text = f"{location.side}, {displayed(location.path)}:{location.line}"
    if location.label:
        text += f": {displayed(location.label)}"
    if location.in_base:
        text += " (gone; shown as in the merge base)"
    if location.commit:
        author = f", {displayed(location.author)}" if location.author else ""
        text += f" [{location.commit[:SHORT_ID]}{author}]"
    return text


def coverage(covered: Coverage) -> str:
    """`checked 12 files (python 12); not checked: 1 (logo.png: binary)`."""
    total = sum(covered.checked.values())
    kinds = ", ".join(f"{kind} {number}" for kind, number in sorted(covered.checked.items()))
    text = f"checked {counted(total, 'changed file')}" + (f" ({kinds})" if kinds else "")
    if not covered.unchecked:
        return text
    reasons: dict[str, list[str]] = {}
    for row in covered.unchecked:
        reasons.setdefault(row.reason, []).append(displayed(row.path))
    listed = "; ".join(f"{displayed(reason)}: {_few(paths)}" for reason, paths in sorted(reasons.items()))
    return f"{text}; not checked: {len(covered.unchecked)} ({listed})"


def diagnostic(row: Diagnostic) -> str:
    """One line for standard error."""
    place = f"{displayed(row.path)}: " if row.path else ""
    return f"conflictscan: {row.kind}: {place}{displayed(row.message)}"


def _few(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def held(report: Report) -> str:
    """Why nothing was compared, one side being part of the other's history; else empty."""
    ours, theirs = report.ours, report.theirs
    if report.base is None or report.base not in {ours.oid, theirs.oid}:
        return ""
    if ours.oid == theirs.oid:
        return "both are the same commit: there is nothing to merge"
    whole, part = (theirs, ours) if report.base == ours.oid else (ours, theirs)
    text = f"{displayed(whole.rev)} holds all of {displayed(part.rev)}: there is nothing to merge"
    if whole.oid or part.rev != "HEAD":  # `scan :worktree` alone means HEAD against it
        return text
    return f"{text}; to check it against a branch: `conflictscan scan {displayed(whole.rev)} BRANCH`"


def compared(revision: Revision) -> str:
    """A revision as it was named, with its commit: `main (30c59eb2a)`; a commit named by its id, in short."""
    oid = revision.oid[:SHORT_ID] if revision.oid else ""
    if oid and revision.oid == revision.rev:
        return oid
    rev = displayed(revision.rev)
    return f"{rev} ({oid})" if oid else rev


def _base(report: Report) -> str:
    return f"merge base {report.base[:SHORT_ID]}" if report.base else "virtual merge base"


def counted(number: int, word: str) -> str:
    """`1 finding`, `2 findings`."""
    return f"{number} {word}{'' if number == 1 else 's'}"
