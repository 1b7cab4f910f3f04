"""The steps of action.yml, run for each kind of event with a real remote and a clone of one commit."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.ci.jobs import Done, JobFolder, commands, marked, outputs, run_steps
from tests.ci.servers import BASE, HARMLESS, RENAMED, USED, checkout, filler, git, server

if TYPE_CHECKING:
    from tests.ci.servers import Server

REPOSITORY = {"repository": {"default_branch": "main"}}
SIX, SEVEN, EIGHT = (f"pull request {number}" for number in (6, 7, 8))


@pytest.fixture
def made(tmp_path: Path) -> Server:
    """Pull request 6 renames what 7 uses, 8 disturbs nobody."""
    made = server(tmp_path / "server.git")
    old = made.line(None, BASE, *filler(40))
    made.ref("refs/heads/main", made.line(old, *filler(20)))
    for number, change in ((6, RENAMED), (7, USED), (8, HARMLESS)):
        made.ref(f"refs/pull/{number}/head", made.line(old, *filler(4, "topic.txt"), change))
    return made


def oid(made: Server, ref: str) -> str:
    return git(made.path, "rev-parse", ref)


def renamed_on_main(made: Server) -> None:
    made.ref("refs/heads/main", made.line(oid(made, "main"), RENAMED))


def pull_request(made: Server, number: int) -> tuple[str, dict[str, Any]]:
    """The merge that GitHub makes and checks out, and the payload."""
    head = oid(made, f"refs/pull/{number}/head")
    merge = made.merge(oid(made, "main"), head, f"Merge {head}")
    made.ref(f"refs/pull/{number}/merge", merge)
    pull = {
        "number": number,
        "head": {"ref": "topic", "sha": head},
        "base": {"ref": "main", "sha": "1" * 40},
    }
    return merge, {"action": "synchronize", "pull_request": pull, **REPOSITORY}


class Runner(NamedTuple):
    """RUNNER_TEMP with conflictscan installed in it, and what the step that did it left."""

    temporary: Path
    installed: dict[str, str]


@pytest.fixture(scope="session")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    folder = JobFolder(tmp_path_factory.mktemp("runner"), tmp_path_factory.mktemp("empty"))
    done = run_steps(folder, folder.environment("push", {}))
    if any(
        words in done.errors
        for words in ("No matching distribution", "Could not find a version", "Max retries")
    ):
        pytest.skip(f"pip finds no packages here: {done.errors.splitlines()[-1]}")
    installed = outputs(folder.path / "output-install")
    assert Path(installed["python"]).exists(), done.errors
    return Runner(folder.path / "temporary", installed)


def stepped(
    runner: Runner, clone: Path, folder: Path, event: str, payload: dict[str, Any], **inputs: str
) -> Done:
    job = JobFolder(folder, clone)
    environment = job.environment(event, payload, RUNNER_TEMP=str(runner.temporary))
    files = {"sarif-file": "out/scan.sarif", "report-file": "out/scan.jsonl"}
    return run_steps(job, environment, runner.installed, **files, **inputs)


def test_a_pull_request_is_scanned_against_its_target(runner: Runner, made: Server, tmp_path: Path) -> None:
    renamed_on_main(made)
    merge, payload = pull_request(made, 7)
    clone = checkout(made, tmp_path / "clone", merge)
    done = stepped(runner, clone, tmp_path / "job", "pull_request", payload)
    assert done.findings == {(SEVEN, "main"): ["RW102"]}, done.log + done.errors
    assert (done.status, done.outputs["exit-code"], done.outputs["errors"]) == (1, "1", "1")
    (told,) = commands(done.log)
    assert told[1].startswith("::error file=shop/orders.py,line=1,")  # a line of the pull request
    assert marked(done.summary)
    assert "RW102" in done.summary
    assert [row["ruleId"] for row in done.results] == ["RW102"]
    assert git(clone, "for-each-ref") == f"{merge} commit\trefs/remotes/x"


def test_a_healthy_pull_request_passes_in_silence(runner: Runner, made: Server, tmp_path: Path) -> None:
    renamed_on_main(made)
    merge, payload = pull_request(made, 8)
    clone = checkout(made, tmp_path / "clone", merge)
    done = stepped(runner, clone, tmp_path / "job", "pull_request", payload)
    assert done.findings == {(EIGHT, "main"): []}, done.log + done.errors
    assert (done.status, done.outputs["findings"], done.results, commands(done.log)) == (0, "0", [], [])


def queued(made: Server) -> tuple[str, dict[str, Any]]:
    """The group of pull request 7, behind pull request 6 in the queue."""
    first = made.merge(
        oid(made, "main"), oid(made, "refs/pull/6/head"), "Merge pull request #6 from ann/rename"
    )
    second = made.merge(first, oid(made, "refs/pull/7/head"), "Merge pull request #7 from ben/orders")
    group = {
        "head_sha": second,
        "head_ref": f"refs/heads/gh-readonly-queue/main/pr-7-{first}",
        "base_sha": oid(made, "main"),
        "base_ref": "refs/heads/main",
    }
    made.ref(f"refs/heads/gh-readonly-queue/main/pr-7-{first}", second)
    return second, {"action": "checks_requested", "merge_group": group, **REPOSITORY}


def test_each_merge_of_a_group_is_scanned_as_it_meets_the_queue(
    runner: Runner, made: Server, tmp_path: Path
) -> None:
    head, payload = queued(made)
    clone = checkout(made, tmp_path / "clone", head)
    done = stepped(runner, clone, tmp_path / "job", "merge_group", payload)
    assert done.findings == {(SIX, "main"): [], (SEVEN, f"main before {SEVEN}"): ["RW102"]}, (
        done.log + done.errors
    )
    assert done.status == 1


def test_a_queue_that_squashes_is_scanned_by_the_pull_request_it_names(made: Server, tmp_path: Path) -> None:
    renamed_on_main(made)
    main = oid(made, "main")
    squashed = made.line(main, USED, message="orders (#7)")
    group = {
        "head_sha": squashed,
        "head_ref": f"refs/heads/gh-readonly-queue/main/pr-7-{main}",
        "base_sha": main,
        "base_ref": "refs/heads/main",
    }
    made.ref("refs/heads/gh-readonly-queue/main/pr-7", squashed)
    clone = checkout(made, tmp_path / "clone", squashed)
    done = JobFolder(tmp_path / "job", clone).ci("merge_group", {"merge_group": group})
    assert done.findings == {(SEVEN, "main"): ["RW102"]}, done.log


def test_a_push_to_a_topic_is_scanned_against_the_default_branch(
    runner: Runner, made: Server, tmp_path: Path
) -> None:
    renamed_on_main(made)
    made.ref("refs/heads/orders", oid(made, "refs/pull/7/head"))
    clone = checkout(made, tmp_path / "clone", oid(made, "orders"))
    payload = {"ref": "refs/heads/orders", "before": "0" * 40, "after": oid(made, "orders"), **REPOSITORY}
    done = stepped(runner, clone, tmp_path / "job", "push", payload, **{"fail-on": "never"})
    assert done.findings == {("orders", "main"): ["RW102"]}, done.log + done.errors
    assert done.status == 0


def test_a_push_to_the_default_branch_is_scanned_by_the_merges_in_it(made: Server, tmp_path: Path) -> None:
    before = oid(made, "main")
    after, _ = queued(made)
    made.ref("refs/heads/main", after)
    clone = checkout(made, tmp_path / "clone", after)
    payload = {"ref": "refs/heads/main", "before": before, "after": after, **REPOSITORY}
    done = JobFolder(tmp_path / "job", clone).ci("push", payload)
    assert done.findings == {(SIX, "main"): [], (SEVEN, f"main before {SEVEN}"): ["RW102"]}, done.log


def test_a_schedule_compares_the_open_pull_requests_with_each_other(
    runner: Runner, made: Server, tmp_path: Path
) -> None:
    clone = checkout(made, tmp_path / "clone", oid(made, "main"))
    done = stepped(runner, clone, tmp_path / "job", "schedule", REPOSITORY)
    assert done.findings == {
        (EIGHT, "main"): [],
        (SEVEN, "main"): [],
        (SIX, "main"): [],
        (EIGHT, SEVEN): [],
        (EIGHT, SIX): [],
        (SEVEN, SIX): ["RW102"],
    }, done.log + done.errors
    assert (done.status, done.outputs["scans"]) == (1, "6")
    assert "| `pull request 7` " in done.summary


def test_what_a_pull_request_does_to_the_target_is_told_once_and_not_for_each_other(
    made: Server, tmp_path: Path
) -> None:
    """8 has taken the renaming of main in, so that 7 and 8 differ by it."""
    renamed_on_main(made)
    made.ref("refs/pull/8/head", made.line(oid(made, "main"), HARMLESS))
    clone = checkout(made, tmp_path / "clone", oid(made, "main"))
    done = JobFolder(tmp_path / "job", clone).ci("workflow_dispatch", REPOSITORY)
    assert done.findings[SEVEN, "main"] == ["RW102"]
    assert done.findings[EIGHT, SEVEN] == []


def test_no_more_pull_requests_are_compared_than_asked_for(made: Server, tmp_path: Path) -> None:
    clone = checkout(made, tmp_path / "clone", oid(made, "main"))
    done = JobFolder(tmp_path / "job", clone).ci("schedule", REPOSITORY, INPUT_MAX_PRS="2")
    assert set(done.findings) == {(EIGHT, "main"), (SEVEN, "main"), (EIGHT, SEVEN)}
    assert (
        "notice",
        "::notice title=conflictscan::1 more pull requests are open; the input 'max-prs' is 2",
    ) in (commands(done.log))


def test_a_merged_pull_request_is_not_compared(made: Server, tmp_path: Path) -> None:
    made.ref("refs/heads/main", made.merge(oid(made, "main"), oid(made, "refs/pull/6/head"), "Merge"))
    clone = checkout(made, tmp_path / "clone", oid(made, "main"))
    done = JobFolder(tmp_path / "job", clone).ci("schedule", REPOSITORY)
    assert set(done.findings) == {(EIGHT, "main"), (SEVEN, "main"), (EIGHT, SEVEN)}


@pytest.mark.parametrize(
    ("event", "payload", "words"),
    [
        ("push", {"ref": "refs/tags/v1", "after": "1" * 40}, "refs/tags/v1 is no branch"),
        ("push", {"ref": "refs/heads/x", "after": "0" * 40, "deleted": True}, "the branch x was deleted"),
    ],
)
def test_what_holds_nothing_to_compare_passes_and_says_so(
    made: Server, tmp_path: Path, event: str, payload: dict[str, Any], words: str
) -> None:
    clone = checkout(made, tmp_path / "clone", oid(made, "main"))
    done = JobFolder(tmp_path / "job", clone).ci(event, payload)
    assert (done.status, done.reports) == (0, [])
    assert words in done.log


@pytest.mark.parametrize(
    ("event", "inputs", "words"),
    [
        ("pull_request_target", {}, "start this job by `pull_request`"),
        ("issues", {}, "the event 'issues' names no branches to compare"),
        ("schedule", {"INPUT_FAIL_ON": "eror"}, "did you mean 'error'?"),
        ("schedule", {"INPUT_MAX_PRS": "all"}, "the input 'max-prs' must be a whole number"),
        ("schedule", {"INPUT_COMMENT": "true"}, "the input 'comment' needs the input 'token'"),
        ("schedule", {"INPUT_BASE": "nowhere"}, "has no refs/heads/nowhere"),
        ("schedule", {"INPUT_SELECT": "RW9999"}, "no rule is called 'RW9999'"),
    ],
)
def test_what_cannot_be_scanned_is_an_annotation_and_status_2(
    made: Server, tmp_path: Path, event: str, inputs: dict[str, str], words: str
) -> None:
    clone = checkout(made, tmp_path / "clone", oid(made, "main"))
    done = JobFolder(tmp_path / "job", clone).ci(event, REPOSITORY, **inputs)
    assert (done.status, done.outputs["exit-code"]) == (2, "2")
    (told,) = commands(done.log)
    assert told[0] == "error"
    assert words in told[1]


def test_a_pull_request_that_moved_on_is_scanned_as_it_is_now(made: Server, tmp_path: Path) -> None:
    merge, payload = pull_request(made, 7)
    payload["pull_request"]["head"]["sha"] = "1" * 40
    clone = checkout(made, tmp_path / "clone", merge)
    done = JobFolder(tmp_path / "job", clone).ci("pull_request", payload)
    assert (done.status, list(done.findings)) == (0, [(SEVEN, "main")]), done.log
    assert [kind for kind, _ in commands(done.log)] == ["notice"]


def test_the_configuration_of_the_target_holds_between_pull_requests(made: Server, tmp_path: Path) -> None:
    off = {"conflictscan.toml": 'fail-on = "never"\nignore = ["RW"]\n'}
    for number in (6, 7):
        made.ref(f"refs/pull/{number}/head", made.line(oid(made, f"refs/pull/{number}/head"), off))
    clone = checkout(made, tmp_path / "clone", oid(made, "main"))
    done = JobFolder(tmp_path / "job", clone).ci("schedule", REPOSITORY)
    assert (done.status, done.findings[SEVEN, SIX]) == (1, ["RW102"])


def test_no_name_and_no_source_of_a_branch_can_speak_to_the_runner(made: Server, tmp_path: Path) -> None:
    renamed_on_main(made)
    bad = USED["shop/orders.py"] + "\n::error::forged\n::set-output name=x::y\n##[add-mask]forged\n"
    text = (
        "# ##[error]forged ::error::forged\n"
        + USED["shop/orders.py"]
        + "  # ##[add-path]/tmp ::add-mask::x\n"
    )
    change = {"shop/##[error]x\\n::error::forged.py": text, "shop/broken\\n::error::forged.py": bad}
    made.ref("refs/pull/7/head", made.line(oid(made, "refs/pull/8/head"), change))
    merge, payload = pull_request(made, 7)
    clone = checkout(made, tmp_path / "clone", merge)
    done = JobFolder(tmp_path / "job", clone).ci("pull_request", payload)
    assert done.status == 1, done.log
    told = commands(done.log)
    assert len(told) == len(done.reports[0]["findings"]) > 0
    assert all(
        line.startswith("::error file=") and "title=RW102 renamed-symbol-used::" in line for _, line in told
    )
    assert done.errors == ""


@pytest.mark.usefixtures("runner")  # skips where nothing can be installed
def test_modules_in_the_workspace_are_not_run(made: Server, tmp_path: Path) -> None:
    merge, payload = pull_request(made, 8)
    clone = checkout(made, tmp_path / "clone", merge)
    for name in ("conflictscan.py", "msgspec.py", "pip.py", "venv.py", "sitecustomize.py"):
        (clone / name).write_text("raise SystemExit('ran')\n")
    job = JobFolder(tmp_path / "job", clone)
    environment = job.environment(
        "pull_request", payload, RUNNER_TEMP=str(tmp_path / "temporary"), PYTHONPATH=str(clone)
    )
    done = run_steps(job, environment)
    assert (done.status, "ran" in done.log + done.errors) == (0, False)


def test_a_clone_of_a_whole_repository_needs_no_fetch_of_history(made: Server, tmp_path: Path) -> None:
    renamed_on_main(made)
    merge, payload = pull_request(made, 7)
    clone = checkout(made, tmp_path / "clone", merge, depth=0)
    done = JobFolder(tmp_path / "job", clone).ci("pull_request", payload)
    assert done.findings == {(SEVEN, "main"): ["RW102"]}
    assert subprocess.run(["git", "fsck", "--strict"], cwd=clone, check=False).returncode == 0
