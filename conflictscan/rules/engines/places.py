"""Where a changed callee and its use stand: the places of a finding about one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.rules.framework.drafts import Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conflictscan.facts.findings import Side
    from conflictscan.graph import Definition
    from conflictscan.rules.engines.callee import Callee
    from conflictscan.rules.framework.uses import UseCase
    from conflictscan.rules.framework.world import World


def effect(case: UseCase, label: str = "") -> Place:
    """The use, in the tree of the side that has it."""
    return Place(side=case.side, path=case.before.path, span=case.before.reference.name_span, label=label)


def cause(case: UseCase, candidates: Iterable[Definition], label: str = "") -> Place | None:
    """The first of these definitions of the merge that the other side changed; else the first it has.

    In a merge made by hand the other side need not be behind a difference: None where it changed nothing.
    """
    fallback: Definition | None = None
    for candidate in candidates:
        found = case.world.counterpart(case.other, candidate)
        if found is None:
            continue
        if changed(case.world, case.other, found):
            return _place(case.other, found, label)
        fallback = fallback or (None if case.world.audited else found)
    return _place(case.other, fallback, label) if fallback else None


def callee_cause(case: UseCase, target: Callee, names: Iterable[str], label: str = "") -> Place | None:
    """The changed parameter list that a call meets; where fields imply it, the named fields come first."""
    wanted = (*names, *(p.name for p in target.parameters)) if target.implied else ()
    found = (case.world.merged.member(target.definition, n) for n in wanted)
    fields = tuple(binding.definition for binding in found if binding.definition is not None)
    return cause(case, (*fields, target.implementation, target.definition), label)


def changed(world: World, side: Side, definition: Definition) -> bool:
    """Tell whether the side added this definition of its tree, or changed its signature, value or body."""
    changes = world.changes[side]
    if not changes.touches(definition.path):
        return False
    old = changes.origin(definition)
    if old is None:
        return True
    was, now = old.symbol, definition.symbol
    if was.modifiers != now.modifiers:
        return True
    return (was.name, was.signature_hash, was.body_hash, was.value, was.annotation, was.bases, was.field) != (
        now.name,
        now.signature_hash,
        now.body_hash,
        now.value,
        now.annotation,
        now.bases,
        now.field,
    )


def _place(side: Side, definition: Definition, label: str) -> Place:
    return Place(side=side, path=definition.path, span=definition.symbol.name_span, label=label)
