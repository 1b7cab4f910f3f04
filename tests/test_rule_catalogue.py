"""Every rule is named, explained, exemplified and tried in the same way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from conflictscan.cli.docs import SOURCE_TREE, pages, readme
from conflictscan.rules.registry import all_rules
from tests.fixture_cases import FIXTURES, all_cases

if TYPE_CHECKING:
    from conflictscan.rules.registry import LoadedRule

HEADINGS = ["What it does", "Why it matters", "Example", "Fix", "Known limits", "Source"]
RULES = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)


@RULES
def test_file_name_folder_and_code_agree(rule: LoadedRule) -> None:
    family, file = rule.module.split(".")[-2:]
    assert file == rule.name.replace("-", "_")
    assert rule.code[:2].lower() == family
    assert re.fullmatch(r"(RW|WW|AC|CD)\d{3}", rule.code)
    assert (FIXTURES / rule.name).is_dir()


def test_codes_and_names_are_given_once() -> None:
    assert len({rule.code for rule in all_rules()}) == len(all_rules())
    assert len({rule.name for rule in all_rules()}) == len(all_rules())


def test_every_folder_of_fixtures_belongs_to_a_rule() -> None:
    assert {case.rule for case in all_cases()} <= {rule.name for rule in all_rules()}


@RULES
def test_a_rule_explains_itself_under_the_same_headings(rule: LoadedRule) -> None:
    assert re.findall(r"^## (.+)$", rule.documentation, re.MULTILINE) == HEADINGS
    examples = re.findall(r"\{fixture:\s*([a-z0-9-]+)\}", rule.documentation)
    assert examples
    for example in examples:
        assert (FIXTURES / rule.name / example / "expect.toml").is_file()


@RULES
def test_a_rule_has_loud_cases_and_more_quiet_ones(rule: LoadedRule) -> None:
    own = [case.expectation() for case in all_cases() if case.rule == rule.name]
    loud = [e for e in own if any(finding.rule == rule.code for finding in e.finding)]
    quiet = [e for e in own if not e.finding]
    assert len(loud) >= 4
    assert len(quiet) >= 6
    assert len(quiet) > len(loud)


@pytest.mark.parametrize("page", sorted(pages()))
def test_generated_pages_are_up_to_date(page: str) -> None:
    """If not: `python -m conflictscan.cli.docs`."""
    path = SOURCE_TREE / page
    assert path.is_file()
    assert path.read_text("utf-8") == pages()[page]


def test_the_example_of_the_readme_is_what_the_scan_prints() -> None:
    """If not: `python -m conflictscan.cli.docs`."""
    assert (SOURCE_TREE / "README.md").read_text("utf-8") == readme()
