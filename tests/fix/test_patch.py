"""Patches against git itself: whatever the edits, `git apply` makes of the old file what the edits make of it."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflictscan.facts.findings import Consequence, Edit, Finding, Fix, Location, Move, Severity, Side
from conflictscan.fix import FilePatch, patch
from conflictscan.fix.plan import Change, planned
from tests.fixture_cases import ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Iterable


class Merged:
    """A merged tree of a few files."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def kind(self, path: str) -> str | None:
        return "file" if path in self.files else None


def applied(files: Iterable[FilePatch], folder: Path) -> dict[str, bytes]:
    made = list(files)
    for file in made:
        place = folder / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.old)
    done = subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"],
        input=patch(made),
        cwd=folder,
        capture_output=True,
        check=False,
        env=ENVIRONMENT | {"GIT_CEILING_DIRECTORIES": str(folder.parent)},
    )
    assert done.returncode == 0, done.stderr.decode()
    return {file.to: (folder / file.to).read_bytes() for file in made}


LINES = st.lists(st.sampled_from([b"a", b"b", b"", b"  c", b"d\r", b"\xff"]), min_size=1, max_size=30)


@st.composite
def edited_files(draw: st.DrawFn) -> FilePatch:
    old = b"\n".join(draw(LINES)) + draw(st.sampled_from([b"", b"\n"]))
    cuts = sorted(draw(st.lists(st.integers(0, len(old)), min_size=2, max_size=8)))
    texts = st.sampled_from([b"", b"x", b"x\n", b"\nx", b"y\nz\n"])
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    changes = tuple(sorted({Change(start, end, draw(texts)) for start, end in pairs}))
    kept = [c for n, c in enumerate(changes) if not any(c.overlaps(o) for o in changes[:n])]
    return FilePatch(path="file.txt", to="file.txt", old=old, changes=tuple(kept))


@settings(max_examples=60, deadline=None)
@given(edited_files())
def test_git_makes_of_a_patch_what_the_edits_make(file: FilePatch) -> None:
    if file.new == file.old:
        assert patch([file]) == b""
    else:
        with tempfile.TemporaryDirectory() as folder:
            assert applied([file], Path(folder)) == {"file.txt": file.new}


@pytest.mark.parametrize(
    "name",
    [
        "plain.py",
        "with space.py",
        'quo"te.py',
        "back\\slash.py",
        "tab\there.py",
        "caf\u00e9.py",
        b"latin\xe9.py".decode("utf-8", "surrogateescape"),
        "a/b/deep.py",
    ],
)
def test_names_of_any_bytes_come_through(name: str, tmp_path: Path) -> None:
    file = FilePatch(path=name, to=name, old=b"one\ntwo\n", changes=(Change(4, 7, b"2"),))
    assert applied([file], tmp_path) == {name: b"one\n2\n"}


def test_a_renamed_file_is_renamed_and_edited(tmp_path: Path) -> None:
    file = FilePatch(path="m/0003_a b.py", to="m/0004_a b.py", old=b"x = 1\n", changes=(Change(4, 5, b"2"),))
    plain = FilePatch(path="m/old.py", to="m/new.py", old=b"kept\n", changes=())
    assert applied([file, plain], tmp_path) == {"m/0004_a b.py": b"x = 2\n", "m/new.py": b"kept\n"}
    assert not (tmp_path / "m" / "old.py").exists()


# -- which edits go together -------------------------------------------------------------------

PLACE = Location(side=Side.OURS, path="a.py", line=1, column=1)


def finding(name: str, *edits: Edit, moves: tuple[Move, ...] = ()) -> Finding:
    return Finding(
        code="RW102",
        rule="renamed-symbol-used",
        severity=Severity.ERROR,
        confidence=0.9,
        fingerprint=name,
        symbol=name,
        message=name,
        consequence=Consequence.FAILS_AT_RUN_TIME,
        cause=PLACE,
        effect=PLACE,
        fix=Fix(summary="", edits=edits, moves=moves),
    )


def edit(path: str, line: int, start: int, end: int, text: str) -> Edit:
    return Edit(path=path, line=line, column=start, end_line=line, end_column=end, text=text)


def test_of_two_edits_that_overlap_the_first_finding_has_its_way() -> None:
    first = finding("first", edit("a.py", 1, 1, 4, "one"))
    second = finding("second", edit("a.py", 1, 3, 6, "two"), edit("b.py", 1, 1, 2, "x"))
    plan = planned([first, second], Merged({"a.py": b"abcdef\n", "b.py": b"y\n"}), frozenset())
    assert [file.path for file in plan.files] == ["a.py"]
    assert plan.files[0].new == b"onedef\n"
    assert [(left.finding, left.reason) for left in plan.left] == [
        (second, "its edit of a.py overlaps with another one")
    ]


def test_equal_edits_are_made_once_and_insertions_at_one_place_in_the_order_of_their_text() -> None:
    rows = [
        finding("b", edit("a.py", 1, 1, 1, "import b\n")),
        finding("a", edit("a.py", 1, 1, 1, "import a\n")),
        finding("again", edit("a.py", 1, 1, 1, "import b\n")),
    ]
    plan = planned(rows, Merged({"a.py": b"x = 1\n"}), frozenset())
    assert plan.files[0].new == b"import a\nimport b\nx = 1\n"
    assert len(plan.mended) == 3
    assert planned(rows[::-1], Merged({"a.py": b"x = 1\n"}), frozenset()).files == plan.files


def test_a_file_in_textual_conflict_is_never_touched() -> None:
    row = finding("one", edit("b.py", 1, 1, 2, "x"), edit("a.py", 1, 1, 2, "x"))
    plan = planned([row], Merged({"a.py": b"a\n", "b.py": b"b\n"}), frozenset({"a.py"}))
    assert plan.files == ()
    assert plan.left[0].reason == "a.py is in textual conflict"


@pytest.mark.parametrize(
    ("content", "row", "reason"),
    [
        (b"a\n", finding("f", edit("a.py", 3, 1, 2, "x")), "its edit lies outside of a.py"),
        (b"a\n", finding("f", edit("a.py", 1, 2, 9, "x")), "its edit lies outside of a.py"),
        (b"a\0\n", finding("f", edit("a.py", 1, 1, 2, "x")), "a.py is no text file of the merge"),
        (b"\xe9\n", finding("f", edit("a.py", 1, 1, 2, "\u00e9")), "a.py is not UTF-8"),
        (b"a\n", finding("f"), "there is no mechanical fix"),
        (b"a\n", finding("f", moves=(Move(path="a.py", to="b.py"),)), "b.py is taken"),
        (b"a\n", finding("f", moves=(Move(path="c.py", to="d.py"),)), "c.py is no file that git merged"),
    ],
)
def test_what_cannot_be_edited_is_left_with_the_reason(content: bytes, row: Finding, reason: str) -> None:
    plan = planned([row], Merged({"a.py": content, "b.py": b""}), frozenset())
    assert (plan.files, [left.reason for left in plan.left]) == ((), [reason])
