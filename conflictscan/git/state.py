"""A merge, cherry-pick, revert or rebase that is under way, and the pair of states to scan for it.

Where git keeps the pair, first match wins:

=====================  =====================================  ==========================  ==============
under way              seen by                                ours x theirs               base
=====================  =====================================  ==========================  ==============
merge, clean, in hook  GITHEAD_<id> in the environment        HEAD x <id>                 found by git
merge, conflicted      MERGE_HEAD                             HEAD x MERGE_HEAD           found by git
merge just made        the same, HEAD has it as a parent      HEAD^1 x MERGE_HEAD         found by git
rebase                 rebase-merge/ or rebase-apply/         onto x orig-head            found by git
cherry-pick            CHERRY_PICK_HEAD                       HEAD x the picked commit    its parent
revert                 REVERT_HEAD                            HEAD x the parent of it     the commit
merge --squash         SQUASH_MSG (first commit it lists)     HEAD x that commit          found by git
=====================  =====================================  ==========================  ==============

At pre-merge-commit MERGE_HEAD does not exist yet. A rebase is looked at as a whole: what the branch will be
when it is done, not the pick it happens to stand at.
"""

from __future__ import annotations

import enum
import re
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from conflictscan.git.repository import Repository

_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_SQUASHED = re.compile(r"^commit ([0-9a-f]{40,64})$", re.MULTILINE)


class Operation(enum.StrEnum):
    """What is under way."""

    MERGE = "merge"
    REBASE = "rebase"
    CHERRY_PICK = "cherry-pick"
    REVERT = "revert"
    SQUASH = "squash"


class Pending(msgspec.Struct, frozen=True, kw_only=True):
    """The revisions to scan for what is under way."""

    operation: Operation
    ours: str
    theirs: str
    base: str | None = None  # None: the merge base that git finds
    others: tuple[str, ...] = ()  # further heads of an octopus merge


def pending(repository: Repository, environ: Mapping[str, str]) -> Pending | None:
    """What is under way in the work tree; None when nothing is."""
    place = repository.git_dir
    return (
        _merge(repository, _incoming(environ) or tuple(_words(place / "MERGE_HEAD")))
        or _rebase(place)
        or _cherry_pick(repository, place)
        or _revert(place)
        or _squash(place)
    )


def _incoming(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Commits that `git merge` names in the environment of its hooks."""
    names = (name.removeprefix("GITHEAD_") for name in environ if name.startswith("GITHEAD_"))
    return tuple(sorted(name for name in names if _ID.fullmatch(name)))


def _merge(repository: Repository, heads: tuple[str, ...]) -> Pending | None:
    if not heads:
        return None
    just_made = any(repository.find(f"HEAD^{number}") == heads[0] for number in (2, 3))
    return Pending(
        operation=Operation.MERGE, ours="HEAD^1" if just_made else "HEAD", theirs=heads[0], others=heads[1:]
    )


def _rebase(place: Path) -> Pending | None:
    for folder in ("rebase-merge", "rebase-apply"):
        onto, head = _word(place / folder / "onto"), _word(place / folder / "orig-head")
        if onto and head:
            return Pending(operation=Operation.REBASE, ours=onto, theirs=head)
    return None


def _cherry_pick(repository: Repository, place: Path) -> Pending | None:
    picked = _word(place / "CHERRY_PICK_HEAD")
    if not picked:
        return None
    parent = f"{picked}^1" if repository.find(f"{picked}^1") else repository.empty_tree
    return Pending(operation=Operation.CHERRY_PICK, ours="HEAD", theirs=picked, base=parent)


def _revert(place: Path) -> Pending | None:
    reverted = _word(place / "REVERT_HEAD")
    if not reverted:
        return None
    return Pending(operation=Operation.REVERT, ours="HEAD", theirs=f"{reverted}^1", base=reverted)


def _squash(place: Path) -> Pending | None:
    found = _SQUASHED.search(_text(place / "SQUASH_MSG"))
    return Pending(operation=Operation.SQUASH, ours="HEAD", theirs=found[1]) if found else None


def _word(path: Path) -> str:
    return next(iter(_words(path)), "")


def _words(path: Path) -> list[str]:
    return _text(path).split()


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
