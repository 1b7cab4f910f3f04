"""Both sides changed one function, and what one side writes or decides reaches what the other side added.

## What it does

Takes each function whose body both sides changed in places that git could merge, and follows the
merged statements: a warning where a statement that one side added reads a variable or attribute that a
statement added by the other side writes; a note where one side overwrites what the other
wrote, put a new condition or loop around its statement, or may now leave the function before it.

## Why it matters

Each side tried the function with its own half of the change. Nothing fails to build, and the result
is computed from both halves in an order that nobody looked at.

## Example

{fixture: new-factor-before-new-check}

## Fix

Read the merged function as a whole, and say in a test what both changes together should do.

## Known limits

- Flow is followed by names within one function, not through calls or aliases.
- Two intended, independent steps on one variable look the same; hence never an error.

## Source

Barbosa et al. (SBES 2022) on lightweight static analysis of semantic conflicts: data flow between the two
sides' contributions, and overriding assignments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.code import SymbolKind
from conflictscan.facts.findings import Consequence, Severity, Side
from conflictscan.facts.rules import Rule
from conflictscan.graph import Definition
from conflictscan.rules.engines.interference import Link, LinkKind, links
from conflictscan.rules.engines.statements import statements_of
from conflictscan.rules.framework.drafts import Draft, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.graph import Tree
    from conflictscan.languages import Statement
    from conflictscan.rules.framework.world import World

RULE = Rule(
    code="RW402",
    name="same-function-interference",
    summary="Both sides changed one function, and what one side writes or decides reaches the other's part.",
    severity=Severity.NOTE,
    confidence=0.55,
)

_FACTORS = {
    LinkKind.READS: 1.0,
    LinkKind.OVERWRITES: 0.8,
    LinkKind.GUARDED: 0.7,
    LinkKind.SKIPPED: 0.6,
}


def pairs(world: World, cause: Side, effect: Side) -> Iterator[Draft]:
    """The surest link from the cause side's part of each function to the other side's."""
    for path in world.shared_paths():
        facts = world.merged.facts(path)
        for symbol in facts.symbols if facts else ():
            if symbol.kind in (SymbolKind.FUNCTION, SymbolKind.METHOD):
                draft = _of_function(world, Definition(path=path, symbol=symbol), cause, effect)
                if draft is not None:
                    yield draft


def _of_function(world: World, merged: Definition, cause: Side, effect: Side) -> Draft | None:
    sides = {side: world.counterpart(side, merged) for side in (cause, effect)}
    old = {side: world.changes[side].origin(d) for side, d in sides.items() if d is not None}
    writer, reader, base = sides[cause], sides[effect], old.get(cause)
    if writer is None or reader is None or base is None or old.get(effect) is None:
        return None
    bodies = {d.symbol.body_hash for d in (base, writer, reader)}
    if len(bodies) < len((base, writer, reader)):
        return None
    was = _statements(world, world.base, base)
    added = {
        side: _texts(_statements(world, world.tree(side), d)) - _texts(was)
        for side, d in ((cause, writer), (effect, reader))
    }
    found = links(
        was,
        _statements(world, world.merged, merged),
        added[cause] - added[effect],
        added[effect] - added[cause],
    )
    if not found:
        return None
    return _draft(world, merged, found[0], (cause, writer), (effect, reader))


def _draft(
    world: World,
    merged: Definition,
    link: Link,
    writer: tuple[Side, Definition],
    reader: tuple[Side, Definition],
) -> Draft | None:
    first = _place(world, *writer, link.cause)
    second = _place(world, *reader, link.effect)
    if first is None or second is None:
        return None
    return Draft(
        subject=world.merged.display(merged),
        message=f"in `{merged.symbol.name}`, {_story(link, writer[0], reader[0])}",
        consequence=Consequence.SILENTLY_WRONG,
        cause=first,
        effect=second,
        fix=f"read `{merged.symbol.name}` as the merge has it; test both changes together",
        factors=(_FACTORS[link.kind],),
    )


def _story(link: Link, cause: Side, effect: Side) -> str:
    match link.kind:
        case LinkKind.READS:
            return f"{effect} added a use of `{link.name}`, which {cause} gives another value before it"
        case LinkKind.OVERWRITES:
            return f"{cause} sets `{link.name}` anew after {effect} set it"
        case LinkKind.GUARDED:
            return f"{cause} changed the condition or loop around a statement that {effect} added"
        case LinkKind.SKIPPED:
            return f"{cause} may leave before a statement that {effect} added"


def _place(world: World, side: Side, function: Definition, statement: Statement) -> Place | None:
    for own in _statements(world, world.tree(side), function):
        if own.text == statement.text:
            return Place(side=side, path=function.path, span=own.span)
    return None


def _texts(statements: tuple[Statement, ...]) -> frozenset[str]:
    return frozenset(statement.text for statement in statements)


def _statements(world: World, tree: Tree, function: Definition) -> tuple[Statement, ...]:
    return statements_of(world, tree, function.path, function.symbol.span)
