"""Compares two revisions of one repository by symbol."""

from __future__ import annotations

from contextlib import closing, nullcontext
from typing import TYPE_CHECKING, NamedTuple

from conflictscan.changes import SideChanges
from conflictscan.changes.account import Row, account
from conflictscan.facts.findings import Revision, Side, Unchecked
from conflictscan.git import Repository
from conflictscan.graph import Tree
from conflictscan.sources import Sources, extractor_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from conflictscan.git import FileChange


class Differences(NamedTuple):
    """What differs, between what, and which changed files nothing could be told of."""

    rows: tuple[Row, ...]
    sides: tuple[Revision, Revision]
    unread: tuple[Unchecked, ...]


def differences(
    folder: Path, revs: tuple[str, str], paths: Sequence[str] = (), *, cache: bool = True
) -> Differences:
    """What the second revision has otherwise than the first; `paths` are files or folders to look at alone."""
    from conflictscan.cache import FactCache  # noqa: PLC0415 - sqlite3 loads where a cache is wanted

    with (
        Repository.open(folder) as repository,
        closing(FactCache.open()) if cache else nullcontext() as store,
    ):
        base, side = (repository.named(rev) for rev in revs)
        files = repository.changes(base, side)
        sources = Sources(store)
        before, after = (Tree(repository.snapshot(rev), sources) for rev in revs)
        changes = SideChanges(Side.THEIRS, before, after, files)
        rows = tuple(row for row in account(changes) if _is_wanted(row.path, row.old_path, paths))
        unread = tuple(
            each for each in _unread(changes, files) if not paths or _is_wanted(each.path, "", paths)
        )
        sides = (Revision(rev=base.rev, oid=base.oid), Revision(rev=side.rev, oid=side.oid))
        return Differences(rows, sides, unread)


def _is_wanted(path: str, old_path: str, wanted: Sequence[str]) -> bool:
    """Is it one of these files, or in one of these folders, by its new or its old name?"""
    folders = [each.strip("/").removeprefix("./") for each in wanted]
    return not folders or any(
        folder in ("", ".") or name == folder or name.startswith(f"{folder}/")
        for folder in folders
        for name in filter(None, (path, old_path))
    )


def _unread(changes: SideChanges, files: Sequence[FileChange]) -> Iterator[Unchecked]:
    for change in files:
        tree = changes.base if change.status == "deleted" else changes.tree
        if extractor_for(change.path) is None:
            yield Unchecked(path=change.path, reason="no language")
        elif reason := _reason(tree, change.path):
            yield Unchecked(path=change.path, reason=reason)


def _reason(tree: Tree, path: str) -> str:
    facts = tree.facts(path)
    if facts is None:
        kind = tree.snapshot.kind(path)
        return str(kind) if kind is not None else "absent"
    return facts.skipped
