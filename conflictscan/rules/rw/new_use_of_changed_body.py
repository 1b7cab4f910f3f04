"""A call added on one side runs into a body, or a parameter's meaning, that the other side changed.

## What it does

Reports a new call of a function whose body the other side changed (comments, log calls, renamed
locals and annotations do not count). It is a warning where the call takes the place of code of its own
that did the same, where caller and function stand in one class or file, or where the call gives a
positional argument that was meant for a parameter replaced by another; else a note.

## Why it matters

The call was written and tested against the old body. Nothing overlaps in the text, the signature
may be the same, and the result is silently another one.

## Example

{fixture: inline-code-replaced}

## Fix

Read the function as it is in the merge, and decide whether the new call still means what it says.

## Known limits

- Whether the change matters to this call is not known: a heuristic, never an error.
- Calls through an unchanged function in between are not followed.

## Source

AgentConflictBench: 18 of 25 conflicts are a new call edge into a body the other side changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.changes import DeltaKind
from conflictscan.facts.code import ReferenceKind, SymbolKind
from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule
from conflictscan.graph import Definition, Status
from conflictscan.rules.engines.callee import callee
from conflictscan.rules.engines.followed_rename import only_follows_renames
from conflictscan.rules.engines.new_edge import Nearness, nearness
from conflictscan.rules.engines.places import callee_cause, cause, effect
from conflictscan.rules.engines.replaced_parameter import replaced_parameter
from conflictscan.rules.engines.shape_change import shape_deltas
from conflictscan.rules.engines.slots import fitting
from conflictscan.rules.framework.confidence import is_test_code
from conflictscan.rules.framework.drafts import Draft

if TYPE_CHECKING:
    from conflictscan.facts.code import Symbol
    from conflictscan.rules.engines.replaced_parameter import Replaced
    from conflictscan.rules.framework.uses import Site, UseCase

RULE = Rule(
    code="RW401",
    name="new-use-of-changed-body",
    summary="A call added on one side runs into a body, or a parameter, that the other side changed.",
    severity=Severity.WARNING,
    confidence=0.7,
    specific=-1,
)

_FACTORS = {
    Nearness.REPLACES: 1.0,
    Nearness.SAME_CLASS: 0.8,
    Nearness.SAME_FILE: 0.72,
    Nearness.ELSEWHERE: 0.57,
}
_STUB = frozenset({"abstract", "stub"})
_MEANT_BY_NAME = 0.8
_IN_TEST = 0.6
_STORIES = {
    Nearness.REPLACES: "in place of code of its own",
    Nearness.SAME_CLASS: "in the same class",
    Nearness.SAME_FILE: "in the same file",
    Nearness.ELSEWHERE: "in another file",
}


def verdict(case: UseCase) -> Draft | None:
    """The new call fits, but what it runs is not what it was written against."""
    return _replaced(case) or _changed_body(case)


def _replaced(case: UseCase) -> Draft | None:
    fit = fitting(case)
    found = replaced_parameter(case, fit) if fit else None
    place = callee_cause(case, fit.after, (found.slot.new.name,)) if fit and found else None
    if fit is None or found is None or place is None:
        return None
    name = case.after.reference.chain.last
    old, new, text = found.slot.old.name, found.slot.new.name, found.slot.text
    return Draft(
        subject=case.world.merged.display(fit.after.definition),
        message=(
            f"call to `{name}` gives `{text}` for `{old}`: {case.other} {_done(found)}, {case.side} added the call"
        ),
        consequence=Consequence.SILENTLY_WRONG,
        cause=place,
        effect=effect(case),
        fix=f"give `{name}` {f'`{found.instead}`' if found.instead else f'what `{new}` asks for'}",
        level=max(case.before.binding.level, case.after.binding.level),
        factors=(1.0 if found.adapted else _MEANT_BY_NAME,),
        name=name,
    )


def _done(found: Replaced) -> str:
    old, new = found.slot.old, found.slot.new
    if found.instead:
        return f"changed its body and gives `{found.instead}` there in all its calls"
    return f"made that parameter `{new.name}`" + (f": {new.annotation}" if old.name == new.name else "")


def _changed_body(case: UseCase) -> Draft | None:
    ran, runs = _runs(case.before), _runs(case.after)
    if ran is None or runs is None or not _other_side_alone_changed(case, ran):
        return None
    near = nearness(case, ran)
    place = cause(case, (runs,), "body changed")
    if near is None or place is None:
        return None
    name = case.after.reference.chain.last
    return Draft(
        subject=case.world.merged.display(runs),
        message=f"{case.side} added a call to `{name}` {_STORIES[near]}: {case.other} changed its body",
        consequence=Consequence.SILENTLY_WRONG,
        cause=place,
        effect=effect(case),
        fix=f"check the call against `{name}` as the merge has it",
        level=max(case.before.binding.level, case.after.binding.level),
        factors=(_FACTORS[near], _IN_TEST if is_test_code(case.before.path) else 1.0),
        ceiling=Severity.NOTE,  # most changed bodies still do what their name says
        name=name,
    )


def _runs(site: Site) -> Definition | None:
    """The function whose body the use runs: the callee, a class's own `__init__`, or a property read."""
    definition = site.binding.definition
    if site.binding.status is not Status.BOUND or definition is None:
        return None
    if site.reference.kind is ReferenceKind.READ:
        return definition if "property" in definition.symbol.modifiers else None
    target = callee(site)
    if target is None or target.implied or target.implementation.symbol.kind is SymbolKind.CLASS:
        return None
    return target.implementation


def _other_side_alone_changed(case: UseCase, ran: Definition) -> bool:
    origin = case.world.changes[case.side].origin(ran)
    if origin is None or origin.symbol.body_hash != ran.symbol.body_hash:
        return False
    new = case.world.changes[case.other].fate(origin).new
    if new is None or not _STUB.isdisjoint(origin.symbol.modifiers):
        return False
    if new.symbol.body_hash == origin.symbol.body_hash or _only_extended(origin.symbol, new.symbol):
        return False
    return not only_follows_renames(case.world, case.other, origin, new)


def _only_extended(old: Symbol, new: Symbol) -> bool:
    """An optional parameter was added and all else kept: those who do not give it should see no change."""
    shape = shape_deltas(old.parameters or (), new.parameters or ())
    added = [d for d in shape if d.kind is DeltaKind.PARAMETER_ADDED and d.new == "optional"]
    return (
        bool(added)
        and len(added) == len(shape)
        and old.return_shape == new.return_shape
        and old.raises == new.raises
    )
