"""The names of a repository."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from conflictscan.git.program import Git

_FORMAT = (
    "%(refname)%00%(objectname)%00%(*objectname)%00%(committerdate:unix)%00%(*committerdate:unix)%00%(symref)"
)


class Ref(NamedTuple):
    """A full name, the object that it leads to, and when that was committed (0 for what is no commit)."""

    name: str
    oid: str
    time: int


def refs(git: Git) -> tuple[Ref, ...]:
    """Every name that is no alias of another, sorted."""
    found: list[Ref] = []
    for line in git.run("for-each-ref", f"--format={_FORMAT}").out.splitlines():
        name, oid, peeled, time, peeled_time, alias = os.fsdecode(line).split("\0")
        if not alias:
            found.append(Ref(name, peeled or oid, int(peeled_time or time or 0)))
    return tuple(found)


def held_by(git: Git, commit: str) -> frozenset[str]:
    """The objects of all names that are in the history of a commit."""
    done = git.run("for-each-ref", f"--merged={commit}", "--format=%(objectname)%0a%(*objectname)")
    return frozenset(done.out.decode("ascii", "replace").split())
