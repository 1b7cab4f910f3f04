"""GitLab's Code Quality report: a flat list, shown in a merge request and on its lines.

GitLab takes one entry a fingerprint; where two findings share one, the second gets another.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Final

from conflictscan.facts.findings import Severity
from conflictscan.report.display import displayed
from conflictscan.report.places import primary, role, secondary, worst_first
from conflictscan.report.summary import described

if TYPE_CHECKING:
    from conflictscan.facts.findings import Finding, Report
    from conflictscan.report.context import Context

_SEVERITIES: Final = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(report: Report, context: Context) -> str:
    """The list, the worst first; it needs no source."""
    del context
    counts: Counter[str] = Counter()
    rows: list[object] = []
    for finding in worst_first(report.findings):
        counts[finding.fingerprint] += 1
        rows.append(_row(finding, counts[finding.fingerprint]))
    return json.dumps(rows, indent=2) + "\n"


def _row(finding: Finding, ordinal: int) -> dict[str, object]:
    place, other = primary(finding), secondary(finding)
    lines = {"begin": place.line}
    if place.end_line > place.line:
        lines["end"] = place.end_line
    return {
        "description": f"{displayed(finding.message)} ({role(finding, other)}: {described(other)})",
        "check_name": f"{finding.code} {finding.rule}",
        "fingerprint": finding.fingerprint if ordinal == 1 else f"{finding.fingerprint}-{ordinal}",
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": displayed(place.path), "lines": lines},
    }
