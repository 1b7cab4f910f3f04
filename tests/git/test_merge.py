"""The merge equals git's own."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from conflictscan.facts.findings import Side
from conflictscan.git import Repository, Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Work

    from conflictscan.git import Triple

NAMES = ("a/one.py", "a/two.py", "b/three.py", "b/deep/four.py", "five.py")
TEXT = "".join(f"line {number} of the file\n" for number in range(12))


def git_says(work: Work, ours: str, theirs: str) -> tuple[str, tuple[str, ...]]:
    """What `git merge-tree --write-tree` prints, with full ids for labels."""
    ids = [work.git("rev-parse", f"{rev}^{{commit}}") for rev in (ours, theirs)]
    clean = ("merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", *ids)
    try:
        out = work.git(*clean)
    except AssertionError:
        out = work.git(*clean, code=1)
    tree, *paths = out.rstrip("\0").split("\0")
    return tree, tuple(sorted(set(paths)))


def paths_lead_to_the_merge_and_back(triple: Triple) -> None:
    merged = set(triple.snapshot("merged").walk())
    for side in Side:
        deleted = {
            change.old_path for change in triple.changes(side.other) if change.status is Status.DELETED
        }
        origin = {change.path: change.old_path for change in triple.changes(side)}
        for path in triple.snapshot(side).walk():
            there = triple.merged_path(side, path)
            assert there is not None or origin.get(path, path) in deleted
            assert there is None or (there in merged and triple.side_path(side, there) is not None)
    for path in merged.difference(triple.conflicts):
        homes = [(side, home) for side in Side if (home := triple.side_path(side, path))]
        assert all(triple.merged_path(side, home) == path for side, home in homes)
        assert homes
        if len(homes) == 1:  # what one side alone has comes to the merge as it is
            ((side, home),) = homes
            assert triple.snapshot(side).blob(home) == triple.snapshot("merged").blob(path)


Edit = tuple[str, str, int, str]
edits = st.lists(
    st.tuples(
        st.sampled_from(("edit", "append", "rename", "folder", "delete", "add")),
        st.sampled_from(NAMES),
        st.integers(0, 11),
        st.sampled_from(("a/new.py", "b/new.py", "c/new.py", "c/two.py")),
    ),
    max_size=3,
)


def apply(work: Work, branch: str, changes: list[Edit], start: str) -> None:
    work.git("switch", "--quiet", "--create", branch, start)
    for kind, name, number, target in changes:
        source, other = work.path / name, work.path / target
        if kind == "add" and not other.exists():
            work.write({target: f"# new on {branch}\n" + TEXT[: 40 * number]})
        elif kind == "folder" and (work.path / "a").is_dir() and not (work.path / "moved").exists():
            (work.path / "a").rename(work.path / "moved")
        elif not source.exists():
            continue
        elif kind == "edit":
            lines = source.read_text().splitlines(keepends=True)
            lines[number % len(lines)] = f"edited on {branch}\n"
            source.write_text("".join(lines))
        elif kind == "append":
            source.write_text(source.read_text() + f"appended on {branch}\n")
        elif kind == "rename" and not other.exists():
            other.parent.mkdir(parents=True, exist_ok=True)
            source.rename(other)
        elif kind == "delete":
            source.unlink()
    work.git("add", "--all")
    work.git("commit", "--quiet", "--allow-empty", "--message", branch)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(  # bases that conflict: git's virtual base is not what a merge of them gives
    ours=[("folder", "a/one.py", 0, "a/new.py")],
    theirs=[("rename", "a/one.py", 0, "a/new.py"), ("add", "a/one.py", 0, "a/new.py")],
    criss=True,
)
@given(ours=edits, theirs=edits, criss=st.booleans())
def test_generated_histories_merge_as_git_merges_them(
    make: Callable[..., Work], ours: list[Edit], theirs: list[Edit], *, criss: bool
) -> None:
    work = make(Path(tempfile.mkdtemp()).name)
    work.commit({name: f"# {name}\n" + TEXT for name in NAMES}, "base")
    apply(work, "one", ours[:1], "main")
    apply(work, "two", theirs[:1], "main")
    if criss:  # each side takes in the other's first commit, in its own way
        for side, other in (("one", "two"), ("two", "one")):
            work.git("switch", "--quiet", "--detach", f"refs/heads/{side}")
            tree, _ = git_says(work, "refs/heads/one", "refs/heads/two")
            merge = work.git(
                "commit-tree", tree, "-p", f"refs/heads/{side}", "-p", f"refs/heads/{other}", "-m", side
            )
            work.git("branch", f"{side}-merged", merge)
        starts = ("one-merged", "two-merged")
    else:
        starts = ("one", "two")
    work.git("reset", "--quiet", "--hard")
    apply(work, "ours", ours[1:], starts[0])
    work.git("reset", "--quiet", "--hard")
    apply(work, "theirs", theirs[1:], starts[1])
    with Repository.open(work.path) as repository:
        triple = repository.triple("ours", "theirs")
        assert (triple.merged_tree, triple.conflicts) == git_says(work, "ours", "theirs")
        paths_lead_to_the_merge_and_back(triple)
        again = repository.triple("ours", "theirs")
        assert (again.base, again.merged_tree) == (triple.base, triple.merged_tree)


def test_a_file_added_to_a_renamed_folder_moves_with_it(
    work: Work, opened: Callable[[Path], Repository]
) -> None:
    work.commit({"a/one.py": TEXT, "a/two.py": TEXT + "two\n"})
    work.branch("theirs", {"a/new.py": "x = 1\n", "a/one.py": TEXT + "more\n"})
    work.git("mv", "a", "b")
    work.commit({})
    triple = opened(work.path).triple("main", "theirs")
    assert triple.directory_renames(Side.OURS) == {"a": "b"}
    assert triple.merged_path(Side.THEIRS, "a/new.py") == "b/new.py"
    assert triple.merged_path(Side.THEIRS, "a/one.py") == "b/one.py"
    assert triple.side_path(Side.THEIRS, "b/new.py") == "a/new.py"
    assert triple.side_path(Side.THEIRS, "b/two.py") == "a/two.py"
    assert triple.side_path(Side.OURS, "b/new.py") is None
    assert triple.conflicts == ("b/new.py",)
    assert ("b/new.py", "directory rename suggested") in triple.conflict_kinds


def test_conflicts_say_of_what_kind_they_are(work: Work, opened: Callable[[Path], Repository]) -> None:
    work.commit({"f": TEXT, "g\nh": TEXT, "kept": TEXT})
    work.branch("theirs", {"f": "theirs\n", "g\nh": None, "kept": TEXT + "theirs\n"})
    work.commit({"f": "ours\n", "g\nh": TEXT + "ours\n", "kept": "ours\n" + TEXT})
    triple = opened(work.path).triple("main", "theirs")
    assert triple.conflict_kinds == {("f", "contents"), ("g\nh", "modify/delete")}
