"""Which branch HEAD would merge into."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conflictscan.facts.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Work

    from conflictscan.git import Repository

    Opened = Callable[[Path], Repository]


@pytest.fixture
def clone(work: Work, make: Callable[..., Work]) -> Work:
    """A clone with `origin/main` and a local `topic`, on which it stands."""
    work.commit({"f": "1\n"})
    copy = make("clone")
    copy.git("remote", "add", "origin", str(work.path))
    copy.git("fetch", "--quiet")
    copy.git("reset", "--quiet", "--hard", "origin/main")
    copy.git("branch", "--set-upstream-to=origin/main")
    copy.git("switch", "--quiet", "--no-track", "--create", "topic")
    return copy


def test_the_remote_default_branch(clone: Work, opened: Opened) -> None:
    assert opened(clone.path).default_target() == "origin/main"


def test_the_remote_head_says_which(clone: Work, opened: Opened) -> None:
    clone.git("update-ref", "refs/remotes/origin/stable", "HEAD")
    clone.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/stable")
    assert opened(clone.path).default_target() == "origin/stable"


def test_an_upstream_of_another_name_wins(clone: Work, opened: Opened) -> None:
    clone.git("update-ref", "refs/remotes/origin/next", "HEAD")
    clone.git("branch", "--set-upstream-to=origin/next")
    assert opened(clone.path).default_target() == "origin/next"


def test_the_branchs_own_copy_on_the_remote_is_no_target(clone: Work, opened: Opened) -> None:
    clone.git("update-ref", "refs/remotes/origin/topic", "HEAD")
    clone.git("branch", "--set-upstream-to=origin/topic")
    assert opened(clone.path).default_target() == "origin/main"


def test_the_default_branch_merges_into_its_upstream(clone: Work, opened: Opened) -> None:
    clone.git("switch", "--quiet", "main")
    assert opened(clone.path).default_target() == "origin/main"


def test_a_detached_head(clone: Work, opened: Opened) -> None:
    clone.git("switch", "--quiet", "--detach")
    assert opened(clone.path).default_target() == "origin/main"


@pytest.mark.parametrize("name", ["main", "master", "trunk", "develop"])
def test_a_local_branch_of_customary_name(work: Work, opened: Opened, name: str) -> None:
    work.commit({"f": "1\n"})
    work.git("branch", "--move", name)
    work.git("switch", "--quiet", "--create", "topic")
    assert opened(work.path).default_target() == name


def test_the_configured_default_branch(work: Work, opened: Opened) -> None:
    work.commit({"f": "1\n"})
    work.git("branch", "boss")
    work.git("config", "init.defaultBranch", "boss")
    work.git("switch", "--quiet", "--create", "topic")
    assert opened(work.path).default_target() == "boss"


def test_no_other_branch(work: Work, opened: Opened) -> None:
    work.commit({"f": "1\n"})
    with pytest.raises(UsageError, match="name one"):
        opened(work.path).default_target()
