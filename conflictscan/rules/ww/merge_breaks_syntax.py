"""Each side parses, and what git makes of both does not.

## What it does

Reports a file that both sides changed, that each side's own version has in good order, and that is no
valid source in the merge: a parameter without a default behind one with a default, one argument given
twice, a block whose last statements were removed by two people.

## Why it matters

Git joins lines and knows no grammar. The file cannot be loaded at all after the merge, and with it
nothing that imports it.

## Example

{fixture: default-before-required}

## Fix

Join the two changes by hand.

## Known limits

- Places are the two sides' contributions nearest to the error, which may not be all that takes part.
- Errors that only the compiler sees after parsing (`nonlocal` without a binding) are not found.

## Source

Python Language Reference, 8.7 Function definitions, 6.3.4 Calls, 2.1.8 Indentation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.findings import Consequence, Severity, Side
from conflictscan.facts.rules import CODE, DATA, Rule
from conflictscan.rules.engines.contributions import nearest
from conflictscan.rules.framework.drafts import Draft, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.rules.framework.scope import Scope
    from conflictscan.rules.framework.world import World

RULE = Rule(
    code="WW306",
    name="merge-breaks-syntax",
    summary="Each side's version of a file parses, and the merge of both does not.",
    severity=Severity.ERROR,
    confidence=0.95,
    languages=(*CODE, *DATA, "xml"),
    specific=3,
)


def problems(scope: Scope) -> Iterator[Problem]:
    """Files of both sides that do not parse; one problem a file, at its first error."""
    for path, facts in scope.shared_facts():
        if facts.syntax_errors and not facts.conflict_markers:
            yield Problem(key=("syntax",), path=path, span=facts.syntax_errors[0], subject=path)


def draft(world: World, problem: Problem) -> Draft | None:
    """The contributions of both sides nearest to the error; the one that stands first is the cause."""
    line = problem.span.start_line
    ours = nearest(world, Side.OURS, problem.path, line)
    theirs = nearest(world, Side.THEIRS, problem.path, line)
    if ours is None or theirs is None:
        return None
    cause, effect = sorted(
        (ours, theirs), key=lambda each: (each.start, each.end, each.place.in_base, each.place.span)
    )
    first, second = cause.place, effect.place
    return Draft(
        subject=problem.path,
        message=(
            f"{problem.path} parses on both sides and not in the merge (line {line + 1}): {first.side} changed "
            f"line {first.span.start_line + 1}, {second.side} line {second.span.start_line + 1}"
        ),
        consequence=Consequence.DOES_NOT_COMPILE,
        cause=first,
        effect=second,
        fix=f"join the two changes to {problem.path} by hand",
    )
