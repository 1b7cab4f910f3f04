from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from conflictscan.facts.findings import Edit
from conflictscan.report.html.diff import Row, hunks

LINES = ["import a", "", "x = get(1)", "y = 2", "", "", "", "", "z = get(x, get)", ""]


def edit(line: int, column: int, length: int, text: str) -> Edit:
    return Edit(path="a.py", line=line, column=column, end_line=line, end_column=column + length, text=text)


def shown(rows: tuple[Row, ...]) -> list[str]:
    return [f"{row.sign}{''.join(row.parts)}" for row in rows]


def test_an_edit_is_shown_with_what_surrounds_it_and_the_word_that_differs() -> None:
    (rows,) = hunks([edit(3, 5, 3, "gain")], LINES)
    assert shown(rows) == [" import a", " ", "-x = get(1)", "+x = gain(1)", " y = 2"]
    assert [row.number for row in rows] == [1, 2, 3, None, 4]
    assert rows[2].parts == ("x = ", "get", "(1)")
    assert rows[3].parts == ("x = ", "gain", "(1)")


def test_edits_of_one_line_are_made_together_and_distant_ones_apart() -> None:
    first, second = hunks([edit(9, 12, 3, "take"), edit(3, 5, 3, "take"), edit(9, 5, 3, "take")], LINES)
    assert "+x = take(1)" in shown(first)
    assert "+z = take(x, take)" in shown(second)


def test_columns_count_bytes() -> None:
    ((row,), *_) = [[r for r in rows if r.sign == "+"] for rows in hunks([edit(1, 8, 1, "b")], ["é = «a»"])]
    assert "".join(row.parts) == "é = «b»"


def test_an_edit_over_lines_and_one_that_adds_lines() -> None:
    across = Edit(path="a.py", line=1, column=1, end_line=3, end_column=1, text="")
    assert shown(hunks([across], ["a", "b", "c"])[0]) == ["-a", "-b", "-c", "+c"]
    adding = Edit(path="a.py", line=1, column=2, end_line=1, end_column=2, text="\nb")
    assert shown(hunks([adding], ["a", "c"])[0]) == ["-a", "+a", "+b", " c"]


def test_an_edit_that_the_file_has_no_place_for_is_left_out() -> None:
    assert hunks([edit(3, 1, 1, "x"), edit(1, 9, 1, "x")], ["abc"]) == ()
    assert hunks([edit(1, 1, 1, "x")], []) == ()


edits = st.builds(
    edit,
    st.integers(-1, 12),
    st.integers(-1, 20),
    st.integers(0, 9),
    st.text("ab\n\t\x00\udce9é", max_size=5),
)


@given(st.lists(edits, max_size=6), st.lists(st.text("ab é\t\udce9", max_size=18), max_size=10))
def test_any_edits_of_any_file_give_a_diff_whose_old_lines_are_the_files(
    some: list[Edit], lines: list[str]
) -> None:
    for rows in hunks(some, lines):
        old = [row for row in rows if row.sign != "+"]
        assert [row.number for row in old] == list(range(old[0].number or 0, (old[-1].number or 0) + 1))
        assert any(row.sign == "-" for row in rows)
