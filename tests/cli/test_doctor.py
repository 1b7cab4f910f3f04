"""`conflictscan doctor` where all is well, and with one thing after the other out of order."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from conflictscan.cli.demo.shop import build, shop

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Run


class Told(NamedTuple):
    status: str
    message: str
    advice: str


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def examined(run: Run, folder: Path, **environment: str) -> dict[str, Told]:
    done = run("doctor", "--format", "json", cwd=folder, **environment)
    document = json.loads(done.out)
    checks = {row["name"]: Told(row["status"], row["message"], row["advice"]) for row in document["checks"]}
    assert document["ok"] is (done.status == 0)
    assert done.status == any(check.status == "fail" for check in checks.values())
    return checks


@pytest.fixture
def shop_work(tmp_path: Path) -> Path:
    build(tmp_path / "work", shop())
    git(tmp_path / "work", "switch", "--quiet", "invoices")
    return tmp_path / "work"


def test_all_is_well_in_a_repository_with_hooks(run: Run, shop_work: Path, tmp_path: Path) -> None:
    run("install-hook", cwd=shop_work)
    cache = str(tmp_path / "cache")
    done = run("doctor", cwd=shop_work, CONFLICTSCAN_CACHE_DIR=cache)
    assert done.status == 0
    assert {line.split()[0] for line in done.out.splitlines()} == {"ok"}
    checks = examined(run, shop_work, CONFLICTSCAN_CACHE_DIR=cache)
    assert list(checks) == [
        "conflictscan", "git", "libgit2", "languages", "cache", "repository", "target", "configuration", "plug-ins",
        "hooks",
    ]  # fmt: skip
    assert "python" in checks["languages"].message
    assert cache in checks["cache"].message
    assert "HEAD would merge into main" in checks["target"].message


def test_outside_of_a_repository_the_installation_is_checked(run: Run, tmp_path: Path) -> None:
    checks = examined(run, tmp_path, GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert checks["repository"].status == "warn"
    assert "hooks" not in checks


def test_a_cache_that_cannot_be_written_is_a_warning_with_the_way_out(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    checks = examined(run, tmp_path, CONFLICTSCAN_CACHE_DIR=str(tmp_path / "file"))
    assert checks["cache"].status == "warn"
    assert "CONFLICTSCAN_CACHE_DIR" in checks["cache"].advice


def test_without_git_libgit2_is_what_is_left(run: Run, tmp_path: Path) -> None:
    checks = examined(run, tmp_path, PATH=str(tmp_path))
    assert (checks["git"].status, checks["libgit2"].status) == ("warn", "ok")
    assert "install git 2.38 or later" in checks["git"].advice


def test_an_old_git_is_a_warning(run: Run, tmp_path: Path) -> None:
    old = tmp_path / "git"
    old.write_text("#!/bin/sh\necho git version 2.30.1\n")
    old.chmod(0o755)
    checks = examined(run, tmp_path, PATH=str(tmp_path))
    assert checks["git"].status == "warn"
    assert checks["git"].message.startswith(f"2.30.1 ({old})")


@pytest.mark.parametrize(("module", "name"), [("tree_sitter_python", "python"), ("tree_sitter_toml", "toml")])
def test_a_grammar_that_does_not_load_fails(tmp_path: Path, module: str, name: str) -> None:
    code = f"import sys; sys.modules[{module!r}] = None\nfrom conflictscan.cli import main; sys.exit(main(['doctor']))"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert f"fail  languages      {name} cannot be read (ModuleNotFoundError)\n" in done.stdout


def test_a_shallow_clone_is_a_warning(run: Run, shop_work: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth=1", shop_work.as_uri(), str(tmp_path / "shallow"))
    found = examined(run, tmp_path / "shallow")["repository"]
    assert found.status == "warn"
    assert "git fetch --unshallow" in found.advice


def test_a_partial_clone_is_a_warning(run: Run, shop_work: Path, tmp_path: Path) -> None:
    git(shop_work, "config", "uploadpack.allowFilter", "true")
    git(
        tmp_path,
        "clone",
        "--quiet",
        "--no-checkout",
        "--filter=blob:none",
        shop_work.as_uri(),
        str(tmp_path / "partial"),
    )
    found = examined(run, tmp_path / "partial")["repository"]
    assert found.status == "warn"
    assert "--no-filter" in found.advice


def test_a_repository_of_somebody_else_fails(run: Run, shop_work: Path) -> None:
    checks = examined(run, shop_work, GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
    assert checks["repository"].status == "fail"
    assert "safe.directory" in checks["repository"].advice


def test_a_repository_without_a_commit_has_nothing_to_scan(run: Run, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    assert examined(run, tmp_path)["target"].status == "warn"


# -- configuration -----------------------------------------------------------------------------


def configure(folder: Path, text: str) -> None:
    git(folder, "switch", "--quiet", "main")
    (folder / "conflictscan.toml").write_text(text)
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "configure")
    git(folder, "switch", "--quiet", "invoices")


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("selct = []", "configuration", "did you mean 'select'?"),
        ('ignore = ["RW1O2"]', "configuration", "'RW1O2'"),
        ('plugins = ["gone"]', "plug-ins", "'gone'"),
    ],
)
def test_a_configuration_that_cannot_be_used_fails(
    run: Run, shop_work: Path, text: str, name: str, words: str
) -> None:
    configure(shop_work, text)
    found = examined(run, shop_work)[name]
    assert found.status == "fail"
    assert words in found.message


def test_a_configuration_that_is_not_on_the_target_yet_is_a_warning(run: Run, shop_work: Path) -> None:
    configure(shop_work, "preview = true\n")
    found = examined(run, shop_work)["configuration"]  # `invoices` does not have it
    assert found.status == "warn"
    git(shop_work, "merge", "--quiet", "main", "--message", "merge")
    assert examined(run, shop_work)["configuration"] == Told("ok", "conflictscan.toml of main", "")


# -- hooks -------------------------------------------------------------------------------------


def test_hooks_that_are_missing_foreign_or_dead_are_warnings(run: Run, shop_work: Path) -> None:
    assert "`conflictscan install-hook` installs" in examined(run, shop_work)["hooks"].advice
    hook = shop_work / ".git" / "hooks" / "pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\n")
    assert "--chain" in examined(run, shop_work)["hooks"].advice
    run("install-hook", "--chain", cwd=shop_work)
    assert examined(run, shop_work)["hooks"].status == "ok"
    hook.write_text(hook.read_text().replace(sys.executable, "/gone/python"))
    assert "/gone/python, which is gone" in examined(run, shop_work)["hooks"].message


def test_core_hooks_path_is_named(run: Run, shop_work: Path) -> None:
    git(shop_work, "config", "core.hooksPath", ".githooks")
    run("install-hook", cwd=shop_work)
    found = examined(run, shop_work)["hooks"]
    assert found.status == "ok"
    assert f"{os.sep}.githooks (core.hooksPath)" in found.message


def test_hooks_of_the_pre_commit_program_are_known(run: Run, shop_work: Path) -> None:
    (shop_work / ".pre-commit-config.yaml").write_text("repos:\n- repo: x\n  hooks:\n  - id: conflictscan\n")
    assert examined(run, shop_work)["hooks"].status == "ok"
