"""Lines that two versions share."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from conflictscan.rules.framework.same_lines import same_lines

LINES = st.lists(
    st.sampled_from([b"", b"a", b"b", b"c", b"x = 1", b"y = 2", b"return", b"def f():"]), max_size=30
)


@given(LINES, LINES)
def test_pairs_are_equal_lines_in_rising_order(one: list[bytes], two: list[bytes]) -> None:
    found = same_lines(b"\n".join(one), b"\n".join(two))
    one, two = one or [b""], two or [b""]
    assert all(one[left] == two[right] for left, right in found.items())
    assert list(found) == sorted(found)
    assert list(found.values()) == sorted(set(found.values()))


@given(LINES)
def test_a_version_shares_all_lines_with_itself(lines: list[bytes]) -> None:
    source = b"\n".join(lines)
    assert same_lines(source, source) == {row: row for row in range(source.count(b"\n") + 1)}


@given(LINES, LINES, LINES)
def test_what_is_put_in_between_is_all_that_is_not_shared(
    head: list[bytes], new: list[bytes], tail: list[bytes]
) -> None:
    marked = [b"# new %d" % row for row in range(len(new))]
    found = same_lines(b"\n".join((*head, *marked, *tail)), b"\n".join((*head, *tail)))
    assert len(found) == (len(head) + len(tail) or (0 if marked else 1))
