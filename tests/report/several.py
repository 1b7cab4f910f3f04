"""One list of findings for every reporter, and hostile text to put into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.findings import Consequence, Edit, Finding, Fix, Location, Severity, Side
from conflictscan.facts.rules import Rule
from conflictscan.report.context import Context, RulePage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conflictscan.facts.findings import Report

OURS = "a" * 40
THEIRS = "b" * 40
FILES = {
    "app/users.py": ["import db", "def fetch_user(id):", "    return db.get(id)", ""],
    "api/orders.py": ["from app import users", "def order(id):", "\tuser = users.get_user(id)\r", ""],
    "texte/größe.json": ['{"größe": {"é": 1, "timeout": 5},', ' "timeout": 9}', ""],
    "app/old.py": ["def gone(", "    a,", "    b,", "): ...", ""],
}

HOSTILE = (
    "a\nb",
    "\n::error file=x::forged",
    "::stop-commands::x",
    "x ##[error]forged",
    "100%0A::error::forged",
    "</script><img src=x onerror=alert(1)>",
    "<!-- conflictscan report -->",
    "--><b>bold</b>",
    "\x1b[31mred\x07",
    "txt.\u202egnp\u2066",
    "caf\udce9",
    "lone \ud800 high",
    "@everyone @org/team #1 GH-2 org/repo#3 !4 ~label /close",
    "[click](https://evil.example) ![x](http://evil.example/x.png)",
    "https://evil.example www.evil.example a@evil.example",
    "a | b | c\n| d |",
    "`tick` ``two`` ```three```",
    "````\n</details>\n# heading",
    "```mermaid\ngraph",
    "$x$ :tada: **bold** _it_ ~~no~~ &lt; \\",
    "]]>&amp;\x00\ufffe\uffff",
    "one, two: three",
    "-option",
    "x" * 100_000,
)


def rule_page(code: str) -> RulePage:
    rule = Rule(
        code=code,
        name="renamed-symbol-used",
        summary="One side renamed what the other uses anew.",
        severity=Severity.ERROR,
        confidence=0.95,
        languages=("python", "toml"),
    )
    section = "## What it does\n\nReports a use\nof an `old` name.\n\n## Fix\n\nUse the new one.\n"
    text = f"# {code} {rule.name}\n\n{rule.summary}\n\n{section}"
    return RulePage(rule, text)


def lines(location: Location) -> Sequence[str]:
    return FILES.get(location.path, ())


CONTEXT = Context(
    lines=lines,
    merged_lines=lambda path: FILES.get(path, ()),
    page=rule_page,
    fails=lambda finding: finding.severity is Severity.ERROR,
)


def several(first: Finding) -> tuple[Finding, ...]:
    """An error, one whose cause is gone, a warning beside letters of two bytes, and a note."""
    gone = msgspec.structs.replace(
        first,
        code="RW101",
        rule="removed-symbol-used",
        fingerprint="1" * 16,
        confidence=0.97,
        message="ours removed `gone`; theirs calls `gone` [see](1)",
        consequence=Consequence.DOES_NOT_COMPILE,
        cause=Location(
            side=Side.OURS, path="app/old.py", line=1, column=5, end_line=4, in_base=True, label="removed"
        ),
        fix=Fix(summary="Restore `gone`, or call something else."),
    )
    place = Location(
        side=Side.OURS, path="texte/größe.json", line=1, column=23, commit=OURS, author="Zoë O'Neil"
    )
    twice = Finding(
        code="WW103",
        rule="duplicate-key",
        severity=Severity.WARNING,
        confidence=0.8,
        fingerprint="2" * 16,
        symbol="texte/größe.json:timeout",
        message="theirs and ours both added the key `timeout` to texte/größe.json: the value of theirs holds",
        consequence=Consequence.SILENTLY_WRONG,
        cause=Location(
            side=Side.THEIRS, path="texte/größe.json", line=2, column=2, commit=THEIRS, author="Ann"
        ),
        effect=place,
        related=tuple(msgspec.structs.replace(place, line=number, commit=None) for number in range(1, 8)),
        fix=Fix(
            summary="Keep one `timeout`.",
            edits=(
                Edit(path="texte/größe.json", line=1, column=23, end_line=1, end_column=32, text='"délai"'),
                Edit(path="app/users.py", line=1, column=1, end_line=2, end_column=1, text=""),
            ),
        ),
    )
    note = msgspec.structs.replace(
        twice, severity=Severity.NOTE, confidence=0.4, fix=Fix(summary=""), related=()
    )
    return (first, gone, twice, note)


def with_text(report: Report, finding: Finding, text: str) -> Report:
    """The report with a text everywhere where a branch can put one."""
    path = text.replace("\ud800", "\udcff")  # a path is bytes: it has no surrogate but those of `os.fsdecode`
    place = Location(
        side=Side.THEIRS, path=path, line=1, column=3, end_line=2, commit=THEIRS, author=text, label=text
    )
    odd = msgspec.structs.replace(
        finding,
        message=f"ours renamed `{text}` {text}",
        symbol=text,
        cause=place,
        effect=msgspec.structs.replace(place, side=Side.OURS),
        related=(place,),
        fix=Fix(
            summary=text, edits=(Edit(path=path, line=1, column=1, end_line=1, end_column=2, text=text),)
        ),
    )
    return msgspec.structs.replace(
        report,
        findings=(odd,),
        textual_conflicts=(path,),
        ours=msgspec.structs.replace(report.ours, rev=text),
        coverage=msgspec.structs.replace(
            report.coverage,
            unchecked=tuple(msgspec.structs.replace(row, path=path) for row in report.coverage.unchecked),
        ),
        diagnostics=tuple(
            msgspec.structs.replace(row, path=path, message=text) for row in report.diagnostics
        ),
    )


def quoting(text: str) -> Context:
    """A context whose every file consists of one text."""
    given = text.replace("\ud800", "\udcff").split("\n")

    def same(_: object) -> Sequence[str]:
        return given

    return msgspec.structs.replace(CONTEXT, lines=same, merged_lines=same)
