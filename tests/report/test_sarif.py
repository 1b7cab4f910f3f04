from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote_to_bytes

import jsonschema
import msgspec
import pytest

from conflictscan.facts.findings import Severity
from conflictscan.report.context import Part
from conflictscan.report.sarif import MOST_RELATED, MOST_RESULTS, MOST_TAGS, render, sarif_log
from tests.report.several import CONTEXT, FILES, HOSTILE, quoting, several, with_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Finding, Report

SCHEMA = json.loads((Path(__file__).parent / "sarif" / "sarif-2.1.0-rtm.5.json").read_text("utf-8"))
JUDGE = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def errors(document: dict[str, Any]) -> list[str]:
    found = cast("Iterator[jsonschema.ValidationError]", JUDGE.iter_errors(document))  # pyright: ignore[reportUnknownMemberType] - its stub names a cyclic type
    return sorted(f"{error.json_path}: {error.message}" for error in found)


def run_of(text: str) -> dict[str, Any]:
    """The one run of a valid log."""
    assert text.isascii()
    document = json.loads(text)
    assert errors(document) == []
    (run,) = document["runs"]
    return run


@pytest.fixture
def run(report: Report, finding: Finding) -> dict[str, Any]:
    return run_of(render(msgspec.structs.replace(report, findings=several(finding)), CONTEXT))


def test_the_schema_refuses_a_log_that_is_wrong(report: Report) -> None:
    document = json.loads(render(report, CONTEXT))
    document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    del document["runs"][0]["results"][0]["message"]
    assert errors(document) == [
        "$.runs[0].results[0].locations[0].physicalLocation.region.startLine: 0 is less than the minimum of 1",
        "$.runs[0].results[0]: 'message' is a required property",
    ]


def test_a_result_names_both_sides_and_the_way_from_cause_to_effect(run: dict[str, Any]) -> None:
    result = next(row for row in run["results"] if row["ruleId"] == "RW102")
    assert [uri(place) for place in result["locations"]] == [
        "app/users.py"
    ]  # that of ours, which is reviewed
    assert [uri(place) for place in result["relatedLocations"]] == ["api/orders.py"]
    assert "see the [effect](1)" in result["message"]["text"]
    (flow,) = result["codeFlows"]
    (thread,) = flow["threadFlows"]
    assert [uri(step["location"]) for step in thread["locations"]] == ["app/users.py", "api/orders.py"]


def test_a_line_that_is_gone_is_not_what_an_alert_points_at(run: dict[str, Any]) -> None:
    result = next(row for row in run["results"] if row["ruleId"] == "RW101")
    assert uri(result["locations"][0]) == "api/orders.py"
    assert "gone" in result["relatedLocations"][0]["message"]["text"]


def test_the_worst_come_first_and_each_names_its_rule(run: dict[str, Any]) -> None:
    assert [row["ruleId"] for row in run["results"]] == ["RW101", "RW102", "WW103", "WW103"]
    assert [row["level"] for row in run["results"]] == ["error", "error", "warning", "note"]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[row["ruleIndex"]]["id"] for row in run["results"]] == ["RW101", "RW102", "WW103", "WW103"]


def test_the_help_of_a_rule_is_its_page(run: dict[str, Any]) -> None:
    rule = run["tool"]["driver"]["rules"][0]
    assert rule["help"]["markdown"] == rule["help"]["text"] == CONTEXT.page("RW101").text
    assert rule["fullDescription"]["text"] == "Reports a use of an `old` name."
    assert rule["properties"]["precision"] == "very-high"
    assert len(rule["properties"]["tags"]) <= MOST_TAGS


def test_fingerprints_hold_no_line_and_no_commit(report: Report, finding: Finding) -> None:
    place = msgspec.structs.replace(finding.effect, line=99, column=1, commit="e" * 40)
    moved = msgspec.structs.replace(finding, effect=place)
    prints = [
        run_of(render(msgspec.structs.replace(report, findings=(one,)), CONTEXT))["results"][0][
            "partialFingerprints"
        ]
        for one in (finding, moved)
    ]
    assert prints[0] == prints[1]
    assert prints[0]["conflictscan/v1"] == finding.fingerprint


def test_two_results_of_one_fingerprint_are_two_alerts(run: dict[str, Any]) -> None:
    hashes = [row["partialFingerprints"]["primaryLocationLineHash"] for row in run["results"]]
    assert hashes[2:] == ["2222222222222222:1", "2222222222222222:2"]


def test_columns_count_characters_and_not_bytes(run: dict[str, Any]) -> None:
    result = next(row for row in run["results"] if row["ruleId"] == "WW103")
    assert run["columnKind"] == "unicodeCodePoints"
    column = result["locations"][0]["physicalLocation"]["region"]["startColumn"]
    assert FILES["texte/größe.json"][0][column - 1 :].startswith('"timeout"')
    assert unquote_to_bytes(uri(result["locations"][0])).decode() == "texte/größe.json"


def test_a_fix_is_what_the_finding_would_edit(run: dict[str, Any]) -> None:
    result = next(row for row in run["results"] if row["ruleId"] == "WW103")
    (fix,) = result["fixes"]
    changes = [
        (uri_of(change["artifactLocation"]), change["replacements"]) for change in fix["artifactChanges"]
    ]
    (replacement,) = changes[0][1]
    start, end = (int(replacement["deletedRegion"][key]) - 1 for key in ("startColumn", "endColumn"))
    line = FILES["texte/größe.json"][0]
    mended = line[:start] + replacement["insertedContent"]["text"] + line[end:]
    assert mended == '{"größe": {"é": 1, "délai": 5},'
    assert [path for path, _ in changes] == ["texte/gr%C3%B6%C3%9Fe.json", "app/users.py"]
    assert "fixes" not in next(row for row in run["results"] if row["ruleId"] == "RW101")


def test_what_was_not_read_is_a_notification(run: dict[str, Any]) -> None:
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"] == "3 syntax errors"
    assert uri(told["locations"][0]) == "app/broken.py"


def test_several_scans_are_one_run_and_a_finding_of_both_is_told_once(
    report: Report, finding: Finding
) -> None:
    other = msgspec.structs.replace(finding, fingerprint="9" * 16, code="RW103")
    second = msgspec.structs.replace(report, findings=(finding, other))
    run = run_of(sarif_log([Part(report, CONTEXT), Part(second, CONTEXT)]))
    assert [row["ruleId"] for row in run["results"]] == ["RW102", "RW103"]
    assert len(run["properties"]["scans"]) == 2


def test_the_limits_of_github_hold_and_the_worst_stay(report: Report, finding: Finding) -> None:
    notes = [
        msgspec.structs.replace(finding, severity=Severity.NOTE, fingerprint=f"{number:016x}")
        for number in range(MOST_RESULTS)
    ]
    related = tuple(msgspec.structs.replace(finding.effect, line=number) for number in range(1, 2000))
    wide = msgspec.structs.replace(finding, related=related)
    log = json.loads(render(msgspec.structs.replace(report, findings=(*notes, wide)), CONTEXT))
    (run,) = log["runs"]  # the schema takes half a minute to agree
    assert len(run["results"]) == MOST_RESULTS
    assert run["results"][0]["level"] == "error"
    assert len(run["results"][0]["relatedLocations"]) == MOST_RELATED
    told = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    assert told == "1 results are left out; these are the 5000 worst."


@pytest.mark.parametrize("text", [pytest.param(text, id=ascii(text[:24])) for text in HOSTILE])
def test_hostile_text_stays_text(report: Report, finding: Finding, text: str) -> None:
    run = run_of(render(with_text(report, finding, text), quoting(text)))
    (result,) = run["results"]
    path = text.replace("\ud800", "\udcff")
    assert unquote_to_bytes(uri(result["locations"][0])) == os.fsencode(path)
    links = result["message"]["text"].replace("\\[", "").replace("\\]", "")
    assert links.count("](") == 1  # ours


def uri(place: dict[str, Any]) -> str:
    return uri_of(place["physicalLocation"]["artifactLocation"])


def uri_of(artifact: dict[str, Any]) -> str:
    return artifact["uri"]
