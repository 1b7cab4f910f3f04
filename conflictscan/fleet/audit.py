"""Lost updates in the merges of the past.

Most merges are what git makes of their sides, and lost nothing. So each passes two sieves before it is scanned: one
compares the four trees path by path and looks into no file, the second lets git merge the sides again.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.config import Config
from conflictscan.facts.errors import GitError, UnknownRevision, UsageError
from conflictscan.facts.findings import Revision
from conflictscan.facts.fleet import Audit, AuditedMerge, Skipped
from conflictscan.git import Repository
from conflictscan.git.history import Kinds
from conflictscan.git.uncommitted import UNCOMMITTED
from conflictscan.scan import ScanOptions, scan_triple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conflictscan.git import Triple
    from conflictscan.git.history import PastCommit

_RULE: Final = "WW307"
_AT_ONCE: Final = 400  # merges; then the repository is opened anew, which frees the trees that were read


class AuditOptions(msgspec.Struct, frozen=True, kw_only=True):
    """Which merges to look at: those in the history of `tip` and not in that of `since`.

    With `branch`, the one change from `since` (by default the first parent) to `tip` is looked at as a merge of that
    branch: what a squash or a rebase of it gave.
    """

    repository: Path
    tip: str = "HEAD"
    since: str | None = None
    branch: str | None = None
    first_parent: bool = False
    config: Config = Config()
    cache: bool = True


def audit(options: AuditOptions, progress: Callable[[int, int], object]) -> Audit:
    """What the merges have lost; `progress` is told how many of how many are done."""
    with Repository.open(options.repository) as repository:
        tip = commit(repository, options.tip)
        if options.branch is not None:
            return _of_branch(repository, tip, options.branch, options)
        since = commit(repository, options.since) if options.since is not None else None
        excluded = (since.oid,) if since is not None and since.oid else ()
        merges = repository.past_commits(
            (tip.oid or "",), excluded, kinds=Kinds.MERGES, first_parent=options.first_parent
        )
    found: list[AuditedMerge] = []
    skipped: list[Skipped] = []
    progress(0, len(merges))
    for start in range(0, len(merges), _AT_ONCE):
        with Repository.open(options.repository) as repository:
            for place, merge in enumerate(merges[start : start + _AT_ONCE], start + 1):
                try:
                    found.extend(_looked_at(repository, merge, options))
                except GitError as error:  # unrelated histories, objects that a partial clone lacks
                    skipped.append(Skipped(name=merge.subject, oid=merge.oid, reason=str(error)))
                progress(place, len(merges))
    return Audit(
        tip=tip,
        since=since,
        seen=len(merges),
        by_hand=len(found),
        merges=tuple(merge for merge in found if merge.findings),
        skipped=tuple(skipped),
    )


def commit(repository: Repository, rev: str) -> Revision:
    """The commit that a revision names; UsageError for what has none."""
    if rev in UNCOMMITTED:
        raise UsageError(
            f"{rev!r} is no commit; `conflictscan scan --result {rev}` looks at a merge in progress"
        )
    named = repository.named(rev)
    if named.oid is None:
        raise UnknownRevision(f"{rev!r} names a tree, not a commit; see `git log --all`")
    return Revision(rev=rev, oid=named.oid)


def _looked_at(repository: Repository, merge: PastCommit, options: AuditOptions) -> Iterator[AuditedMerge]:
    """The merge with its findings; nothing where git makes the same of its sides."""
    if len(merge.parents) != 2:
        raise GitError("it merges more than two branches; only a merge of two can be audited")
    ours, theirs = merge.parents
    if repository.follows_paths(merge):
        return
    triple = repository.triple(ours, theirs, result=merge.oid)
    if triple.resolution:
        yield _audited(triple, merge, options)


def _of_branch(repository: Repository, tip: Revision, branch: str, options: AuditOptions) -> Audit:
    """The audit of what a squash or a rebase made of a branch."""
    since = commit(repository, options.since or f"{tip.rev}^")
    side = commit(repository, branch)
    made = repository.past(tip.oid or "")
    merge = msgspec.structs.replace(made, parents=(since.oid or "", side.oid or ""))
    found = list(_looked_at(repository, merge, options))
    return Audit(
        tip=tip,
        since=since,
        seen=1,
        by_hand=len(found),
        merges=tuple(each for each in found if each.findings),
    )


def _audited(triple: Triple, merge: PastCommit, options: AuditOptions) -> AuditedMerge:
    config = msgspec.structs.replace(options.config, select=(_RULE,), plugins=())
    report = scan_triple(
        triple, ScanOptions(repository=options.repository, config=config, cache=options.cache, workers=1)
    )
    return AuditedMerge(
        oid=merge.oid,
        ours=merge.parents[0],
        theirs=merge.parents[1],
        author=merge.author,
        time=merge.time,
        subject=merge.subject,
        conflicts=triple.conflicts,
        findings=report.findings,
    )
