from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from .conftest import Run

BEFORE = {
    "app/users.py": '''
import os

LIMIT = 10
TABLE = {"a": 1, "b": [2, 3]}


class User(object):
    """A person."""

    name: str = ""

    def rename(self, name):
        self.name = name

    def greet(self, loud=False):
        return self.name.upper() if loud else self.name


def find_user(rows, key):
    found = [row for row in rows if row.key == key]
    return found[0] if found else None


def load_all(path):
    with open(path) as file:
        return [line.split(",") for line in file if line.strip()]


def unused():
    return os.name
''',
    "requirements.txt": "click>=8.1\nrich>=13\n",
    "settings.yaml": "web:\n  workers: 4\n",
}
AFTER = {
    "app/users.py": '''
import json

LIMIT = 20
TABLE = {"a": 1, "b": [2, 3]}


class User(Person):
    """A person."""

    name: str = "nobody"

    def rename(self, name: str, *, silent: bool = False) -> None:
        self.name = name

    @cached
    def greet(self, loud=True):
        return self.name.upper() if loud else self.name

    def email(self, host):
        return f"{self.name}@{host}"


def search_user(rows, key):
    found = [row for row in rows if row.key == key]
    return found[0] if found else None
''',
    "app/files.py": """
def load_all(path):
    with open(path) as file:
        return [line.split(",") for line in file if line.strip()]
""",
    "requirements.txt": "click>=8.2\nrich>=13\nmsgspec\n",
    "settings.yaml": "web:\n  workers: 16\n",
}
OTHER_LAYOUT = {
    **BEFORE,
    "app/users.py": '''# users of the shop
import os

LIMIT = 10  # at most
TABLE = {
    'a': 1,  # the first
    'b': [2, 3],
}


class User(object):
    """Somebody who buys."""

    name: str = ''

    def rename(
        self,
        name,
    ):
        # as it is
        self.name = name

    def greet(self, loud=False):
        return (
            self.name.upper()
            if loud
            else self.name
        )


def find_user(rows, key):
    matching = [each for each in rows if each.key == key]
    return matching[0] if matching else None


def load_all(path):
    with open(path) as file:
        return [line.split(',') for line in file if line.strip()]


def unused():
    return os.name
''',
}


class History(NamedTuple):
    folder: Path
    commit: Any


@pytest.fixture
def history(tmp_path: Path) -> History:
    """A repository, and what commits whole trees to it under a tag."""
    folder = tmp_path / "work"
    folder.mkdir()

    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *identity, "-C", str(folder), *arguments], check=True, capture_output=True)

    def commit(tag: str, files: dict[str, str]) -> None:
        git("rm", "-rq", "--ignore-unmatch", ".")
        for path, text in files.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(text)
        git("add", "--all")
        git("commit", "--quiet", "--allow-empty", "--message", tag)
        git("tag", tag)

    git("init", "--quiet")
    commit("before", BEFORE)
    return History(folder, commit)


def differences(run: Run, history: History, *arguments: str) -> dict[tuple[str, str, str], dict[str, Any]]:
    done = run("diff", "before", *arguments, "--format", "json", cwd=history.folder)
    assert (done.status, done.err) == (0, "")
    rows = json.loads(done.out)["changes"]
    return {(row["what"], row["kind"], row["name"]): row for row in rows}


def test_each_kind_of_change_is_told_once_and_nothing_else(run: Run, history: History) -> None:
    history.commit("after", AFTER)
    found = differences(run, history, "after")
    assert set(found) == {
        ("added", "file", "app/files.py"),
        ("added", "import", "json"),
        ("added", "method", "User.email"),
        ("added", "requirement", "msgspec (main)"),
        ("changed", "class", "User"),
        ("changed", "field", "User.name"),
        ("changed", "key", "web.workers"),
        ("changed", "method", "User.greet"),
        ("changed", "method", "User.rename"),
        ("changed", "requirement", "click (main)"),
        ("changed", "variable", "LIMIT"),
        ("moved", "function", "load_all"),
        ("removed", "function", "unused"),
        ("removed", "import", "os"),
        ("renamed", "function", "search_user"),
    }


def test_old_and_new_forms_stand_beside_each_other(run: Run, history: History) -> None:
    history.commit("after", AFTER)
    found = differences(run, history, "after")

    def deltas(*key: str) -> set[tuple[str, str, str]]:
        row = found[key[0], key[1], key[2]]
        return {(delta["kind"], delta["old"], delta["new"]) for delta in row["deltas"]}

    rename = found["changed", "method", "User.rename"]
    assert (rename["old"], rename["new"]) == ("(name)", "(name: str, *, silent: bool = False) -> None")
    assert ("parameter-default", "False", "True") in deltas("changed", "method", "User.greet")
    assert ("decorators", "", "@cached") in deltas("changed", "method", "User.greet")
    assert deltas("changed", "variable", "LIMIT") == {("value-changed", "10", "20")}
    assert deltas("changed", "field", "User.name") == {("value-changed", '""', '"nobody"')}
    assert deltas("changed", "class", "User") == {("supers", "object", "Person")}
    assert found["moved", "function", "load_all"]["old_path"] == "app/users.py"
    assert found["renamed", "function", "search_user"]["old_name"] == "find_user"
    click = found["changed", "requirement", "click (main)"]
    assert (click["old"], click["new"]) == (">=8.1", ">=8.2")
    workers = found["changed", "key", "web.workers"]
    assert (workers["old"], workers["new"]) == ("4", "16")


def test_layout_comments_and_names_of_locals_are_no_difference(run: Run, history: History) -> None:
    history.commit("pretty", OTHER_LAYOUT)
    assert differences(run, history, "pretty") == {}
    done = run("diff", "before", "pretty", "--exit-code", cwd=history.folder)
    assert (done.status, done.out) == (0, "no difference in meaning\n")


def test_the_other_way_round_what_was_added_is_removed(run: Run, history: History) -> None:
    history.commit("after", AFTER)
    there = differences(run, history, "after")
    done = run("diff", "after", "before", "--format", "json", cwd=history.folder)
    back = {(row["what"], row["kind"]) for row in json.loads(done.out)["changes"]}
    swapped = {"added": "removed", "removed": "added"}
    assert back == {(swapped.get(what, what), kind) for what, kind, _ in there}


def test_a_path_narrows_and_the_exit_code_is_asked_for(run: Run, history: History) -> None:
    history.commit("after", AFTER)
    assert {row["path"] for row in differences(run, history, "after", "--path", "app/files.py").values()} == {
        "app/files.py"
    }
    assert {key[1] for key in differences(run, history, "after", "--path", "settings.yaml")} == {"key"}
    assert run("diff", "before", "after", cwd=history.folder).status == 0
    assert run("diff", "before", "after", "--exit-code", cwd=history.folder).status == 1
    narrowed = run("diff", "before", "after", "--exit-code", "--path", "docs", cwd=history.folder)
    assert narrowed.status == 0


def test_what_is_not_committed_can_be_compared(run: Run, history: History) -> None:
    (history.folder / "app" / "users.py").write_text(BEFORE["app/users.py"] + "\n\nNEW = 1\n")
    assert set(differences(run, history, ":worktree")) == {("added", "variable", "NEW")}
    assert differences(run, history, ":index") == {}


def test_people_read_the_names_the_forms_and_the_count(run: Run, history: History) -> None:
    history.commit("after", {**AFTER, "logo.png": "not text"})
    out = run("diff", "before", "after", cwd=history.folder, PYTHONIOENCODING="ascii").out
    assert "User.email(host)  [method added]" in out
    assert "signature (name) -> (name: str, *, silent: bool = False) -> None" in out
    assert "load_all  [function moved from app/users.py]" in out
    assert out.endswith("not read: logo.png: no language\n")


def test_an_unknown_revision_is_one_sentence(run: Run, history: History) -> None:
    done = run("diff", "before", "nowhere", cwd=history.folder)
    assert (done.status, done.out) == (2, "")
    assert "cannot resolve 'nowhere'" in done.err
