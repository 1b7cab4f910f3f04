"""A call added on one side leaves out an argument whose default the other side changed.

## What it does

Reports a new call that omits an argument when the other side gave that parameter (or dataclass
field) another default: both defaults are literals and differ in value.

## Why it matters

The call was written and tried with the old default. Nothing raises; it does something else.

## Example

{fixture: retry-switched-off}

## Fix

Give the argument where the old value is meant.

## Known limits

- The author may have wanted whatever the default is; hence a warning, and a note where the old and
  new value are both empty (`None`, `False`, `0`, `""`) or the name speaks of time, size or output.
- A default that is an expression or a constant's name is not compared.

## Source

.NET library rules: a changed optional-argument value is a behaviour change for callers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule, without
from conflictscan.rules.engines.callee import decorator_factor
from conflictscan.rules.engines.fit import given
from conflictscan.rules.engines.places import callee_cause, effect
from conflictscan.rules.engines.slots import Fitting, fitting
from conflictscan.rules.engines.values import is_empty, literal_value
from conflictscan.rules.framework.drafts import Draft

if TYPE_CHECKING:
    from conflictscan.facts.code import Parameter
    from conflictscan.rules.framework.uses import UseCase

RULE = Rule(
    code="RW209",
    name="default-relied-on-changed",
    summary="A call added on one side leaves out an argument whose default the other side changed.",
    severity=Severity.WARNING,
    confidence=0.55,
    languages=without("go", "rust"),
    elsewhere="parameters have no defaults",
)

_COSMETIC = ("timeout", "verbose", "debug", "log", "indent", "width", "color", "buffer", "chunk", "delay")
_WEAK = 0.6


def verdict(case: UseCase) -> Draft | None:
    """Some omitted parameter has another literal default in the merge than on the call's side."""
    fit = fitting(case)
    if fit is None or fit.arguments.splat_positional or fit.arguments.splat_named:
        return None
    changes = _changed_defaults(fit)
    if not changes:
        return None
    old, new = min(changes, key=lambda pair: (_is_weak(*pair), pair[0].name))
    place = callee_cause(case, fit.after, (new.name,), "default changed")
    if place is None:
        return None
    name = case.after.reference.chain.last
    return Draft(
        subject=case.world.merged.display(fit.after.definition),
        message=f"call to `{name}` relies on `{old.name}={old.default}`: {case.other} made the default "
        f"`{new.default}`, {case.side} added the call",
        consequence=Consequence.SILENTLY_WRONG,
        cause=place,
        effect=effect(case),
        fix=f"give `{old.name}={old.default}` if that is what the call needs",
        level=max(case.before.binding.level, case.after.binding.level),
        factors=(
            decorator_factor(fit.after.implementation),
            _WEAK if _is_weak(old, new) else 1.0,
        ),
        name=name,
    )


def _changed_defaults(fit: Fitting) -> list[tuple[Parameter, Parameter]]:
    filled = given(fit.arguments, fit.after.parameters) | given(fit.arguments, fit.before.parameters)
    old = {p.name: p for p in fit.before.parameters if p.name not in filled}
    return [
        (old[p.name], p)
        for p in fit.after.parameters
        if p.name in old and _differs(old[p.name].default, p.default)
    ]


def _differs(old: str, new: str) -> bool:
    before, after = literal_value(old), literal_value(new)
    return before is not None and after is not None and before != after


def _is_weak(old: Parameter, new: Parameter) -> bool:
    empty = is_empty(old.default) and is_empty(new.default)
    return empty or any(word in old.name.lower() for word in _COSMETIC)
