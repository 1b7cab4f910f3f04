from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from conflictscan.report.json import schema

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Run

SERVICE = """class UserService:
    def __init__(self, rows):
        self.rows = rows

    def get_user(self, key):
        return self.rows[key]
"""
BY_EMAIL = """
    def get_user_by_email(self, email):
        return next(row for row in self.rows.values() if row.email == email)
"""
BY_ROLE = """
    def get_users_by_role(self, role):
        return [row for row in self.rows.values() if role in row.roles]
"""
LOGIN = """from app.users import UserService


def login(service: UserService, email):
    return service.get_user_by_email(email)
"""


def git(folder: Path, *arguments: str, check: bool = True) -> str:
    identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, "-C", str(folder), *arguments], check=check, capture_output=True)
    return done.stdout.decode().strip()


@pytest.fixture
def stopped(tmp_path: Path) -> Path:
    """A merge of `by-role` into `main` that stopped, in both of which a method was added to one class."""
    folder = tmp_path / "work"
    (folder / "app").mkdir(parents=True)
    users = folder / "app" / "users.py"
    git(folder, "init", "--quiet", "--initial-branch", "main")
    (folder / "app" / "__init__.py").touch()
    users.write_text(SERVICE)
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "base")
    git(folder, "checkout", "--quiet", "-b", "by-role")
    users.write_text(SERVICE + BY_ROLE)
    git(folder, "commit", "--quiet", "--all", "--message", "by role")
    git(folder, "checkout", "--quiet", "main")
    users.write_text(SERVICE + BY_EMAIL)
    (folder / "app" / "login.py").write_text(LOGIN)
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "by email")
    git(folder, "merge", "by-role", check=False)
    return folder


def document(run: Run, folder: Path, *arguments: str) -> dict[str, Any]:
    done = run("scan", *arguments, "--format", "json", cwd=folder)
    assert done.err == ""
    told: dict[str, Any] = json.loads(done.out)
    jsonschema.validate(told, schema())
    assert done.status == int(any(finding["severity"] == "error" for finding in told["findings"]))
    return told


def codes(told: dict[str, Any]) -> list[str]:
    return [finding["code"] for finding in told["findings"]]


def test_a_merge_in_progress_is_audited_from_the_index_and_the_work_tree(run: Run, stopped: Path) -> None:
    git(stopped, "checkout", "--theirs", "app/users.py")
    told = document(run, stopped, "--result", ":worktree")
    assert codes(told) == ["WW307"]
    assert told["repository"]["result"]["rev"] == ":worktree"
    assert told["repository"]["result"]["oid"] is None
    assert told["textual_conflicts"] == ["app/users.py"]
    place = told["findings"][0]
    assert (place["cause"]["path"], place["cause"]["line"]) == ("app/users.py", 8)
    assert (place["effect"]["path"], place["effect"]["line"]) == ("app/login.py", 5)
    git(stopped, "add", ".")
    assert codes(document(run, stopped, "--result", ":index")) == ["WW307"]
    (stopped / "app" / "users.py").write_text(SERVICE + BY_ROLE + BY_EMAIL)
    assert codes(document(run, stopped, "--result", ":worktree")) == []
    assert codes(document(run, stopped, "--result", ":index")) == ["WW307"]


def test_a_file_still_in_conflict_is_named_as_not_checked(run: Run, stopped: Path) -> None:
    told = document(run, stopped, "--result", ":worktree")
    assert told["findings"] == []
    assert {"path": "app/users.py", "reason": "textual conflict"} in told["coverage"]["unchecked"]
    done = run("scan", "--result", ":index", cwd=stopped)
    assert done.status == 2
    assert "unresolved conflicts" in done.err


def test_a_merge_commit_names_its_own_sides(run: Run, stopped: Path) -> None:
    git(stopped, "checkout", "--theirs", "app/users.py")
    git(stopped, "commit", "--quiet", "--all", "--message", "merge")
    told = document(run, stopped, "--result", "HEAD")
    assert codes(told) == ["WW307"]
    assert told["repository"]["ours"]["oid"] == git(stopped, "rev-parse", "HEAD^1")
    assert told["repository"]["theirs"]["oid"] == git(stopped, "rev-parse", "HEAD^2")
    tree = git(stopped, "rev-parse", "HEAD^{tree}")
    assert told["repository"]["result"] == {
        "rev": "HEAD",
        "oid": git(stopped, "rev-parse", "HEAD"),
        "tree": tree,
    }
    assert "result" not in document(run, stopped, "HEAD^1", "HEAD^2")["repository"]


def test_what_a_squash_gave_is_audited_with_its_sides_named(run: Run, stopped: Path) -> None:
    git(stopped, "merge", "--abort")
    git(stopped, "checkout", "--quiet", "-b", "squashed")
    (stopped / "app" / "users.py").write_text(SERVICE + BY_ROLE)
    git(stopped, "commit", "--quiet", "--all", "--message", "squash by-role")
    assert codes(document(run, stopped, "main", "by-role", "--result", "squashed")) == ["WW307"]
    assert codes(document(run, stopped, "main", "by-role", "--result", "squashed^{tree}")) == ["WW307"]


def test_people_read_which_result_was_audited(run: Run, stopped: Path) -> None:
    git(stopped, "checkout", "--theirs", "app/users.py")
    git(stopped, "commit", "--quiet", "--all", "--message", "merge")
    out = run("scan", "--result", "HEAD", cwd=stopped).out
    assert f"audited: HEAD ({git(stopped, 'rev-parse', 'HEAD')[:9]}), as the result of this merge" in out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--result", "main"), "'main' is no merge commit, so its sides must be named"),
        (("--result", ":index"), "no merge is in progress whose result ':index' could be"),
        (("--result", "nowhere"), "cannot resolve 'nowhere'"),
        (("main", "--result", "main"), "with --result name both sides, or neither"),
        (("main", "by-role", "--result", "nowhere"), "cannot resolve 'nowhere'"),
    ],
)
def test_a_result_that_means_nothing_is_one_sentence(
    run: Run, stopped: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    git(stopped, "merge", "--abort")
    done = run("scan", *arguments, cwd=stopped)
    assert (done.status, done.out) == (2, "")
    assert sentence in done.err


def test_an_audit_writes_nothing_to_the_repository(run: Run, stopped: Path) -> None:
    git(stopped, "checkout", "--theirs", "app/users.py")
    before = git(stopped, "status", "--porcelain"), git(stopped, "count-objects", "-v")
    document(run, stopped, "--result", ":worktree")
    assert (git(stopped, "status", "--porcelain"), git(stopped, "count-objects", "-v")) == before
