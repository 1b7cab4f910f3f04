"""One side renamed a definition to a name that the other side gave to something else.

## What it does

Reports a definition that one side renamed to `b`, where the other side defined, renamed or imported
another `b` in the same scope; and a method renamed to `b`, where the other side added a method `b` to a
subclass.

## Why it matters

The two stand at different places, so git keeps both. In one scope the later one wins and the callers of
the other get it without notice. In a subclass the new method overrides what it never meant to.

## Example

{fixture: renamed-to-an-added-name}

## Fix

Give one of the two another name.

## Known limits

- Two different new names for one definition change one line, which git reports as a conflict.
- Where one side renames and gives the old name to something new at once, the rename is not seen.

## Source

Python Language Reference, 4.2.1 Binding of names; Python Tutorial, 9.5 Inheritance.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from conflictscan.facts.code import SymbolKind
from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule
from conflictscan.rules.engines.dangle import import_span
from conflictscan.rules.engines.namesakes import added, in_merge, kept
from conflictscan.rules.framework.drafts import Draft, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.graph import Definition
    from conflictscan.rules.engines.namesakes import Pair
    from conflictscan.rules.framework.world import World

RULE = Rule(
    code="WW302",
    name="crossed-rename",
    summary="One side renamed a definition to a name that the other side gave to something else.",
    severity=Severity.ERROR,
    confidence=0.9,
    specific=1,
)

_FORMS = frozenset({"overload", "setter", "deleter"})
_OVERRIDE = 0.85


def pairs(world: World, cause: Side, effect: Side) -> Iterator[Draft]:
    """Each rename of the cause side whose new name the other side took."""
    taken: dict[str, list[Definition]] = defaultdict(list)
    for definition in added(world, effect):
        taken[definition.symbol.name].append(definition)
    crossed = {pair.new.symbol.name: pair for pair in kept(world, effect) if pair.renamed}
    for renamed in kept(world, cause):
        if not renamed.renamed:
            continue
        name = renamed.new.symbol.name
        draft = next(filter(None, (_met(world, renamed, other, cause) for other in taken[name])), None)
        draft = draft or _both(world, renamed, crossed.get(name), cause) or _imported(world, renamed, cause)
        if draft is not None:
            yield draft


def _met(world: World, renamed: Pair, other: Definition, cause: Side) -> Draft | None:
    """The other side added a definition of that name to the same scope, or to a subclass."""
    mine, theirs = in_merge(world, cause, renamed.new), in_merge(world, cause.other, other)
    if mine is None or theirs is None:
        return None
    if _one_scope(mine, theirs):
        return _draft(world, renamed, cause, _place(cause.other, other), did="added another")
    if _overrides(world, mine, theirs):
        held = other.symbol.container
        return _draft(
            world, renamed, cause, _place(cause.other, other), did=f"added one to `{held}`", factor=_OVERRIDE
        )
    return None


def _both(world: World, renamed: Pair, other: Pair | None, cause: Side) -> Draft | None:
    """Both sides gave one name to two definitions; told once, by the first of the old names."""
    if other is None or other.old.symbol.qualname <= renamed.old.symbol.qualname:
        return None
    mine, theirs = in_merge(world, cause, renamed.new), in_merge(world, cause.other, other.new)
    if mine is None or theirs is None or not _one_scope(mine, theirs):
        return None
    did = f"renamed `{other.old.symbol.name}` to it"
    return _draft(world, renamed, cause, _place(cause.other, other.new), did=did, factor=other.score)


def _imported(world: World, renamed: Pair, cause: Side) -> Draft | None:
    """The other side imports that name anew into the module."""
    name = renamed.new.symbol.name
    mine = in_merge(world, cause, renamed.new)
    if mine is None or mine.symbol.container:
        return None
    path = world.side_path(cause.other, mine.path)
    old_path = world.base_path(cause.other, path) if path else None
    span = import_span(world.tree(cause.other).facts(path), name) if path else None
    if path is None or span is None or import_span(world.base.facts(old_path or ""), name) is not None:
        return None
    if import_span(world.merged.facts(mine.path), name) is None:
        return None
    place = Place(side=cause.other, path=path, span=span)
    return _draft(world, renamed, cause, place, did="imported another")


def _one_scope(mine: Definition, theirs: Definition) -> bool:
    """Two definitions of one name that cannot both hold."""
    one, two = mine.symbol, theirs.symbol
    if mine.path != theirs.path or one.qualname != two.qualname or one.ordinal == two.ordinal:
        return False
    alternatives = bool(one.branch or two.branch) and one.branch != two.branch
    return not alternatives and _FORMS.isdisjoint(one.modifiers) and _FORMS.isdisjoint(two.modifiers)


def _overrides(world: World, mine: Definition, theirs: Definition) -> bool:
    """Does the other side's method stand in a class below that of the renamed one?"""
    if mine.symbol.kind is not SymbolKind.METHOD or theirs.symbol.kind is not SymbolKind.METHOD:
        return False
    above = world.merged.definition(mine.path, mine.symbol.container)
    below = world.merged.definition(theirs.path, theirs.symbol.container)
    return above is not None and below is not None and above in world.merged.lineage(below).classes[1:]


def _draft(world: World, renamed: Pair, cause: Side, place: Place, *, did: str, factor: float = 1.0) -> Draft:
    old, new = renamed.old.symbol.name, renamed.new.symbol.name
    return Draft(
        subject=world.tree(cause).display(renamed.new),
        message=f"{cause} renamed `{old}` to `{new}` and {cause.other} {did}: the merge has both under one name",
        consequence=Consequence.SILENTLY_WRONG,
        cause=_place(cause, renamed.new),
        effect=place,
        fix=f"give one of the two `{new}` another name",
        factors=(renamed.score, factor),
        name=new,
    )


def _place(side: Side, definition: Definition) -> Place:
    return Place(side=side, path=definition.path, span=definition.symbol.name_span)
