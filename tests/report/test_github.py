from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
import pytest

from conflictscan.facts.findings import Severity
from conflictscan.report.github import MOST_OF_A_KIND, command, inert, render
from tests.report.several import CONTEXT, HOSTILE, quoting, several, with_text

if TYPE_CHECKING:
    from conflictscan.facts.findings import Finding, Report

Command = tuple[str, dict[str, str], str]


def commands(log: str) -> list[Command]:
    """What the runner reads in a log, after ActionCommand.cs of actions/runner.

    `::name key=value,…::data` after spaces at the start of a line, or else `##[name key=value;…]data` anywhere.
    """
    read: list[Command] = []
    for line in re.split(r"\r\n|\r|\n", log):
        second = re.match(r"\s*::([^ :]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)\Z", line, re.DOTALL)
        first = re.search(r"##\[([^\] ]+)([^\]]*)\](.*)\Z", line, re.DOTALL)
        if second:
            given = dict(pair.split("=", 1) for pair in (second[2] or "").split(",") if "=" in pair)
            read.append(
                (second[1], {key: unescaped(value) for key, value in given.items()}, unescaped(second[3]))
            )
        elif first:
            read.append((first[1], {}, first[3]))
    return read


def unescaped(text: str) -> str:
    for code, sign in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, sign)
    return text


def test_an_annotation_stands_at_the_line_of_the_change(report: Report) -> None:
    (told,) = commands(render(report, CONTEXT))
    kind, properties, text = told
    assert kind == "error"
    assert properties == {
        "file": "app/users.py",
        "line": "2",
        "col": "5",
        "title": "RW102 renamed-symbol-used",
    }
    assert text.splitlines() == [
        report.findings[0].message,
        "fix: Call `fetch_user` instead.",
        "effect: theirs, api/orders.py:3 [bbbbbbbbb]",
        "ours is main, theirs is feature",
    ]


def test_a_severity_has_its_kind_and_the_worst_come_first(report: Report, finding: Finding) -> None:
    told = commands(render(msgspec.structs.replace(report, findings=several(finding)), CONTEXT))
    assert [kind for kind, _, _ in told] == ["error", "error", "warning", "notice"]
    assert told[0][1]["title"].startswith("RW101")


def test_no_more_are_printed_than_github_shows(report: Report, finding: Finding) -> None:
    many = [
        msgspec.structs.replace(finding, severity=severity, confidence=number / 100, fingerprint=f"{number}")
        for severity in Severity
        for number in range(30)
    ]
    told = commands(render(msgspec.structs.replace(report, findings=tuple(many)), CONTEXT))
    kinds = [kind for kind, _, _ in told]
    assert {kind: kinds.count(kind) for kind in kinds} == dict.fromkeys(
        ("error", "warning", "notice"), MOST_OF_A_KIND
    )
    assert told[-1][2] == "61 findings more; the job summary has all"


def test_nothing_found_prints_nothing(report: Report) -> None:
    assert render(msgspec.structs.replace(report, findings=()), CONTEXT) == ""


def test_what_is_escaped_comes_back() -> None:
    text = "100% sure: a,b\r\n::error::x%0A"
    assert commands(command("error", text, file=text, title=text)) == [
        ("error", {"file": text, "title": text}, text)
    ]


@pytest.mark.parametrize("text", [pytest.param(text, id=ascii(text[:24])) for text in HOSTILE])
def test_no_branch_can_forge_a_command(report: Report, finding: Finding, text: str) -> None:
    log = render(with_text(report, finding, text), quoting(text))
    assert log.count("\n") == 1
    (told,) = commands(log)
    assert told[0] == "error"
    assert set(told[1]) == {"file", "line", "endLine", "col", "title"}
    assert told[1]["title"] == "RW102 renamed-symbol-used"


@pytest.mark.parametrize(
    "line", ["::error::x", "  ::add-mask::x", "a ##[error]x", "##[add-mask]x", "plain: a::b"]
)
def test_a_line_for_the_log_holds_no_command(line: str) -> None:
    assert commands(inert(line)) == []
