"""Names as words; literals by value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflictscan.rules.engines.values import is_empty, literal_value
from conflictscan.rules.engines.words import words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("getHTTPUser_byId", {"get", "http", "user", "by", "id"}),
        ("db_url", {"db", "url"}),
        ("MAX_RETRIES2", {"max", "retries", "2"}),
        ("_", set[str]()),
    ],
)
def test_a_name_is_split_at_case_and_underscores(name: str, expected: set[str]) -> None:
    assert words(name) == expected


@given(
    st.one_of(
        st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(), st.none()
    )
)
def test_a_literal_keeps_its_value_however_it_is_written(value: object) -> None:
    found = literal_value(repr(value))
    assert found is not None
    assert found[1] == value


def test_numbers_compare_across_kinds_and_truth_is_no_number() -> None:
    assert literal_value("100") == literal_value("1_00") == literal_value("100.0")
    assert literal_value("True") != literal_value("1")


@pytest.mark.parametrize("text", ["LIMIT", "f()", "[1]", "a.b", "", "1 +"])
def test_what_is_no_scalar_has_no_value(text: str) -> None:
    assert literal_value(text) is None


def test_empty_literals() -> None:
    assert is_empty("None")
    assert is_empty("''")
    assert not is_empty("'x'")
