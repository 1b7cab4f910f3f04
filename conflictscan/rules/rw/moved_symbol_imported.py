"""One side moved a definition or module that the other side imports anew from the old place.

## What it does

Reports an import or use added on one side that reaches for a definition in the module where it stood
before the other side moved it, or for a module that the other side moved or renamed. Reports as a warning
a file that one side added to a folder which the other side renamed.

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

from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule
from conflictscan.rules.engines.dangle import DOUBLES, Gone, dangling, draft, problem
from conflictscan.rules.engines.moved_folder import strays
from conflictscan.rules.engines.moved_import import moved
from conflictscan.rules.framework.drafts import START, Draft, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.rules.framework.uses import UseCase
    from conflictscan.rules.framework.world import World

__all__ = ["RULE", "pairs", "problem", "verdict"]

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
    whole = found.cause.span == START
    fix = f"import `{found.new}` instead" if whole else f"import `{found.name}` from `{found.new}`"
    return draft(case, found, fix=fix, edits=moved(case, found))


def pairs(world: World, cause: Side, effect: Side) -> Iterator[Draft]:
    """Files left behind in a folder whose other files went elsewhere."""
    for stray in strays(world, cause, effect):
        old, new = stray.path.rpartition("/")[0], stray.new_folder
        yield Draft(
            subject=stray.path,
            message=(
                f"{cause} renamed the folder {old}/ to {new}/; {effect} added {stray.path} to it: "
                f"git does not know where the file belongs"
            ),
            consequence=Consequence.SILENTLY_WRONG,
            cause=Place(side=cause, path=stray.neighbour, span=START, label=f"moved from {old}/"),
            effect=Place(side=effect, path=stray.path, span=START),
            fix=f"move {stray.path} to {new}/ and mend its imports",
            ceiling=Severity.WARNING,
        )
