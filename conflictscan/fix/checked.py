"""A plan that keeps what it promises: laid on the merge in memory, and scanned again."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.errors import GitError
from conflictscan.facts.findings import Severity
from conflictscan.fix.patch import patch
from conflictscan.fix.plan import Left, Plan, planned
from conflictscan.graph import Status, Tree
from conflictscan.scan import scan_triple
from conflictscan.sources import Sources

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conflictscan.facts.findings import Finding, Report
    from conflictscan.git import Repository, Triple
    from conflictscan.scan import ScanOptions

_LOG = logging.getLogger(__name__)


def checked_plan(
    repository: Repository, triple: Triple, report: Report, wanted: Sequence[Finding], options: ScanOptions
) -> Plan:
    """The edits of the wanted findings that make them go away and bring no error or warning.

    `report` is the scan of the triple with the same options. Each round leaves out at least one finding.
    """
    merged, conflicts = triple.snapshot("merged"), frozenset(triple.conflicts)
    known = {finding.fingerprint for finding in report.findings}
    dropped: list[Left] = []
    while True:
        refused = {left.finding.fingerprint for left in dropped}
        plan = planned((f for f in wanted if f.fingerprint not in refused), merged, conflicts)
        trial = _tried(repository, triple, plan, known, options) if plan.mended else _Trial()
        if not trial.failed:
            return _told(plan, dropped, wanted, trial.gone)
        dropped += trial.failed


class _Trial(msgspec.Struct, frozen=True):
    """What became of a patch: findings whose edits do not do, with the reason, and those that are gone."""

    failed: tuple[Left, ...] = ()
    gone: frozenset[str] = frozenset()


def _told(plan: Plan, dropped: list[Left], wanted: Sequence[Finding], gone: frozenset[str]) -> Plan:
    """The plan in the order of the report; what went with the edit of another finding is mended as well."""
    order = {finding.fingerprint: place for place, finding in enumerate(wanted)}
    left = sorted([*plan.left, *dropped], key=lambda each: order[each.finding.fingerprint])
    mended = [*plan.mended, *(each.finding for each in left if each.finding.fingerprint in gone)]
    return msgspec.structs.replace(
        plan,
        mended=tuple(sorted(mended, key=lambda finding: order[finding.fingerprint])),
        left=tuple(each for each in left if each.finding.fingerprint not in gone),
    )


def _tried(
    repository: Repository, triple: Triple, plan: Plan, known: set[str], options: ScanOptions
) -> _Trial:
    try:
        mended = repository.patched(triple, patch(plan.files, object_format=repository.object_format))
    except GitError as error:
        _LOG.debug("%s", error)
        return _Trial(tuple(Left(finding, "git does not apply its edit") for finding in plan.mended))
    failed = _unbound(plan, triple, mended)
    if failed:
        return _Trial(tuple(failed))
    after = scan_triple(mended, options).findings
    still = {finding.fingerprint for finding in after}
    failed = [
        Left(finding, "its edit alone does not make it go away")
        for finding in plan.mended
        if finding.fingerprint in still
    ]
    for fresh in after:
        if fresh.severity is not Severity.NOTE and fresh.fingerprint not in known:
            blamed = {left.finding.fingerprint for left in failed}
            reason = f"its edit would bring {fresh.code} at {fresh.effect.path}:{fresh.effect.line}"
            makers = _makers(plan, fresh) or plan.mended
            failed += (Left(finding, reason) for finding in makers if finding.fingerprint not in blamed)
    return _Trial(tuple(failed), frozenset(known - still))


def _unbound(plan: Plan, triple: Triple, mended: Triple) -> list[Left]:
    """Findings whose edits leave their file with a name that nothing binds, or with a syntax error.

    A scan speaks of what the sides wrote, and so not of what an edit wrote.
    """
    sources = Sources()
    before, after = (Tree(each.snapshot("merged"), sources) for each in (triple, mended))
    failed: dict[str, Left] = {}
    for file in plan.files:
        for what in sorted(_faults(after, file.to) - _faults(before, file.path)):
            reason = f"its edit would leave {what} in {file.to}"
            for finding in plan.mended:
                if _touches(finding, {file.path}):
                    failed.setdefault(finding.fingerprint, Left(finding, reason))
    return list(failed.values())


def _faults(tree: Tree, path: str) -> Counter[str]:
    facts = tree.facts(path)
    if facts is None:
        return Counter()
    found = Counter(
        f"`{reference.chain}` unbound"
        for reference in facts.references
        if tree.bind(path, reference).status is Status.MISSING
    )
    found["a syntax error"] = len(facts.syntax_errors)
    return found


def _makers(plan: Plan, fresh: Finding) -> tuple[Finding, ...]:
    """Mended findings whose edits touch a file that a new finding speaks of."""
    named = {fresh.cause.path, fresh.effect.path, *(place.path for place in fresh.related)}
    return tuple(finding for finding in plan.mended if _touches(finding, named))


def _touches(finding: Finding, paths: set[str]) -> bool:
    fix = finding.fix
    named = {edit.path for edit in fix.edits} | {name for move in fix.moves for name in (move.path, move.to)}
    return not named.isdisjoint(paths)
