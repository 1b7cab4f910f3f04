from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import msgspec
import pytest

from conflictscan.report.gitlab import render
from tests.report.several import CONTEXT, HOSTILE, quoting, several, with_text

if TYPE_CHECKING:
    from conflictscan.facts.findings import Finding, Report

# https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format; there is no published schema.
SCHEMA: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./|/)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "additionalProperties": {"type": "integer"},
                    },
                },
            },
        },
    },
}


def rows_of(text: str) -> list[dict[str, Any]]:
    assert text.isascii()
    rows = json.loads(text)
    jsonschema.validate(rows, SCHEMA)
    return rows


def test_each_finding_is_an_entry_of_its_severity(report: Report, finding: Finding) -> None:
    rows = rows_of(render(msgspec.structs.replace(report, findings=several(finding)), CONTEXT))
    assert [(row["check_name"].split()[0], row["severity"]) for row in rows] == [
        ("RW101", "critical"),
        ("RW102", "critical"),
        ("WW103", "minor"),
        ("WW103", "info"),
    ]
    assert len({row["fingerprint"] for row in rows}) == 4


def test_nothing_found_is_an_empty_list(report: Report) -> None:
    assert rows_of(render(msgspec.structs.replace(report, findings=()), CONTEXT)) == []


@pytest.mark.parametrize("text", [pytest.param(text, id=ascii(text[:24])) for text in HOSTILE])
def test_hostile_text_keeps_the_form(report: Report, finding: Finding, text: str) -> None:
    assert len(rows_of(render(with_text(report, finding, text), quoting(text)))) == 1
