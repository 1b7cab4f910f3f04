"""One side copied a function that the other side changed, and the copy lacks that change.

## What it does

Reports a function that one side added as a copy of one in the merge base (under its name in another file
or class, or under another name in the same file), where the other side changed the original's body.
The merge has the change in the original alone.

## Why it matters

Code is often moved by copying it first, and callers follow. The other side's fix then lands in the copy that
nothing calls, or in one of two that should agree.

## Example

{fixture: fixed-where-it-was}

## Fix

Make the same change in the copy, or let one of the two call the other.

## Known limits

- Where the original was deleted, git reports the lost change as a conflict itself.
- Functions of few tokens and copies in tests are left out: they are alike by nature.

## Source

Apel et al. on structured merge, moved code; Juergens et al., Do Code Clones Matter? (ICSE 2009).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from conflictscan.changes.similarity import body_similarity
from conflictscan.facts.code import SymbolKind
from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule
from conflictscan.rules.engines.namesakes import added, in_merge, kept
from conflictscan.rules.framework.confidence import is_test_code
from conflictscan.rules.framework.drafts import Draft, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.graph import Definition
    from conflictscan.rules.engines.namesakes import Pair
    from conflictscan.rules.framework.world import World

RULE = Rule(
    code="WW301",
    name="edit-of-moved-code-lost",
    summary="One side copied a function that the other side changed, and the copy lacks that change.",
    severity=Severity.WARNING,
    confidence=0.75,
)

_ALIKE = 0.8
_LEAST = 24  # tokens: shorter bodies are alike by chance
_FUNCTIONS = (SymbolKind.FUNCTION, SymbolKind.METHOD)


def pairs(world: World, cause: Side, effect: Side) -> Iterator[Draft]:
    """Each copy made by the cause side of a function that the other side changed."""
    by_name: dict[str, list[Pair]] = defaultdict(list)
    by_file: dict[str, list[Pair]] = defaultdict(list)
    for pair in kept(world, effect):
        if _is_edit(pair):
            by_name[pair.old.symbol.name].append(pair)
            by_file[pair.old.path].append(pair)
    if not by_name:
        return
    for copy in added(world, cause):
        if copy.symbol.kind not in _FUNCTIONS or is_test_code(copy.path):
            continue
        own = world.base_path(cause, copy.path)
        candidates = by_name[copy.symbol.name] + (by_file[own] if own else [])
        best = max(candidates, key=lambda pair: body_similarity(pair.old.symbol, copy.symbol), default=None)
        draft = _of_copy(world, copy, best, cause) if best is not None else None
        if draft is not None:
            yield draft


def _is_edit(pair: Pair) -> bool:
    old, new = pair.old.symbol, pair.new.symbol
    return old.kind in _FUNCTIONS and old.body_size >= _LEAST and old.body_hash != new.body_hash


def _of_copy(world: World, copy: Definition, edited: Pair, cause: Side) -> Draft | None:
    alike = body_similarity(edited.old.symbol, copy.symbol)
    if alike < _ALIKE or alike <= body_similarity(edited.new.symbol, copy.symbol):
        return None  # unlike, or the copy has the change
    if in_merge(world, cause, copy) is None or in_merge(world, cause.other, edited.new) is None:
        return None
    name, new = edited.old.symbol.name, copy.symbol.name
    where = f"as `{new}`" if new != name else f"to {copy.path}"
    return Draft(
        subject=world.base.display(edited.old),
        message=f"{cause} copied `{name}` {where} and {cause.other} changed the original: the copy lacks the change",
        consequence=Consequence.SILENTLY_WRONG,
        cause=_place(cause, copy),
        effect=_place(cause.other, edited.new),
        fix=f"make the change to `{name}` in the copy too, or let one of the two call the other",
        factors=(alike,),
        key=(new,),
    )


def _place(side: Side, definition: Definition) -> Place:
    return Place(side=side, path=definition.path, span=definition.symbol.name_span)
