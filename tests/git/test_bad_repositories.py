"""What cannot be scanned gets one clear sentence with the command that helps."""

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
from conflictscan.git import Repository

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Work

    Opened = Callable[[Path], Repository]

TEXT = "".join(f"line {number}\n" for number in range(30))


def one_sentence(error: BaseException) -> str:
    text = str(error)
    assert "\n" not in text
    assert not text.startswith("fatal")
    return text


def test_a_folder_without_repository(tmp_path: Path) -> None:
    with pytest.raises(NotARepository) as caught:
        Repository.open(tmp_path)
    assert "--repo" in one_sentence(caught.value)


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(NotARepository):
        Repository.open(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "rev",
    [
        "nope",
        "HEAD~99",
        "",
        " ",
        "-h",
        "--all",
        "main..main",
        "a\nb",
        "main:f",
        "HEAD^{nonsense}",
        ":f",
        "é\udcff",
    ],
)
def test_revisions_that_do_not_resolve(work: Work, opened: Opened, rev: str) -> None:
    work.commit({"f": TEXT})
    with pytest.raises(UnknownRevision) as caught:
        opened(work.path).triple("main", rev)
    assert "`" in one_sentence(caught.value)


def test_a_branch_without_commits(work: Work, opened: Opened) -> None:
    with pytest.raises(UnknownRevision) as caught:
        opened(work.path).triple("HEAD", "HEAD")
    assert "no commit yet" in one_sentence(caught.value)


def test_unrelated_histories(work: Work, opened: Opened) -> None:
    work.commit({"f": TEXT})
    work.git("switch", "--quiet", "--orphan", "island")
    work.commit({"g": TEXT})
    with pytest.raises(NoMergeBase) as caught:
        opened(work.path).triple("main", "island")
    assert "--base" in one_sentence(caught.value)


def test_unrelated_histories_merge_from_a_given_base(work: Work, opened: Opened) -> None:
    start = work.commit({"f": TEXT})
    work.commit({"f": "ours\n" + TEXT})
    work.git("switch", "--quiet", "--orphan", "island")
    work.commit({"f": TEXT + "theirs\n"})
    triple = opened(work.path).triple("main", "island", base=start)
    assert triple.snapshot("merged").read("f") == f"ours\n{TEXT}theirs\n".encode()
    assert triple.conflicts == ()


def test_a_shallow_clone_without_merge_base(work: Work, opened: Opened, tmp_path: Path) -> None:
    work.commit({"f": TEXT})
    work.branch("topic", {"g": TEXT})
    work.commit({"f": TEXT + "more\n"})
    url = work.path.as_uri()
    work.git("clone", "--quiet", "--depth=1", "--no-single-branch", url, str(tmp_path / "shallow"))
    with pytest.raises(NoMergeBase) as caught:
        opened(tmp_path / "shallow").triple("origin/main", "origin/topic")
    assert "git fetch --unshallow" in one_sentence(caught.value)


def test_a_shallow_clone_with_merge_base_works(work: Work, opened: Opened, tmp_path: Path) -> None:
    work.commit({"f": TEXT})
    work.commit({"f": TEXT + "1\n"})
    work.branch("topic", {"g": TEXT})
    work.commit({"f": TEXT + "more\n"})
    work.git(
        "clone", "--quiet", "--depth=2", "--no-single-branch", work.path.as_uri(), str(tmp_path / "shallow")
    )
    triple = opened(tmp_path / "shallow").triple("origin/main", "origin/topic")
    assert triple.snapshot("merged").read("g") == TEXT.encode()


def test_a_partial_clone_without_the_objects(work: Work, opened: Opened, tmp_path: Path) -> None:
    work.git("config", "uploadpack.allowFilter", "true")
    work.commit({"f": TEXT, "old": TEXT})
    work.branch("topic", {"f": "theirs\n" + TEXT, "new": TEXT + "x\n"})
    work.commit({"f": TEXT + "ours\n", "old": None})
    place = tmp_path / "partial"
    work.git("clone", "--quiet", "--filter=blob:none", "--no-checkout", work.path.as_uri(), str(place))
    repository = opened(place)
    with pytest.raises(MissingObjects) as caught:
        assert repository.triple("origin/main", "origin/topic").merged_tree
    assert "git fetch --refetch --no-filter" in one_sentence(caught.value)
    with pytest.raises(MissingObjects):
        repository.snapshot("origin/main").read("f")


def test_a_partial_clone_without_trees(work: Work, opened: Opened, tmp_path: Path) -> None:
    work.git("config", "uploadpack.allowFilter", "true")
    work.commit({"d/f": TEXT})
    work.branch("topic", {"d/f": "theirs\n" + TEXT})
    work.commit({"g": TEXT})
    place = tmp_path / "partial"
    work.git("clone", "--quiet", "--filter=tree:0", "--no-checkout", work.path.as_uri(), str(place))
    with pytest.raises(MissingObjects) as caught:
        opened(place).triple("origin/main", "origin/topic")
    assert "git fetch --refetch --no-filter" in one_sentence(caught.value)


@pytest.mark.parametrize("kind", ["blob", "tree", "commit"])
@pytest.mark.parametrize("damage", ["gone", "empty", "garbage"])
def test_damaged_objects(work: Work, opened: Opened, kind: str, damage: str) -> None:
    work.commit({"a/f": TEXT})
    work.branch("topic", {"a/f": "theirs\n" + TEXT})
    work.commit({"a/f": TEXT + "ours\n"})
    name = {"blob": "topic:a/f", "tree": "topic:a", "commit": "topic"}[kind]
    oid = work.git("rev-parse", name)
    path = work.path / ".git" / "objects" / oid[:2] / oid[2:]
    path.chmod(0o644)
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(b"" if damage == "empty" else b"not an object")
    with pytest.raises(MissingObjects) as caught:
        assert opened(work.path).triple("main", "topic").merged_tree
    assert "git fsck" in one_sentence(caught.value)
    if kind != "commit":
        with pytest.raises(MissingObjects) as caught:
            opened(work.path).snapshot("topic").read("a/f")
        assert "git fsck" in one_sentence(caught.value)


def test_a_repository_of_another_user(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    work.commit({"f": TEXT})
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(GitError) as caught:
        Repository.open(work.path)
    assert "git config --global --add safe.directory" in one_sentence(caught.value)


def test_a_format_that_this_git_does_not_know(work: Work) -> None:
    work.commit({"f": TEXT})
    work.git("config", "core.repositoryFormatVersion", "1")
    work.git("config", "extensions.fromTheFuture", "true")
    with pytest.raises(GitError) as caught:
        Repository.open(work.path)
    assert "newer git" in one_sentence(caught.value)


def test_broken_configuration(work: Work) -> None:
    (work.path / ".git" / "config").write_text("[core\n")
    with pytest.raises(GitError) as caught:
        Repository.open(work.path)
    one_sentence(caught.value)


def test_an_index_with_conflicts(work: Work, opened: Opened) -> None:
    work.commit({"f": TEXT})
    work.branch("topic", {"f": "theirs\n"})
    work.commit({"f": "ours\n"})
    work.git("merge", "topic", code=1)
    with pytest.raises(UsageError) as caught:
        opened(work.path).triple(":index", "main")
    assert "git add" in one_sentence(caught.value)


def test_a_bare_repository_has_no_work_tree(
    make: Callable[..., Work], opened: Opened, tmp_path: Path
) -> None:
    make("w").commit({"f": TEXT})
    make("x").git("clone", "--quiet", "--bare", str(tmp_path / "w"), str(tmp_path / "bare"))
    with pytest.raises(UsageError):
        opened(tmp_path / "bare").triple(":worktree", "main")
    with pytest.raises(UsageError, match="has no index"):
        opened(tmp_path / "bare").triple(":index", "main")
    assert opened(tmp_path / "bare").triple("main", "main").trivial


def test_no_temporary_folder_is_left(work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile  # noqa: PLC0415

    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    work.commit({"f": TEXT})
    with Repository.open(work.path) as repository:
        repository.triple("main", ":index")
        assert list(temporary.iterdir())
    assert not list(temporary.iterdir())
