from __future__ import annotations

import tomllib
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflictscan.baseline import baseline
from conflictscan.cli.effective import toml_string, toml_value
from conflictscan.config import FAIL_ON, KEYS, Config, matches, read_settings
from conflictscan.facts.errors import UsageError
from conflictscan.facts.findings import Consequence, Finding, Fix, Location, Severity, Side
from conflictscan.report.display import displayed


class Files:
    """A tree made of a few files."""

    def __init__(self, **files: str) -> None:
        self._files = {name.replace("__", "."): text.encode() for name, text in files.items()}

    def read(self, path: str) -> bytes | None:
        return self._files.get(path)


class Named(NamedTuple):
    code: str
    name: str


RULES = (Named("RW102", "renamed-symbol-used"), Named("WW101", "duplicate-definition"))


def finding(code: str = "RW102", severity: Severity = Severity.ERROR, path: str = "api/orders.py") -> Finding:
    return Finding(
        code=code,
        rule="renamed-symbol-used",
        severity=severity,
        confidence=0.9,
        fingerprint="00000000000000aa",
        symbol="app.get_user",
        message="gone",
        consequence=Consequence.FAILS_AT_RUN_TIME,
        cause=Location(side=Side.OURS, path="app/users.py", line=1, column=1),
        effect=Location(side=Side.THEIRS, path=path, line=1, column=1),
        fix=Fix(summary=""),
    )


def test_a_tree_that_says_nothing_gives_the_defaults() -> None:
    assert Config.load(Files()) == Config()
    assert Config.load(Files(pyproject__toml="[project]\nname = 'conflictscan'\n")) == Config()


def test_every_key_is_read_from_pyproject() -> None:
    text = """
    [tool.conflictscan]
    select = ["RW", "WW101"]
    ignore = ["RW104"]
    fail-on = "warning"
    exclude = ["generated/**"]
    target = "develop"
    preview = true
    [tool.conflictscan.per-path-ignores]
    "tests/*" = ["RW305"]
    """
    config = Config.load(Files(pyproject__toml=text))
    assert config.select == ("RW", "WW101")
    assert config.ignore == ("RW104",)
    assert config.fail_on == "warning"
    assert config.exclude == ("generated/**",)
    assert config.target == "develop"
    assert config.preview
    assert config.per_path_ignores == (("tests/*", ("RW305",)),)


def test_conflictscan_toml_holds_where_both_files_stand() -> None:
    tree = Files(
        conflictscan__toml='fail-on = "never"', pyproject__toml='[tool.conflictscan]\nfail-on = "note"'
    )
    assert Config.load(tree).fail_on == "never"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('selct = ["RW"]', ["'selct'", "did you mean 'select'?", "conflictscan.toml of main"]),
        ("fail_on = 'error'", ["'fail_on'", "did you mean 'fail-on'?"]),
        ("colour = 1", ["'colour'", "known are select, ignore"]),
        ("fail-on = 'eror'", ["'fail-on'", "one of error, warning, note, never", "did you mean 'error'?"]),
        ("select = 'RW'", ["'select'", "a list of strings"]),
        ("exclude = [1]", ["'exclude'", "a list of strings"]),
        ("preview = 'yes'", ["'preview'", "true or false"]),
        ("select = [", ["conflictscan.toml of main", "not valid TOML"]),
        ("baseline = 'gone.json'", ["'gone.json'", "not there of main"]),
    ],
)
def test_what_cannot_be_used_is_named_with_the_place_and_the_way_out(text: str, words: list[str]) -> None:
    with pytest.raises(UsageError) as raised:
        Config.load(Files(conflictscan__toml=text), where="main")
    for word in words:
        assert word in str(raised.value)


def test_a_table_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="not a table"):
        Config.load(Files(pyproject__toml="[tool]\nconflictscan = 3"))


def test_a_selector_without_a_rule_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'renamed-symbol-used'"):
        Config(ignore=("renamed-symbols-used",)).check_rules(RULES)
    with pytest.raises(UsageError, match="RW999"):
        Config(per_path_ignores=(("tests", ("RW999",)),)).check_rules(RULES)
    Config(select=("RW", "RW1", "WW101", "duplicate-definition", "ALL")).check_rules(RULES)


def test_rules_run_when_selected_and_not_ignored() -> None:
    rule = RULES[0]
    assert Config().runs(rule)
    assert Config(select=("RW1",)).runs(rule)
    assert not Config(select=("WW",)).runs(rule)
    assert not Config(ignore=("renamed-symbol-used",)).runs(rule)
    assert not Config().runs(rule, preview=True)
    assert Config(preview=True).runs(rule, preview=True)
    assert Config(select=("RW102",)).runs(rule, preview=True)


def test_findings_at_excluded_paths_are_not_reported() -> None:
    assert Config().reports(finding())
    assert not Config(exclude=("api/",)).reports(finding())
    assert not Config(exclude=("users.py",)).reports(finding())
    assert not Config(per_path_ignores=(("api/**", ("RW",)),)).reports(finding())
    assert Config(per_path_ignores=(("api/**", ("WW",)),)).reports(finding())


def test_severity_decides_what_fails() -> None:
    warning = finding(severity=Severity.WARNING)
    assert Config().fails([finding()])
    assert not Config().fails([warning])
    assert Config(fail_on="warning").fails([warning])
    assert not Config(fail_on="never").fails([finding()])
    assert not Config(fail_on="note").fails([])


def test_the_baseline_is_read_from_the_same_tree() -> None:
    accepted = finding()
    files = Files(conflictscan__toml="baseline = 'known'", known=baseline([accepted]))
    assert Config.load(files).accepted == {accepted.fingerprint}


def test_a_baseline_does_not_depend_on_the_order_of_findings() -> None:
    one, two = finding(), msgspec.structs.replace(finding("RW101"), fingerprint="0000000000000001")
    assert baseline([one, two]) == baseline([two, one])


@pytest.mark.parametrize("content", ["", "[]", '{"schema_version": "2", "findings": {}}', '{"findings": {}}'])
def test_what_is_no_baseline_is_refused(content: str) -> None:
    with pytest.raises(UsageError, match="known"):
        Config.load(Files(conflictscan__toml="baseline = 'known'", known=content))


@pytest.mark.parametrize(
    ("pattern", "path", "meant"),
    [
        ("*.py", "a/b/c.py", True),
        ("/*.py", "a/c.py", False),
        ("a/*.py", "a/c.py", True),
        ("a/*.py", "a/b/c.py", False),
        ("a/**", "a/b/c.py", True),
        ("**/c.py", "c.py", True),
        ("a/**/c.py", "a/c.py", True),
        ("vendor", "lib/vendor/x/y.py", True),
        ("vendor/", "vendor/x.py", True),
        ("vendor", "vendors/x.py", False),
        ("a.py", "axpy", False),
        ("?.py", "ab.py", False),
        ("[ab].py", "a.py", False),
        ("odd\nname.py", "odd\nname.py", True),
    ],
)
def test_globs_mean_what_gitignore_means(pattern: str, path: str, meant: bool) -> None:  # noqa: FBT001
    assert matches(pattern, path) is meant


# -- severity ----------------------------------------------------------------------------------


def judged(text: str, given: Finding) -> Severity:
    return Config.load(Files(conflictscan__toml=text)).judged(given).severity


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("", Severity.ERROR),
        ('[severity]\nRW102 = "note"', Severity.NOTE),
        ('[severity]\nrenamed-symbol-used = "warning"', Severity.WARNING),
        ('[severity]\nRW = "note"\nRW1 = "warning"', Severity.WARNING),
        ('[severity]\nRW1 = "warning"\nALL = "note"', Severity.WARNING),
        ('[severity]\nRW102 = "error"\nRW10 = "note"', Severity.ERROR),
        ('[severity]\nRW102 = "warning"\nrenamed-symbol-used = "note"', Severity.NOTE),
        ('[severity]\nWW = "note"', Severity.ERROR),
    ],
)
def test_the_closest_name_of_a_rule_decides_its_severity(text: str, severity: Severity) -> None:
    assert judged(text, finding()) is severity


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ('[per-path-severity]\n"api/**" = { RW102 = "note" }', Severity.NOTE),
        ('[per-path-severity]\n"users.py" = { RW = "warning" }', Severity.WARNING),
        ('[per-path-severity]\n"tests" = { ALL = "note" }', Severity.ERROR),
        ('[per-path-severity]\n"api/**" = { WW = "note" }', Severity.ERROR),
        ('[severity]\nRW102 = "note"\n[per-path-severity]\n"api/**" = { ALL = "warning" }', Severity.WARNING),
        ('[per-path-severity]\n"app/" = { ALL = "note" }\n"api/" = { ALL = "error" }', Severity.NOTE),
        ('[per-path-severity]\n"api/" = { ALL = "error" }\n"app/" = { ALL = "note" }', Severity.NOTE),
    ],
)
def test_a_path_decides_before_the_whole_and_of_two_the_milder(text: str, severity: Severity) -> None:
    assert judged(text, finding()) is severity


@pytest.mark.parametrize(("confidence", "severity"), [(0.5, Severity.ERROR), (0.49, Severity.NOTE)])
def test_a_warning_can_be_made_an_error_but_a_guess_stays_a_note(
    confidence: float, severity: Severity
) -> None:
    given = msgspec.structs.replace(
        finding(severity=Severity.WARNING if confidence >= 0.5 else Severity.NOTE), confidence=confidence
    )
    assert judged('[severity]\nRW102 = "error"', given) is severity


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('severity = "note"', ["'severity'", "a table of rule = severity"]),
        ('[severity]\nRW102 = "eror"', ["'severity.RW102'", "did you mean 'error'?"]),
        ("[severity]\nRW102 = 1", ["'severity.RW102'", "one of error, warning, note"]),
        ('[severity]\nRW102 = "off"', ["put it in 'ignore'"]),
        ("[severity]\nRW102 = false", ["put it in 'ignore'"]),
        ('[per-path-severity]\n"a/**" = "note"', ["'per-path-severity.a/**'", "rule = severity"]),
        ('[per-path-severity]\n"a" = { RW = "nte" }', ["'per-path-severity.a.RW'", "did you mean 'note'?"]),
        ('[per-path-severty]\n"a" = { RW = "note" }', ["did you mean 'per-path-severity'?"]),
        ('[per-path-ignores]\n"a" = "RW"', ["'per-path-ignores.a'", "a list of strings"]),
        ("plugins = 'one'", ["'plugins'", "a list of strings"]),
    ],
)
def test_a_severity_that_is_none_is_named_with_the_nearest(text: str, words: list[str]) -> None:
    with pytest.raises(UsageError) as raised:
        Config.load(Files(conflictscan__toml=text))
    for word in words:
        assert word in str(raised.value)


def test_rules_that_do_not_exist_are_named_in_severities_too() -> None:
    with pytest.raises(UsageError, match="'RW999'"):
        Config(severity=(("RW999", Severity.NOTE),)).check_rules(RULES)
    with pytest.raises(UsageError, match="'WX'"):
        Config(per_path_severity=(("tests", (("WX", Severity.NOTE),)),)).check_rules(RULES)


def test_all_that_is_wrong_is_told_at_once() -> None:
    text = 'selct = []\nfail-on = "eror"\nbaseline = "gone"\n[severity]\nRW = "no"\n'
    found = read_settings(Files(conflictscan__toml=text))
    assert len(found.problems) == 4
    assert found.config.baseline == "gone"
    assert found.keys == ("fail-on", "baseline", "severity")


def test_a_file_that_another_one_hides_is_known() -> None:
    both = Files(conflictscan__toml="preview = true", pyproject__toml="[tool.conflictscan]")
    assert read_settings(both).shadowed
    assert read_settings(both).file == "conflictscan.toml"
    assert not read_settings(Files(conflictscan__toml="", pyproject__toml="[tool.other]")).shadowed


def test_prefixes_of_two_letters_do_not_mean_longer_ones() -> None:
    rule = Named("RWX101", "of-a-plug-in")
    assert not Config(select=("RW",)).runs(rule)
    assert Config(select=("RWX",)).runs(rule)
    assert Config(select=("RWX1",)).runs(rule)


# -- anything at all ---------------------------------------------------------------------------

TEXTS = st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(
    TEXTS | st.booleans() | st.sampled_from([*FAIL_ON, "RW102", "ALL"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@given(TEXTS)
def test_every_text_is_written_as_toml_says(text: str) -> None:
    written = toml_string(text)
    assert tomllib.loads(f"text = {written}") == {"text": text}
    assert displayed(written) == written


@given(st.dictionaries(st.sampled_from([key.name for key in KEYS]) | TEXTS, VALUES, max_size=5))
def test_whatever_a_file_says_is_a_setting_or_a_problem(table: dict[str, object]) -> None:
    text = "".join(f"{toml_string(name)} = {toml_value(value)}\n" for name, value in table.items())
    found = read_settings(Files(conflictscan__toml=text))
    known = {key.name for key in KEYS}
    assert found.keys == tuple(key.name for key in KEYS if key.name in table)
    wrong = [name for name in table if any(repr(name) in problem for problem in found.problems)]
    assert set(table) - known <= set(wrong)
    assert list(found.config.unknown_rules(RULES)) or found.config.judged(finding())
