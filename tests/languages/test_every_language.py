"""What holds for each language alike: names that queries give, input that nobody wrote, what rules say of it."""

from __future__ import annotations

import importlib
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from conflictscan import languages
from conflictscan.cli.language_page import families, family, tried
from conflictscan.facts.rules import CODE
from conflictscan.languages.syntax.marks import unknown_captures
from conflictscan.rules.registry import all_rules
from tests.fixture_cases import FIXTURES

if TYPE_CHECKING:
    from pathlib import Path

    from conflictscan.languages import Language
    from conflictscan.languages.syntax.grammar import Grammar

EVERY = pytest.mark.parametrize("language", languages.registered(), ids=lambda each: each.name)
QUERIED = pytest.mark.parametrize(
    "language", [each for each in languages.registered() if each.grammar], ids=lambda each: each.name
)
SECONDS = 8  # of a processor that others use as well; most take none
HOSTILE = {
    "nothing": b"",
    "zeros": b"\0" * 4096,
    "a mark of the byte order": b"\xef\xbb\xbfa",
    "bytes of no encoding": bytes(range(256)) * 8,
    "open brackets": b"([{<" * 3000,
    "closed brackets": b")]}>" * 3000,
    "a string without an end": b'"' + b"a" * 50_000,
    "one long line": b"a=1;" * 20_000,
    "deep calls": b"f(" * 5000 + b")" * 5000,
    "deep members": b"a" + b".b" * 20_000,
    "a long sum": b"x = a" + b" + a" * 20_000 + b";",
    "functions in functions": b"function f() { " * 2000 + b"}" * 2000,
    "classes in classes": b"class A { m() { " * 2000 + b"} }" * 2000,
    "spaces in spaces": b"namespace A { " * 4000 + b"}" * 4000,
    "conditions after conditions": b"if (a) { b(); }" + b" else if (a) { b(); }" * 3000,
    "line ends of all kinds": b"a\r\nb\rc\nd\x0c\x85\xe2\x80\xa8",
}


@QUERIED
def test_queries_give_no_other_names_than_the_passes_know(language: Language) -> None:
    grammar: Grammar = getattr(importlib.import_module(f"{language.package}.grammar"), language.grammar)
    assert unknown_captures(grammar.query) == []


GIVES = {"header": {"c", "cpp"}}
"""What a file is told by its content."""


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@EVERY
def test_whatever_a_file_holds_it_is_read_in_seconds(language: Language, text: bytes) -> None:
    started = time.process_time()
    facts = language.extract(text)
    assert facts.language in GIVES.get(language.name, {language.name})
    assert language.differing(text, text + b"\n") is not None
    assert time.process_time() - started < SECONDS


def test_rules_name_the_languages_that_are_registered() -> None:
    assert {family(each) for each in languages.registered()} == set(CODE)
    assert tuple(families()) == CODE


def test_a_rule_is_said_to_apply_where_a_fixture_shows_that_it_does() -> None:
    cases = tried(FIXTURES)
    for rule in all_rules():
        assert cases.get(rule.code, frozenset[str]()) <= set(rule.languages), rule.code


def test_a_rule_that_leaves_a_language_out_says_why() -> None:
    for rule in all_rules():
        assert bool(set(CODE) - set(rule.languages)) == bool(rule.rule.elsewhere), rule.code


@pytest.mark.parametrize("options", [(), ("--tree",)], ids=["facts", "tree"])
def test_whoever_adds_a_language_can_look_at_what_is_made_of_a_file(
    options: tuple[str, ...], tmp_path: Path
) -> None:
    file = tmp_path / "a.go"
    file.write_text("package a\n\nfunc Total(of []int) int {\n\treturn len(of)\n}\n")
    done = subprocess.run(
        [sys.executable, "-m", "conflictscan.languages", *options, str(file)],
        capture_output=True,
        text=True,
        check=True,
    )
    wanted = "function_declaration @function" if options else 'symbols line 3: {"name":"Total"'
    assert wanted in done.stdout


def test_a_file_of_no_language_is_told_in_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "conflictscan.languages", str(tmp_path / "a.xyz")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
