"""Both sides gave a new error code the same number.

## What it does

Reports two constants or enum members whose names begin with `E_` or `ERR_`, one added by each side to the same
file, with the same number.

## Why it matters

Each side took the next free number. The lines stand apart, so git keeps both, and whoever looks an error up by its
number finds the wrong one.

## Example

Ours adds `ERR_QUOTA = 7` at one end of `errors.py`, theirs `ERR_LOCKED = 7` at the other.

## Fix

Give one of the two the next free number.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from conflictscan.rules.api import (
    SIDES,
    Consequence,
    Definition,
    Draft,
    Place,
    Problem,
    Rule,
    Severity,
    SymbolKind,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.rules.api import FileFacts, Scope, Symbol, World

RULE = Rule(
    code="EXA101",
    name="error-number-taken-twice",
    summary="Both sides gave a new error code the same number.",
    severity=Severity.WARNING,
    confidence=0.75,
    since="1.0.0",
)

_PREFIXES = ("E_", "ERR_")
_KINDS = (SymbolKind.VARIABLE, SymbolKind.VARIANT, SymbolKind.FIELD)


def problems(scope: Scope) -> Iterator[Problem]:
    """Pairs of error codes with one number; asked of the merge and of each side: what a side has alone is no news."""
    for path, facts in scope.shared_facts():
        for (container, number), codes in sorted(_by_number(facts).items()):
            for first, second in pairwise(codes):
                yield Problem(
                    key=(container, number, *sorted((first.name, second.name))),
                    path=path,
                    span=second.name_span,
                    subject=second.qualname,
                    detail=number,
                    also=(Definition(path, first), Definition(path, second)),
                )


def draft(world: World, problem: Problem) -> Draft | None:
    """The finding, where each side added one of the two."""
    first, second = problem.also
    cause, effect = _added_at(world, first), _added_at(world, second)
    if cause is None or effect is None or cause.side is effect.side:
        return None
    return Draft(
        subject=world.merged.display(second),
        message=(
            f"{cause.side} added `{first.symbol.name}` and {effect.side} added `{second.symbol.name}`,"
            f" both with the number {problem.detail}"
        ),
        consequence=Consequence.SILENTLY_WRONG,
        cause=cause,
        effect=effect,
        fix=f"give `{second.symbol.name}` the next free number",
    )


def _by_number(facts: FileFacts) -> dict[tuple[str, str], list[Symbol]]:
    """(class, number) -> the error codes that have it, in source order."""
    found: dict[tuple[str, str], list[Symbol]] = defaultdict(list)
    for symbol in facts.symbols:
        value = symbol.value
        is_code = symbol.kind in _KINDS and symbol.name.startswith(_PREFIXES)
        if is_code and value is not None and value.kind == "int":
            found[symbol.container, value.text].append(symbol)
    return found


def _added_at(world: World, definition: Definition) -> Place | None:
    """Where the one side that added a definition of the merge has it; None where both have it."""
    owners = [(side, own) for side in SIDES if (own := world.counterpart(side, definition)) is not None]
    if len(owners) != 1:
        return None
    side, own = owners[0]
    return Place(side=side, path=own.path, span=own.symbol.name_span)
