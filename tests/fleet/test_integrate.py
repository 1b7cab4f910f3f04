from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

from conflictscan.report.fleet import schema

if TYPE_CHECKING:
    from tests.cli.conftest import Run
    from tests.fleet.conftest import Ask
    from tests.git.conftest import Work

USERS = "def get_user(key):\n    return {'key': key}\n"
CALLER = "from app.users import get_user\n\n\ndef {name}():\n    return get_user(1)\n"


@pytest.fixture
def team(work: Work) -> Work:
    """Branches that go together, one that a rename breaks, one that conflicts in text; main is not checked out."""
    work.commit({"app/__init__.py": "", "app/users.py": USERS, "note.txt": "one\n"}, "base")
    work.branch("rename", {"app/users.py": USERS.replace("get_user", "fetch_user")})
    work.branch("orders", {"app/orders.py": CALLER.format(name="orders")})
    work.branch("aside", {"aside.txt": "a\n"})
    work.branch("late", {"note.txt": "two\n"})
    work.commit({"note.txt": "three\n"})
    work.git("switch", "--quiet", "--detach")
    return work


def test_what_goes_together_lands_and_the_rest_is_left_out_whole_with_its_reason(
    team: Work, ask: Ask
) -> None:
    before = team.git("rev-parse", "main")
    told = ask(team, "integrate", "--target", "main", status=1)
    assert [each["name"] for each in told["landed"]] == ["aside", "rename"]
    reasons = {each["name"]: each for each in told["left_out"]}
    assert reasons["orders"]["reason"] == "it conflicts with rename"
    assert reasons["orders"]["against"] == ["rename"]
    assert [finding["code"] for finding in reasons["orders"]["findings"]] == ["RW102"]
    assert reasons["late"]["textual_conflicts"] == ["note.txt"]
    assert told["moved"] == "refs/heads/main"
    assert team.git("rev-parse", "main") == told["result"]["commit"] == told["landed"][-1]["commit"]
    assert told["target"]["oid"] == before
    parents = [
        team.git("rev-parse", f"{each['commit']}^1", f"{each['commit']}^2").split() for each in told["landed"]
    ]
    assert parents == [
        [before, team.git("rev-parse", "aside")],
        [told["landed"][0]["commit"], team.git("rev-parse", "rename")],
    ]
    assert team.git("log", "-1", "--format=%an <%ae> %cn %s", "main") == (
        "Ada <ada@example.org> Ada Merge branch 'rename' into main"
    )
    team.git("fsck", "--strict")
    assert "fetch_user" in team.git("show", "main:app/users.py")
    assert "app/orders.py" not in team.git("ls-tree", "-r", "--name-only", "main")


def test_the_result_is_what_git_itself_would_have_merged(team: Work, ask: Ask) -> None:
    ask(team, "integrate", "aside", "orders", "--target", "main", "--into", "ours", status=0)
    team.git("switch", "--quiet", "--create", "by-hand", "main")
    team.git("merge", "--quiet", "--no-ff", "-m", "a", "aside")
    team.git("merge", "--quiet", "--no-ff", "-m", "o", "orders")
    assert team.git("rev-parse", "by-hand^{tree}") == team.git("rev-parse", "ours^{tree}")


def test_a_dry_run_says_the_same_and_writes_nothing(team: Work, ask: Ask) -> None:
    def state() -> tuple[str, ...]:
        return tuple(
            team.git(*each.split()) for each in ("status --porcelain", "count-objects -v", "for-each-ref")
        )

    before = state()
    told = ask(team, "integrate", "--target", "main", "--dry-run", status=1)
    assert [each["name"] for each in told["landed"]] == ["aside", "rename"]
    assert told["moved"] is None
    assert state() == before


def test_a_new_branch_can_hold_the_result_and_the_target_stays(team: Work, ask: Ask, run: Run) -> None:
    team.git("switch", "--quiet", "main")
    before = team.git("rev-parse", "main")
    told = ask(team, "integrate", "--target", "main", "--into", "next", status=1)
    assert told["moved"] == "refs/heads/next"
    assert team.git("rev-parse", "next") == told["result"]["commit"]
    assert team.git("rev-parse", "main") == before
    done = run("integrate", "--target", "main", "--into", "next", cwd=team.path)
    assert (done.status, done.out) == (2, "")
    assert "there is a branch 'next' already" in done.err


def test_a_second_run_has_nothing_to_do(team: Work, ask: Ask) -> None:
    ask(team, "integrate", "aside", "orders", "--target", "main", status=0)
    before = team.git("rev-parse", "main")
    told = ask(team, "integrate", "aside", "orders", "--target", "main", status=0)
    assert told["landed"] == []
    assert [(each["name"], each["held"]) for each in told["left_out"]] == [("aside", True), ("orders", True)]
    assert team.git("rev-parse", "main") == before


def test_who_needs_a_branch_that_is_left_out_is_left_out(team: Work, ask: Ask) -> None:
    team.git("switch", "--quiet", "--create", "on-orders", "orders")
    team.commit({"more.txt": "m\n"})
    team.git("switch", "--quiet", "--detach", "main")
    told = ask(team, "integrate", "rename", "orders", "on-orders", "--target", "main", status=1)
    assert [each["name"] for each in told["landed"]] == ["rename"]
    reasons = {each["name"]: each["reason"] for each in told["left_out"]}
    assert reasons["on-orders"].startswith(("it needs orders", "it conflicts with rename"))


def test_branches_that_use_each_other_land_together_or_not_at_all(team: Work, ask: Ask) -> None:
    team.branch("one", {"app/one.py": "from app.two import two\n\n\ndef one():\n    return two\n"})
    team.git("switch", "--quiet", "--detach", "main")
    two = "from app.users import get_user\n\n\ndef two():\n    import app.one\n\n    return app.one.one(get_user(1))\n"
    team.git("switch", "--quiet", "--create", "two", "main")
    team.commit({"app/two.py": two})
    team.git("switch", "--quiet", "--detach", "main")
    told = ask(team, "integrate", "one", "two", "rename", "--target", "main", status=1)
    landed = {each["name"] for each in told["landed"]}
    assert landed in ({"rename"}, {"one", "two"})


# -- nobody is in the middle -------------------------------------------------------------------

WRAPPER = """#!/bin/sh
count=$(cat {counter}); count=$((count + 1)); echo $count > {counter}
if [ $count = {number} ]; then {before}; fi
{git} "$@"; status=$?
if [ $count = {number} ]; then {after}; fi
echo $count >> {counter}.ended
exit $status
"""


def wrapped(tmp_path: Path, number: int, *, before: str = ":", after: str = ":") -> dict[str, str]:
    """An environment in which the `number`th run of git does something besides."""
    folder = tmp_path / f"bin{number}{bool(before != ':')}"
    folder.mkdir()
    counter = folder / "count"
    counter.write_text("0")
    script = folder / "git"
    script.write_text(
        WRAPPER.format(counter=counter, number=number, before=before, after=after, git=shutil.which("git"))
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "COUNTER": str(counter)}


def wait_for_the_orphans(environment: dict[str, str]) -> None:
    """Until each git that was begun has ended: one that loses its parent goes on by itself, and may move the branch."""
    counter = Path(environment["COUNTER"])
    ended = counter.with_name("count.ended")
    for _ in range(1000):
        if ended.is_file() and len(ended.read_text().split()) >= int(counter.read_text()):
            return
        time.sleep(0.01)
    pytest.fail("a git does not end")


def runs_of_git(team: Work, tmp_path: Path, run: Run) -> int:
    environment = wrapped(tmp_path, 0)
    team.git("branch", "copy", "main")
    run("integrate", "aside", "rename", "--target", "copy", cwd=team.path, **environment)
    team.git("branch", "--delete", "--force", "copy")
    return int(Path(environment["COUNTER"]).read_text())


def test_a_kill_at_any_step_leaves_the_branch_as_it_was_or_as_it_is_to_be(
    team: Work, tmp_path: Path, run: Run
) -> None:
    steps = runs_of_git(team, tmp_path, run)
    before = team.git("rev-parse", "main")
    refs = team.git("for-each-ref")
    late = range(steps - 5, steps + 1)  # where commits are made, stored, and the branch moves
    moved: list[bool] = []
    for number in sorted({*range(1, steps, max(steps // 4, 1)), *late}):
        for when in ("before", "after"):
            folder = tmp_path / f"{number}{when}"
            folder.mkdir()
            environment = wrapped(folder, number, **{when: "kill -9 $PPID"})
            done = run("integrate", "aside", "rename", "--target", "main", cwd=team.path, **environment)
            wait_for_the_orphans(environment)
            after = team.git("rev-parse", "main")
            team.git("fsck", "--strict", "--connectivity-only")
            moved.append(after != before)
            if after == before:
                assert team.git("for-each-ref") == refs
            else:
                assert team.git("rev-list", "--merges", "--count", f"{before}..main") == "2"
                assert "aside.txt" in team.git("ls-tree", "--name-only", "main")
                assert "fetch_user" in team.git("show", "main:app/users.py")
                team.git("update-ref", "refs/heads/main", before)
            assert done.status in (-9, 0, 2)
    assert True in moved
    assert False in moved
    assert run("integrate", "aside", "rename", "--target", "main", cwd=team.path).status == 0


def test_a_target_that_moves_meanwhile_makes_it_begin_anew(
    team: Work, tmp_path: Path, run: Run, ask: Ask
) -> None:
    del ask
    steps = runs_of_git(team, tmp_path, run)
    tree = team.git("rev-parse", "main^{tree}")
    meanwhile = team.git("commit-tree", tree, "-p", "main", "-m", "meanwhile")
    move = f"{shutil.which('git')} update-ref refs/heads/main {meanwhile}"
    number = steps  # the last run of git moves the branch
    environment = wrapped(tmp_path, number, before=move)
    done = run(
        "integrate",
        "aside",
        "rename",
        "--target",
        "main",
        "--format",
        "console",
        cwd=team.path,
        **environment,
    )
    assert done.status == 0
    assert "began anew 1 time, as the target had moved" in done.out
    assert team.git("merge-base", "--is-ancestor", meanwhile, "main") == ""
    assert team.git("rev-list", "--merges", "--count", f"{meanwhile}..main") == "2"


def test_of_several_at_once_all_land_and_none_is_lost(team: Work) -> None:
    names = [f"w{number}" for number in range(4)]
    for name in names:
        team.branch(name, {f"{name}.txt": f"{name}\n"})
        team.git("switch", "--quiet", "--detach", "main")
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "conflictscan", "integrate", name, "--target", "main"],
            cwd=team.path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for name in names
    ]
    for each in started:
        out, err = each.communicate(timeout=300)
        assert each.returncode == 0, (out, err)
    assert {f"{name}.txt" for name in names} <= set(team.git("ls-tree", "--name-only", "main").split())
    team.git("fsck", "--strict")


# -- what cannot be ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nowhere", "--target", "main"), "cannot resolve 'nowhere'"),
        (("aside", "--target", "main~1"), "'main~1' is no local branch"),
        (("aside", "--target", "main", "--into", "a..b"), "'a..b' is no name for a branch"),
        (("aside", "--target", "main", "--into", "x", "--dry-run"), "give one of them"),
        (("aside", "--target", "orders"), "orders is checked out in"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_changes_nothing(
    run: Run, team: Work, arguments: tuple[str, ...], sentence: str
) -> None:
    team.git("switch", "--quiet", "orders")
    (team.path / "dirty.txt").write_text("not committed")
    before = team.git("for-each-ref"), team.git("status", "--porcelain")
    done = run("integrate", *arguments, cwd=team.path)
    assert (done.status, done.out) == (2, "")
    assert sentence in done.err
    assert len(done.err.splitlines()) == 1
    assert (team.git("for-each-ref"), team.git("status", "--porcelain")) == before


def test_a_branch_of_another_work_tree_is_left_alone(team: Work, run: Run, tmp_path: Path) -> None:
    team.git("worktree", "add", "--quiet", str(tmp_path / "other"), "main")
    done = run("integrate", "aside", "--target", "main", cwd=team.path)
    assert done.status == 2
    assert f"main is checked out in {tmp_path / 'other'}" in done.err


def test_who_git_does_not_know_makes_no_commits(team: Work, run: Run) -> None:
    team.git("config", "--unset", "user.name")
    team.git("config", "--unset", "user.email")
    team.git("config", "user.useConfigOnly", "true")
    before = team.git("rev-parse", "main")
    done = run("integrate", "aside", "--target", "main", cwd=team.path)
    assert done.status == 2
    assert "git does not know who you are" in done.err
    assert team.git("rev-parse", "main") == before
    named = {f"GIT_{role}_{part}": "Bob" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    assert run("integrate", "aside", "--target", "main", cwd=team.path, **named).status == 0
    assert team.git("log", "-1", "--format=%an", "main") == "Bob"


def test_no_hook_of_the_repository_runs(team: Work, run: Run, tmp_path: Path) -> None:
    for name in ("reference-transaction", "post-update", "pre-merge-commit", "commit-msg"):
        hook = team.path / ".git" / "hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
        hook.chmod(0o755)
    assert run("integrate", "aside", "--target", "main", cwd=team.path).status == 0
    assert not (tmp_path / "ran").exists()


def test_people_read_what_landed_and_what_did_not(run: Run, team: Work) -> None:
    out = run("integrate", "--target", "main", cwd=team.path).out
    assert "merged    aside" in out
    assert "left out  orders: it conflicts with rename" in out
    assert "2 branches merged into main" in out
    assert "refs/heads/main is now" in out
    page = run("integrate", "--target", "main", "--format", "markdown", cwd=team.path).out
    assert page.startswith("# Integration into `main`")


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema("integrate"))
