"""The change log of a codebase by symbol, derived from its history, so that it is never out of step with it.

`events` tells every change of a range. `life` follows one symbol back to where it was added, through renames and moves;
it goes along first parents, where there is one version of everything at a time.
"""

from __future__ import annotations

from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.changes import SideChanges
from conflictscan.changes.account import What, account
from conflictscan.changes.events import Event
from conflictscan.facts.errors import NoMergeBase, UsageError
from conflictscan.facts.findings import Revision, Side
from conflictscan.fleet.audit import commit
from conflictscan.fleet.symbols import find_symbol
from conflictscan.git import Repository
from conflictscan.git.history import Kinds
from conflictscan.git.model import Commit
from conflictscan.graph import Tree
from conflictscan.sources import Sources

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from conflictscan.changes.account import Row
    from conflictscan.git.history import PastCommit

_AT_ONCE: Final = 300  # commits; then what was read is let go


class LogOptions(msgspec.Struct, frozen=True, kw_only=True):
    """Which commits: those in the history of `tip` and not in that of `since`.

    With `since_branch`, those that `tip` has got since that branch forked from it.
    """

    repository: Path
    tip: str = "HEAD"
    since: str | None = None
    since_branch: str | None = None
    first_parent: bool = False
    cache: bool = True


def events(options: LogOptions, progress: Callable[[int, int], object]) -> Iterator[Event]:
    """Every change by symbol, the latest commit first; merges tell nothing of their own, but along first parents."""
    with Repository.open(options.repository) as repository:
        tip, since = _ends(repository, options)
        kinds = Kinds.ALL if options.first_parent else Kinds.PLAIN
        commits = repository.past_commits(
            (tip.oid or "",), _oids(since), kinds=kinds, first_parent=options.first_parent
        )
    for place, (past, rows) in enumerate(_told(commits, options), 1):
        progress(place, len(commits))
        yield from (_event(past, row) for row in rows)


def life(options: LogOptions, symbol: str, progress: Callable[[int, int], object]) -> Iterator[Event]:
    """What happened to one symbol, the latest first, until it was added; UsageError where the tip has none such."""
    with Repository.open(options.repository) as repository:
        tip, since = _ends(repository, options)
        tree = Tree(repository.snapshot(tip.oid or ""), Sources())
        found = find_symbol(tree, symbol)
        if found is None:
            raise UsageError(
                f"{options.tip!r} has no symbol {symbol!r}; write it as `app.users.User.get` or "
                "`app/users.py:User.get`"
            )
        traced = _Traced(*found)
        commits = repository.past_commits((tip.oid or "",), _oids(since), kinds=Kinds.ALL, first_parent=True)
    for place, (past, rows) in enumerate(_told(commits, options, traced), 1):
        progress(place, len(commits))
        concerned = [(row, before) for row in rows if (before := traced.before(row)) is not None]
        yield from (_event(past, row) for row, _ in concerned)
        if any(row.what is What.ADDED for row, _ in concerned):
            return
        for _, before in concerned:
            traced.become(before)


class _Traced:
    """Where a symbol is, on the way back through its history."""

    def __init__(self, path: str, name: str) -> None:
        self.path = path
        self.name = name
        self._here = (path, name)

    def before(self, row: Row) -> tuple[str, str] | None:
        """Where it was before a change that concerns it; None where the change does not."""
        self._here = (self.path, self.name)
        if row.path != self.path:
            return None
        if row.thing == "file":
            return (row.old_path, self.name) if row.what is What.MOVED else None
        within = self.name == row.name or self.name.startswith(f"{row.name}.")
        if not within or row.what is What.REMOVED or (self.name != row.name and row.what is What.CHANGED):
            return None
        return row.old_path or self.path, (row.old_name or row.name) + self.name[len(row.name) :]

    def become(self, before: tuple[str, str]) -> None:
        """Go on with what it was; of several changes in one commit each tells a part."""
        self.path = before[0] if before[0] != self._here[0] else self.path
        self.name = before[1] if before[1] != self._here[1] else self.name


def _ends(repository: Repository, options: LogOptions) -> tuple[Revision, Revision | None]:
    tip = commit(repository, options.tip)
    if options.since_branch is not None:
        branch = commit(repository, options.since_branch)
        base = repository.fork(tip.oid or "", branch.oid or "")
        if base is None:
            raise NoMergeBase(f"{options.since_branch!r} and {options.tip!r} share no history")
        return tip, Revision(rev=options.since_branch, oid=base)
    return tip, commit(repository, options.since) if options.since is not None else None


def _oids(since: Revision | None) -> tuple[str, ...]:
    return (since.oid,) if since is not None and since.oid else ()


def _event(past: PastCommit, row: Row) -> Event:
    return Event(commit=past.oid, author=past.author, time=past.time, subject=past.subject, row=row)


# -- commit by commit --------------------------------------------------------------------------


def _told(
    commits: tuple[PastCommit, ...], options: LogOptions, traced: _Traced | None = None
) -> Iterator[tuple[PastCommit, tuple[Row, ...]]]:
    """Each commit with what it changed; nothing of a commit that does not touch the traced symbol's file."""
    for start in range(0, len(commits), _AT_ONCE):
        with _reading(options) as (repository, sources):
            for past in commits[start : start + _AT_ONCE]:
                yield past, _rows(repository, sources, past, traced.path if traced is not None else None)


@contextmanager
def _reading(options: LogOptions) -> Generator[tuple[Repository, Sources]]:
    from conflictscan.cache import FactCache  # noqa: PLC0415 - sqlite3 loads where a cache is wanted

    with (
        Repository.open(options.repository) as repository,
        closing(FactCache.open()) if options.cache else nullcontext() as store,
    ):
        yield repository, Sources(store, workers=1)


def _rows(repository: Repository, sources: Sources, past: PastCommit, path: str | None) -> tuple[Row, ...]:
    new = Commit(past.oid, past.oid, past.tree)
    old_tree = repository.named(past.parents[0]).tree if past.parents else repository.empty_tree
    old = Commit("", None, old_tree)
    files = repository.changes(old, new)
    if path is not None and not any(path == change.path for change in files):
        return ()
    before, after = (Tree(repository.tree(each.tree), sources) for each in (old, new))
    return account(SideChanges(Side.THEIRS, before, after, files))
