from __future__ import annotations

import pytest

from conflictscan.config import Config
from conflictscan.facts.findings import Consequence, Finding, Fix, Location, Severity, Side
from conflictscan.suppression import filtered, suppressed


def finding(line: int = 2) -> Finding:
    return Finding(
        code="RW102",
        rule="renamed-symbol-used",
        severity=Severity.ERROR,
        confidence=0.9,
        fingerprint="00000000000000aa",
        symbol="app.get_user",
        message="gone",
        consequence=Consequence.FAILS_AT_RUN_TIME,
        cause=Location(side=Side.OURS, path="cause.py", line=1, column=1),
        effect=Location(side=Side.THEIRS, path="effect.py", line=line, column=1),
        fix=Fix(summary=""),
    )


def is_suppressed(effect: str, *, cause: str = "def fetch_user(): ...", line: int = 2) -> bool:
    files = {"cause.py": cause.split("\n"), "effect.py": effect.split("\n")}
    return suppressed(finding(line), lambda location: files[location.path])


@pytest.mark.parametrize(
    "text",
    [
        "\nget_user()  # conflictscan: ignore[RW102] lands next week",
        "\nget_user()  # conflictscan: ignore[renamed-symbol-used]",
        "\nget_user()  # conflictscan: ignore[WW101, RW102] two at once",
        "\nget_user() // conflictscan: ignore[RW102]",
        "\nget_user() /* conflictscan: ignore[RW102] */",
        "# conflictscan: ignore[RW102] lands next week\nget_user()",
        "    -- conflictscan:ignore[RW102]\nget_user()\r",
    ],
)
def test_a_comment_on_the_line_or_alone_above_it_suppresses(text: str) -> None:
    assert is_suppressed(text)


@pytest.mark.parametrize(
    "text",
    [
        "\nget_user()",
        "\nget_user()  # conflictscan: ignore[RW101]",
        "\nget_user()  # conflictscan: ignore[]",
        "\nget_user()  # conflictscan: ignore",
        "\nget_user('conflictscan: ignore[RW102]')",
        "other()  # conflictscan: ignore[RW102] about this line alone\nget_user()",
        "\nget_user()\n# conflictscan: ignore[RW102]",
    ],
)
def test_anything_else_does_not(text: str) -> None:
    assert not is_suppressed(text)


def test_a_comment_at_the_cause_suppresses_too() -> None:
    assert is_suppressed(
        "\nget_user()", cause="def fetch_user(): ...  # conflictscan: ignore[RW102] announced"
    )


@pytest.mark.parametrize("line", [0, 1, 3, 99])
def test_lines_that_are_not_there_are_no_error(line: int) -> None:
    assert not is_suppressed("\nget_user()", line=line)


def test_what_is_suppressed_or_accepted_is_counted_and_what_is_not_wanted_is_not() -> None:
    files = {"cause.py": [""], "effect.py": ["", "get_user()  # conflictscan: ignore[RW102]"]}
    assert filtered([finding()], Config(), lambda location: files[location.path]).suppressed == 1
    accepting = Config(accepted=frozenset({"00000000000000aa"}))
    assert filtered([finding()], accepting, lambda _: ()) == filtered([finding()], accepting, lambda _: ())
    assert filtered([finding()], accepting, lambda _: ()).suppressed == 1
    assert filtered([finding()], Config(ignore=("RW",)), lambda _: ()).suppressed == 0
    assert filtered([finding()], Config(), lambda _: ()).findings == (finding(),)
