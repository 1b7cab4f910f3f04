from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import msgspec
import pytest

from conflictscan.report.junit import render
from tests.report.several import CONTEXT, HOSTILE, quoting, several, with_text

if TYPE_CHECKING:
    from conflictscan.facts.findings import Finding, Report


def suite_of(text: str) -> ET.Element:
    """The one suite, whose counts are those of its cases."""
    root = ET.fromstring(text.encode())  # noqa: S314 - we wrote it
    (suite,) = root
    for count, tag in (
        ("tests", "testcase"),
        ("failures", "testcase/failure"),
        ("skipped", "testcase/skipped"),
    ):
        assert suite.get(count) == str(len(suite.findall(tag))), count
    return suite


def test_what_fails_the_scan_fails_and_the_rest_is_skipped(report: Report, finding: Finding) -> None:
    suite = suite_of(render(msgspec.structs.replace(report, findings=several(finding)), CONTEXT))
    assert [case[0].tag for case in suite.findall("testcase")] == ["failure", "failure", "skipped", "skipped"]
    text = suite.findtext("testcase/failure") or ""
    assert ">     2 | def fetch_user(id):" in text
    assert "fix: Call `fetch_user` instead." in text


def test_a_clean_scan_is_one_test_that_passes(report: Report) -> None:
    (case,) = suite_of(render(msgspec.structs.replace(report, findings=()), CONTEXT)).findall("testcase")
    assert list(case) == []


@pytest.mark.parametrize("text", [pytest.param(text, id=ascii(text[:24])) for text in HOSTILE])
def test_hostile_text_is_valid_xml(report: Report, finding: Finding, text: str) -> None:
    (case,) = suite_of(render(with_text(report, finding, text), quoting(text))).findall("testcase")
    assert [child.tag for child in case] == ["failure"]
