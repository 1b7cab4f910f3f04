"""Bodies that changed in nothing but names that their side renamed or moved: a refactoring, no new behaviour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.code import ReferenceKind

if TYPE_CHECKING:
    from conflictscan.facts.code import Reference
    from conflictscan.facts.findings import Side
    from conflictscan.graph import Definition, Tree
    from conflictscan.rules.framework.world import World


def only_follows_renames(world: World, side: Side, old: Definition, new: Definition) -> bool:
    """Does each use in the new body mean what the use at its place in the old one became on that side?"""
    before, after = old.symbol, new.symbol
    if (before.statements, before.literals) != (after.statements, after.literals):
        return False
    base, tree = world.base, world.tree(side)
    uses, now = _uses(base, old), _uses(tree, new)
    if after.body_size - before.body_size != _tokens(now) - _tokens(uses):
        return False
    return len(uses) == len(now) and all(
        _same(world, side, (old.path, use), (new.path, other)) for use, other in zip(uses, now, strict=True)
    )


def _same(world: World, side: Side, old: tuple[str, Reference], new: tuple[str, Reference]) -> bool:
    (old_path, use), (new_path, other) = old, new
    if use.chain.last == other.chain.last and use.text == other.text:
        return True
    meant = world.base.bind(old_path, use).definition
    means = world.tree(side).bind(new_path, other).definition
    if meant is None or means is None:
        return False
    became = world.changes[side].fate(meant).new
    if became is None or became == means:
        return became is not None
    alias = became.symbol.type  # `old = new` stayed behind
    return alias is not None and world.tree(side).resolve(became.path, alias).definition == means


def _tokens(uses: list[Reference]) -> int:
    """Tokens that name things: `mail.send` has three, `send` has one."""
    return sum(1 + 2 * sum(step.startswith(".") for step in use.chain.steps) for use in uses)


def _uses(tree: Tree, definition: Definition) -> list[Reference]:
    facts = tree.facts(definition.path)
    start, end = definition.symbol.span.start_byte, definition.symbol.span.end_byte
    return [
        reference
        for reference in (facts.references if facts else ())
        if start <= reference.span.start_byte < end and reference.kind is not ReferenceKind.ANNOTATION
    ]
