"""Merges of public history, when clones lie beside the project (or where CONFLICTSCAN_CLONES says)."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from conflictscan.facts.errors import MissingObjects
from conflictscan.git import Repository

CLONES = Path(os.environ.get("CONFLICTSCAN_CLONES") or Path(__file__).parents[3] / ".mirror")
PLACES = sorted(CLONES.glob("*/repo"))
MERGES = 12


class Clone:
    """A bare clone, with a work tree that holds the `.gitattributes` files of one commit.

    In a bare repository git (but for some versions) ignores merge attributes, so the same commits merge
    differently there and in a checkout. The scan always merges as in a checkout of ours.
    """

    def __init__(self, place: Path, folder: Path) -> None:
        self.place = place
        self.folder = folder

    def git(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            ["git", f"--git-dir={self.place}", f"--work-tree={self.folder}", *arguments],
            cwd=self.folder,
            capture_output=True,
            check=False,
        )

    def attributes_of(self, commit: str) -> None:
        names = self.git("ls-tree", "-r", "-z", "--name-only", commit).stdout.split(b"\0")
        for name in names:
            if name.rpartition(b"/")[2] == b".gitattributes":
                path = self.folder / os.fsdecode(name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(self.git("cat-file", "blob", f"{commit}:{os.fsdecode(name)}").stdout)


@pytest.mark.skipif(not PLACES, reason="no clones of public repositories beside the project")
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.parent.name)
def test_the_trees_of_real_merges_are_those_of_git(place: Path, tmp_path: Path) -> None:
    clone = Clone(place, tmp_path)
    listed = clone.git("log", "--merges", "--max-parents=2", f"-{MERGES}", "--format=%P").stdout.decode()
    compared = 0
    with Repository.open(place) as repository:
        for ours, theirs in map(str.split, listed.splitlines()):
            clone.attributes_of(ours)
            told = clone.git("merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", ours, theirs)
            try:
                triple = repository.triple(ours, theirs)
                found = (triple.merged_tree, *triple.conflicts)
            except MissingObjects:  # a clone without all blobs: git must see that too
                assert told.returncode not in {0, 1}
                continue
            tree, *paths = os.fsdecode(told.stdout).rstrip("\0").split("\0")
            assert found == (tree, *sorted(set(paths)))
            compared += 1
    if not compared:
        pytest.skip("the clone lacks the objects of all the merges tried")
