"""Plug-ins as they are found, refused and loaded."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from conflictscan.config import Config
from conflictscan.facts.errors import UsageError
from conflictscan.rules.plugins import installed
from conflictscan.rules.registry import all_rules
from conflictscan.rules.rule_set import rule_set
from conflictscan.scan import ScanOptions, scan

from .conftest import git, rule

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Install


def test_without_a_name_nothing_of_a_plug_in_is_loaded(install: Install) -> None:
    install("acme", {"acme.py": rule("ACM101")})
    assert rule_set().rules == all_rules()
    assert "acme" in installed()
    assert "acme" not in sys.modules


def test_rules_of_a_package_and_of_a_single_module_are_found(install: Install) -> None:
    install(
        "acme", {"acme/__init__.py": "", "acme/one.py": rule("ACM101", "one-rule"), "acme/tool.py": "X = 1\n"}
    )
    install("solo", {"solo.py": rule("SOLO201", "solo-rule")})
    known = rule_set(("acme", "solo"))
    assert {r.code: r.plugin for r in known.rules if r.plugin} == {"ACM101": "acme", "SOLO201": "solo"}
    assert [r.code for r in known.rules] == sorted(r.code for r in known.rules)
    assert [str(plugin) for plugin in known.plugins] == ["acme (acme 2.5)", "solo (solo 2.5)"]
    assert known.diagnostics == ()


def test_a_plug_in_that_is_not_installed_ends_the_scan_with_the_nearest_name(install: Install) -> None:
    install("acme", {"acme.py": rule("ACM101")})
    with pytest.raises(UsageError, match=r"'acne'.* not installed .*did you mean 'acme'\?"):
        rule_set(("acne",))
    with pytest.raises(UsageError, match="take the name out of `plugins`"):
        rule_set(("something-else",))


def test_two_distributions_with_one_name_are_a_clash(install: Install, tmp_path: Path) -> None:
    install("acme", {"acme.py": rule("ACM101")})
    install("other", {"other.py": rule("OTH101")}, at=tmp_path / "second")
    points = tmp_path / "second" / "other-2.5.dist-info" / "entry_points.txt"
    points.write_text("[conflictscan.rules]\nacme = other\n")
    with pytest.raises(UsageError, match="both 'other' and 'acme' bring a plug-in 'acme'"):
        rule_set(("acme",))


def asked(repository: Path) -> ScanOptions:
    return ScanOptions(
        repository=repository, ours="quota", theirs="main", config=Config(plugins=("example",)), cache=False
    )


# -- the scanned repository ----------------------------------------------------------------------


def test_code_of_the_scanned_repository_is_refused_before_it_runs(
    install: Install, repository: Path, tmp_path: Path
) -> None:
    mark = tmp_path / "ran"
    install("example", {"example.py": f"open({str(mark)!r}, 'w')\n" + rule("EXA101")}, at=repository)
    with pytest.raises(UsageError, match="lies in the repository that is scanned"):
        scan(asked(repository))
    assert not mark.exists()


def test_code_in_another_work_tree_of_it_is_refused_too(
    install: Install, repository: Path, tmp_path: Path
) -> None:
    second = tmp_path / "second"
    git(repository, "worktree", "add", "--quiet", str(second), "quota")
    install("example", {"example.py": rule("EXA101")}, at=second / "tools")
    with pytest.raises(UsageError, match="lies in the repository that is scanned"):
        scan(asked(repository))


def test_an_editable_installation_of_the_scanned_repository_is_refused(
    install: Install, repository: Path, tmp_path: Path
) -> None:
    (repository / "example.py").write_text(rule("EXA101"))
    install("example", {}, at=tmp_path / "site")  # the metadata is elsewhere, as pip lays it out
    sys.path.insert(0, str(repository))
    with pytest.raises(UsageError, match=re.escape(str(repository / "example.py"))):
        scan(asked(repository))


# -- what is wrong with a plug-in ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import does_not_exist\n", "cannot be imported (ModuleNotFoundError"),
        ("raise SystemExit(3)\n", "cannot be imported (SystemExit"),
        ("def f(:\n", "cannot be imported (SyntaxError"),
        ("RULE = 'a rule'\n", "RULE is no `Rule`"),
        (rule("RW101", "mine-own"), "codes of two letters belong to conflictscan"),
        (rule("RW909", "mine-own"), "codes of two letters belong to conflictscan"),
        (rule("acm101"), "three to five capital letters"),
        (rule("ACM1"), "three digits"),
        (rule("ALL101"), "(not ALL)"),
        (rule("ACM101", "removed-symbol-used"), "taken by RW101 of conflictscan"),
        (rule("ACM101", "One Rule"), "small words joined by hyphens"),
        (rule("ACM101", confidence=7.0), "does not lie between 0 and 1"),
        (rule("ACM101", confidence="much"), "not well typed"),
        (rule("ACM101").replace("def pairs", "def others"), "neither `verdict`"),
        (rule("ACM101").replace("def pairs", "def problem"), "needs a `verdict`"),
        (rule("ACM101").replace("def pairs", "def problems"), "go together"),
        (rule("ACM101").replace("'''", "#"), "no docstring"),
    ],
)
def test_a_rule_that_cannot_be_used_is_named_and_the_others_stay(
    install: Install, text: str, words: str
) -> None:
    install(
        "acme", {"acme/__init__.py": "", "acme/bad.py": text, "acme/good.py": rule("ACM900", "good-rule")}
    )
    known = rule_set(("acme",))
    assert [r.code for r in known.rules if r.plugin] == ["ACM900"]
    told = " ".join(row.message for row in known.diagnostics)
    assert words in told
    assert told.startswith("plug-in acme (acme 2.5): ")


def test_a_plug_in_without_any_rule_is_named(install: Install) -> None:
    install("acme", {"acme.py": "X = 1\n"})
    assert "holds no rule" in rule_set(("acme",)).diagnostics[0].message


def test_an_entry_point_that_names_an_object_is_told_what_to_name(install: Install) -> None:
    install("acme", {"acme.py": rule("ACM101")}, value="acme:RULE")
    known = rule_set(("acme",))
    assert "names the module or package" in known.diagnostics[0].message
    assert [r.code for r in known.rules if r.plugin] == ["ACM101"]


def test_a_code_of_one_plug_in_is_not_taken_by_another(install: Install) -> None:
    install("acme", {"acme.py": rule("ACM101", "first-rule")})
    install("later", {"later.py": rule("ACM101", "second-rule")})
    known = rule_set(("later", "acme"))
    assert [r.name for r in known.rules if r.plugin] == ["first-rule"]
    assert "taken by first-rule of the plug-in 'acme'" in known.diagnostics[0].message


def test_what_results_are_kept_by_changes_with_the_code_of_a_plug_in(
    install: Install, tmp_path: Path
) -> None:
    install("acme", {"acme/__init__.py": "", "acme/one.py": rule("ACM101"), "acme/help.py": "X = 1\n"})
    before = rule_set(("acme",)).identity
    rule_set.cache_clear()
    assert rule_set(("acme",)).identity == before
    assert rule_set().identity != before
    (tmp_path / "site" / "acme" / "help.py").write_text("X = 2\n")
    rule_set.cache_clear()
    assert rule_set(("acme",)).identity != before


# -- in a scan -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("raise KeyError('gone')", "KeyError"),
        ("yield 'no draft'", "gives `Draft`s, not 'str'"),
        ("yield _draft(cause, level=9)", "`level` is 0 to 4"),
        ("yield _draft(cause, factors=(3.0,))", "between 0 and 1"),
        ("yield _draft(cause, subject=4)", "not well typed"),
        ("yield _draft(cause, path='nowhere.py')", "no file 'nowhere.py' in ours"),
    ],
)
def test_a_rule_that_fails_is_named_in_the_report_and_the_others_run(
    install: Install, repository: Path, body: str, words: str
) -> None:
    install(
        "example",
        {
            "example/__init__.py": "",
            "example/bad.py": rule("EXA101", "bad-rule", body=body),
            "example/good.py": rule("EXA102", "good-rule", body="yield _draft(cause)"),
        },
    )
    report = scan(asked(repository))
    assert [row.kind for row in report.diagnostics] == ["rule-failed"]
    assert words in report.diagnostics[0].message
    assert {finding.code for finding in report.findings} == {"EXA102"}


def test_selectors_reach_rules_of_plug_ins(install: Install) -> None:
    install("acme", {"acme.py": rule("ACM101")})
    known = rule_set(("acme",)).rules
    Config(select=("ACM",), ignore=("ACM1",), severity=()).check_rules(known)
    with pytest.raises(UsageError, match="did you mean 'ACM101'"):
        Config(select=("ACM102",)).check_rules(known)


def test_the_commands_tell_what_was_wrong(install: Install, repository: Path, tmp_path: Path) -> None:
    install("example", {"example.py": "import does_not_exist\n"})
    (repository / "conflictscan.toml").write_text('plugins = ["example"]\nignore = ["EXA101"]\n')
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "--message", "ignore a rule of the plug-in")
    code = "import sys; from conflictscan.cli import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, "scan", "quota", "main"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "site")},
    )
    assert done.returncode == 0
    told = "conflictscan: plugin-failed: plug-in example (example 2.5): example cannot be imported"
    assert told in done.stderr


def test_a_scan_that_names_no_plug_in_looks_for_none(repository: Path) -> None:
    (repository / "conflictscan.toml").write_text("")
    git(repository, "commit", "--quiet", "--all", "--message", "without plug-ins")
    code = "import sys; from conflictscan.cli import main; main(sys.argv[1:]); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, "scan", "quota", "main", "--output", os.devnull],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "conflictscan.scan" in done.stdout.split()
    assert "importlib.metadata" not in done.stdout.split()
