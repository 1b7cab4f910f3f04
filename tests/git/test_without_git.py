"""Machines without the git program, and with an old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conflictscan.facts.errors import (
    GitError,
    MissingObjects,
    NoMergeBase,
    NotARepository,
    UnknownRevision,
    UsageError,
)
from conflictscan.facts.findings import Side
from conflictscan.git import Repository, Status, program, repository

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Work

    Opened = Callable[[Path], Repository]

TEXT = "".join(f"line {number}\n" for number in range(30))


@pytest.fixture
def history(work: Work) -> Work:
    work.commit({"f": TEXT, "old": TEXT + "x\n", "both": "b\n", "gone": "g\n"})
    theirs: dict[str, str | None] = {"f": "theirs\n" + TEXT, "both": "theirs\n", "gone": None}
    work.branch("topic", {**theirs, "old": None, "new": TEXT + "x\n"})
    work.branch("clean", {"f": "theirs\n" + TEXT})
    work.commit({"f": TEXT + "ours\n", "both": "ours\n", "gone": "edited\n"})
    work.write({"f": "staged\n"})
    work.git("add", "f")
    return work


@pytest.fixture
def _no_git(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    for module in (program, repository):
        monkeypatch.setattr(module, "executable", lambda: None)


@pytest.fixture
def _old_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # pyright: ignore[reportUnusedFunction]
    script = tmp_path / "old-git"
    refuse = 'case "$*" in *--write-tree*|*--batch-command*) exit 129;; esac'
    script.write_text(f'#!/bin/sh\n{refuse}\nexec {program.executable()} "$@"\n')
    script.chmod(0o755)
    monkeypatch.setattr(program, "executable", lambda: str(script))


@pytest.fixture(params=["_no_git", "_old_git"])
def fallback(request: pytest.FixtureRequest, history: Work) -> Work:
    request.getfixturevalue(request.param)
    return history


def test_a_clean_merge_is_the_same(fallback: Work, opened: Opened) -> None:
    triple = opened(fallback.path).triple("main", "clean")
    told = fallback.git("merge-tree", "--write-tree", "main", "clean")
    assert (triple.merged_tree, triple.conflicts) == (told, ())
    assert triple.snapshot("merged").read("f") == f"theirs\n{TEXT}ours\n".encode()
    assert triple.snapshot("merged").size("f") == len(TEXT) + len("theirs\nours\n")


def test_conflicts_and_renames_are_the_same(fallback: Work, opened: Opened) -> None:
    triple = opened(fallback.path).triple("main", "topic")
    assert triple.conflicts == ("both", "gone")
    assert triple.snapshot("merged").read("both") == b"ours\n"
    assert triple.snapshot("merged").read("gone") == b"edited\n"
    assert [(c.status, c.path) for c in triple.changes(Side.THEIRS)] == [
        (Status.MODIFIED, "both"),
        (Status.MODIFIED, "f"),
        (Status.DELETED, "gone"),
        (Status.RENAMED, "new"),
    ]
    assert triple.merged_path(Side.OURS, "old") == "new"


def test_the_index_and_a_given_base(fallback: Work, opened: Opened) -> None:
    opened_here = opened(fallback.path)
    triple = opened_here.triple(":index", "clean", base="main~1")
    assert triple.snapshot("ours").read("f") == b"staged\n"
    assert triple.conflicts == ("f",)
    assert opened_here.triple("main", "main").trivial


def test_merge_attributes_count(fallback: Work, opened: Opened) -> None:
    fallback.commit({".gitattributes": "both merge=union\n", "f": TEXT})
    triple = opened(fallback.path).triple("main", "topic")
    assert triple.conflicts == ("gone",)


@pytest.mark.usefixtures("_no_git")
def test_errors_are_sentences(history: Work, opened: Opened, tmp_path: Path) -> None:
    opened_here = opened(history.path)
    with pytest.raises(UnknownRevision, match="git fetch"):
        opened_here.triple("main", "nope")
    with pytest.raises(UsageError, match="install git"):
        opened_here.default_target()
    with pytest.raises(UsageError, match="install git"):
        opened_here.triple(":worktree", "main")
    with pytest.raises(NotARepository):
        Repository.open(tmp_path)
    history.git("switch", "--quiet", "--force", "--orphan", "island")
    history.commit({"g": "x\n"})
    with pytest.raises(NoMergeBase):
        opened(history.path).triple("main", "island")
    blob = history.git("rev-parse", "topic:f")
    (history.path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(MissingObjects):
        assert opened(history.path).triple("main", "topic").merged_tree


@pytest.mark.usefixtures("_no_git")
def test_sha256_needs_the_program(make: Callable[..., Work]) -> None:
    work = make("sha256", "--object-format=sha256")
    work.commit({"f": TEXT})
    with pytest.raises(GitError, match="install git"):
        Repository.open(work.path)


@pytest.mark.usefixtures("_no_git")
def test_a_linked_work_tree(history: Work, opened: Opened, tmp_path: Path) -> None:
    history.git("worktree", "add", "--quiet", str(tmp_path / "linked"), "topic")
    linked = opened(tmp_path / "linked")
    assert linked.common_dir == history.path / ".git"
    assert linked.triple("HEAD", "main").conflicts == ("both", "gone")
    assert linked.triple("HEAD", "main").introduced(Side.OURS, "f", 1) is None
