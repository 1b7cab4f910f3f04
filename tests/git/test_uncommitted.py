"""The index and the work tree as revisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.errors import GitError
from conflictscan.facts.findings import Side
from conflictscan.git import Kind, Repository

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest
    from conftest import Work

    Opened = Callable[[Path], Repository]
    Make = Callable[..., Work]
    Fingerprint = Callable[[Path], str]

TEXT = "".join(f"line {number}\n" for number in range(30))


def test_the_index_and_the_work_tree_as_sides(work: Work, opened: Opened, fingerprint: Fingerprint) -> None:
    work.commit({"f": TEXT, "gone": "x\n", ".gitignore": "*.log\n"})
    work.branch("topic", {"g": "theirs\n"})
    work.write({"f": "staged\n" + TEXT})
    work.git("add", "f")
    work.write({"f": "unstaged\n" + TEXT, "untracked": "u\n", "gone": None, "noise.log": "no\n"})
    before = fingerprint(work.path)
    repository = opened(work.path)
    index = repository.triple(":index", "topic")
    tree = repository.triple(":worktree", "topic")
    assert index.ours.oid is tree.ours.oid is None
    assert [change.path for change in index.changes(Side.OURS)] == ["f"]
    assert [change.path for change in tree.changes(Side.OURS)] == ["f", "gone", "untracked"]
    assert index.snapshot("merged").read("f") == ("staged\n" + TEXT).encode()
    assert tree.snapshot("merged").read("f") == ("unstaged\n" + TEXT).encode()
    assert tree.snapshot("merged").read("g") == b"theirs\n"
    assert tree.introduced(Side.OURS, "f", 1) is None
    assert repository.triple("topic", ":worktree").snapshot("theirs").read("untracked") == b"u\n"
    assert fingerprint(work.path) == before


def test_the_work_tree_is_read_without_filters(work: Work, opened: Opened, tmp_path: Path) -> None:
    work.commit({"f.bin": "pointer\n", "g": TEXT})
    work.git("config", "filter.spy.clean", f"touch {tmp_path}/ran; cat")
    work.git("config", "core.fsmonitor", f"touch {tmp_path}/ran")
    work.write({".gitattributes": "*.bin filter=spy\n", "f.bin": "large content\n", "g": "edited\n"})
    repository = opened(work.path)
    assert repository.snapshot(":worktree").read("f.bin") == b"pointer\n"
    assert repository.snapshot(":worktree").read("g") == b"edited\n"
    assert not (tmp_path / "ran").exists()


def test_line_ends_are_converted_as_configured(work: Work, opened: Opened) -> None:
    work.git("config", "core.autocrlf", "true")
    work.commit({"f": TEXT})
    work.write({"f": TEXT.replace("\n", "\r\n") + "new\r\n"})
    assert opened(work.path).snapshot(":worktree").read("f") == (TEXT + "new\n").encode()


def test_an_uncommitted_state_against_itself_is_trivial(work: Work, opened: Opened) -> None:
    work.commit({"f": TEXT})
    work.write({"f": "edited\n"})
    repository = opened(work.path)
    for rev in (":index", ":worktree"):
        triple = repository.triple(rev, rev)
        assert triple.trivial
        assert triple.base.oid is None
        assert triple.merged_tree == triple.ours.tree
    assert repository.triple(":worktree", ":index").trivial


def test_a_repository_within_is_no_part_of_the_work_tree(work: Work, make: Make, opened: Opened) -> None:
    work.commit({"f": TEXT})
    inner = make("work/inner")
    inner.commit({"g": TEXT})
    work.write({"h": "new\n"})
    assert sorted(opened(work.path).snapshot(":worktree").walk()) == ["f", "h"]


def test_a_sparse_checkout_keeps_what_it_hides(work: Work, opened: Opened) -> None:
    work.commit({"a/f": TEXT, "b/g": TEXT, "b/c/h": TEXT})
    work.git("sparse-checkout", "set", "--cone", "--sparse-index", "a")
    assert not (work.path / "b" / "g").exists()
    work.write({"a/f": "edited\n"})
    for rev, content in ((":worktree", b"edited\n"), (":index", TEXT.encode())):
        snapshot = opened(work.path).snapshot(rev)
        assert sorted(snapshot.walk()) == ["a/f", "b/c/h", "b/g"]
        assert snapshot.read("a/f") == content


def test_a_submodule_with_changes_is_not_entered(work: Work, make: Make, opened: Opened) -> None:
    library = make("library")
    library.commit({"l": TEXT})
    work.commit({"f": TEXT})
    work.git("-c", "protocol.file.allow=always", "submodule", "add", "--quiet", str(library.path), "sub")
    work.commit({})
    work.write({"sub/l": "dirty\n", "f": "edited\n"})
    repository = opened(work.path)
    assert repository.snapshot(":worktree").kind("sub") is Kind.SUBMODULE
    assert [c.path for c in repository.triple(":worktree", "main").changes(Side.OURS)] == ["f"]


def test_a_forged_tree_does_not_lead_out_of_the_quarantine(
    work: Work, opened: Opened, tmp_path: Path, fingerprint: Fingerprint
) -> None:
    blob = work.git("hash-object", "-w", "--stdin")
    trees: list[str] = []
    for names in (("a",), ("a", "x"), ("a", "y")):
        raw = b"".join(
            b"100644 %s\0%s" % (name.encode(), bytes.fromhex(blob)) for name in (".gitattributes", *names)
        )
        for folder in ("..", ".."):
            (tmp_path / "raw").write_bytes(raw)
            oid = work.git("hash-object", "-w", "-t", "tree", "--literally", str(tmp_path / "raw"))
            raw = b"40000 %s\0%s" % (folder.encode(), bytes.fromhex(oid))
        (tmp_path / "raw").write_bytes(raw)
        trees.append(work.git("hash-object", "-w", "-t", "tree", "--literally", str(tmp_path / "raw")))
    base = work.git("commit-tree", "-m", "base", trees[0])
    ours, theirs = (work.git("commit-tree", "-m", "x", "-p", base, tree) for tree in trees[1:])
    before = fingerprint(tmp_path)
    triple = opened(work.path).triple(ours, theirs)
    try:
        assert triple.merged_tree
    except GitError as error:
        assert "\n" not in str(error)  # noqa: PT017  (git may refuse such a tree, or not)
    assert fingerprint(tmp_path) == before


def test_a_split_index_is_read(work: Work, opened: Opened) -> None:
    work.commit({"f": TEXT, "g": TEXT})
    work.git("update-index", "--split-index")
    work.write({"f": "staged\n"})
    work.git("add", "f")
    assert opened(work.path).snapshot(":index").read("f") == b"staged\n"
    assert opened(work.path).snapshot(":index").read("g") == TEXT.encode()


def test_the_index_of_a_commit_of_some_files_is_the_one_git_names(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.commit({"f": "1\n", "g": "1\n"})
    work.write({"f": "2\n", "g": "2\n"})
    work.git("add", "f", environ={"GIT_INDEX_FILE": str(work.path / ".git" / "other-index")})
    monkeypatch.chdir(work.path)
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/other-index")
    with Repository.open(work.path) as repository:
        assert repository.snapshot(":index").read("f") == b"2\n"
        assert repository.snapshot(":index").read("g") is None
