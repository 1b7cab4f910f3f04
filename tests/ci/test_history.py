"""Just enough history: what a scan needs, the right merge base, and nothing taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conflictscan.cli.ci.remote import Remote, Tips
from conflictscan.facts.errors import GitError
from tests.ci.servers import BASE, ENVIRONMENT, RENAMED, USED, checkout, commits, filler, git, server

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ci.servers import Server


@pytest.fixture
def made(tmp_path: Path) -> Server:
    """A long history with a pull request that left it 30 commits ago."""
    made = server(tmp_path / "server.git")
    old = made.line(None, BASE, *filler(300))
    main = made.line(old, *filler(30), RENAMED)
    head = made.line(old, *filler(3, "topic.txt"), USED)
    made.ref("refs/heads/main", main)
    made.ref("refs/pull/7/head", head)
    made.ref("refs/pull/7/merge", made.merge(main, head, "merge"))
    return made


def tips(made: Server) -> Tips:
    return Tips(git(made.path, "rev-parse", "refs/pull/7/head"), git(made.path, "rev-parse", "main"))


def obtained(clone: Path, made: Server) -> Tips:
    with Remote(clone, ENVIRONMENT) as remote:
        fetched = remote.fetch("refs/pull/7/head", "refs/heads/main")
        pair = Tips(fetched["refs/pull/7/head"], fetched["refs/heads/main"])
        remote.deepen([pair])
        assert remote.has(pair.ours)
    assert pair == tips(made)
    return pair


def test_a_clone_of_one_commit_is_deepened_to_the_merge_base_and_not_to_the_first(
    made: Server, tmp_path: Path
) -> None:
    clone = checkout(made, tmp_path / "clone", git(made.path, "rev-parse", "refs/pull/7/merge"))
    pair = obtained(clone, made)
    assert git(clone, "merge-base", "--all", *pair) == git(made.path, "merge-base", "--all", *pair)
    assert 34 < len(commits(clone)) < 150  # of 336


def test_a_whole_clone_stays_whole(made: Server, tmp_path: Path) -> None:
    clone = checkout(made, tmp_path / "clone", git(made.path, "rev-parse", "main"), depth=0)
    pair = obtained(clone, made)
    assert git(clone, "rev-parse", "--is-shallow-repository") == "false"
    assert git(clone, "rev-list", "--count", *pair) == git(made.path, "rev-list", "--count", *pair)


def test_a_clone_that_is_deep_enough_gets_no_shallower(made: Server, tmp_path: Path) -> None:
    clone = checkout(made, tmp_path / "clone", git(made.path, "rev-parse", "refs/pull/7/merge"), depth=100)
    before = commits(clone)
    reachable = git(clone, "rev-list", "--count", "HEAD")
    obtained(clone, made)
    assert commits(clone) == before
    assert git(clone, "rev-list", "--count", "HEAD") == reachable


def test_nothing_but_objects_is_left_in_the_clone(made: Server, tmp_path: Path) -> None:
    clone = checkout(made, tmp_path / "clone", git(made.path, "rev-parse", "refs/pull/7/merge"))
    before = state(clone)
    obtained(clone, made)
    assert state(clone) == before


def state(clone: Path) -> tuple[str, ...]:
    head = (clone / ".git" / "FETCH_HEAD").read_text("utf-8")
    return (
        head,
        *(git(clone, *command) for command in (["for-each-ref"], ["status"], ["rev-parse", "HEAD"])),
    )


def test_a_merge_base_that_only_more_history_shows_is_found(tmp_path: Path) -> None:
    """Ours took an old main in at its tip, and a newer one long ago: the first base in sight is the old one."""
    made = server(tmp_path / "server.git")
    root = made.line(None, BASE, *filler(5))
    old = made.line(root, *filler(2))
    newer = made.line(old, *filler(2, "more.txt"))
    main = made.line(newer, RENAMED)
    started = made.line(root, *filler(1, "topic.txt"))
    merged = made.merge(started, newer, "take the newer main in")
    long = made.line(merged, *filler(40, "topic.txt"))
    head = made.merge(long, made.line(old, *filler(1, "side.txt")), "take a branch of the old main in")
    made.ref("refs/heads/main", main)
    made.ref("refs/pull/7/head", head)
    clone = checkout(made, tmp_path / "clone", head, depth=5)
    git(clone, "fetch", "--quiet", "--depth=5", "origin", "main")
    assert git(clone, "merge-base", head, main) == old  # what a clone of this depth believes
    pair = obtained(clone, made)
    assert git(clone, "merge-base", "--all", *pair) == newer


def test_histories_that_never_meet_are_fetched_once_and_whole(tmp_path: Path) -> None:
    made = server(tmp_path / "server.git")
    made.ref("refs/heads/main", made.line(None, *filler(30)))
    made.ref("refs/pull/7/head", made.line(None, *filler(25, "other.txt")))
    clone = checkout(made, tmp_path / "clone", git(made.path, "rev-parse", "main"))
    obtained(clone, made)
    assert len(commits(clone)) == 55


def test_a_branch_that_is_gone_is_named(made: Server, tmp_path: Path) -> None:
    clone = checkout(made, tmp_path / "clone", git(made.path, "rev-parse", "main"))
    with Remote(clone, ENVIRONMENT) as remote, pytest.raises(GitError, match=r"has no refs/heads/nowhere"):
        remote.fetch("refs/heads/nowhere")


def test_a_commit_that_is_gone_spoils_no_later_fetch(made: Server, tmp_path: Path) -> None:
    clone = checkout(made, tmp_path / "clone", git(made.path, "rev-parse", "main"))
    with Remote(clone, ENVIRONMENT) as remote:
        with pytest.raises(GitError, match="git fetch"):
            remote.fetch("1" * 40)
        fetched = remote.fetch("refs/pull/7/head", "refs/heads/main")
        remote.deepen([Tips(*fetched.values())])
    assert git(clone, "merge-base", *fetched.values())


def test_a_token_is_given_to_git_only_where_the_checkout_left_none(made: Server, tmp_path: Path) -> None:
    clone = checkout(made, tmp_path / "clone", git(made.path, "rev-parse", "main"))
    git(clone, "remote", "set-url", "origin", "https://github.example/o/r")
    given = Remote(clone, ENVIRONMENT, "secret")._environ
    assert given["GIT_CONFIG_KEY_0"] == "http.https://github.example/.extraheader"
    assert "secret" not in given["GIT_CONFIG_VALUE_0"]  # basic authentication
    git(clone, "config", "http.https://github.example/.extraheader", "AUTHORIZATION: basic x")
    assert "GIT_CONFIG_KEY_0" not in Remote(clone, ENVIRONMENT, "secret")._environ
