from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from conflictscan.cli.demo.shop import Branch, shop
from conflictscan.report.json import schema

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Run


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, "-C", str(folder), *arguments], capture_output=True, check=True)
    return done.stdout.decode().strip()


def codes(text: str) -> list[str]:
    document: dict[str, Any] = json.loads(text)
    jsonschema.validate(document, schema())
    return [finding["code"] for finding in document["findings"]]


@pytest.fixture
def copy(shop_repository: Path, tmp_path: Path) -> Path:
    """A clone with local branches that a test may change."""
    folder = tmp_path / "shop"
    subprocess.run(["git", "clone", "--quiet", "--no-local", str(shop_repository), str(folder)], check=True)
    for branch in ("invoices", "gift-wrapping"):
        git(folder, "branch", "--no-track", branch, f"origin/{branch}")
    return folder


@pytest.mark.parametrize("branch", [pytest.param(branch, id=branch.name) for branch in shop().branch])
def test_each_branch_of_the_demo_has_the_finding_it_is_made_for_and_no_other(
    run: Run, shop_repository: Path, branch: Branch
) -> None:
    done = run("scan", "main", branch.name, "--format", "json", cwd=shop_repository)
    assert done.err == ""
    assert codes(done.out) == ([branch.expects] if branch.expects else [])
    assert done.status == (1 if branch.expects else 0)


def test_one_revision_is_what_head_is_scanned_against(run: Run, copy: Path) -> None:
    git(copy, "checkout", "--quiet", "invoices")
    repository = json.loads(run("scan", "main", "--format", "json", cwd=copy).out)["repository"]
    assert repository["ours"] == {"rev": "HEAD", "oid": git(copy, "rev-parse", "invoices")}
    assert repository["theirs"] == {"rev": "main", "oid": git(copy, "rev-parse", "main")}
    assert repository["base"] == git(copy, "merge-base", "main", "invoices")


def test_without_revisions_head_is_scanned_against_the_default_branch(run: Run, copy: Path) -> None:
    git(copy, "checkout", "--quiet", "invoices")
    done = run("scan", "--format", "json", cwd=copy)
    assert codes(done.out) == ["RW102"]
    assert json.loads(done.out)["repository"]["theirs"]["rev"] == "origin/main"


def test_the_target_may_be_configured(run: Run, copy: Path) -> None:
    git(copy, "branch", "stable", "gift-wrapping")
    git(copy, "checkout", "--quiet", "invoices")
    (copy / "conflictscan.toml").write_text('target = "stable"\n')
    git(copy, "add", ".")
    git(copy, "commit", "--quiet", "--message", "configure")
    done = run("scan", "--format", "json", cwd=copy)
    assert json.loads(done.out)["repository"]["theirs"]["rev"] == "stable"
    assert done.status == 0


@pytest.mark.parametrize("state", [":index", ":worktree"])
def test_what_is_not_committed_yet_can_be_scanned(run: Run, copy: Path, state: str) -> None:
    git(copy, "checkout", "--quiet", "gift-wrapping")
    (copy / "shop" / "late.py").write_text("from shop.users import get_user\n\nBUYER = get_user(1)\n")
    before = git(copy, "status", "--porcelain")
    assert run("scan", "HEAD", "main", cwd=copy).status == 0
    if state == ":index":
        git(copy, "add", ".")
        before = git(copy, "status", "--porcelain")
    assert codes(run("scan", state, "main", "--format", "json", cwd=copy).out) == ["RW102"]
    assert git(copy, "status", "--porcelain") == before


def test_rules_can_be_chosen(run: Run, shop_repository: Path) -> None:
    def found(*options: str) -> list[str]:
        return codes(run("scan", "main", "invoices", "--format", "json", *options, cwd=shop_repository).out)

    assert found("--select", "WW,RW102") == ["RW102"]
    assert found("--select", "renamed-symbol-used") == ["RW102"]
    assert found("--select", "WW", "--select", "CD") == []
    assert found("--ignore", "RW102,RW101") == []


@pytest.mark.parametrize(("fail_on", "status"), [("error", 1), ("warning", 1), ("note", 1), ("never", 0)])
def test_severity_decides_the_exit_status(run: Run, shop_repository: Path, fail_on: str, status: int) -> None:
    assert run("scan", "main", "invoices", "--fail-on", fail_on, cwd=shop_repository).status == status
    assert run("scan", "main", "gift-wrapping", "--fail-on", fail_on, cwd=shop_repository).status == 0


def test_the_configuration_of_the_target_holds_and_not_that_of_the_change(run: Run, copy: Path) -> None:
    git(copy, "checkout", "--quiet", "invoices")
    (copy / "conflictscan.toml").write_text('fail-on = "never"\nignore = ["RW"]\n')
    git(copy, "add", ".")
    git(copy, "commit", "--quiet", "--message", "switch it off")
    assert run("scan", "main", cwd=copy).status == 1
    assert run("scan", "main", "invoices", cwd=copy).status == 0


def test_an_unknown_key_of_the_target_is_named(run: Run, copy: Path) -> None:
    git(copy, "checkout", "--quiet", "main")
    with (copy / "pyproject.toml").open("a") as file:
        file.write('\n[tool.conflictscan]\nignroe = ["RW"]\n')
    git(copy, "commit", "--quiet", "--all", "--message", "configure")
    done = run("scan", "invoices", "main", cwd=copy)
    assert (done.status, done.out) == (2, "")
    assert (
        "unknown key 'ignroe' in [tool.conflictscan] in pyproject.toml of main; did you mean 'ignore'?"
        in done.err
    )


def test_a_comment_suppresses_and_is_counted(run: Run, copy: Path) -> None:
    git(copy, "checkout", "--quiet", "invoices")
    file = copy / "shop" / "invoices.py"
    reason = "# conflictscan: ignore[RW102] the alias lands first"
    file.write_text(
        file.read_text()
        .replace("import get_user", f"import get_user  {reason}")
        .replace("    user =", f"    {reason}\n    user =")
    )
    git(copy, "commit", "--quiet", "--all", "--message", "answer")
    done = run("scan", "main", "--format", "json", cwd=copy)
    assert (done.status, codes(done.out)) == (0, [])
    assert json.loads(done.out)["statistics"]["suppressed"] == 1


def test_a_baseline_accepts_what_there_is(run: Run, shop_repository: Path, tmp_path: Path) -> None:
    file = str(tmp_path / "baseline.json")
    written = run("scan", "main", "invoices", "--write-baseline", file, cwd=shop_repository)
    assert (written.status, written.out) == (0, "")
    done = run("scan", "main", "invoices", "--baseline", file, cwd=shop_repository)
    assert done.status == 0
    assert "1 finding suppressed" in done.out
    assert run("scan", "main", "password-reset", "--baseline", file, cwd=shop_repository).status == 1


def test_a_report_can_go_to_a_file(run: Run, shop_repository: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    done = run("scan", "main", "invoices", "--format", "json", "--output", str(file), cwd=shop_repository)
    assert (done.status, done.out) == (1, "")
    assert codes(file.read_text()) == ["RW102"]


def test_the_same_scan_gives_the_same_findings_with_and_without_a_cache(
    run: Run, shop_repository: Path
) -> None:
    def document(*options: str) -> dict[str, Any]:
        told = json.loads(
            run("scan", "main", "invoices", "--format", "json", *options, cwd=shop_repository).out
        )
        told["statistics"] = told["statistics"]["files_changed"]
        return told

    assert document() == document() == document("--no-cache")


def test_colour_is_for_those_who_ask(run: Run, shop_repository: Path) -> None:
    def out(**environment: str) -> str:
        return run("scan", "main", "invoices", cwd=shop_repository, **environment).out

    assert "\x1b[" not in out()
    assert "\x1b[" in out(FORCE_COLOR="1")
    assert "\x1b[" not in out(FORCE_COLOR="1", NO_COLOR="1")


def test_a_stream_that_knows_only_ascii_gets_ascii(run: Run, shop_repository: Path) -> None:
    done = run("scan", "main", "invoices", cwd=shop_repository, PYTHONIOENCODING="ascii")
    assert done.status == 1
    assert done.out.isascii()


def test_names_that_are_no_text_are_told_and_counted(run: Run, copy: Path) -> None:
    git(copy, "checkout", "--quiet", "invoices")
    source = (copy / "shop" / "invoices.py").read_bytes()
    odd = copy / "shop" / b"caf\xe9\n.py".decode("utf-8", "surrogateescape")
    odd.write_bytes(source)
    git(copy, "rm", "--quiet", "shop/invoices.py")
    git(copy, "add", ".")
    git(copy, "commit", "--quiet", "--message", "odd name")
    done = run("scan", "main", cwd=copy, PYTHONIOENCODING="ascii")
    assert done.status == 1
    assert "shop/caf\\xe9\\n.py:" in done.out
    told = json.loads(run("scan", "main", "--format", "json", cwd=copy).out)
    assert told["findings"][0]["effect"]["path"] == "shop/caf\udce9\n.py"


def test_a_reader_that_leaves_early_changes_nothing(shop_repository: Path) -> None:
    command = f"{sys.executable} -m conflictscan scan main invoices | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=True, cwd=shop_repository
    )
    assert done.stdout == "1\n"
    assert done.stderr == ""
