"""What the installed git and libgit2 are, and what they can do for a scan."""

from __future__ import annotations

import importlib.metadata
import os
import re
from pathlib import Path
from typing import Final, NamedTuple

from conflictscan.git.program import Git, executable, kept_environment

MERGES_TREES: Final = (2, 38)
"""The version from which `git merge-tree --write-tree` merges without a work tree."""

FETCHES_NOTHING: Final = (2, 45)
"""The version that knows GIT_NO_LAZY_FETCH; before, a lazy fetch is refused as its protocol is not allowed."""

_VERSION: Final = re.compile(r"git version ((\d+)\.(\d+)\S*)")


class Installed(NamedTuple):
    """The git program; `number` is the version to compare with."""

    path: str
    version: str
    number: tuple[int, int]


def git_program() -> Installed | None:
    """The git program in PATH; None when there is none, or what is there tells no version."""
    path = executable()
    if path is None:
        return None
    told = Git(Path.cwd(), kept_environment(os.environ, place=False)).run("version").out
    found = _VERSION.match(os.fsdecode(told))
    return None if found is None else Installed(path, found[1], (int(found[2]), int(found[3])))


def library_versions() -> tuple[str, str]:
    """Those of pygit2 and of libgit2. Raises ImportError where they cannot be loaded."""
    from pygit2 import LIBGIT2_VERSION  # noqa: PLC0415 - 60 ms

    return importlib.metadata.version("pygit2"), LIBGIT2_VERSION
