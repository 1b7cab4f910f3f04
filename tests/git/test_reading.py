"""Snapshots, changes and blame, over every kind of repository."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conflictscan.facts.findings import Side
from conflictscan.git import Entry, FileChange, Kind, Repository, Status, objects

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Work

    Opened = Callable[[Path], Repository]
    Make = Callable[..., Work]
    Fingerprint = Callable[[Path], str]

TEXT = "".join(f"line {number}\n" for number in range(30))


def test_a_snapshot_tells_what_is_where(work: Work, opened: Opened) -> None:
    oid = work.commit({"a/b/f.py": TEXT, "g": b"\0\xff", "empty": ""})
    (work.path / "link").symlink_to("g")
    work.git("update-index", "--add", "--cacheinfo", f"160000,{oid},module")
    work.git("add", "link")
    work.git("commit", "--quiet", "--message", "odd entries")
    snapshot = opened(work.path).snapshot("HEAD")
    kinds = {name: snapshot.kind(name) for name in ("", "a", "a/b/f.py", "link", "module", "no", "g/x", "a/")}
    assert kinds == {
        "": Kind.FOLDER,
        "a": Kind.FOLDER,
        "a/b/f.py": Kind.FILE,
        "link": Kind.SYMLINK,
        "module": Kind.SUBMODULE,
        "no": None,
        "g/x": None,
        "a/": None,
    }
    assert snapshot.list("a") == (Entry("b", Kind.FOLDER),)
    assert snapshot.list("no") == snapshot.list("g") == ()
    assert [entry.name for entry in snapshot.list()] == ["a", "empty", "g", "link", "module"]
    assert list(snapshot.walk()) == ["empty", "g", "a/b/f.py"]
    assert (snapshot.read("g"), snapshot.size("g"), snapshot.read("empty")) == (b"\0\xff", 2, b"")
    for name in ("", "a", "link", "module", "no"):
        assert snapshot.blob(name) is snapshot.read(name) is snapshot.size(name) is None
    assert snapshot.blob("g") == work.git("rev-parse", "HEAD:g")


def test_both_readers_agree(work: Work, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    work.commit({f"d{number}/f": f"{number}\n" for number in range(20)})
    program = dict.fromkeys(opened(work.path).snapshot("HEAD").walk())
    monkeypatch.setattr(objects, "_CHANGE_OVER", 7)
    snapshot = opened(work.path).snapshot("HEAD")
    assert dict.fromkeys(snapshot.walk()) == program
    assert snapshot.read("d3/f") == b"3\n"
    assert snapshot.size("d13/f") == 3


@pytest.mark.parametrize(
    "name", ["new\nline.py", 'tab\tand "quote".py', "ünï.py", "-rf", ":odd", "\udcff\udcfe.py", " "]
)
def test_any_file_name_works(work: Work, opened: Opened, name: str) -> None:
    work.commit({"f": TEXT, name: TEXT})
    work.branch("topic", {name: TEXT + "theirs\n"})
    work.commit({name: "ours\n" + TEXT})
    triple = opened(work.path).triple("main", "topic")
    assert [change.path for change in triple.changes(Side.THEIRS)] == [name]
    assert triple.snapshot("merged").read(name) == f"ours\n{TEXT}theirs\n".encode()
    assert triple.merged_path(Side.OURS, name) == name
    introduced = triple.introduced(Side.OURS, name, 1)
    assert introduced == (work.git("rev-parse", "main"), "Ada")
    assert triple.introduced(Side.OURS, name, 2) is None


def test_conflicted_paths_of_any_name(work: Work, opened: Opened) -> None:
    names = ("new\nline", "\udcff", "z")
    work.commit(dict.fromkeys(names, TEXT))
    work.branch("topic", dict.fromkeys(names, "theirs\n"))
    work.commit(dict.fromkeys(names, "ours\n"))
    assert opened(work.path).triple("main", "topic").conflicts == tuple(sorted(names))


def test_changes_name_what_a_side_did(work: Work, opened: Opened) -> None:
    work.commit(
        {"kept": TEXT, "edited": TEXT + "e\n", "gone": "gone\n", "old/name.py": TEXT + "n\n", "typed": "x"}
    )
    (work.path / "typed").unlink()
    (work.path / "old" / "name.py").rename(work.path / "moved.py")
    (work.path / "typed").symlink_to("kept")
    files = {"edited": "e\n", "gone": None, "new": "new\n", "moved.py": TEXT + "changed\n"}
    work.branch("topic", files)
    changes = opened(work.path).triple("main", "topic").changes(Side.THEIRS)
    assert [(c.status, c.path, c.old_path) for c in changes] == [
        (Status.MODIFIED, "edited", "edited"),
        (Status.DELETED, "gone", "gone"),
        (Status.RENAMED, "moved.py", "old/name.py"),
        (Status.ADDED, "new", ""),
        (Status.TYPE_CHANGED, "typed", "typed"),
    ]
    by_path = {change.path: change for change in changes}
    assert by_path["typed"].new_blob is None
    assert by_path["gone"].new_blob is by_path["new"].old_blob is None
    assert 50 <= by_path["moved.py"].similarity < 100
    assert isinstance(changes[0], FileChange)


def test_trivial_pairs(work: Work, opened: Opened) -> None:
    work.commit({"f": TEXT})
    work.branch("empty", {})
    work.branch("topic", {"g": TEXT})
    work.branch("same", {"g": TEXT})
    work.commit({"h": TEXT})
    repository = opened(work.path)
    pairs = [("main", "main"), ("main", "main~1"), ("main~1", "topic"), ("empty", "main"), ("topic", "same")]
    assert all(repository.triple(*pair).trivial for pair in pairs)
    assert not repository.triple("main", "topic").trivial
    for ours, theirs in pairs:
        triple = repository.triple(ours, theirs)
        told = work.git("merge-tree", "--write-tree", ours, theirs).splitlines()[0]
        assert (triple.merged_tree, triple.conflicts) == (told, ())


def test_revisions_as_git_has_them(work: Work, opened: Opened) -> None:
    work.commit({"f": "1\n"}, "first step")
    head = work.commit({"f": "2\n"}, "second step")
    work.git("tag", "--annotate", "--message", "x", "v1")
    work.git("update-ref", "refs/remotes/origin/x", "HEAD")
    work.git("update-ref", "refs/heads/-topic", "HEAD")
    repository = opened(work.path)
    names = ("main", "HEAD", "@", "v1", "v1^{}", "origin/x", head, head[:7], "main@{0}", "-topic")
    for rev in (*names, ":/second", "HEAD^{/second}"):
        assert repository.triple(rev, "HEAD").ours.oid == head, rev
    assert repository.triple("HEAD~1", ":/first").ours.oid == work.git("rev-parse", "HEAD~1")
    assert repository.triple("main", "HEAD").ours.rev == "main"


def test_a_scan_changes_nothing_and_runs_nothing(
    work: Work, tmp_path: Path, fingerprint: Fingerprint
) -> None:
    spy = f"touch {tmp_path}/ran; true"
    for name in (
        "merge.spy.driver",
        "diff.spy.textconv",
        "diff.spy.command",
        "filter.spy.smudge",
        "core.pager",
    ):
        work.git("config", name, spy)
    work.commit({"f": TEXT, ".gitattributes": "* merge=spy diff=spy filter=spy\n"})
    work.branch("topic", {"f": "theirs\n" + TEXT})
    work.commit({"f": TEXT + "ours\n"})
    for hook in ("post-index-change", "reference-transaction", "post-checkout"):
        path = work.path / ".git" / "hooks" / hook
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{spy}\n")
        path.chmod(0o755)
    work.git("branch", "feature")
    work.git("symbolic-ref", "HEAD", "refs/heads/feature")
    (tmp_path / "ran").unlink(missing_ok=True)
    before = fingerprint(work.path)
    with Repository.open(work.path) as repository:
        for ours in ("main", ":index", ":worktree"):
            triple = repository.triple(ours, "topic")
            assert triple.conflicts == ()
            assert triple.introduced(Side.THEIRS, "f", 1) is not None
            assert list(triple.snapshot("merged").walk())
        repository.default_target()
    assert fingerprint(work.path) == before
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("attribute", "conflicts", "merged"),
    [
        ("merge=union", (), b"ours\ntheirs\nlast\n"),
        ("-merge", ("d/f",), b"ours\nlast\n"),
        ("binary", ("d/f",), b"ours\nlast\n"),
    ],
)
@pytest.mark.parametrize("place", [".gitattributes", "d/.gitattributes"])
def test_merge_attributes_count_in_bare_repositories_too(
    work: Work, attribute: str, conflicts: tuple[str, ...], merged: bytes, place: str
) -> None:
    work.commit({"d/f": "first\nlast\n", place: f"f {attribute}\n"})
    work.branch("topic", {"d/f": "theirs\nlast\n"})
    work.commit({"d/f": "ours\nlast\n"})
    bare = work.path / "bare"
    work.git("clone", "--quiet", "--bare", str(work.path), str(bare))
    for path in (work.path, bare):
        with Repository.open(path) as repository:
            triple = repository.triple("main", "topic")
            assert triple.conflicts == conflicts
            assert triple.snapshot("merged").read("d/f") == merged


def test_settings_of_the_machine_do_not_shape_the_merge(work: Work, opened: Opened) -> None:
    work.commit({"f": TEXT, "g": "x\n"})
    work.branch("topic", {"f": TEXT + "theirs\n"})
    work.git("mv", "f", "renamed")
    work.commit({})
    for name in ("merge.renames", "diff.renames"):
        work.git("config", name, "false")
    triple = opened(work.path).triple("main", "topic")
    assert triple.snapshot("merged").read("renamed") == (TEXT + "theirs\n").encode()
    assert triple.merged_path(Side.THEIRS, "f") == "renamed"
    assert triple.side_path(Side.THEIRS, "renamed") == "f"


def test_a_file_deleted_by_the_other_side_is_not_in_the_merge(work: Work, opened: Opened) -> None:
    work.commit({"f": TEXT, "g": TEXT + "g\n"})
    work.branch("topic", {"g": "changed\n"})
    work.commit({"f": None})
    triple = opened(work.path).triple("main", "topic")
    assert triple.merged_path(Side.THEIRS, "f") is None
    assert triple.merged_path(Side.THEIRS, "nothing") is None
    assert triple.side_path(Side.OURS, "g") == "g"


def test_criss_cross_histories_have_a_virtual_base(work: Work, opened: Opened) -> None:
    work.commit({"f": TEXT, "g": TEXT + "g\n"})
    work.branch("one", {"f": "one\n" + TEXT})
    work.branch("two", {"g": "two\n" + TEXT + "g\n"})
    for name, parents in (("ours", ("one", "two")), ("theirs", ("two", "one"))):
        work.git("switch", "--quiet", "--create", name, parents[0])
        work.git("merge", "--quiet", "--no-edit", parents[1])
    work.commit({"new": "theirs\n"})
    work.git("switch", "--quiet", "ours")
    work.commit({"f": "one\n" + TEXT + "ours\n"})
    triple = opened(work.path).triple("ours", "theirs")
    assert triple.base.oid is None
    assert triple.base.tree == work.git("rev-parse", "ours~1^{tree}")
    assert [change.path for change in triple.changes(Side.OURS)] == ["f"]
    assert [change.path for change in triple.changes(Side.THEIRS)] == ["new"]
    assert triple.merged_tree == work.git("merge-tree", "--write-tree", "ours", "theirs").splitlines()[0]
    assert triple.introduced(Side.OURS, "f", 1) is None
    assert triple.introduced(Side.OURS, "f", 32) == (work.git("rev-parse", "ours"), "Ada")


def test_a_given_base_decides(work: Work, opened: Opened) -> None:
    start = work.commit({"f": TEXT})
    work.commit({"f": "second\n" + TEXT})
    work.branch("topic", {"g": "x\n"})
    work.commit({"h": "x\n"})
    triple = opened(work.path).triple("main", "topic", base=start)
    assert triple.base.oid == start
    assert [change.path for change in triple.changes(Side.THEIRS)] == ["f", "g"]
    assert triple.conflicts == ()


def test_a_moved_line_is_introduced_by_its_commit(work: Work, opened: Opened) -> None:
    work.commit({"f": TEXT})
    work.git("switch", "--quiet", "--create", "topic")
    first = work.commit({"f": "one\n" + TEXT})
    second = work.commit({"f": "two\none\n" + TEXT})
    work.git("mv", "f", "g")
    work.commit({})
    work.git("switch", "--quiet", "main")
    work.commit({"h": "x\n"})
    triple = opened(work.path).triple("main", "topic")
    assert [triple.introduced(Side.THEIRS, "g", line) for line in (1, 2, 3, 99)] == [
        (second, "Ada"),
        (first, "Ada"),
        None,
        None,
    ]
    assert triple.introduced(Side.OURS, "f", 1) is None
    assert triple.introduced(Side.OURS, "nothing", 1) is None


def test_replaced_commits_count_as_git_counts_them(work: Work, opened: Opened) -> None:
    work.commit({"f": TEXT})
    topic = work.branch("topic", {"g": "x\n"})
    other = work.branch("other", {"g": "replaced\n"})
    work.commit({"h": "x\n"})
    work.git("replace", topic, other)
    triple = opened(work.path).triple("main", "topic")
    assert triple.theirs.oid == topic
    assert triple.snapshot("theirs").read("g") == b"replaced\n"
    assert triple.merged_tree == work.git("merge-tree", "--write-tree", "main", "topic")


def history(work: Work) -> None:
    work.commit({"f": TEXT})
    work.branch("topic", {"f": "theirs\n" + TEXT})
    work.commit({"f": TEXT + "ours\n"})


def merges(repository: Repository) -> bool:
    triple = repository.triple("main", "topic")
    assert triple.introduced(Side.THEIRS, "f", 1) is not None
    return triple.snapshot("merged").read("f") == f"theirs\n{TEXT}ours\n".encode()


def test_sha256(make: Make, opened: Opened) -> None:
    work = make("sha256", "--object-format=sha256")
    history(work)
    assert merges(opened(work.path))


def test_reftable(make: Make, opened: Opened) -> None:
    try:
        work = make("reftable", "--ref-format=reftable")
    except AssertionError:
        pytest.skip("this git does not know reftable")
    history(work)
    assert merges(opened(work.path))


def test_linked_work_trees_subfolders_and_the_git_folder(work: Work, opened: Opened, tmp_path: Path) -> None:
    history(work)
    work.git("worktree", "add", "--quiet", str(tmp_path / "linked"), "topic")
    (tmp_path / "linked" / "sub").mkdir()
    linked = opened(tmp_path / "linked" / "sub")
    assert (linked.common_dir, linked.work_dir) == (work.path / ".git", tmp_path / "linked")
    assert linked.git_dir == work.path / ".git" / "worktrees" / "linked"
    assert merges(linked)
    assert linked.triple("HEAD", "main").ours.oid == work.git("rev-parse", "topic")
    inside = opened(work.path / ".git")
    assert inside.work_dir is None
    assert merges(inside)


def test_the_repository_that_a_hook_is_told_counts_in_its_folder_only(
    work: Work, make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    work.commit({"f": TEXT})
    other = make("other")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setenv("GIT_DIR", str(work.path / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(work.path))
    assert Repository.open(Path()).work_dir == work.path
    assert Repository.open(other.path).work_dir == other.path


def test_bare_and_borrowed_objects(work: Work, opened: Opened, tmp_path: Path) -> None:
    history(work)
    work.git("clone", "--quiet", "--bare", str(work.path), str(tmp_path / "bare"))
    work.git("clone", "--quiet", "--shared", "--bare", str(tmp_path / "bare"), str(tmp_path / "shared"))
    work.git("clone", "--quiet", "--shared", "--bare", str(tmp_path / "shared"), str(tmp_path / "twice"))
    for name in ("bare", "shared", "twice"):
        assert merges(opened(tmp_path / name))
    assert opened(tmp_path / "bare").work_dir is None


def test_packed_repositories(work: Work, opened: Opened) -> None:
    history(work)
    work.git("gc", "--quiet")
    work.git("pack-refs", "--all")
    assert merges(opened(work.path))


def test_names_that_differ_in_case_alone(work: Work, opened: Opened) -> None:
    work.commit({"f": TEXT, "F": "upper\n"})
    work.branch("topic", {"F": "upper case\n"})
    work.commit({"f": TEXT + "ours\n"})
    merged = opened(work.path).triple("main", "topic").snapshot("merged")
    assert (merged.read("F"), merged.read("f")) == (b"upper case\n", f"{TEXT}ours\n".encode())
