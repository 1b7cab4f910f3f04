"""What is told of two versions without parsing: the lines they share at their ends change nothing."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from conflictscan.languages.ends import between_ends, shared_ends
from conflictscan.languages.python import blocks

LINES = st.sampled_from(
    (
        *("def f(a):", "class A:", "async def g():", "    def f(self):", "    class B(A):", "\tdef h(self):"),
        *("    x = 1", "        return f()", "x = f(1)", "", "@d", "    async def g(self):", "define = 1"),
    )
)
TEXTS = st.lists(LINES, max_size=12)


@settings(deadline=None)
@given(head=TEXTS, old=TEXTS, new=TEXTS, tail=TEXTS, last=st.sampled_from(("", "\n")))
@example(head=["def f(a):"], old=[], new=["    x = 1"], tail=[], last="")
@example(head=[], old=["def f(a):"], new=[], tail=["    x = 1", "class A:"], last="\n")
def test_functions_differ_by_the_whole_texts_as_by_their_middles(
    head: list[str], old: list[str], new: list[str], tail: list[str], last: str
) -> None:
    before, after = (("\n".join((*head, *middle, *tail)) + last).encode() for middle in (old, new))
    counted, others = (
        blocks._blocks(text)  # pyright: ignore[reportPrivateUsage]  # the judge
        for text in (before, after)
    )
    expected = frozenset(name for name, _, _ in (counted - others) + (others - counted))
    assert blocks.differing(before, after) == expected


@settings(deadline=None)
@given(st.text("ab\n", max_size=24), st.text("ab\n", max_size=24))
def test_shared_ends_are_whole_lines_of_both(left: str, right: str) -> None:
    old, new = left.encode(), right.encode()
    head, tail = shared_ends(old, new)
    assert old[:head] == new[:head]
    assert old[len(old) - tail :] == new[len(new) - tail :]
    assert head + tail <= min(len(old), len(new))
    middles = between_ends(old, new)
    for text, middle in zip((old, new), middles, strict=True):
        assert text == old[:head] + middle + old[len(old) - tail :]
        assert head == 0 or text[head - 1 : head] == b"\n"
        assert tail == 0 or text[len(text) - tail - 1 : len(text) - tail] == b"\n"
