from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from conflictscan.report.fleet import schema

if TYPE_CHECKING:
    from tests.cli.conftest import Run
    from tests.git.conftest import Work

BODY = "    first = key + 1\n    second = first * 2\n    return [first, second, key]\n"


@pytest.fixture
def history(work: Work) -> Work:
    """A function that is added, changed, renamed, moved with its file, given a parameter, and read by a branch."""
    work.commit({"app/__init__.py": "", "app/users.py": f"def get(key):\n{BODY}"}, "added")
    work.commit({"app/users.py": f"def get(key):\n{BODY}\n\nLIMIT = 10\n"}, "a constant")
    work.branch("topic", {"app/use.py": "from app.users import get\n"})
    work.commit({"app/users.py": f"def load(key):\n{BODY}\n\nLIMIT = 10\n"}, "renamed")
    work.git("mv", "app/users.py", "app/people.py")
    work.commit({}, "moved")
    work.commit({"app/people.py": f"def load(key, *, strict):\n{BODY}\n\nLIMIT = 20\n"}, "changed")
    work.commit({"app/people.py": f"# words\n\n\ndef load(key, *, strict):\n{BODY}\n\nLIMIT = 20\n"}, "words")
    return work


def told(run: Run, work: Work, *arguments: str) -> list[dict[str, Any]]:
    done = run(*arguments, "--format", "json", cwd=work.path)
    assert (done.status, done.err) == (0, "")
    rows = [json.loads(line) for line in done.out.splitlines()]
    for row in rows:
        jsonschema.validate(row, schema("log"))
    return rows


def short(rows: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(row["subject"], row["what"], row["name"]) for row in rows]


def test_every_change_of_meaning_is_an_event_and_a_comment_is_none(run: Run, history: Work) -> None:
    rows = told(run, history, "log")
    assert short(rows) == [
        ("changed", "changed", "load"),
        ("changed", "changed", "LIMIT"),
        ("moved", "moved", "app/people.py"),
        ("renamed", "renamed", "load"),
        ("a constant", "added", "LIMIT"),
        ("added", "added", "app/__init__.py"),
        ("added", "added", "app/users.py"),
        ("added", "added", "get"),
    ]
    assert rows[0]["commit"] == history.git("rev-parse", "main^")
    assert rows[0]["author"] == "Ada"
    assert rows[0]["new"] == "(key, *, strict)"
    assert "parameter-added" in [delta["kind"] for delta in rows[0]["deltas"]]


def test_a_range_begins_after_its_first_end(run: Run, history: Work) -> None:
    assert short(told(run, history, "log", "main~2..main")) == [
        ("changed", "changed", "load"),
        ("changed", "changed", "LIMIT"),
    ]


def test_what_changed_under_a_branch_since_it_forked(run: Run, history: Work) -> None:
    rows = told(run, history, "log", "main", "--since-branch", "topic")
    assert [subject for subject, _, _ in short(rows)] == ["changed", "changed", "moved", "renamed"]
    history.git("switch", "--quiet", "--orphan", "stranger")
    history.commit({"s.txt": "s"})
    done = run("log", "main", "--since-branch", "stranger", cwd=history.path)
    assert done.status == 2
    assert "share no history" in done.err


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("--symbol", "LIM*"), ["LIMIT", "LIMIT"]),
        (("--symbol", "get"), ["load", "get"]),
        (("--kind", "moved", "--kind", "renamed"), ["app/people.py", "load"]),
        (("--path", "app/people.py", "--kind", "changed"), ["load", "LIMIT"]),
        (("--path", "docs/"), []),
    ],
)
def test_events_are_chosen_by_symbol_kind_and_path(
    run: Run, history: Work, arguments: tuple[str, ...], names: list[str]
) -> None:
    assert [row["name"] for row in told(run, history, "log", *arguments)] == names


def test_a_merge_is_one_change_along_first_parents_and_else_none(run: Run, history: Work) -> None:
    history.git("merge", "--quiet", "-m", "merge topic", "topic")
    assert "merge topic" not in [row["subject"] for row in told(run, history, "log")]
    rows = told(run, history, "log", "--first-parent")
    assert ("merge topic", "added", "app/use.py") in short(rows)
    assert "work of topic" not in [row["subject"] for row in rows]


def test_a_symbol_is_followed_through_renames_and_moves_to_where_it_was_added(
    run: Run, history: Work
) -> None:
    expected = [
        ("changed", "changed", "load"),
        ("moved", "moved", "app/people.py"),
        ("renamed", "renamed", "load"),
        ("added", "added", "get"),
    ]
    assert short(told(run, history, "follow", "app.people.load")) == expected
    assert short(told(run, history, "follow", "app/people.py:load")) == expected
    assert short(told(run, history, "follow", "app.users.load", "main~3")) == expected[2:]


def test_a_method_is_followed_through_the_rename_of_its_class_and_file(run: Run, work: Work) -> None:
    work.commit(
        {"a.py": f"class Old:\n    def get(self, key):\n    {BODY.replace(chr(10), chr(10) + '    ')}\n"},
        "one",
    )
    work.git("mv", "a.py", "b.py")
    source = (work.path / "b.py").read_text().replace("Old", "New")
    work.commit({"b.py": source}, "two")
    work.commit({"b.py": source.replace("def get", "def fetch")}, "three")
    rows = short(told(run, work, "follow", "b.New.fetch"))
    assert rows[0] == ("three", "renamed", "New.fetch")
    assert rows[-1] == ("one", "added", "Old")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("log", "nowhere"), "cannot resolve 'nowhere'"),
        (("log", "main...topic"), "has three dots"),
        (("log", "main~1..main", "--since-branch", "topic"), "name its end alone"),
        (("follow", "app.people.nothing"), "has no symbol 'app.people.nothing'"),
        (("follow", "app.people.load", "nowhere"), "cannot resolve 'nowhere'"),
    ],
)
def test_what_means_nothing_is_one_sentence(
    run: Run, history: Work, arguments: tuple[str, ...], sentence: str
) -> None:
    done = run(*arguments, cwd=history.path)
    assert (done.status, done.out) == (2, "")
    assert sentence in done.err
    assert len(done.err.splitlines()) == 1


def test_people_read_commits_with_their_events(run: Run, history: Work) -> None:
    out = run("log", "main~2..main", cwd=history.path).out
    assert "Ada: changed" in out
    assert "~ load" in out
    assert "signature (key)" in out
    assert out.endswith("2 events in 1 commit\n")
    page = run("follow", "app.people.load", "--format", "markdown", cwd=history.path).out
    assert "Ada" in page
    assert "in `app/people.py`" in page
    history.git("commit", "--quiet", "--allow-empty", "-m", "\x1b[31mred")
    history.commit({"app/people.py": "X = 1\n"}, "\x1b[31mred")
    assert "\x1b" not in run("log", cwd=history.path).out


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema("log"))
