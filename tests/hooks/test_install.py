from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Git

STAGES = ("pre-commit", "pre-merge-commit", "pre-push")


def install(work: Path, *options: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "conflictscan", "install-hook", *options],
        cwd=work,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def foreign(work: Path, stage: str = "pre-commit", text: str = "#!/bin/sh\necho foreign\n") -> Path:
    hook = work / ".git" / "hooks" / stage
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(text)
    hook.chmod(0o755)
    return hook


def test_all_hooks_are_installed_and_taken_away(work: Path) -> None:
    hooks = work / ".git" / "hooks"
    status, out, _ = install(work)
    assert status == 0
    for stage in STAGES:
        assert (hooks / stage).stat().st_mode & 0o111
        assert f"{hooks / stage}\n" in out
    assert install(work)[0] == 0
    assert install(work, "--uninstall")[0] == 0
    assert not any((hooks / stage).exists() for stage in STAGES)


def test_one_stage_can_be_chosen(work: Path) -> None:
    assert install(work, "pre-push")[0] == 0
    assert [(work / ".git" / "hooks" / stage).exists() for stage in STAGES] == [False, False, True]


def test_a_foreign_hook_stays_and_nothing_is_half_installed(work: Path) -> None:
    hook = foreign(work)
    status, out, err = install(work)
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert 'conflictscan hook pre-commit "$@"' in err
    assert hook.read_text() == "#!/bin/sh\necho foreign\n"
    assert not (hook.parent / "pre-push").exists()
    install(work, "--uninstall")
    assert hook.read_text() == "#!/bin/sh\necho foreign\n"


def test_a_chained_hook_runs_first_with_what_git_gives_it_and_comes_back(work: Path, git: Git) -> None:
    hook = foreign(work, "pre-push", '#!/bin/sh\necho "foreign $1 $(cat)"\n')
    assert install(work, "--chain")[0] == 0
    git("checkout", "--quiet", "gift-wrapping")
    git("commit", "--quiet", "--allow-empty", "--message", "nothing")
    told = git("push", "origin", "gift-wrapping").text
    assert "foreign origin refs/heads/gift-wrapping " in told
    install(work, "--uninstall")
    assert "foreign" in hook.read_text()
    assert sorted(path.name for path in hook.parent.iterdir() if "conflictscan" in path.name) == []


def test_a_chained_hook_that_refuses_is_obeyed(work: Path, git: Git) -> None:
    foreign(work, "pre-commit", "#!/bin/sh\nexit 7\n")
    install(work, "--chain")
    git("checkout", "--quiet", "gift-wrapping")
    assert git("commit", "--allow-empty", "--message", "nothing", check=False).status != 0


def test_hooks_folder_of_the_repository_is_respected(work: Path, git: Git) -> None:
    git("config", "core.hooksPath", ".githooks")
    assert install(work)[0] == 0
    assert (work / ".githooks" / "pre-push").exists()
    assert not (work / ".git" / "hooks" / "pre-push").exists()


def test_hooks_that_serve_other_repositories_are_left_alone(work: Path, git: Git, tmp_path: Path) -> None:
    git("config", "core.hooksPath", str(tmp_path / "everywhere"))
    status, _, err = install(work)
    assert status == 2
    assert "core.hooksPath" in err
    assert not (tmp_path / "everywhere").exists()


def test_a_linked_worktree_shares_the_hooks(work: Path, git: Git, tmp_path: Path) -> None:
    git("worktree", "add", "--quiet", str(tmp_path / "second"), "invoices")
    assert install(tmp_path / "second")[0] == 0
    assert (work / ".git" / "hooks" / "pre-commit").exists()


@pytest.mark.parametrize("options", [(), ("--uninstall",)])
def test_outside_of_a_repository_there_is_nothing_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    status, out, err = install(tmp_path, *options)
    assert (status, out) == (2, "")
    assert "not in a git repository" in err


def test_a_hook_whose_python_is_gone_says_so_and_lets_git_go_on(
    installed: Path, git: Git, environment: dict[str, str]
) -> None:
    for stage in STAGES:
        hook = installed / ".git" / "hooks" / stage
        hook.write_text(hook.read_text().replace(sys.executable, "/gone/python"))
    environment["PATH"] = "/usr/bin:/bin"
    told = git("commit", "--allow-empty", "--message", "nothing").text
    assert "conflictscan: not installed any more" in told
