"""What is under way, seen from hooks and from a stopped operation."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from conflictscan.git import Operation, Pending, Repository, pending

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from conftest import Work

    Opened = Callable[[Path], Repository]

TEXT = "".join(f"line {number}\n" for number in range(9))


def seen(work: Work, environ: Mapping[str, str] | None = None) -> Pending | None:
    with Repository.open(work.path) as repository:
        return pending(repository, environ or {})


@pytest.fixture
def pair(work: Work) -> Work:
    """`main` and `topic` that conflict in `f`, `side` that does not."""
    work.commit({"f": TEXT})
    work.branch("topic", {"f": "theirs\n" + TEXT})
    work.branch("side", {"g": TEXT})
    work.commit({"f": "ours\n" + TEXT})
    return work


def hook(work: Work, name: str, log: Path) -> None:
    path = work.path / ".git" / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\nenv | grep ^GITHEAD_ > {log}\nexit 1\n")
    path.chmod(0o755)


def test_nothing_is_under_way(pair: Work) -> None:
    assert seen(pair) is None


def test_a_clean_merge_is_seen_in_its_hook(pair: Work, tmp_path: Path) -> None:
    hook(pair, "pre-merge-commit", tmp_path / "log")
    pair.git("merge", "--no-edit", "side", code=1)
    environ = dict(line.split("=", 1) for line in (tmp_path / "log").read_text().splitlines())
    found = seen(pair, environ)
    assert found == Pending(operation=Operation.MERGE, ours="HEAD", theirs=pair.git("rev-parse", "side"))


def test_a_conflicted_merge_is_seen(pair: Work) -> None:
    pair.git("merge", "topic", code=1)
    found = seen(pair)
    assert found == Pending(operation=Operation.MERGE, ours="HEAD", theirs=pair.git("rev-parse", "topic"))


def test_a_merge_just_made_is_looked_at_from_before(pair: Work) -> None:
    topic = pair.git("rev-parse", "side")
    pair.git("merge", "--no-edit", "--quiet", "side")
    found = seen(pair, {f"GITHEAD_{topic}": "side"})
    assert found == Pending(operation=Operation.MERGE, ours="HEAD^1", theirs=topic)


def test_an_octopus_names_all_heads(pair: Work) -> None:
    heads = sorted(pair.git("rev-parse", "side", "topic").split())
    found = seen(pair, {f"GITHEAD_{head}": "x" for head in heads})
    assert found is not None
    assert (found.theirs, *found.others) == tuple(heads)


def test_a_cherry_pick_is_seen(pair: Work) -> None:
    pair.git("cherry-pick", "topic", code=1)
    topic = pair.git("rev-parse", "topic")
    found = seen(pair)
    assert found == Pending(operation=Operation.CHERRY_PICK, ours="HEAD", theirs=topic, base=f"{topic}^1")
    assert found is not None
    with Repository.open(pair.path) as repository:
        assert repository.triple(found.ours, found.theirs, base=found.base).conflicts == ("f",)


def test_the_cherry_pick_of_a_first_commit_starts_from_nothing(pair: Work) -> None:
    pair.git("switch", "--quiet", "--orphan", "island")
    pair.commit({"f": "island\n"})
    pair.git("switch", "--quiet", "main")
    pair.git("cherry-pick", "island", code=1)
    found = seen(pair)
    assert found is not None
    with Repository.open(pair.path) as repository:
        triple = repository.triple(found.ours, found.theirs, base=found.base)
        assert triple.conflicts == ("f",)
        assert triple.base.oid is None


def test_a_revert_is_seen(pair: Work) -> None:
    first = pair.git("rev-parse", "HEAD")
    pair.commit({"f": "again\n" + TEXT})
    pair.git("revert", "--no-edit", first, code=1)
    found = seen(pair)
    assert found == Pending(operation=Operation.REVERT, ours="HEAD", theirs=f"{first}^1", base=first)
    assert found is not None
    with Repository.open(pair.path) as repository:
        assert repository.triple(found.ours, found.theirs, base=found.base).conflicts == ("f",)


@pytest.mark.parametrize("backend", ["--merge", "--apply"])
def test_a_rebase_is_seen_as_a_whole(pair: Work, backend: str) -> None:
    main, topic = pair.git("rev-parse", "main", "topic").split()
    pair.git("switch", "--quiet", "topic")
    pair.git("rebase", backend, "main", code=1)
    assert seen(pair) == Pending(operation=Operation.REBASE, ours=main, theirs=topic)


def test_a_squash_is_seen(pair: Work) -> None:
    pair.git("merge", "--squash", "--quiet", "side")
    side = pair.git("rev-parse", "side")
    assert seen(pair) == Pending(operation=Operation.SQUASH, ours="HEAD", theirs=side)


def test_a_merge_in_a_linked_worktree_is_its_own(pair: Work, tmp_path: Path) -> None:
    pair.git("worktree", "add", "--quiet", str(tmp_path / "linked"), "topic")
    pair.git("-C", str(tmp_path / "linked"), "merge", "main", code=1)
    assert seen(pair) is None
    with Repository.open(tmp_path / "linked") as repository:
        found = pending(repository, os.environ)
    assert found is not None
    assert found.theirs == pair.git("rev-parse", "main")
