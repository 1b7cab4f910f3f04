"""Laws of the formats for any text at all, made of what each of them takes for syntax."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from conflictscan.report import github, gitlab, junit, markdown, sarif
from conflictscan.report.context import Part
from tests.report.several import quoting, with_text
from tests.report.test_github import commands
from tests.report.test_markdown import html, tokens
from tests.report.test_sarif import errors

if TYPE_CHECKING:
    from conflictscan.facts.findings import Finding, Report

SYNTAX = (
    "`", "``", "```", "~~~", "\n", "\r\n", "    ", "#", "- ", "1. ", "> ", "|", "\\", "*", "_", "[", "](", ")", "!",
    "<", ">", "<b>", "</details>", "<!--", "-->", "]]>", "&", "&lt;", "@a", "::error::", "##[error]", "%0A", "%", ",",
    ":", "=", "\0", "\x1b[0m", "\u2028", "\u202e", "\udce9", "\ufffe", "a", "é", "\U0001f600",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(SYNTAX), max_size=12).map("".join) | st.text(max_size=20).filter(
    str.isprintable
)
JUDGE = MarkdownIt("commonmark")

many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@many
@given(TEXTS)
def test_one_finding_is_one_annotation(report: Report, finding: Finding, text: str) -> None:
    told = commands(github.render(with_text(report, finding, text), quoting(text)))
    assert [(kind, properties["line"]) for kind, properties, _ in told] == [("error", "1")]


@many
@given(TEXTS)
def test_a_line_made_inert_commands_nothing(text: str) -> None:
    line = text.replace("\n", " ").replace("\r", " ")
    assert commands(github.inert(line)) == []


@many
@given(TEXTS)
def test_a_comment_has_no_markup_but_its_own(report: Report, finding: Finding, text: str) -> None:
    told = markdown.render(with_text(report, finding, text), quoting(text))
    assert html(told) == ""
    assert not {token.type for token in tokens(told)} & {"link_open", "image", "em_open", "s_open", "hr"}


@many
@given(TEXTS)
def test_a_code_span_is_one_and_keeps_a_plain_text(text: str) -> None:
    (inline,) = [token for token in JUDGE.parse(f"a {markdown.code(text)} b") if token.type == "inline"]
    children = inline.children or []
    assert [token.type for token in children] == ["text", "code_inline", "text"]
    if text.isprintable() and text.strip() == text != "":
        assert children[1].content == text


@many
@given(TEXTS)
def test_documents_stay_documents(report: Report, finding: Finding, text: str) -> None:
    odd, context = with_text(report, finding, text), quoting(text)
    assert errors(json.loads(sarif.render(odd, context))) == []
    assert len(json.loads(gitlab.render(odd, context))) == 1
    assert len(ET.fromstring(junit.render(odd, context).encode()).findall("*/testcase")) == 1  # noqa: S314 - we wrote it


@many
@given(TEXTS)
def test_a_table_has_the_cells_it_should(report: Report, finding: Finding, text: str) -> None:
    part = Part(with_text(report, finding, text), quoting(text))
    kinds = [token.type for token in tokens(markdown.markdown_report([part, part], 10**6))]
    assert (kinds.count("tr_open"), kinds.count("td_open")) == (3, 8)
