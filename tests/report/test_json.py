from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, cast

import jsonschema
import msgspec
import pytest

from conflictscan import __version__
from conflictscan.report.json import json_report, schema

if TYPE_CHECKING:
    from conflictscan.facts.findings import Finding, Report


def closed(node: object) -> object:
    """The schema without room for fields it does not name."""
    if isinstance(node, list):
        return [closed(item) for item in cast("list[object]", node)]
    if not isinstance(node, dict):
        return node
    table = {key: closed(value) for key, value in cast("dict[str, object]", node).items()}
    if "properties" in table:
        table["additionalProperties"] = False
    return table


def test_the_report_follows_the_published_schema_and_adds_nothing(report: Report) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(json.loads(json_report(report)), cast("dict[str, object]", closed(schema())))


def test_the_schema_refuses_a_report_that_lacks_something(report: Report) -> None:
    document = json.loads(json_report(report))
    del document["findings"][0]["effect"]["line"]
    with pytest.raises(jsonschema.ValidationError, match="'line' is a required property"):
        jsonschema.validate(document, schema())


def test_fields_are_those_of_the_contract_in_its_order(report: Report) -> None:
    document = json.loads(json_report(report))
    assert list(document) == [
        "schema_version",
        "tool",
        "repository",
        "textual_conflicts",
        "findings",
        "coverage",
        "diagnostics",
        "statistics",
    ]
    assert document["schema_version"] == "1"
    assert document["tool"] == {"name": "conflictscan", "version": __version__}
    assert document["repository"] == {
        "base": "c" * 40,
        "ours": {"rev": "main", "oid": "a" * 40},
        "theirs": {"rev": "feature", "oid": "b" * 40},
        "merged_tree": None,
    }
    assert document["coverage"] == {
        "checked": {"python": 12, "toml": 1},
        "unchecked": [{"path": "logo.png", "reason": "no reader for this kind of file"}],
    }
    finding = document["findings"][0]
    assert finding["consequence"] == "fails-at-run-time"
    assert (
        finding["cause"].items() >= {"side": "ours", "path": "app/users.py", "line": 2, "column": 5}.items()
    )
    assert finding["fix"]["edits"][0]["text"] == "fetch_user"
    assert document["statistics"]["suppressed"] == 2


def test_the_same_report_gives_the_same_bytes_whatever_the_order_of_its_tables(report: Report) -> None:
    coverage = msgspec.structs.replace(report.coverage, checked={"toml": 1, "python": 12})
    counts = msgspec.structs.replace(report.statistics, files_changed={"theirs": 9, "ours": 5})
    other = msgspec.structs.replace(report, coverage=coverage, statistics=counts)
    assert json_report(other) == json_report(report)


def test_bytes_that_are_no_utf8_come_back_whole(report: Report, finding: Finding) -> None:
    raw = b"caf\xe9\n.py"
    place = msgspec.structs.replace(finding.effect, path=os.fsdecode(raw))
    odd = msgspec.structs.replace(report, findings=(msgspec.structs.replace(finding, effect=place),))
    text = json_report(odd)
    assert text.isascii()
    assert os.fsencode(json.loads(text)["findings"][0]["effect"]["path"]) == raw
