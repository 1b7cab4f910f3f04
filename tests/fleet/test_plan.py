from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from conflictscan.report.fleet import schema

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run
    from tests.fleet.conftest import Ask
    from tests.git.conftest import Work

USERS = "def get_user(key):\n    return {'key': key}\n\n\ndef size(rows):\n    return len(rows)\n"


@pytest.fixture
def team(work: Work) -> Work:
    """One branch that renames, two that call the old name, one aside, one that conflicts with the target."""
    work.commit({"app/__init__.py": "", "app/users.py": USERS, "note.txt": "one\n"}, "base")
    work.branch("rename", {"app/users.py": USERS.replace("get_user", "fetch_user")})
    for name in ("orders", "reports"):
        work.branch(
            name,
            {
                f"app/{name}.py": f"from app.users import get_user\n\n\ndef {name}():\n    return get_user(1)\n"
            },
        )
    work.branch("aside", {"aside.txt": "a\n"})
    work.branch("late", {"note.txt": "two\n"})
    work.commit({"note.txt": "three\n"})
    return work


def names(told: dict[str, Any], places: list[int]) -> list[str]:
    return [told["branches"][place]["name"] for place in places]


def test_one_branch_is_reworked_where_two_could_be(team: Work, ask: Ask) -> None:
    told = ask(team, "plan", "--target", "main", status=1)
    waves = [names(told, wave) for wave in told["waves"]]
    assert waves == [["aside", "rename"], ["orders", "reports"]]
    assert told["rework"] == {"cost": 2, "at_least": 2}
    assert names(told, told["safe"]["branches"]) == ["aside", "orders", "reports"]
    assert told["safe"]["at_most"] == 3
    assert {(names(told, [r["branch"]])[0], *names(told, r["onto"])) for r in told["rebases"]} == {
        ("orders", "rename"),
        ("reports", "rename"),
    }


def test_a_branch_that_conflicts_with_the_target_is_blocked(team: Work, ask: Ask) -> None:
    told = ask(team, "plan", "--target", "main", status=1)
    [blocked] = told["blocked"]
    assert names(told, [blocked["branch"]]) == ["late"]
    assert blocked["textual_conflicts"] == ["note.txt"]
    assert blocked["branch"] not in [place for step in told["steps"] for place in step]


def test_what_can_land_without_rework_gives_status_0(team: Work, ask: Ask) -> None:
    told = ask(team, "plan", "aside", "orders", "reports", "--target", "main", status=0)
    assert len(told["waves"]) == 1
    assert told["rework"] == {"cost": 0, "at_least": 0}


def test_who_uses_what_another_adds_comes_after_it(team: Work, ask: Ask) -> None:
    team.branch("adds", {"app/tools.py": "def tool():\n    return 1\n"})
    team.branch(
        "above", {"app/above.py": "from app.tools import tool\n\n\ndef above():\n    return tool()\n"}
    )
    told = ask(team, "plan", "above", "adds", "--target", "main", status=0)
    assert [names(told, step) for step in told["steps"]] == [["adds"], ["above"]]
    assert told["needs"] == [{"branch": 0, "on": 1, "why": "tools"}]
    assert len(told["waves"]) == 1


def test_who_use_each_other_land_together(team: Work, ask: Ask) -> None:
    team.branch("one", {"app/one.py": "from app.two import two\n\n\ndef one():\n    return two\n"})
    team.branch("two", {"app/two.py": "def two():\n    import app.one\n\n    return app.one.one()\n"})
    told = ask(team, "plan", "two", "aside", "one", "--target", "main", status=0)
    assert [names(told, step) for step in told["steps"]] == [["two", "one"], ["aside"]]


def test_a_branch_on_top_of_another_comes_after_it(team: Work, ask: Ask) -> None:
    team.git("switch", "--quiet", "--create", "above", "rename")
    team.commit({"app/more.py": "from app.users import fetch_user\n\nfetch_user(1)\n"})
    team.git("switch", "--quiet", "main")
    told = ask(team, "plan", "above", "rename", "--target", "main", status=0)
    assert [names(told, step) for step in told["steps"]] == [["rename"], ["above"]]
    assert told["needs"] == [{"branch": 0, "on": 1, "why": "its commits"}]


def test_who_needs_a_blocked_branch_is_blocked_too(team: Work, ask: Ask) -> None:
    team.git("switch", "--quiet", "--create", "on-late", "late")
    team.commit({"more.txt": "m\n"})
    team.git("switch", "--quiet", "main")
    told = ask(team, "plan", "on-late", "late", "aside", "--target", "main", status=1)
    assert sorted(names(told, [each["branch"] for each in told["blocked"]])) == ["late", "on-late"]
    assert [names(told, wave) for wave in told["waves"]] == [["aside"]]


def test_people_read_waves_rebases_and_how_good_the_plan_is(run: Run, team: Work) -> None:
    out = run("plan", "--target", "main", cwd=team.path).out
    assert "wave 1\n  aside\n  rename\nwave 2\n  orders\n    rebase on rename, and mend:" in out
    assert "ours is orders, theirs is rename:" in out
    assert "without any rework 3 can land (no set is larger): aside, orders, reports" in out
    assert "rework: 2 (no order has less)" in out
    page = run("plan", "--target", "main", "--format", "markdown", cwd=team.path).out
    assert "## Wave 2" in page


# -- tasks -------------------------------------------------------------------------------------

TASKS = """
[[task]]
name = "speed up size"
symbols = ["app.users.size"]

[[task]]
name = "users by mail"
symbols = ["app/users.py:get_user"]

[[task]]
name = "orders"
paths = ["app/orders.py"]

[[task]]
name = "order tests"
paths = ["tests/orders/"]

[[task]]
name = "more orders"
paths = ["app/orders.py", "note.txt"]
"""


@pytest.fixture
def listed(team: Work, tmp_path: Path) -> Path:
    team.git("merge", "--quiet", "-m", "orders", "orders")
    team.commit(
        {
            "tests/orders/test_orders.py": "from app.orders import orders\n\n\ndef test():\n    assert orders()\n"
        }
    )
    file = tmp_path / "tasks.toml"
    file.write_text(TASKS)
    return file


def tasks(run: Run, team: Work, file: Path) -> dict[str, Any]:
    done = run("plan", "--tasks", str(file), "--format", "json", cwd=team.path)
    assert (done.status, done.err) == (0, "")
    told: dict[str, Any] = json.loads(done.out)
    jsonschema.validate(told, schema("tasks"))
    return told


def test_tasks_of_one_round_touch_nothing_that_another_touches_or_uses(
    run: Run, team: Work, listed: Path
) -> None:
    told = tasks(run, team, listed)
    rounds = [[told["tasks"][task]["name"] for task in each] for each in told["rounds"]]
    assert rounds == [["speed up size", "users by mail"], ["orders"], ["more orders"], ["order tests"]]
    why = {(wait["task"], wait["on"]): (wait["uses"], wait["what"]) for wait in told["waits"]}
    assert why[2, 1] == (True, "app/users.py:get_user")
    assert why[4, 2] == (False, "app/orders.py")
    assert why[3, 2] == (True, "app/orders.py:orders")
    assert (2, 0) not in why


def test_a_file_that_is_not_there_yet_can_be_planned(run: Run, team: Work, tmp_path: Path) -> None:
    file = tmp_path / "tasks.toml"
    file.write_text(
        '[[task]]\nname = "a"\npaths = ["new/a.py"]\n[[task]]\nname = "b"\npaths = ["new/a.py"]\n'
    )
    assert tasks(run, team, file)["rounds"] == [[0], [1]]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("task = 1", "is no list of tasks"),
        ("[[task", "is no list of tasks"),
        ('[[task]]\nname = "a"\npath = ["b"]', "is no list of tasks"),
        ('[[task]]\nname = "a"\nsymbols = ["app.users.nothing"]', "names the symbol 'app.users.nothing'"),
        ('[[task]]\nname = "a"\n[[task]]\nname = "a"', "two tasks of the name 'a'"),
    ],
)
def test_a_list_that_means_nothing_is_one_sentence(
    run: Run, team: Work, tmp_path: Path, content: str, sentence: str
) -> None:
    file = tmp_path / "tasks.toml"
    file.write_text(content)
    done = run("plan", "--tasks", str(file), cwd=team.path)
    assert (done.status, done.out) == (2, "")
    assert sentence in done.err
    assert len(done.err.splitlines()) == 1


def test_tasks_and_branches_are_not_planned_at_once(run: Run, team: Work, tmp_path: Path) -> None:
    assert "takes no branches" in run("plan", "aside", "--tasks", "x", cwd=team.path).err
    assert "cannot read the tasks" in run("plan", "--tasks", str(tmp_path / "none"), cwd=team.path).err


@pytest.mark.parametrize("name", ["plan", "tasks"])
def test_the_schemas_are_schemas(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(name))
