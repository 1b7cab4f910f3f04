"""One side copied a function that the other side changed, and the copy lacks that change.

## What it does

Reports a function that one side added as a copy of one in the merge base (under its name in another file
or class, or under another name in the same file), where the other side changed the original's body.
The merge has the change in the original alone. Functions copied from one file to another make one finding.

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
_MOST_NAMED = 3
_FUNCTIONS = (SymbolKind.FUNCTION, SymbolKind.METHOD)


def pairs(world: World, cause: Side, effect: Side) -> Iterator[Draft]:
    """Each copy made by the cause side of a function that the other side changed; one finding for a copied file."""
    by_name: dict[str, list[Pair]] = defaultdict(list)
    by_file: dict[str, list[Pair]] = defaultdict(list)
    for pair in kept(world, effect):
        if _is_edit(pair):
            by_name[pair.old.symbol.name].append(pair)
            by_file[pair.old.path].append(pair)
    if not by_name:
        return
    by_files: dict[tuple[str, str], list[tuple[Definition, Pair]]] = defaultdict(list)
    for copy in added(world, cause):
        if copy.symbol.kind not in _FUNCTIONS or is_test_code(copy.path):
            continue
        own = world.base_path(cause, copy.path)
        candidates = by_name[copy.symbol.name] + (by_file[own] if own else [])
        best = max(candidates, key=lambda pair: body_similarity(pair.old.symbol, copy.symbol), default=None)
        if best is not None and _lacks(world, copy, best, cause):
            by_files[copy.path, best.new.path].append((copy, best))
    for copies in by_files.values():
        if len(copies) > 1 and all(copy.symbol.name == edited.old.symbol.name for copy, edited in copies):
            yield _of_file(world, copies, cause)
        else:
            yield from (_of_copy(world, copy, edited, cause) for copy, edited in copies)


def _is_edit(pair: Pair) -> bool:
    old, new = pair.old.symbol, pair.new.symbol
    return old.kind in _FUNCTIONS and old.body_size >= _LEAST and old.body_hash != new.body_hash


def _lacks(world: World, copy: Definition, edited: Pair, cause: Side) -> bool:
    """Is it a copy, as the function was before the change, and are both in the merge?"""
    alike = body_similarity(edited.old.symbol, copy.symbol)
    if alike < _ALIKE or alike <= body_similarity(edited.new.symbol, copy.symbol):
        return False  # unlike, or the copy has the change
    return in_merge(world, cause, copy) is not None and in_merge(world, cause.other, edited.new) is not None


def _of_copy(world: World, copy: Definition, edited: Pair, cause: Side) -> Draft:
    name, new = edited.old.symbol.name, copy.symbol.name
    where = f"as `{new}`" if new != name else f"to {copy.path}"
    return Draft(
        subject=world.base.display(edited.old),
        message=f"{cause} copied `{name}` {where} and {cause.other} changed the original: the copy lacks the change",
        consequence=Consequence.SILENTLY_WRONG,
        cause=_place(cause, copy),
        effect=_place(cause.other, edited.new),
        fix=f"make the change to `{name}` in the copy too, or let one of the two call the other",
        factors=(body_similarity(edited.old.symbol, copy.symbol),),
        key=(new,),
    )


def _of_file(world: World, copies: list[tuple[Definition, Pair]], cause: Side) -> Draft:
    """Several functions of one file, copied to one other."""
    (copy, edited), *others = sorted(copies, key=lambda each: each[0].symbol.span.start_byte)
    names = [f"`{each.symbol.name}`" for each, _ in ((copy, edited), *others)]
    more = len(names) - _MOST_NAMED
    named = f"{', '.join(names[:_MOST_NAMED])} and {more} more" if more > 0 else " and ".join(names)
    return Draft(
        subject=world.base.module_name(edited.old.path),
        message=(
            f"{cause} copied {named} to {copy.path} and {cause.other} changed the originals: "
            "the copies lack the changes"
        ),
        consequence=Consequence.SILENTLY_WRONG,
        cause=_place(cause, copy),
        effect=_place(cause.other, edited.new),
        fix=f"make the changes to {edited.new.path} in the copies too, or let one of the two files use the other",
        related=tuple(_place(cause, each) for each, _ in others),
        factors=(max(body_similarity(pair.old.symbol, each.symbol) for each, pair in copies),),
        key=tuple(sorted(each.symbol.qualname for each, _ in copies)),
    )


def _place(side: Side, definition: Definition) -> Place:
    return Place(side=side, path=definition.path, span=definition.symbol.name_span)
