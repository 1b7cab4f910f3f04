"""A positional call added on one side fills other parameters since the other side moved them.

## What it does

Reports a new call whose positional arguments still fit by count, while the other side reordered
the parameters, or put a new optional one before an existing one that the call fills by position.
The order of fields of a dataclass or NamedTuple counts in the same way.

## Why it matters

Nothing raises: the values just arrive in the wrong parameters.

## Example

{fixture: parameters-swapped}

## Fix

Give the moved arguments by name.

## Known limits

- Parameters that were only renamed, not moved, are the subject of RW201 and RW401.
- A call that gives one variable to both places is not reported; of literals only the kind is known.

## Source

Python Language Reference, 6.3.4 Calls; griffe's "positional parameter was moved".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule
from conflictscan.rules.engines.callee import decorator_factor
from conflictscan.rules.engines.fit import taken_by_position
from conflictscan.rules.engines.places import callee_cause, effect
from conflictscan.rules.engines.slots import Fitting, Slot, fitting
from conflictscan.rules.framework.drafts import Draft

if TYPE_CHECKING:
    from conflictscan.rules.framework.uses import UseCase

RULE = Rule(
    code="RW202",
    name="argument-order-shifted",
    summary="A positional call added on one side fills other parameters since the other side moved them.",
    severity=Severity.ERROR,
    confidence=0.85,
    specific=1,
)

_NAME = re.compile(r"[\w.]+")  # of a literal only the kind is known


def verdict(case: UseCase) -> Draft | None:
    """Some argument of the new call reaches another parameter in the merge than on its side."""
    fit = fitting(case)
    shifted = _shifted(fit) if fit is not None else []
    if fit is None or not shifted:
        return None
    place = callee_cause(case, fit.after, [slot.old.name for slot in shifted], "parameters moved")
    if place is None:
        return None
    name = case.after.reference.chain.last
    first = shifted[0]
    names = ", ".join(f"`{slot.old.name}`" for slot in shifted)
    return Draft(
        subject=case.world.merged.display(fit.after.definition),
        message=f"call to `{name}` gives {_ordinal(first.index)} what was `{first.old.name}` and becomes "
        f"`{first.new.name}`: {case.other} moved the parameters, {case.side} added the call",
        consequence=Consequence.SILENTLY_WRONG,
        cause=place,
        effect=effect(case),
        fix=f"give {names} by name",
        level=max(case.before.binding.level, case.after.binding.level),
        factors=(decorator_factor(fit.after.implementation),),
        name=name,
    )


def _shifted(fit: Fitting) -> list[Slot]:
    """Arguments whose parameter still takes a position in the merge, but another one, and another value with it."""
    if _only_renamed(fit):
        return []
    after = {p.name for p in taken_by_position(fit.after.parameters)}
    slots = fit.slots()
    moved = [slot for slot in slots if slot.old.name != slot.new.name and slot.old.name in after]
    if any(slot.text.rpartition(".")[2] == slot.new.name for slot in moved):
        return []  # written in the new order already
    given = {slot.new.name: slot.text for slot in slots if _NAME.fullmatch(slot.text)}
    return [slot for slot in moved if given.get(slot.old.name) != slot.text]


def _only_renamed(fit: Fitting) -> bool:
    """Names moved with their uses in the body, which tells parameters apart by position alone."""
    was, now = fit.before.implementation.symbol, fit.after.implementation.symbol
    says_nothing = not {"abstract", "stub", "overload"}.isdisjoint(now.modifiers)
    return not fit.before.implied and was.body_hash == now.body_hash and not says_nothing


def _ordinal(index: int) -> str:
    names = ("first", "second", "third", "fourth", "fifth", "sixth")
    return names[index] if index < len(names) else f"at place {index + 1}"
