from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
import pytest
from markdown_it import MarkdownIt

from conflictscan.report.context import Part
from conflictscan.report.markdown import LONGEST_COMMENT, MARKER, code, markdown_report, prose, render
from tests.report.several import CONTEXT, HOSTILE, quoting, several, with_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

    from conflictscan.facts.findings import Finding, Report

JUDGE = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OWN_HTML = re.compile(
    r"<details><summary>The lines</summary>|</details>|</?sub>|" + re.escape(MARKER) + r"|\s+"
)


def tokens(text: str) -> Iterator[Token]:
    for token in JUDGE.parse(text):
        yield token
        yield from token.children or ()


def plain(text: str) -> str:
    """What a forge would search for mentions and references: the text outside of code."""
    return "\n".join(token.content for token in tokens(text) if token.type == "text")


def html(text: str) -> str:
    """The HTML of a document that is not ours."""
    found = "".join(token.content for token in tokens(text) if token.type in {"html_block", "html_inline"})
    return OWN_HTML.sub("", found)


def test_a_comment_begins_with_its_marker_and_has_it_once(report: Report, finding: Finding) -> None:
    told = render(msgspec.structs.replace(report, findings=several(finding)), CONTEXT)
    assert told.startswith(MARKER + "\n")
    assert told.count(MARKER) == 1
    assert html(told) == ""


@pytest.mark.parametrize("text", [pytest.param(text, id=ascii(text[:24])) for text in HOSTILE])
def test_hostile_text_is_never_read_as_markdown(report: Report, finding: Finding, text: str) -> None:
    mild, odd = (render(with_text(report, finding, words), quoting(words)) for words in ("harmless", text))
    assert html(odd) == ""
    structure = [token.type for token in JUDGE.parse(odd)]
    assert structure == [token.type for token in JUDGE.parse(mild)] or len(text) > 1000
    assert not {token.type for token in tokens(odd)} & {"link_open", "image", "s_open", "em_open"}
    assert not re.search(r"[@#$<>\[\]|\\*~&^]|:\w|www\.|\w/\w|!\d", plain(odd).replace("####", ""))
    assert all(token.info == "" for token in tokens(odd) if token.type == "fence")


@pytest.mark.parametrize("text", [pytest.param(text, id=ascii(text[:24])) for text in HOSTILE])
def test_a_table_of_several_scans_keeps_its_columns(report: Report, finding: Finding, text: str) -> None:
    parts = [Part(with_text(report, finding, text), quoting(text))] * 2
    told = markdown_report(parts, LONGEST_COMMENT)
    kinds = [token.type for token in JUDGE.parse(told)]
    if len(text) < 1000:
        assert kinds.count("table_open") == 1
        assert (kinds.count("tr_open"), kinds.count("td_open")) == (3, 8)
    assert html(told) == ""


def test_a_code_span_holds_any_text() -> None:
    for text in HOSTILE:
        (inline,) = [token for token in JUDGE.parse(f"a {code(text)} b") if token.type == "inline"]
        assert [token.type for token in inline.children or ()] == ["text", "code_inline", "text"], text


def test_a_sentence_stays_readable() -> None:
    text = "ours renamed `get_user` to `fetch_user` (app/users.py:2); the merge doesn't have it"
    assert (
        prose(text) == "ours renamed `get_user` to `fetch_user` (`app/users.py:2`); the merge doesn't have it"
    )


def test_a_comment_fits_and_counts_what_it_leaves_out(report: Report, finding: Finding) -> None:
    many = tuple(msgspec.structs.replace(finding, fingerprint=f"{number}") for number in range(500))
    told = render(msgspec.structs.replace(report, findings=many), CONTEXT)
    assert 0.9 * LONGEST_COMMENT < len(told.encode()) <= LONGEST_COMMENT
    left_out = re.search(r"… and (\d+) findings more", told)
    assert left_out
    assert told.count("#### ") + int(left_out[1]) == 500
    assert "checked 13 changed files" in told
    assert told.count("<details>") == told.count("</details>")


def test_several_scans_name_their_sides(report: Report) -> None:
    told = markdown_report(
        [Part(report, CONTEXT), Part(msgspec.structs.replace(report, findings=()), CONTEXT)], 10_000
    )
    assert "2 scans" in told
    assert "- **between** `main` (`aaaaaaaaa`) (ours) and `feature` (`bbbbbbbbb`) (theirs)" in told


def test_however_little_room_there_is_it_holds(report: Report) -> None:
    assert len(markdown_report([Part(report, CONTEXT)], 300).encode()) <= 300
