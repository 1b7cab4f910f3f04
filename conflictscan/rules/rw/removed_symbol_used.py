"""One side removed a definition that the other side uses anew.

## What it does

Reports a use added on one side (call, import, base class, annotation, handler) of a function, class,
method, field, variable or module that the other side removed. A re-export that a package no longer
makes counts as removed there. A new string that is the name of a removed class is a warning, where the
removing side took strings with that name away too.

## Why it matters

The removal and the new use stand in different places, so git merges both without a conflict. The merge
raises ImportError, NameError or AttributeError when it comes to the use.

## Example

{fixture: function-removed}

## Fix

Use what replaced the definition, or keep it until nothing uses it.

## Known limits

Names made at run time (`setattr`, `__getattr__`, computed `__all__`) are taken as there.

## Source

Ghiotto et al., On the nature of merge conflicts, and the build-conflict studies in which a missing symbol
is two thirds of all compile failures of clean merges.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.changes import FateKind
from conflictscan.facts.findings import Severity
from conflictscan.facts.rules import Rule
from conflictscan.rules.engines import named_by_string
from conflictscan.rules.engines.dangle import DOUBLES, Gone, dangling, draft, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.rules.framework.drafts import Draft
    from conflictscan.rules.framework.uses import UseCase
    from conflictscan.rules.framework.world import World

__all__ = ["RULE", "pairs", "problem", "verdict"]

RULE = Rule(
    code="RW101",
    name="removed-symbol-used",
    summary="A definition was removed on one side and is used anew on the other.",
    severity=Severity.ERROR,
    confidence=0.95,
)


def verdict(case: UseCase) -> Draft | None:
    """The other side removed it, and nothing took its place."""
    if case.before.reference.kind in DOUBLES:
        return None
    found = dangling(case)
    if found is None or found.gone is not Gone.REMOVED:
        return None
    return draft(case, found, fix=f"replace this use of `{found.name}`, or restore the definition")


def pairs(world: World, cause: Side, effect: Side) -> Iterator[Draft]:
    """Strings that name a class by its old name."""
    for mention in named_by_string.mentions(world, cause, effect):
        if mention.fate.kind is FateKind.REMOVED:
            yield named_by_string.draft(world, mention, effect)
