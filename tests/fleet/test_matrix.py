from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from conflictscan.fleet.branches import Wanted
from conflictscan.fleet.matrix import MatrixOptions, matrix
from conflictscan.report.fleet import schema
from conflictscan.report.json import schema as report_schema
from conflictscan.scan import ScanOptions, scan

if TYPE_CHECKING:
    from conflictscan.facts.fleet import Matrix
    from tests.cli.conftest import Run
    from tests.fleet.conftest import Ask
    from tests.git.conftest import Work

USERS = """def get_user(key):
    return {"key": key}


def drop_user(key, force=False):
    return key, force
"""
ORDERS = """from app.users import get_user


def order(key):
    return get_user(key)
"""
HEAD = '"""{name}"""\nrevision = "{name}"\ndown_revision = {parent}\n\n\ndef upgrade():\n    pass\n'


def migration(name: str, parent: str | None) -> dict[str, str]:
    return {f"versions/{name}.py": HEAD.format(name=name, parent=repr(parent))}


@pytest.fixture
def team(work: Work) -> Work:
    """A rename, a new caller of the old name, two migrations behind one, a change of words, and a text conflict."""
    work.commit(
        {
            "app/__init__.py": "",
            "app/users.py": USERS,
            "app/orders.py": ORDERS,
            "note.txt": "one\ntwo\nthree\n",
        }
        | migration("a1", None),
        "base",
    )
    renamed = {"app/users.py": USERS.replace("get_user", "fetch_user")}
    work.branch("rename", renamed | {"app/orders.py": ORDERS.replace("get_user", "fetch_user")})
    caller = "from app.users import get_user\n\n\ndef report(key):\n    return get_user(key)\n"
    work.branch("caller", {"app/report.py": caller})
    work.branch("roles", migration("b1", "a1"))
    work.branch("dates", migration("b2", "a1"))
    work.branch("words", {"note.txt": "one\n2\nthree\n"})
    work.branch("other-words", {"note.txt": "one\ntwo or so\nthree\n"})
    return work


def pairs(told: dict[str, Any]) -> dict[tuple[str, str], list[str]]:
    """The codes of each pair that conflicts, `text` among them."""
    names = [branch["name"] for branch in told["branches"]]
    return {
        (names[each["branches"][0]], names[each["branches"][1]]): [
            *(["text"] if each["textual_conflicts"] else []),
            *(finding["code"] for finding in each["findings"]),
        ]
        for each in told["meetings"]
    }


def test_every_pair_that_conflicts_is_found_and_no_other(team: Work, ask: Ask) -> None:
    told = ask(team, "matrix", "--target", "main", status=1)
    assert [branch["name"] for branch in told["branches"]] == [
        "caller", "dates", "other-words", "rename", "roles", "words",
    ]  # fmt: skip
    assert pairs(told) == {
        ("caller", "rename"): ["RW102"],
        ("dates", "roles"): ["WW202"],
        ("other-words", "words"): ["text"],
    }
    assert told["pairs"] == {"all": 15, "scanned": 3}
    assert all(not b["findings"] and not b["textual_conflicts"] for b in told["branches"])


def test_a_pair_says_what_a_scan_of_it_says(team: Work, ask: Ask, run: Run) -> None:
    told = ask(team, "matrix", "rename", "caller", "--target", "main", "--show-notes", status=1)
    [meeting] = told["meetings"]
    scanned = json.loads(
        run("scan", "rename", "caller", "--format", "json", "--show-notes", cwd=team.path).out
    )
    assert meeting["findings"] == scanned["findings"]


def of(work: Work, *, prefilter: bool = True, names: tuple[str, ...] = ()) -> Matrix:
    options = MatrixOptions(
        repository=work.path,
        target="main",
        wanted=Wanted(names=names),
        cache=False,
        prefilter=prefilter,
        combinations=False,
    )
    return matrix(options, lambda _done, _of: None)


def program(chance: random.Random, number: int) -> str:
    """A module with functions that others call, a class, and calls of the others' functions."""
    lines = [f"from app import m{(number + 1) % 4}, m{(number + 2) % 4}", ""]
    for name in "abc":
        parameters = chance.choice(["x", "x, y=1", "x, y", "*, x"])
        lines += [f"def {name}{number}({parameters}):", f"    return x + {chance.randrange(2)}", "", ""]
    other = chance.choice([(number + 1) % 4, (number + 2) % 4])
    lines += [f"class K{number}({f'm{other}.K{other}' if number % 2 and not other % 2 else ''}):"]
    lines += [
        f"    def {chance.choice(['go', 'run', 'stop'])}(self, x):",
        f"        return x + {chance.randrange(3)}",
        "",
    ]
    if chance.random() < 0.7:
        lines += ["", f"def use{number}():", f"    return m{other}.{chance.choice('abcd')}{other}(1)", ""]
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(3))
def test_the_join_changes_nothing_but_the_time(work: Work, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a choice of programs
    work.commit({"app/__init__.py": "", **{f"app/m{n}.py": program(chance, n) for n in range(4)}}, "base")
    for branch in range(7):
        changed = chance.sample(range(4), chance.choice([1, 1, 2]))
        work.branch(f"b{branch}", {f"app/m{n}.py": program(chance, n) for n in changed})
    joined, every = of(work), of(work, prefilter=False)
    assert every.scanned == 21
    assert joined.scanned <= every.scanned
    assert every.meetings
    assert joined.meetings == every.meetings


def test_where_all_branches_stand_on_the_target_pairs_are_the_pairwise_scans(team: Work) -> None:
    found = of(team)
    names = [member.name for member in found.members]
    known = {(names[m.ours], names[m.theirs]): m for m in found.meetings}
    for place, one in enumerate(names):
        for two in names[place + 1 :]:
            report = scan(ScanOptions(repository=team.path, ours=one, theirs=two, cache=False))
            meeting = known.get((one, two))
            assert report.findings == (meeting.findings if meeting else ())
            assert report.textual_conflicts == (meeting.conflicts if meeting else ())


def test_a_branch_that_is_behind_is_judged_as_it_will_land(team: Work, ask: Ask) -> None:
    team.commit({"app/extra.py": "def extra():\n    return 1\n"})
    team.git("switch", "--quiet", "--create", "late", "main~1")
    team.commit({"app/late.py": "from app.users import get_user\n\nget_user(1)\n"})
    team.git("switch", "--quiet", "main")
    told = ask(team, "matrix", "late", "rename", "caller", "--target", "main", status=1)
    assert pairs(told) == {("late", "rename"): ["RW102"], ("rename", "caller"): ["RW102"]}


def test_a_conflict_with_the_target_stands_on_the_branch_and_on_no_pair(team: Work, ask: Ask) -> None:
    team.commit(
        {"app/users.py": USERS.replace("get_user", "load_user"), "app/orders.py": "", "note.txt": "1\n"}
    )
    told = ask(team, "matrix", "caller", "words", "dates", "--target", "main", status=1)
    by_name = {branch["name"]: branch for branch in told["branches"]}
    assert [finding["code"] for finding in by_name["caller"]["findings"]] == ["RW102"]
    assert by_name["words"]["textual_conflicts"] == ["note.txt"]
    assert told["meetings"] == []


def test_branches_that_stand_on_each_other_are_compared_by_what_each_adds(team: Work, ask: Ask) -> None:
    team.git("switch", "--quiet", "--create", "stacked", "rename")
    team.commit({"app/more.py": "from app.users import fetch_user\n\nfetch_user(1)\n"})
    team.git("switch", "--quiet", "main")
    told = ask(team, "matrix", "rename", "stacked", "caller", "--target", "main", status=1)
    assert pairs(told) == {("rename", "caller"): ["RW102"], ("stacked", "caller"): ["RW102"]}


def test_what_only_three_branches_break_is_found_with_just_these(work: Work, ask: Ask) -> None:
    base = "from abc import ABC\n\n\nclass Base(ABC):\n    pass\n"
    mixin = "class Mixin:\n    pass\n"
    work.commit({"app/__init__.py": "", "app/base.py": base, "app/mixin.py": mixin}, "base")
    work.branch(
        "child",
        {"app/child.py": "from app.base import Base\n\n\nclass Child(Base):\n    pass\n\n\nChild()\n"},
    )
    work.branch(
        "abstract",
        {
            "app/mixin.py": "from abc import abstractmethod\n\n\nclass Mixin:\n    @abstractmethod\n"
            "    def run(self): ...\n"
        },
    )
    inherits = base.replace(
        "ABC\n\n\nclass Base(ABC)", "ABC\n\nfrom app.mixin import Mixin\n\n\nclass Base(Mixin, ABC)"
    )
    work.branch("inherits", {"app/base.py": inherits})
    work.branch(
        "bystander", {"app/base.txt": "Child\n", "app/aside.py": "from app.base import Base\n\nprint(Base)\n"}
    )
    told = ask(work, "matrix", "--target", "main", status=1)
    assert told["meetings"] == []
    [combination] = told["combinations"]
    names = [told["branches"][place]["name"] for place in combination["branches"]]
    assert names == ["abstract", "child", "inherits"]
    assert [finding["code"] for finding in combination["findings"]] == ["RW301"]
    assert ask(work, "matrix", "--target", "main", "--pairs-only", status=0)["combinations"] == []


def test_three_heads_of_one_chain_are_told_as_one_contest(team: Work, ask: Ask) -> None:
    team.branch("third", migration("b3", "a1"))
    told = ask(team, "matrix", "roles", "dates", "third", "--target", "main", status=1)
    assert len(told["meetings"]) == 3
    assert told["contests"] == [{"code": "WW202", "symbol": "versions:a1", "branches": [0, 1, 2]}]
    assert told["combinations"] == []


def test_branches_are_chosen_by_pattern_and_as_pull_requests(team: Work, ask: Ask, run: Run) -> None:
    team.git("branch", "team/a", "rename")
    team.git("branch", "team/b", "caller")
    told = ask(team, "matrix", "--glob", "team/*", "--target", "main")
    assert [branch["name"] for branch in told["branches"]] == ["team/a", "team/b"]
    done = run("matrix", "--prs", "--target", "main", cwd=team.path)
    assert done.status == 2
    assert "git fetch origin '+refs/pull/*/head:refs/pull/*/head'" in done.err
    for number, name in ((12, "rename"), (7, "caller"), (9, "main")):
        team.git("update-ref", f"refs/pull/{number}/head", name)
    told = ask(team, "matrix", "--prs", "--target", "main")
    assert [branch["name"] for branch in told["branches"]] == ["pull/7/head", "pull/12/head"]


def test_of_what_is_not_named_the_latest_are_taken(team: Work, ask: Ask) -> None:
    team.git("switch", "--quiet", "words")
    team.git(
        "commit", "--quiet", "--amend", "-m", "later", environ={"GIT_COMMITTER_DATE": "2090-01-01T00:00:00Z"}
    )
    team.git("switch", "--quiet", "main")
    told = ask(team, "matrix", "--most", "2", "--target", "main")
    assert len(told["branches"]) == 2
    assert "words" in [branch["name"] for branch in told["branches"]]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nowhere", "rename"), "cannot resolve 'nowhere'"),
        (("rename", "caller", "--target", "nowhere"), "cannot resolve 'nowhere'"),
        (("rename",), "needs two branches"),
        (("--glob", "no/*"), "no branch matches 'no/*'"),
        (("rename", ":worktree"), "':worktree' is no commit"),
        (("rename", "stranger"), "share no history"),
        (("rename", "rename"), "needs two branches"),
    ],
)
def test_branches_that_mean_nothing_are_one_sentence(
    run: Run, team: Work, arguments: tuple[str, ...], sentence: str
) -> None:
    team.git("switch", "--quiet", "--orphan", "stranger")
    team.commit({"stranger.txt": "s\n"})
    team.git("switch", "--quiet", "main")
    done = run("matrix", *arguments, cwd=team.path)
    assert (done.status, done.out) == (2, "")
    assert sentence in done.err
    assert len(done.err.splitlines()) == 1


def test_a_stranger_among_many_is_left_out_and_named(team: Work, ask: Ask) -> None:
    team.git("switch", "--quiet", "--orphan", "stranger")
    team.commit({"stranger.txt": "s\n"})
    team.git("switch", "--quiet", "main")
    told = ask(team, "matrix", "--target", "main")
    assert len(told["branches"]) == 6
    assert [each["name"] for each in told["skipped"]] == ["stranger"]


def test_people_read_the_map_and_what_stands_behind_it(run: Run, team: Work) -> None:
    done = run("matrix", "--target", "main", cwd=team.path, COLUMNS="100")
    rows = done.out.splitlines()
    assert rows[1].split() == ["caller", "1", ".", ".", ".", "E", ".", "."]
    assert "caller × rename" in done.out  # noqa: RUF001
    assert "app/report.py:1 RW102" in done.out
    assert "3 of 15 pairs of 6 branches conflict on main" in done.out
    page = run("matrix", "--target", "main", "--format", "markdown", cwd=team.path).out
    assert "| 1 | `caller` | . | . | . | E | . | . |" in page


def test_a_narrow_terminal_gets_the_list_without_the_map(run: Run, team: Work) -> None:
    done = run("matrix", "--target", "main", cwd=team.path, COLUMNS="24")
    assert not any(line.startswith("caller   ") for line in done.out.splitlines())
    assert "RW102" in done.out


def test_a_comparison_writes_nothing_to_the_repository(team: Work, ask: Ask) -> None:
    def state() -> tuple[str, ...]:
        return tuple(
            team.git(*each.split()) for each in ("status --porcelain", "count-objects -v", "for-each-ref")
        )

    before = state()
    ask(team, "matrix", "--target", "main")
    assert state() == before


def test_the_schema_speaks_of_findings_as_the_report_does() -> None:
    jsonschema.Draft202012Validator.check_schema(schema("matrix"))
    assert schema("matrix")["$defs"] == report_schema()["$defs"]
