"""What each reader makes of an output, and which one `auto` chooses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from conflictscan.verify.problems import Problem, Reading, steady
from conflictscan.verify.readers import READERS, read
from conflictscan.verify.readers.output import Output

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tree with a few files."""
    for name in ("src/a.ts", "src/b.py", "tests/test_b.py", "main.go", "lib.rs"):
        place = tmp_path / name
        place.parent.mkdir(exist_ok=True)
        place.write_text("")
    return tmp_path


def told(text: str, root: Path, *, err: str = "", folder: str = "") -> Reading | None:
    return read(Output(text.replace("ROOT", str(root)).encode(), err.encode(), root=root, folder=folder))


def rows(text: str, root: Path, **more: str) -> list[tuple[str, int, int, str, str, str]]:
    found = told(text, root, **more)
    assert found is not None
    return [(p.path, p.line, p.column, p.rule, p.severity, p.message) for p in found.problems]


ONE_LINE = [
    ("src/a.ts(3,7): error TS2304: Cannot find name 'x'.", ("src/a.ts", 3, 7, "TS2304", "error")),
    ("src/a.ts:3:7 - error TS2304: Cannot find name 'x'.", ("src/a.ts", 3, 7, "TS2304", "error")),
    ("ROOT/src/b.py:3:7: error: bad  [name-defined]", ("src/b.py", 3, 7, "name-defined", "error")),
    ("src/b.py:3: warning: bad [-Wunused]", ("src/b.py", 3, 0, "-Wunused", "warning")),
    ("main.c:3:7: fatal error: x.h: No such file", ("main.c", 3, 7, "", "error")),
    ("src/b.py:3:7: F821 Undefined name `x`", ("src/b.py", 3, 7, "F821", "error")),
    ("src/b.py:3:7: F401 [*] `os` imported but unused", ("src/b.py", 3, 7, "F401", "error")),
    ("./main.go:3:7: undefined: x", ("main.go", 3, 7, "", "error")),
    ("  ROOT/src/b.py:3:7 - error: no (reportX)", ("src/b.py", 3, 7, "reportX", "error")),
    ("\x1b[1msrc/b.py:3:7: \x1b[31merror:\x1b[0m bad", ("src/b.py", 3, 7, "", "error")),
    ("error[E0425]: cannot find `x`\n  --> lib.rs:3:7", ("lib.rs", 3, 7, "E0425", "error")),
    ("F821 Undefined name `x`\n --> src/b.py:3:7", ("src/b.py", 3, 7, "F821", "error")),
]


@pytest.mark.parametrize(("text", "expected"), ONE_LINE, ids=[text for text, _ in ONE_LINE])
def test_a_complaint_on_a_line_is_read(
    text: str, expected: tuple[str, int, int, str, str], root: Path
) -> None:
    found = rows(f"$ checking\n\n{text}\nFound 1 error.\n", root)
    assert [row[:5] for row in found] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12:30:45: starting",
        "2026-01-01 12:30:45,123: INFO: hello",
        "http://example.org:8080: error page",
        "src/b.py:3:7: note: see here",
        "src/gone.go:3:7: undefined: x",
        "E501 Line too long",
        '{"unknown": "document"}',
        "[1, 2]",
        "Traceback (most recent call last):",
    ],
)
def test_what_is_no_complaint_is_not_read(text: str, root: Path) -> None:
    assert told(f"{text}\n", root) is None


def test_both_streams_are_read(root: Path) -> None:
    found = rows("src/b.py:1: error: one\n", root, err="src/b.py:2: error: two\n")
    assert [row[5] for row in found] == ["one", "two"]


def test_paths_are_those_of_the_tree_wherever_the_command_ran(root: Path) -> None:
    assert rows("b.py:1: error: x\n", root, folder="src")[0][0] == "src/b.py"
    assert rows("ROOT/src/b.py:1: error: x\n", root, folder="src")[0][0] == "src/b.py"
    assert rows("tests/test_b.py:1: error: x\n", root, folder="src")[0][0] == "tests/test_b.py"
    assert rows("/usr/include/x.h:1: error: x\n", root)[0][0] == "/usr/include/x.h"


def test_pyright_counts_from_0_and_tells_more_than_problems(root: Path) -> None:
    def row(severity: str) -> dict[str, object]:
        place = {"start": {"line": 2, "character": 6}, "end": {"line": 2, "character": 9}}
        return {
            "file": f"{root}/src/b.py",
            "severity": severity,
            "message": f"see {root}/src/a.ts",
            "range": place,
            "rule": "reportX",
        }

    document = {"version": "1", "generalDiagnostics": [row("error"), row("information")]}
    assert rows("0 warnings\n" + json.dumps(document), root) == [
        ("src/b.py", 3, 7, "reportX", "error", "see src/a.ts")
    ]


def test_eslint_tells_by_number(root: Path) -> None:
    messages = [
        {"ruleId": "no-undef", "severity": 2, "message": "'x' is not defined.", "line": 3, "column": 7},
        {"ruleId": None, "severity": 1, "message": "File ignored."},
    ]
    document = [{"filePath": f"{root}/src/a.ts", "messages": messages, "errorCount": 1}]
    assert rows(json.dumps(document), root) == [
        ("src/a.ts", 3, 7, "no-undef", "error", "'x' is not defined."),
        ("src/a.ts", 0, 0, "", "warning", "File ignored."),
    ]


def test_mypy_tells_one_document_a_line(root: Path) -> None:
    row = {"file": "src/b.py", "line": 3, "column": 6, "message": "bad", "hint": None, "code": "misc"}
    text = "\n".join(json.dumps({**row, "severity": severity}) for severity in ("error", "note"))
    assert rows(text, root) == [("src/b.py", 3, 7, "misc", "error", "bad")]


def test_sarif_results_that_are_no_problem_are_left_out(root: Path) -> None:
    place = {
        "physicalLocation": {
            "artifactLocation": {"uri": f"file://{root}/src/b.py"},
            "region": {"startLine": 3, "startColumn": 7},
        }
    }
    plain: dict[str, object] = {"ruleId": "R1", "message": {"text": "bad"}, "locations": [place]}
    results = [
        plain,
        {**plain, "level": "note"},
        {**plain, "kind": "pass"},
        {**plain, "suppressions": [{"kind": "inSource"}]},
        {**plain, "baselineState": "absent"},
        {"ruleIndex": 0, "message": {"text": "by number"}},
    ]
    rules = [{"id": "R2", "defaultConfiguration": {"level": "error"}}]
    run = {"tool": {"driver": {"name": "t", "rules": rules}}, "results": results}
    document = {"$schema": "x", "version": "2.1.0", "runs": [run]}
    found = rows(json.dumps(document), root)
    assert found[0] == ("src/b.py", 3, 7, "R1", "warning", "bad")
    assert [(row[3], row[4], row[5]) for row in found[1:]] == [("R2", "error", "by number")]


def test_an_empty_document_is_read_and_has_no_problem(root: Path) -> None:
    assert told("[]\n", root) == Reading("ruff", ())
    assert told('{"version": "2.1.0", "runs": []}', root) == Reading("sarif", ())


def test_pytest_names_tests_and_files_with_spaces_and_places(root: Path) -> None:
    text = """
=================================== FAILURES ===================================
______________________________ TestB.test_x[a b] _______________________________
tests/test_b.py:12: in test_x
    assert b.x()
src/b.py:4: AssertionError
=========================== short test summary info ============================
FAILED tests/test_b.py::TestB::test_x[a b] - assert 1 == 2
ERROR tests/test_gone.py - ImportError: no
=============== 1 failed, 3 passed, 1 error in 0.12s ===============
"""
    found = told(text, root)
    assert found is not None
    assert found.reader == "pytest"
    assert [p.test for p in found.problems] == ["tests/test_b.py::TestB::test_x[a b]", "tests/test_gone.py"]
    assert found.problems[0].trace == (("tests/test_b.py", 12), ("src/b.py", 4))


def test_junit_in_the_midst_of_text_is_read(root: Path) -> None:
    text = """collected 2 items
<?xml version="1.0"?><testsuites><testsuite name="pytest">
<testcase classname="tests.test_b.TestB" name="test_x"><failure message="assert 1 == 2">at ROOT/x</failure></testcase>
<testcase classname="tests.test_b" name="test_y"/><testcase classname="" name="z"><skipped/></testcase>
</testsuite></testsuites>
done
"""
    found = told(text, root)
    assert found == Reading(
        "junit",
        (
            Problem(
                path="tests/test_b.py",
                rule="failure",
                test="tests.test_b.TestB::test_x",
                message="assert 1 == 2",
            ),
        ),
    )


def test_a_reader_that_is_named_is_the_only_one_asked(root: Path) -> None:
    output = Output(b"src/b.py:1: error: x\n", b"", root=root)
    assert read(output, "lines") is not None
    for name in READERS:
        if name != "lines":
            assert read(output, name) is None


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("<A object at 0x7f00aa12>", "<A object at 0x7f00bb34>"),
        ("redefinition of `x` from line 3", "redefinition of `x` from line 14"),
        ("see b.py:3:4", "see b.py:10"),
        ("took 0.12s", "took 3.4s"),
        ("/var/pytest-of-me/pytest-3/x", "/var/pytest-of-me/pytest-4/x"),
    ],
)
def test_what_changes_from_run_to_run_makes_no_other_problem(one: str, two: str) -> None:
    assert steady(one) == steady(two)


def test_what_a_message_says_makes_another_problem() -> None:
    assert steady("expected 2 arguments, got 3") != steady("expected 2 arguments, got 1")
