"""SARIF 2.1.0, within what GitHub's code scanning takes.

One run, whatever the number of scans: of several runs of one tool GitHub keeps one. The first location of a
result is where a review shows it (`places.primary`); the other side is its first related location, and the code
flow goes from the cause to the effect. Fingerprints hold no line and no commit, so that an alert outlives
both. Deterministic: nothing but the findings decides, there is no time and no machine in it. Text is ASCII.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from conflictscan import __version__
from conflictscan.facts.findings import Severity
from conflictscan.report.context import Part
from conflictscan.report.display import displayed
from conflictscan.report.places import character_column, primary, rank, role, secondary, start_column
from conflictscan.report.summary import described

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from conflictscan.facts.findings import Diagnostic, Edit, Finding, Location, Report, Revision
    from conflictscan.report.context import Context, RulePage

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT: Final = "SRCROOT"
# https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
MOST_RESULTS: Final = 5_000  # more are taken, and dropped
MOST_RELATED: Final = 100  # of 1000 that are taken, those that are shown
MOST_TAGS: Final = 10  # of 20
_LONGEST: Final = 1_000  # characters of a description or message
_PRECISION: Final = ((0.9, "very-high"), (0.75, "high"), (0.5, "medium"), (0.0, "low"))
_PROBLEM: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}
_FAMILIES: Final = {"RW": "changed-and-used", "WW": "written-twice", "AC": "assumptions-clash", "CD": "drift"}


def render(report: Report, context: Context) -> str:
    """The log of one scan."""
    return sarif_log((Part(report, context),))


def sarif_log(parts: Sequence[Part]) -> str:
    """One log for all scans, the worst findings first; a finding that several scans have appears once."""
    found = sorted(_iter_once(parts), key=lambda pair: rank(pair[1]))
    kept = found[:MOST_RESULTS]
    pages = {finding.code: part.context.page(finding.code) for part, finding in kept}
    codes = sorted(pages)
    counts: Counter[str] = Counter()
    results: list[object] = []
    for part, finding in kept:
        counts[finding.fingerprint] += 1
        results.append(_result(part, finding, codes.index(finding.code), counts[finding.fingerprint]))
    run = {
        "tool": {
            "driver": {
                "name": "conflictscan",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(pages[code]) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": list(_iter_notifications(parts, len(found) - len(kept))),
            }
        ],
        "results": results,
        "properties": {"scans": [_scan(part.report) for part in parts]},
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _iter_once(parts: Iterable[Part]) -> Iterator[tuple[Part, Finding]]:
    """Findings of one scan may share a fingerprint; those of different scans are then the same."""
    told: set[str] = set()
    for part in parts:
        yield from ((part, row) for row in part.report.findings if row.fingerprint not in told)
        told.update(row.fingerprint for row in part.report.findings)


def _scan(report: Report) -> dict[str, object]:
    return {
        "base": report.base,
        "ours": _revision(report.ours),
        "theirs": _revision(report.theirs),
        "mergedTree": report.merged_tree,
        "suppressed": report.suppressed,
        "textualConflicts": [displayed(path) for path in report.textual_conflicts],
    }


def _revision(revision: Revision) -> dict[str, object]:
    return {"rev": displayed(revision.rev), "oid": revision.oid}


# -- rules -------------------------------------------------------------------------------------


def _rule(page: RulePage) -> dict[str, object]:
    rule = page.rule
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary[:_LONGEST]},
        "fullDescription": {"text": _what_it_does(page.text)[:_LONGEST] or rule.summary[:_LONGEST]},
        "help": {"text": page.text, "markdown": page.text},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {
            "tags": ["merge", _FAMILIES.get(rule.code[:2], "merge-conflict"), *sorted(rule.languages)][
                :MOST_TAGS
            ],
            "precision": next(word for least, word in _PRECISION if rule.confidence >= least),
            "problem.severity": _PROBLEM[rule.severity],
        },
    }


def _what_it_does(page: str) -> str:
    """The section of that name, as one paragraph."""
    section = re.search(r"^## What it does\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    return " ".join(section[1].split()) if section else ""


# -- results -----------------------------------------------------------------------------------


def _result(part: Part, finding: Finding, rule_index: int, ordinal: int) -> dict[str, object]:
    report, context = part
    first, second = primary(finding), secondary(finding)
    related = [
        {**_place(place, context), "id": number, "message": {"text": _label(finding, place)}}
        for number, place in enumerate((second, *finding.related[: MOST_RELATED - 1]), start=1)
    ]
    fixes = _fixes(finding, context)
    return {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": finding.severity.value,
        "rank": round(finding.confidence * 100, 1),
        "message": {"text": _message(finding, report)},
        "locations": [{**_place(first, context), "message": {"text": _label(finding, first)}}],
        "relatedLocations": related,
        "codeFlows": [{"threadFlows": [{"locations": _flow(finding, context)}]}],
        "partialFingerprints": {
            "conflictscan/v1": finding.fingerprint,
            "primaryLocationLineHash": f"{finding.fingerprint}:{ordinal}",
        },
        **({"fixes": fixes} if fixes else {}),
        "properties": {
            "symbol": displayed(finding.symbol),
            "consequence": finding.consequence.value,
            "confidence": round(finding.confidence, 2),
            "ours": displayed(report.ours.rev),
            "theirs": displayed(report.theirs.rev),
        },
    }


def _message(finding: Finding, report: Report) -> str:
    """The story, who the sides are, what to do, and a link to the other side."""
    sides = f"ours is {displayed(report.ours.rev)}, theirs is {displayed(report.theirs.rev)}"
    second = secondary(finding)
    parts = [
        f"{_plain(displayed(finding.message))}.",
        f"({_plain(sides)}; see the [{role(finding, second)}](1).)",
    ]
    if finding.fix.summary:
        parts.append(f"Fix: {_plain(displayed(finding.fix.summary))}")
    return " ".join(parts)


def _plain(text: str) -> str:
    """Without a link that somebody has written into a name (SARIF 2.1.0, 3.11.6)."""
    return re.sub(r"([\[\]\\])", r"\\\1", text[:_LONGEST]) if "](" in text else text[:_LONGEST]


def _label(finding: Finding, place: Location) -> str:
    known = place is finding.cause or place is finding.effect
    return _plain(f"{role(finding, place) if known else 'also'}: {described(place)}")


def _flow(finding: Finding, context: Context) -> list[object]:
    return [
        {"location": {**_place(place, context), "message": {"text": _label(finding, place)}}}
        for place in (finding.cause, finding.effect)
    ]


def _place(place: Location, context: Context) -> dict[str, object]:
    region = {"startLine": place.line, "startColumn": start_column(place, context.lines)}
    if place.end_line > place.line:
        region["endLine"] = place.end_line
    return {"physicalLocation": {"artifactLocation": _artifact(place.path), "region": region}}


def _artifact(path: str) -> dict[str, object]:
    """The bytes of the path, whatever they are."""
    return {"uri": quote(os.fsencode(path)), "uriBaseId": _ROOT}


def _fixes(finding: Finding, context: Context) -> list[dict[str, object]]:
    """All edits are one fix; none is made up."""
    changes: dict[str, list[object]] = {}
    for edit in finding.fix.edits:
        replacement = {
            "deletedRegion": _region(edit, context.merged_lines(edit.path)),
            "insertedContent": {"text": edit.text},
        }
        changes.setdefault(edit.path, []).append(replacement)
    if not changes:
        return []
    artifacts = [
        {"artifactLocation": _artifact(path), "replacements": replacements}
        for path, replacements in changes.items()
    ]
    return [{"description": {"text": _plain(displayed(finding.fix.summary))}, "artifactChanges": artifacts}]


def _region(edit: Edit, lines: Sequence[str]) -> dict[str, object]:
    return {
        "startLine": edit.line,
        "startColumn": character_column(lines, edit.line, edit.column),
        "endLine": edit.end_line,
        "endColumn": character_column(lines, edit.end_line, edit.end_column),
    }


# -- what could not be told --------------------------------------------------------------------


def _iter_notifications(parts: Iterable[Part], left_out: int) -> Iterator[dict[str, object]]:
    if left_out:
        text = f"{left_out} results are left out; these are the {MOST_RESULTS} worst."
        yield {"level": "warning", "message": {"text": text}}
    rows = dict.fromkeys(row for part in parts for row in part.report.diagnostics)
    yield from (_notification(row) for row in rows)


def _notification(row: Diagnostic) -> dict[str, object]:
    told: dict[str, object] = {
        "level": "note",
        "descriptor": {"id": row.kind},
        "message": {"text": _plain(displayed(row.message))},
    }
    if row.path:
        told["locations"] = [{"physicalLocation": {"artifactLocation": _artifact(row.path)}}]
    return told
