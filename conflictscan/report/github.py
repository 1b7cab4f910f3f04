"""Annotations on a GitHub Actions run: one workflow command a finding, the worst first.

GitHub shows ten annotations of a kind a step and fifty a job, so no more are printed; what is left out is
counted in one of them. Nothing that a branch says can become a command of its own: a command is one line, and
what stands in it has no line break (`display.py`) and no character that ends a property.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from conflictscan.facts.findings import Severity
from conflictscan.report.context import Part
from conflictscan.report.display import displayed
from conflictscan.report.places import primary, rank, role, secondary, start_column
from conflictscan.report.summary import counted, described

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conflictscan.facts.findings import Finding, Report
    from conflictscan.report.context import Context

MOST_OF_A_KIND: Final = 10
MOST: Final = 50
_KINDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_LONGEST: Final = 4_000  # GitHub cuts a message at 64 KB; nobody reads that much


def render(report: Report, context: Context) -> str:
    """The annotations of one scan."""
    return workflow_commands((Part(report, context),))


def workflow_commands(parts: Sequence[Part]) -> str:
    """Those of all scans, as one step prints them; empty without a finding."""
    found = [(part, finding) for part in parts for finding in part.report.findings]
    found.sort(key=lambda pair: rank(pair[1]))
    counts: Counter[str] = Counter()
    lines: list[str] = []
    for part, finding in found:
        kind = _KINDS[finding.severity]
        if counts[kind] < (MOST_OF_A_KIND - 1 if kind == "notice" else MOST_OF_A_KIND):
            counts[kind] += 1
            lines.append(_annotation(kind, part, finding))
    if left_out := len(found) - len(lines):
        text = f"{counted(left_out, 'finding')} more; the job summary has all"
        lines.append(command("notice", text, title="conflictscan"))
    return "".join(f"{line}\n" for line in lines)


def command(kind: str, message: str, **properties: str) -> str:
    """A workflow command, escaped as the runner expects it."""
    given = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{kind}{' ' if given else ''}{given}::{_data(message)}"


def inert(line: str) -> str:
    """A line for the log in which the runner finds no command: `##[…]` counts anywhere, `::` at its start."""
    quiet = line.replace("##[", "##\\[")
    return f"\\{quiet}" if quiet.lstrip().startswith("::") else quiet


def _annotation(kind: str, part: Part, finding: Finding) -> str:
    place, other = primary(finding), secondary(finding)
    sides = f"ours is {displayed(part.report.ours.rev)}, theirs is {displayed(part.report.theirs.rev)}"
    text = [displayed(finding.message), f"{role(finding, other)}: {described(other)}", sides]
    if finding.fix.summary:
        text.insert(1, f"fix: {displayed(finding.fix.summary)}")
    end = {"endLine": str(place.end_line)} if place.end_line > place.line else {}
    return command(
        kind,
        "\n".join(text)[:_LONGEST],
        file=displayed(place.path),
        line=str(place.line),
        **end,
        col=str(start_column(place, part.context.lines)),
        title=f"{finding.code} {finding.rule}",
    )


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
