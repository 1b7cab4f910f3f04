"""Histories, names and objects that no well-kept repository has: a report, or one sentence and status 2."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.fuzz.repositories import (
    Told,
    Tree,
    command,
    commit,
    git,
    reported,
    scanned,
    three_trees,
)
from tests.fuzz.test_odd_content import CALLER, RENAMED, USERS, with_conflict

if TYPE_CHECKING:
    from pathlib import Path

NAMES = (
    b"a\nb.py",
    b"a\r.py",
    b"\t.py",
    b" .py",
    b"\xff\xfe.py",
    b"caf\xe9/\xe9.py",
    b"caf\xc3\xa9.py",
    b"cafe\xcc\x81.py",
    b"\xed\xa0\x80.py",
    b"Case.py",
    b"case.py",
    b"CASE/x.py",
    b"Case/x.py",
    b'quote".py',
    b"back\\slash.py",
    b"-x.py",
    b"--output=x.py",
    b"\x1b[31mred.py",
    b"\xe2\x80\xaeyp.evil.py",
    b"[link=x]y.py",
    b":(top)x.py",
    b"*.py",
    b"~.py",
    b"%s%n{0}.py",
    b".py",
    b"..py",
    b"...py",
    b"a..b.py",
    b"con.py",
    b"1x/2y.py",
    b"class.py",
    b"x.py/y.py",
    b"folder.PY",
    b"n" * 250 + b".py",
    b"d/" * 300 + b"x.py",
    b"\xff.json",
    b"\n.toml",
    b"\xfe/requirements.txt",
)  # fmt: skip


def both(repository: Path, *arguments: str) -> Told:
    return reported(repository, "ours", "theirs", *arguments)


def codes(told: Told) -> list[str]:
    return [finding["code"] for finding in told.report["findings"]]


def test_every_byte_may_stand_in_a_name(tmp_path: Path) -> None:
    base: Tree = dict.fromkeys(NAMES, b"x = 1\n")
    ours: Tree = dict.fromkeys(NAMES, b"x = 2\n")
    told = scanned(
        three_trees(tmp_path, *with_conflict(base, ours, {**base, b"\xff\n.md": b""})), "ours", "theirs"
    )
    assert codes(told) == ["RW102"]
    unread = [row["path"] for row in told.report["coverage"]["unchecked"]]
    assert unread == ["...py", "..py", ".py", os.fsdecode(b"\xff\n.md")]  # the first three have no suffix
    assert sum(told.report["coverage"]["checked"].values()) == len(NAMES) - 3 + 2


@pytest.mark.parametrize(
    "name", [b"app/a\nb", b"app/\xff\xfe", b"app/caf\xe9", b"app/\x1b[31m", b"app/[red]x"]
)
def test_findings_in_files_of_any_name(name: bytes, tmp_path: Path) -> None:
    path = name + b".py"
    base: Tree = {b"app/__init__.py": b"", b"app/users.py": USERS}
    trees = (base, {**base, b"app/users.py": RENAMED}, {**base, path: CALLER})
    repository = three_trees(tmp_path, *trees)
    told = both(repository)
    assert codes(told) == ["RW102"]
    (finding,) = told.report["findings"]
    assert os.fsencode(finding["effect"]["path"]) == path
    shown = command(repository, "scan", "ours", "theirs").out
    assert "\x1b" not in shown
    assert "a\nb.py" not in shown


def test_textual_conflicts_in_files_of_any_name(tmp_path: Path) -> None:
    names: list[bytes] = [b"a\nb.py", b"\xff.py", b"Case.py", b"case.py"]
    trees = (dict.fromkeys(names, b"x = %d\n" % number) for number in range(3))
    told = both(three_trees(tmp_path, *with_conflict(*trees)))
    assert sorted(os.fsencode(path) for path in told.report["textual_conflicts"]) == sorted(names)
    assert codes(told) == ["RW102"]


def test_names_that_differ_in_case_alone_are_two_files(tmp_path: Path) -> None:
    base: Tree = {b"app/__init__.py": b"", b"app/users.py": USERS, b"app/Users.py": USERS}
    ours = {**base, b"app/Users.py": RENAMED}
    trees = (base, ours, {**base, b"app/caller.py": CALLER})
    assert codes(both(three_trees(tmp_path, *trees))) == []
    other = {**base, b"app/caller.py": CALLER.replace(b"app.users", b"app.Users")}
    (tmp_path / "other").mkdir()
    assert codes(both(three_trees(tmp_path / "other", base, ours, other))) == ["RW102"]


def test_a_file_that_becomes_a_folder(tmp_path: Path) -> None:
    old: Tree = {b"x.py": b"x = 1\n", b"y/z.py": b"z = 1\n"}
    new: Tree = {b"x.py/a.py": b"x = 1\n", b"y": b"z = 1\n"}
    assert codes(both(three_trees(tmp_path, *with_conflict(old, new, old)))) == ["RW102"]
    (tmp_path / "two").mkdir()
    edited = {b"x.py": b"x = 2\n", b"y/z.py": b"z = 2\n"}
    assert codes(both(three_trees(tmp_path / "two", *with_conflict(old, new, edited)))) == ["RW102"]


def test_empty_trees(tmp_path: Path) -> None:
    shapes: list[tuple[Tree, Tree, Tree]] = [
        ({}, {b"a.py": b""}, {b"b.py": b""}),
        ({b"a.py": USERS}, {}, {b"b.py": b""}),
        ({}, {}, {}),
    ]
    for number, trees in enumerate(shapes):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert codes(both(three_trees(folder, *trees))) == []


def special(repository: Path, branch: str, entries: dict[bytes, tuple[str, bytes]]) -> None:
    """Put links and submodules on a branch: path -> mode and target."""
    git(repository, "read-tree", branch)
    rows = bytearray()
    for path, (mode, target) in entries.items():
        oid = (
            target.decode()
            if mode == "160000"
            else git(repository, "hash-object", "-w", "--stdin", stdin=target)
        )
        rows += f"{mode} {oid}\t".encode() + path + b"\0"
    git(repository, "update-index", "-z", "--index-info", stdin=bytes(rows))
    tree = git(repository, "write-tree")
    made = git(
        repository,
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@b.c",
        "commit-tree",
        "-p",
        branch,
        "-m",
        "x",
        tree,
    )
    git(repository, "update-ref", f"refs/heads/{branch}", made)


def test_links_and_submodules(tmp_path: Path) -> None:
    repository = three_trees(tmp_path, *with_conflict({}, {}, {}))
    links = {
        b"link.py": ("120000", b"app/users.py"),
        b"loop.py": ("120000", b"loop.py"),
        b"outside.py": ("120000", b"/etc/passwd"),
        b"odd.py": ("120000", b"\xff\n"),
        b"long.py": ("120000", b"../" * 2000),
        b"folder": ("120000", b"app"),
        b"module.py": ("160000", b"1" * 40),
        b"sub/module": ("160000", b"2" * 40),
        b"run.py": ("100755", b"x = 1\n"),
    }
    special(repository, "ours", links)
    special(
        repository, "theirs", {**links, b"module.py": ("160000", b"3" * 40), b"loop.py": ("120000", b"x.py")}
    )
    told = both(repository)
    assert codes(told) == ["RW102"]
    assert "/etc/passwd" not in told.out


# -- histories ---------------------------------------------------------------------------------


def refused(told: Told, *words: str) -> None:
    assert told.status == 2
    for word in words:
        assert word in told.err


def test_empty_commits(tmp_path: Path) -> None:
    tree: Tree = {b"a.py": USERS}
    repository = three_trees(tmp_path, tree, tree, tree)
    told = both(repository)
    assert codes(told) == []
    assert told.report["repository"]["ours"]["oid"] != told.report["repository"]["theirs"]["oid"]


def test_unrelated_histories(tmp_path: Path) -> None:
    repository = three_trees(tmp_path, *with_conflict({}, {}, {}))
    git(repository, "fast-import", "--quiet", stdin=commit("island", {b"a.py": USERS}, mark=1))
    refused(command(repository, "scan", "ours", "island"), "--base")
    assert codes(reported(repository, "ours", "island", "--base", "base")) == []


def test_no_commit_yet(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--initial-branch=main", "new")
    for arguments in (("scan",), ("scan", "HEAD"), ("scan", "main", "main"), ("scan", ":index", "HEAD")):
        refused(command(tmp_path / "new", *arguments))
    assert command(tmp_path / "new", "hook").status in (0, 2)


def test_a_detached_head(tmp_path: Path) -> None:
    bare = three_trees(tmp_path, *with_conflict({}, {}, {}))
    work = tmp_path / "work"
    git(tmp_path, "clone", "--quiet", "--branch", "ours", str(bare), str(work))
    git(work, "checkout", "--quiet", "--detach")
    told = reported(work, "origin/theirs")
    assert codes(told) == ["RW102"]
    git(work, "remote", "set-head", "origin", "--delete")
    without = command(work, "scan")
    assert without.status in (0, 1, 2)


def test_a_branch_named_like_an_option(tmp_path: Path) -> None:
    repository = three_trees(tmp_path, *with_conflict({}, {}, {}))
    oid = git(repository, "rev-parse", "theirs")
    for name in ("-h", "--upload-pack=touch x", "caf\udce9", "a{b", "'; touch x"):
        path = repository / "refs" / "heads" / name
        path.write_text(oid + "\n")
        told = command(repository, "scan", "--format", "json", "--", "ours", name)
        assert told.status in (1, 2)
        assert command(repository, "scan", "--", "ours", f"refs/heads/{name}").status in (1, 2)
    assert not (repository / "x").exists()


@pytest.mark.parametrize(
    "rev",
    ["", " ", "\n", "HEAD^{/x", "@{-1}", "HEAD@{yesterday}", ":/x", "a..b", "\udcff", "0" * 40, "x" * 5000],
)
def test_revisions_that_are_none(rev: str, tmp_path: Path) -> None:
    repository = three_trees(tmp_path, {}, {}, {})
    told = command(repository, "scan", "ours", rev, "--format", "json")
    assert told.status in (0, 2)


# -- damage ------------------------------------------------------------------------------------


def objects(repository: Path, rev: str) -> Path:
    oid = git(repository, "rev-parse", rev)
    return repository / "objects" / oid[:2] / oid[2:]


@pytest.fixture
def loose(tmp_path: Path) -> Path:
    """A repository with its objects as files of their own."""
    return three_trees(tmp_path, *with_conflict({}, {}, {}))


@pytest.mark.parametrize("damage", ["gone", "empty", "cut", "garbage"])
@pytest.mark.parametrize(
    "rev", ["theirs", "theirs^{tree}", "theirs:app", "theirs:app/caller.py", "base:app/users.py"]
)
def test_corrupt_objects(loose: Path, rev: str, damage: str) -> None:
    path = objects(loose, rev)
    path.chmod(0o644)
    content = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes({"empty": b"", "cut": content[:-6], "garbage": b"not an object"}[damage])
    told = command(loose, "scan", "ours", "theirs", "--format", "json")
    assert told.status == 2, told.out
    assert "git fsck" in told.err


def test_a_data_file_that_the_clone_lacks_is_named_and_the_rest_is_scanned(tmp_path: Path) -> None:
    """Where one side alone changed it, git merges it by its name and never looks into it."""
    trees = with_conflict({b"api.json": b"{}"}, {b"api.json": b'{"a": 1}'}, {b"api.json": b"{}"})
    repository = three_trees(tmp_path, *trees)
    path = objects(repository, "ours:api.json")
    path.chmod(0o644)
    path.unlink()
    told = reported(repository, "ours", "theirs")
    assert codes(told) == ["RW102"]
    assert {"path": "api.json", "reason": "not in this clone"} in told.report["coverage"]["unchecked"]


def test_an_object_in_the_place_of_another(loose: Path) -> None:
    """Git reads it as if nothing were wrong, and so do we: `git fsck` is there to tell."""
    other = objects(loose, "ours:app/users.py").read_bytes()
    for rev in ("base:app/users.py", "theirs:app/caller.py", "theirs:app", "theirs"):
        path = objects(loose, rev)
        path.chmod(0o644)
        path.write_bytes(other)
        assert command(loose, "scan", "ours", "theirs", "--format", "json").status in (0, 1, 2)


@pytest.mark.parametrize("where", ["head", "middle", "tail"])
def test_a_corrupt_pack(tmp_path: Path, where: str) -> None:
    repository = three_trees(tmp_path, *with_conflict({}, {}, {}))
    git(repository, "repack", "-a", "-d", "-q")
    (pack,) = (repository / "objects" / "pack").glob("*.pack")
    pack.chmod(0o644)
    content = bytearray(pack.read_bytes())
    at = {"head": 0, "middle": len(content) // 2, "tail": len(content) - 30}[where]
    content[at : at + 30] = b"\xff" * len(content[at : at + 30])
    pack.write_bytes(content)
    told = command(repository, "scan", "ours", "theirs")
    assert told.status in (1, 2)


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"ref: refs/heads/nowhere\n", b"ref: \n", b"0" * 40 + b"\n", b"ref: HEAD\n"]
)
def test_a_head_that_leads_nowhere(tmp_path: Path, content: bytes) -> None:
    repository = three_trees(tmp_path, *with_conflict({}, {}, {}))
    (repository / "HEAD").write_bytes(content)
    refused(command(repository, "scan"))


@pytest.mark.parametrize("content", [b"DIRC", b"", b"garbage", b"DIRC\0\0\0\2\xff\xff\xff\xff" + b"\0" * 20])
def test_a_corrupt_index(tmp_path: Path, content: bytes) -> None:
    bare = three_trees(tmp_path, *with_conflict({}, {}, {}))
    work = tmp_path / "work"
    git(tmp_path, "clone", "--quiet", "--branch", "ours", str(bare), str(work))
    (work / ".git" / "index").write_bytes(content)
    for rev in (":index", ":worktree"):
        told = command(work, "scan", rev, "origin/theirs")
        assert told.status in (0, 1, 2)
    assert codes(reported(work, "origin/theirs")) == ["RW102"]


def test_trees_that_git_itself_would_not_write(tmp_path: Path) -> None:
    repository = three_trees(tmp_path, *with_conflict({}, {}, {}))
    blob = bytes.fromhex(git(repository, "rev-parse", "base:app/users.py"))
    for number, names in enumerate(
        [(b"b.py", b"a.py"), (b"a.py", b"a.py"), (b"",), (b".git",), (b"..",), (b"a/b.py",)]
    ):
        tree = b"".join(b"100644 " + name + b"\0" + blob for name in names)
        oid = git(repository, "hash-object", "--literally", "-t", "tree", "-w", "--stdin", stdin=tree)
        who = "A <a@b.c> 1700000000 +0000"
        text = (
            f"tree {oid}\nparent {git(repository, 'rev-parse', 'base')}\nauthor {who}\ncommitter {who}\n\nx\n"
        )
        made = git(
            repository, "hash-object", "--literally", "-t", "commit", "-w", "--stdin", stdin=text.encode()
        )
        (repository / "refs" / "heads" / f"odd{number}").write_text(made + "\n")
        told = command(repository, "scan", "ours", f"odd{number}", "--format", "json")
        assert told.status in (0, 1, 2)


def test_commits_with_odd_people_and_dates(tmp_path: Path) -> None:
    repository = three_trees(tmp_path, *with_conflict({}, {}, {}))
    tree = git(repository, "rev-parse", "theirs^{tree}")
    parent = git(repository, "rev-parse", "base")
    for number, who in enumerate(
        [
            b"\xff\xfe <\xe9@x> 1 +0000",
            b"<> -1 +9999",
            b"A <a@b> 99999999999999999999 +0000",
            b"nobody",
            b"A\x1b[31m <b> 1 -0000",
        ]
    ):
        text = (
            f"tree {tree}\nparent {parent}\n".encode()
            + b"author "
            + who
            + b"\ncommitter "
            + who
            + b"\n\n\xff\n"
        )
        made = git(repository, "hash-object", "--literally", "-t", "commit", "-w", "--stdin", stdin=text)
        (repository / "refs" / "heads" / f"odd{number}").write_text(made + "\n")
        told = command(repository, "scan", "ours", f"odd{number}")
        assert told.status in (1, 2)
        assert "\x1b" not in told.out + told.err


def test_an_index_of_odd_names_can_be_scanned(tmp_path: Path) -> None:
    bare = three_trees(tmp_path, *with_conflict({}, {}, {}))
    work = tmp_path / "work"
    git(tmp_path, "clone", "--quiet", "--branch", "theirs", str(bare), str(work))
    oid = git(work, "hash-object", "-w", "--stdin", stdin=CALLER)
    rows = b"".join(f"100644 {oid}\t".encode() + name + b"\0" for name in NAMES if name != b"x.py/y.py")
    git(work, "update-index", "-z", "--index-info", stdin=rows)
    told = reported(work, ":index", "origin/ours")
    assert set(codes(told)) == {"RW102"}
    (work / os.fsdecode(b"\xff\n.py")).write_bytes(CALLER)
    assert set(codes(reported(work, ":worktree", "origin/ours"))) == {"RW102"}
