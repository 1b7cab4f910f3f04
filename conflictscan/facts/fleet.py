"""What is found about more than two branches, or more than one merge: what leaves the commands for many."""

from __future__ import annotations

import msgspec

from conflictscan.facts.findings import Finding, Revision


class Skipped(msgspec.Struct, frozen=True, kw_only=True):
    """A commit or branch that nothing could be told of, and why."""

    name: str
    oid: str | None
    reason: str


# -- audit -------------------------------------------------------------------------------------


class AuditedMerge(msgspec.Struct, frozen=True, kw_only=True):
    """A merge of the past that is not what git would have made, and what it lost.

    `ours` is what the branch had before, `theirs` what came in; `conflicts` are the paths that somebody had to merge.
    """

    oid: str
    ours: str
    theirs: str
    author: str
    time: int  # seconds since 1970
    subject: str
    conflicts: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """Lost updates of many merges. `seen` counts all of them, `by_hand` those that git would have made otherwise."""

    tip: Revision
    since: Revision | None = None
    seen: int
    by_hand: int
    merges: tuple[AuditedMerge, ...]  # those with findings, in the order of the history, the latest first
    skipped: tuple[Skipped, ...] = ()
