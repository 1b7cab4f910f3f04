r"""The JSON report, schema version 1 (`schema-v1.json` beside this file).

Deterministic: keys in the order of the schema, ASCII only. Bytes of a path that are no UTF-8 appear as the
lone surrogates `\udc80`..`\udcff`, from which `os.fsencode` gives the path back.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, cast

from conflictscan import __version__

if TYPE_CHECKING:
    from conflictscan.facts.findings import Edit, Finding, Fix, Location, Report, Result, Revision
    from conflictscan.report.context import Context

SCHEMA_VERSION = "1"


def render(report: Report, context: Context) -> str:
    """The report; it needs no source."""
    del context
    return json_report(report)


def json_report(report: Report) -> str:
    """The whole report as one JSON document with a newline at its end."""
    return json.dumps(_document(report), indent=2, ensure_ascii=True) + "\n"


def schema() -> dict[str, object]:
    """The JSON schema (draft 2020-12) of the report."""
    text = resources.files("conflictscan.report").joinpath("schema-v1.json").read_text("utf-8")
    return cast("dict[str, object]", json.loads(text))


def _document(report: Report) -> dict[str, object]:
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": _tool(report),
        "repository": {
            "base": report.base,
            "ours": _revision(report.ours),
            "theirs": _revision(report.theirs),
            "merged_tree": report.merged_tree,
            **_result(report.result),
        },
        "textual_conflicts": list(report.textual_conflicts),
        "findings": [finding_document(finding) for finding in report.findings],
        "coverage": {
            "checked": dict(sorted(report.coverage.checked.items())),
            "unchecked": [{"path": row.path, "reason": row.reason} for row in report.coverage.unchecked],
        },
        "diagnostics": [
            {"kind": row.kind, "path": row.path, "message": row.message} for row in report.diagnostics
        ],
        "statistics": {
            "files_changed": {
                side: report.statistics.files_changed.get(side, 0) for side in ("ours", "theirs")
            },
            "suppressed": report.suppressed,
            "blobs_parsed": report.statistics.blobs_parsed,
            "blobs_cached": report.statistics.blobs_cached,
            "seconds": round(report.statistics.seconds, 3),
        },
    }


def _tool(report: Report) -> dict[str, object]:
    tool: dict[str, object] = {"name": "conflictscan", "version": __version__}
    if report.plugins:
        tool["plugins"] = [
            {"name": row.name, "distribution": row.distribution, "version": row.version}
            for row in report.plugins
        ]
    return tool


def _revision(revision: Revision) -> dict[str, object]:
    return {"rev": revision.rev, "oid": revision.oid}


def _result(result: Result | None) -> dict[str, object]:
    """Only where a result was given."""
    return {} if result is None else {"result": {**_revision(result), "tree": result.tree}}


def finding_document(finding: Finding) -> dict[str, object]:
    """One finding, as every document holds it."""
    return {
        "code": finding.code,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "confidence": round(finding.confidence, 2),
        "fingerprint": finding.fingerprint,
        "symbol": finding.symbol,
        "message": finding.message,
        "consequence": finding.consequence.value,
        "cause": _location(finding.cause),
        "effect": _location(finding.effect),
        "related": [_location(location) for location in finding.related],
        "fix": _fix(finding.fix),
    }


def _location(location: Location) -> dict[str, object]:
    return {
        "side": location.side.value,
        "path": location.path,
        "line": location.line,
        "column": location.column,
        "commit": location.commit,
        "author": location.author,
        "in_base": location.in_base,
        "label": location.label,
    }


def _fix(fix: Fix) -> dict[str, object]:
    return {
        "summary": fix.summary,
        "edits": [_edit(edit) for edit in fix.edits],
        "moves": [{"path": move.path, "to": move.to} for move in fix.moves],
    }


def _edit(edit: Edit) -> dict[str, object]:
    return {
        "path": edit.path,
        "line": edit.line,
        "column": edit.column,
        "end_line": edit.end_line,
        "end_column": edit.end_column,
        "text": edit.text,
    }
