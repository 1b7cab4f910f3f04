"""One list of findings through every reporter of the table, and text that wants to break out of each."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from conflictscan import __version__
from conflictscan.report.formats import FORMATS, rendered
from tests.report.several import CONTEXT, HOSTILE, quoting, several, with_text

if TYPE_CHECKING:
    from conflictscan.facts.findings import Finding, Report

EXPECTED = Path(__file__).parent / "expected"


def pared(told: str) -> str:
    """Without the version, and without what a page holds of style and script: those are files of their own."""
    told = told.replace(f'ersion": "{__version__}"', 'ersion": "VERSION"')
    told = told.replace(f"<p>conflictscan {__version__}.", "<p>conflictscan VERSION.")
    told = re.sub(r"<(style|script)>.*?</\1>", r"<\1>…</\1>", told, flags=re.DOTALL)
    told = re.sub(r"sha256-[\w+/=]+", "sha256-…", told)
    return told.replace("><", ">\n<") if told.startswith("<!doctype html>") else told


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_findings_look_as_they_always_did(
    report: Report, finding: Finding, form: str, request: pytest.FixtureRequest
) -> None:
    told = rendered(form, msgspec.structs.replace(report, findings=several(finding)), CONTEXT)
    told = pared(told)
    file = EXPECTED / f"{form}.txt"
    if request.config.getoption("--update-expect"):
        file.write_text(told, "utf-8")
    assert told == file.read_text("utf-8"), "read the difference; if it is meant, run pytest --update-expect"


def test_no_format_is_expected_that_is_gone() -> None:
    assert sorted(path.stem for path in EXPECTED.iterdir()) == sorted(FORMATS)


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_report_gives_the_same_bytes(report: Report, finding: Finding, form: str) -> None:
    found = msgspec.structs.replace(report, findings=several(finding))
    assert rendered(form, found, CONTEXT) == rendered(form, found, CONTEXT)


@pytest.mark.parametrize("form", FORMATS)
def test_a_clean_report_is_a_document_of_its_format(report: Report, form: str) -> None:
    told = rendered(form, msgspec.structs.replace(report, findings=()), CONTEXT)
    if form in {"json", "sarif", "gitlab"}:
        assert json.loads(told) is not None
    assert told.endswith("\n") or form == "github"


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("text", [pytest.param(text, id=ascii(text[:24])) for text in HOSTILE])
def test_no_text_reaches_a_screen_raw(report: Report, finding: Finding, form: str, text: str) -> None:
    told = rendered(form, with_text(report, finding, text), quoting(text))
    raw = {"\x1b", "\x07", "\x00", "\u202e", "\u2066", "\r"}
    assert raw.isdisjoint(told)
    told.encode()  # no lone surrogate
