"""One side moved a definition or module that the other side imports anew from the old place.

## What it does

Reports an import or use added on one side that reaches for a definition in the module where it stood
before the other side moved it, or for a module that the other side moved or renamed. A folder renamed
on one side with a file added to it on the other is seen through the names that file uses.

## Why it matters

The most frequent cause of merges that build on both sides and not together: the moving side mended all
imports it could see. The merge raises ImportError when the new import runs.

## Example

{fixture: function-moved}

## Fix

Import it from its new module.

## Known limits

A module or package that still hands the name on (`from .new import name`) keeps the old import alive and is
silent.

## Source

The build-conflict studies: two thirds of missing classes were cured by mending an import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.findings import Severity
from conflictscan.facts.rules import Rule
from conflictscan.rules.engines.dangle import DOUBLES, Gone, dangling, draft, problem

if TYPE_CHECKING:
    from conflictscan.rules.framework.drafts import Draft
    from conflictscan.rules.framework.uses import UseCase

__all__ = ["RULE", "problem", "verdict"]

RULE = Rule(
    code="RW103",
    name="moved-symbol-imported",
    summary="A definition or module was moved on one side and is imported from its old place on the other.",
    severity=Severity.ERROR,
    confidence=0.95,
)


def verdict(case: UseCase) -> Draft | None:
    """The other side has it in another module."""
    if case.before.reference.kind in DOUBLES:
        return None
    found = dangling(case)
    if found is None or found.gone is not Gone.MOVED:
        return None
    return draft(case, found, fix=f"import `{found.name}` from `{found.new}`")
