"""Which branches are meant: by name, by pattern, as pull requests that were fetched, or all that are not merged.

A name is looked up once, at the start. What follows speaks of commits, so that a branch which moves or is deleted
meanwhile changes nothing.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.facts.errors import UsageError
from conflictscan.facts.findings import Revision
from conflictscan.fleet.audit import commit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conflictscan.git import Repository
    from conflictscan.git.refs import Ref

_BRANCHES: Final = "refs/heads/"
_REMOTES: Final = "refs/remotes/"
_PULLS: Final = ("refs/pull/", "refs/pull-requests/", "refs/merge-requests/")
_FETCH_PULLS: Final = "git fetch origin '+refs/pull/*/head:refs/pull/*/head'"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What the user asked for. Patterns and pull requests give the `most` latest; names count as they stand."""

    names: tuple[str, ...] = ()
    globs: tuple[str, ...] = ()
    pulls: bool = False
    most: int = 50


def branches(repository: Repository, wanted: Wanted, target: Revision) -> tuple[Revision, ...]:
    """The commits of all branches that are meant, without those that the target holds already; names come first."""
    named = [commit(repository, name) for name in dict.fromkeys(wanted.names)]
    found = list(_found(repository, wanted, target)) if wanted.globs or wanted.pulls or not named else []
    known = {revision.rev for revision in named}
    return (*named, *(each for each in found if each.rev not in known))


def _found(repository: Repository, wanted: Wanted, target: Revision) -> Iterator[Revision]:
    refs = repository.refs()
    held = repository.held_by(target.oid or "")
    chosen = [ref for ref in refs if _is_meant(ref, wanted) and ref.oid not in held and ref.oid != target.oid]
    if wanted.pulls and not any(ref.name.startswith(_PULLS) for ref in refs):
        raise UsageError(f"no pull request is in this clone; fetch them with `{_FETCH_PULLS}`")
    for pattern in wanted.globs:
        if not any(_matches(ref, pattern) for ref in refs):
            raise UsageError(f"no branch matches {pattern!r}; see the names with `git branch -a`")
    chosen.sort(key=lambda ref: (-ref.time, ref.name))
    yield from (Revision(rev=_short(ref), oid=ref.oid) for ref in sorted(chosen[: wanted.most], key=_order))


def _order(ref: Ref) -> tuple[int, str]:
    """By number, where they have one."""
    number = next((int(part) for part in ref.name.split("/") if part.isdecimal()), 0)
    return (number if ref.name.startswith(_PULLS) else 0, ref.name)


def _is_meant(ref: Ref, wanted: Wanted) -> bool:
    if wanted.pulls and ref.name.startswith(_PULLS):
        return ref.name.endswith(("/head", "/from"))
    if wanted.globs:
        return any(_matches(ref, pattern) for pattern in wanted.globs)
    return not wanted.pulls and ref.name.startswith(_BRANCHES)


def _matches(ref: Ref, pattern: str) -> bool:
    """By the name as people write it, or in full."""
    return fnmatchcase(_short(ref), pattern) or fnmatchcase(ref.name, pattern)


def _short(ref: Ref) -> str:
    for prefix in (_BRANCHES, _REMOTES):
        if ref.name.startswith(prefix):
            return ref.name.removeprefix(prefix)
    return ref.name.removeprefix("refs/")


def two_of(found: Sequence[Revision], what: str) -> None:
    """UsageError unless there are two at least."""
    if len(found) < 2:
        raise UsageError(
            f"{what} needs two branches that are not merged yet, and found {len(found)}; "
            "name them, or give `--glob PATTERN` or `--prs`"
        )
