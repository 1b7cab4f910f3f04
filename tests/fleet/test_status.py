from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from conflictscan.report.fleet import schema

if TYPE_CHECKING:
    from tests.cli.conftest import Run
    from tests.fleet.conftest import Ask
    from tests.git.conftest import Work

USERS = """def get_user(key):
    return {"key": key}


def size(rows):
    return len(rows)


def label(user):
    return user["key"]
"""
REPORT = """from app.users import get_user, label, size


def report(rows):
    return size(rows), label(get_user(1))
"""


@pytest.fixture
def team(work: Work) -> Work:
    """A branch that uses three functions, of which the target renames one and changes the body of another."""
    work.commit({"app/__init__.py": "", "app/users.py": USERS}, "base")
    work.branch("report", {"app/report.py": REPORT})
    work.branch("aside", {"aside.txt": "a\n"})
    work.commit({"app/users.py": USERS.replace("len(rows)", "len(list(rows))")}, "size takes iterators")
    renamed = USERS.replace("len(rows)", "len(list(rows))").replace("get_user", "fetch_user")
    work.commit({"app/users.py": renamed}, "rename")
    return work


def reads(told: dict[str, Any], name: str) -> dict[str, dict[str, Any]]:
    branch = next(each for each in told["branches"] if each["name"] == name)
    return {read["symbol"]: read for read in branch["reads"]}


def test_each_interface_is_fresh_behind_or_broken_with_the_commits_that_made_it_so(
    team: Work, ask: Ask
) -> None:
    told = ask(team, "status", "--target", "main", status=1)
    found = reads(told, "report")
    assert {symbol: read["state"] for symbol, read in found.items()} == {
        "app.users.get_user": "broken",
        "app.users.size": "behind",
        "app.users.label": "fresh",
    }
    assert found["app.users.size"]["changed"] == ["body-changed"]
    assert found["app.users.size"]["commits"] == [team.git("rev-parse", "main~1")]
    assert found["app.users.get_user"]["changed"] == ["renamed"]
    assert found["app.users.get_user"]["commits"] == [team.git("rev-parse", "main")]
    assert found["app.users.label"]["commits"] == []
    assert found["app.users.label"]["read"] == found["app.users.label"]["now"]
    assert found["app.users.size"]["read"] != found["app.users.size"]["now"]


def test_a_branch_says_how_far_behind_it_is_and_its_worst(team: Work, ask: Ask) -> None:
    told = ask(team, "status", "--target", "main", status=1)
    rows = {each["name"]: (each["behind"], each["state"], len(each["reads"])) for each in told["branches"]}
    assert rows == {"aside": (2, "fresh", 0), "report": (2, "broken", 3)}


def test_a_rebased_branch_is_fresh_again(team: Work, ask: Ask) -> None:
    team.git("switch", "--quiet", "--create", "rebased", "main")
    team.commit({"app/report.py": REPORT.replace("get_user", "fetch_user")})
    team.git("switch", "--quiet", "main")
    told = ask(team, "status", "rebased", "--target", "main", status=0)
    [branch] = told["branches"]
    assert (branch["behind"], branch["state"]) == (0, "fresh")
    assert {read["state"] for read in branch["reads"]} == {"fresh"}
    assert len(branch["reads"]) == 3


def test_what_is_gone_has_no_version(team: Work, ask: Ask) -> None:
    team.commit({"app/users.py": "def fetch_user(key):\n    return key\n"}, "gone")
    found = reads(ask(team, "status", "report", "--target", "main", status=1), "report")
    assert found["app.users.label"]["now"] is None
    assert found["app.users.label"]["changed"] == ["removed"]
    assert found["app.users.label"]["commits"] == [team.git("rev-parse", "main")]


def test_people_read_what_is_stale(run: Run, team: Work) -> None:
    out = run("status", "--target", "main", cwd=team.path).out
    assert "broken  report: 2 commits behind, 3 interfaces read" in out
    assert f"broken: app.users.get_user (renamed) by {team.git('rev-parse', 'main')[:9]}" in out
    page = run("status", "--target", "main", "--format", "markdown", cwd=team.path).out
    assert "**broken**" in page


def test_a_branch_that_is_not_there_is_one_sentence(run: Run, team: Work) -> None:
    done = run("status", "nowhere", "--target", "main", cwd=team.path)
    assert (done.status, done.out) == (2, "")
    assert "cannot resolve 'nowhere'" in done.err


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema("status"))
