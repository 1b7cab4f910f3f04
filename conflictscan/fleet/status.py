"""What branches have read of the target's interfaces, and whether that still holds.

A branch was written against the target as it was where the branch forked. Each definition of the target that its new
code uses has been read in a version; the target may have another by now. Where it has, the commits that made it so
are named.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from conflictscan import languages
from conflictscan.changes.deltas import deltas
from conflictscan.facts.findings import Severity, Side
from conflictscan.facts.fleet import BranchStatus, Freshness, Read, Status
from conflictscan.fleet.branches import branches
from conflictscan.fleet.log import LogOptions, events
from conflictscan.fleet.matrix import opened_ground
from conflictscan.rules.framework.concern import fresh_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from conflictscan.changes import SideChanges
    from conflictscan.changes.events import Event
    from conflictscan.facts.code import Symbol
    from conflictscan.facts.findings import Finding, Revision
    from conflictscan.fleet.ground import Ground
    from conflictscan.fleet.matrix import MatrixOptions
    from conflictscan.graph import Definition


def status(options: MatrixOptions, progress: Callable[[int, int], object]) -> Status:
    """The state of every branch that is meant."""
    with opened_ground(options) as ground:
        chosen = branches(ground.repository, options.wanted, ground.target)
        found: list[BranchStatus] = []
        told: dict[str, list[Event]] = {}
        for place, branch in enumerate(chosen, 1):
            found.append(_of_branch(ground, branch, options, told))
            progress(place, len(chosen))
        return Status(target=ground.target, branches=tuple(found))


def _of_branch(
    ground: Ground, branch: Revision, options: MatrixOptions, told: dict[str, list[Event]]
) -> BranchStatus:
    compared = ground.compare(branch)
    fork = compared.triple.base.oid or ""
    broken = [f for f in compared.findings if f.severity is not Severity.NOTE]
    reads = [
        _read(definition, lines, compared.theirs, broken)
        for definition, lines in sorted(_uses(compared.ours).items(), key=_order)
    ]
    stale = [read for read in reads if read.state is not Freshness.FRESH]
    if stale and fork and fork not in told:
        log = LogOptions(
            repository=options.repository, tip=ground.target.oid or "", since=fork, cache=options.cache
        )
        told[fork] = list(events(log, lambda _done, _of: None))
    named = tuple(
        msgspec.structs.replace(read, commits=_commits(read, told.get(fork, [])))
        if read.state is not Freshness.FRESH
        else read
        for read in reads
    )
    return BranchStatus(
        name=branch.rev,
        oid=branch.oid or "",
        fork=compared.triple.base.oid,
        behind=ground.repository.count(ground.target.oid or "", branch.oid or ""),
        conflicts=compared.triple.conflicts,
        reads=named,
        findings=compared.findings,
    )


def _order(item: tuple[Definition, object]) -> tuple[str, str, int]:
    definition = item[0]
    return definition.path, definition.symbol.qualname, definition.symbol.ordinal


def _uses(changes: SideChanges) -> dict[Definition, set[tuple[str, int, int]]]:
    """Definitions of the fork that the branch's new code uses, with the places of these uses."""
    found: dict[Definition, set[tuple[str, int, int]]] = {}
    for change in changes.files:
        if change.status == "deleted" or languages.for_path(change.path) is None:
            continue
        before = changes.base.source(change.old_path) if change.old_path else b""
        fresh = fresh_in(changes.tree.source(change.path), before, moved=False)
        facts = changes.tree.facts(change.path)
        for reference in facts.references if facts else ():
            if not fresh.may_mean_otherwise(reference):
                continue
            bound = changes.tree.bind(change.path, reference).definition
            origin = changes.origin(bound) if bound is not None else None
            if origin is not None and bound is not None and bound.path != change.path:
                span = reference.name_span
                place = (change.path, span.start_line + 1, span.start_column + 1)
                found.setdefault(origin, set()).add(place)
    return found


def _read(
    old: Definition, places: set[tuple[str, int, int]], target: SideChanges, findings: list[Finding]
) -> Read:
    """One interface: as it was read, as it is now, and what that does to the branch."""
    new = target.fate(old).new
    changed = tuple(d.kind.value for d in deltas(old.symbol, new.symbol)) if new is not None else ("removed",)
    moved = new is not None and new.path != old.path
    hit = any(
        (place.path, place.line, place.column) in places
        for finding in findings
        for place in (finding.cause, finding.effect, *finding.related)
        if place.side is Side.OURS
    )
    fresh = new is not None and not changed and not moved
    state = Freshness.BROKEN if hit and not fresh else Freshness.FRESH if fresh else Freshness.BEHIND
    return Read(
        symbol=target.base.display(old),
        path=old.path,
        name=old.symbol.qualname,
        now_path=new.path if new is not None else "",
        now_name=new.symbol.qualname if new is not None else "",
        version=_version(old.symbol),
        now=_version(new.symbol) if new is not None else "",
        state=state,
        changed=changed + (("moved",) if moved else ()),
        uses=len(places),
    )


def _version(symbol: Symbol) -> str:
    """Eight hex digits over what a user of the definition could notice, and its body."""
    noticed = (symbol.kind.value, symbol.signature_hash, symbol.body_hash, symbol.modifiers, symbol.returns)
    value = symbol.value.text if symbol.value is not None else ""
    return hashlib.blake2b(repr((*noticed, value)).encode(), digest_size=4).hexdigest()


def _commits(read: Read, told: list[Event]) -> tuple[str, ...]:
    """The commits of the target that changed the definition, the latest first."""
    return tuple(dict.fromkeys(event.commit for event in told if _concerns(event, read)))


def _concerns(event: Event, read: Read) -> bool:
    row = event.row
    paths = {read.path, read.now_path} - {""}
    if paths.isdisjoint({row.path, row.old_path}):
        return False
    if row.thing == "file":
        return bool(row.old_path)
    names = {read.name, read.now_name} - {""}
    return any(
        name == has or name.startswith(f"{has}.") for name in names for has in (row.name, row.old_name) if has
    )
