"""A use added on one side does not fit what the function returns since the other side changed it.

## What it does

Reports a new call whose result is unpacked, subscripted or dereferenced as the function returned it
on its own side, when the other side changed what is returned: another number of values, other
dictionary keys, a generator instead of a list, a class instead of a tuple, or None on some path.

## Why it matters

The signature is the same, so nothing shows at the call. Unpacking raises `ValueError`, a lost key
`KeyError`, and None has no attributes.

## Example

{fixture: third-value-returned}

## Fix

Use the result in its new shape.

## Known limits

- Decides only where all returns are displays, literals or constructions, or the declared type is a
  tuple; other expressions may return anything.
- A result kept in a variable and used later is not followed.
- That a function may newly return None is a warning: the path may be out of reach for this call. A body
  that ends in `sys.exit()` or in a call of a function that only raises does not return None.

## Source

rules.md of the project's research: return-shape-changed; Python Language Reference, 7.2 Assignment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule
from conflictscan.rules.engines.places import cause, effect
from conflictscan.rules.engines.returns import never_falls_off, return_misfit
from conflictscan.rules.framework.confidence import guard_factor
from conflictscan.rules.framework.drafts import Draft, Problem

if TYPE_CHECKING:
    from conflictscan.rules.framework.uses import Site, UseCase

RULE = Rule(
    code="RW204",
    name="return-shape-changed",
    summary="A use added on one side does not fit what the function returns since the other side changed it.",
    severity=Severity.ERROR,
    confidence=0.9,
)

_NULLABLE = 0.65


def problem(site: Site) -> Problem | None:
    """The result is used as something that the function does not return."""
    found = return_misfit(site)
    definition = site.binding.definition
    if found is None or definition is None:
        return None
    return Problem(
        key=(found.reason,),
        path=site.path,
        span=site.reference.span,
        subject=site.tree.display(definition),
        detail=found.reason,
    )


def verdict(case: UseCase) -> Draft | None:
    """The use fitted on its own side; the function that the other side changed is the cause."""
    found = return_misfit(case.after)
    definition = case.after.binding.definition
    if found is None or definition is None:
        return None
    if found.nullable and never_falls_off(case.world, case.after.tree, definition):
        return None
    place = cause(case, (definition,), "returns something else")
    if place is None:
        return None
    name = case.after.reference.chain.last
    return Draft(
        subject=case.world.merged.display(definition),
        message=f"use of `{name}()` {found.reason}: {case.other} changed what it returns, "
        f"{case.side} {'added' if case.new else 'has'} the use",
        consequence=Consequence.SILENTLY_WRONG if found.silent else Consequence.FAILS_AT_RUN_TIME,
        cause=place,
        effect=effect(case),
        fix=f"use the result of `{name}` in its new shape",
        key=("none",) if found.nullable else (),
        level=max(case.before.binding.level, case.after.binding.level),
        factors=(
            guard_factor(case.after.reference.guards),
            _NULLABLE if found.nullable else 1.0,
        ),
        name=name,
    )
