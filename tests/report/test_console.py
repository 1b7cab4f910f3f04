from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.findings import Location, Severity, Side
from conflictscan.report.console import console_report
from conflictscan.report.context import View
from conflictscan.report.frames import frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conflictscan.facts.findings import Finding, Report

FILES = {
    "app/users.py": ["import db", "def fetch_user(id):", "    return db.get(id)", ""],
    "api/orders.py": ["from app import users", "def order(id):", "\tuser = users.get_user(id)\r", ""],
}

EXPECTED = """\
api/orders.py:3 RW102 theirs calls `get_user`, which ours renamed to `fetch_user`; \
the merge has no `get_user` (cause: ours, app/users.py:2)
  error: fails at run time · confidence 0.93 · renamed-symbol-used
  cause   ours, app/users.py:2: renamed to `fetch_user` [aaaaaaaaa, Ann]
        1 │ import db
  >     2 │ def fetch_user(id):
        3 │     return db.get(id)
  effect  theirs, api/orders.py:3 [bbbbbbbbb]
        2 │ def order(id):
  >     3 │     user = users.get_user(id)
  fix     Call `fetch_user` instead.
  edit    api/orders.py:3:12 write `fetch_user`

textual conflicts, which git itself stops at (the rest was checked):
  setup.cfg
1 error between main (aaaaaaaaa) and feature (bbbbbbbbb), merge base ccccccccc
checked 13 changed files (python 12, toml 1); not checked: 1 (no reader for this
kind of file: logo.png)
2 findings suppressed by comments or the baseline
"""


def lines(location: Location) -> Sequence[str]:
    return FILES.get(location.path, ())


def test_a_finding_tells_both_sides_at_80_columns_without_colour(report: Report) -> None:
    assert console_report(report, lines, View()) == EXPECTED


def test_only_first_lines_of_findings_and_source_may_be_wider_than_the_screen(report: Report) -> None:
    text = console_report(report, lines, View(width=60))
    assert all(len(line) <= 60 for line in text.splitlines()[1:])


def test_ascii_screens_get_ascii(report: Report) -> None:
    assert console_report(report, lines, View(unicode=False)).isascii()


def test_colour_is_added_only_when_wanted(report: Report) -> None:
    assert "\x1b[" not in console_report(report, lines, View())
    assert "\x1b[" in console_report(report, lines, View(colour=True))


def test_a_clean_report_says_what_was_compared_and_checked(report: Report) -> None:
    clean = msgspec.structs.replace(report, findings=(), textual_conflicts=(), suppressed=0)
    assert console_report(clean, lines, View(hidden_notes=1)).splitlines() == [
        "no semantic conflict between main (aaaaaaaaa) and feature (bbbbbbbbb), merge",
        "base ccccccccc",
        "checked 13 changed files (python 12, toml 1); not checked: 1 (no reader for this",
        "kind of file: logo.png)",
        "1 note hidden; see them with --show-notes",
    ]


def test_a_report_says_that_one_side_is_part_of_the_other(report: Report) -> None:
    clean = msgspec.structs.replace(report, findings=(), base=report.ours.oid)
    assert "\nfeature holds all of main: there is nothing to merge\n" in console_report(clean, lines, View())
    twice = msgspec.structs.replace(clean, theirs=report.ours)
    assert "both are the same commit: there is nothing to merge" in console_report(twice, lines, View())


def test_a_report_on_the_work_tree_and_head_says_how_to_name_a_branch(report: Report) -> None:
    head = msgspec.structs.replace(report.ours, rev="HEAD")
    unsaved = msgspec.structs.replace(report.theirs, rev=":worktree", oid=None)
    alone = msgspec.structs.replace(report, findings=(), base=head.oid, ours=head, theirs=unsaved)
    said = " ".join(console_report(alone, lines, View()).split())
    assert ":worktree holds all of HEAD: there is nothing to merge; to check it against a branch:" in said
    named = msgspec.structs.replace(alone, ours=report.ours)
    assert "\n:worktree holds all of main: there is nothing to merge\n" in console_report(
        named, lines, View()
    )


def test_names_cannot_speak_to_the_terminal(report: Report, finding: Finding) -> None:
    evil = "a\x1b[31m\nb\udce9\u202e.py"
    place = Location(side=Side.THEIRS, path=evil, line=1, column=1, label=evil, author=evil, commit="d" * 40)
    odd = msgspec.structs.replace(finding, effect=place, message=evil, cause=place, related=(place,))
    text = console_report(
        msgspec.structs.replace(report, findings=(odd,), textual_conflicts=(evil,)), lambda _: [evil], View()
    )
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "a\\x1b[31m\\nb\\xe9\\u202e.py:1 RW102" in text
    assert text.encode()


def test_source_that_is_not_at_hand_leaves_no_frame(report: Report) -> None:
    assert "│" not in console_report(report, lambda _: (), View())


def test_a_frame_marks_the_lines_meant_and_drops_blank_surroundings() -> None:
    place = Location(side=Side.OURS, path="a.py", line=2, column=1, end_line=9)
    rows = frame(place, ["", "def f(", "    a,", "    b,", "    c,", "): ..."])
    assert [(row.number, row.marked) for row in rows] == [(2, True), (3, True), (4, True), (5, False)]


def test_endless_lines_are_cut(report: Report) -> None:
    text = console_report(report, lambda _: ["x" * 1_000_000] * 3, View())
    assert len(text) < 5000


def test_many_related_places_are_counted(report: Report, finding: Finding) -> None:
    place = finding.effect
    many = tuple(msgspec.structs.replace(place, line=number) for number in range(1, 10))
    wide = msgspec.structs.replace(finding, related=many, severity=Severity.WARNING)
    text = console_report(msgspec.structs.replace(report, findings=(wide,)), lines, View())
    assert "  also    4 more places\n" in text
    assert "1 warning between" in text
