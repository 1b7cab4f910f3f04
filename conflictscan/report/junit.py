"""JUnit XML, which every CI server shows: a test case a finding, failed where it fails the scan.

A finding below that is a skipped test, so that it is seen and stops nothing. A clean scan is one passed test.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from conflictscan.report.display import displayed
from conflictscan.report.frames import frame
from conflictscan.report.summary import CONSEQUENCES, closing, described

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Finding, Report
    from conflictscan.report.context import Context

_CLEAN = "no semantic conflict"


def render(report: Report, context: Context) -> str:
    """One test suite."""
    failed = sum(context.fails(finding) for finding in report.findings)
    suite = ET.Element(
        "testsuite",
        name=f"conflictscan: {displayed(report.ours.rev)} and {displayed(report.theirs.rev)}",
        tests=str(len(report.findings) or 1),
        failures=str(failed),
        errors="0",
        skipped=str(len(report.findings) - failed),
    )
    for finding in report.findings:
        suite.append(_case(finding, context))
    if not report.findings:
        ET.SubElement(suite, "testcase", classname="conflictscan", name=_CLEAN)
    ET.SubElement(suite, "system-out").text = "\n".join(closing(report)) + "\n"
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _case(finding: Finding, context: Context) -> ET.Element:
    place = finding.effect
    case = ET.Element(
        "testcase",
        classname=f"conflictscan.{finding.code}",
        name=f"{displayed(place.path)}:{place.line} {displayed(finding.message)}",
        file=displayed(place.path),
        line=str(place.line),
    )
    kind = "failure" if context.fails(finding) else "skipped"
    outcome = ET.SubElement(case, kind, message=displayed(finding.message))
    if kind == "failure":
        outcome.set("type", f"{finding.code} {finding.rule}")
    outcome.text = "\n".join(_iter_story(finding, context)) + "\n"
    return case


def _iter_story(finding: Finding, context: Context) -> Iterator[str]:
    yield f"{finding.severity.value}: {CONSEQUENCES[finding.consequence]}, confidence {finding.confidence:.2f}"
    for role, place in (("cause", finding.cause), ("effect", finding.effect)):
        yield f"{role}: {described(place)}"
        for row in frame(place, context.lines(place)):
            yield f"{'>' if row.marked else ' '} {row.number:>5} | {row.text}"
    yield from (f"also: {described(place)}" for place in finding.related)
    if finding.fix.summary:
        yield f"fix: {displayed(finding.fix.summary)}"
