"""The statements of one function of a tree; read from its source when a rule asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.rules.framework.world import inside

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conflictscan.facts.code import Span
    from conflictscan.graph import Tree
    from conflictscan.languages import Statement
    from conflictscan.rules.framework.world import World


def statements_of(world: World, tree: Tree, path: str, function: Span) -> tuple[Statement, ...]:
    """In source order; empty when the file cannot be read or its language knows no statements."""
    language = world.language_of(path)
    source = tree.source(path)
    if language is None or not source:
        return ()
    return language.statements(source, function)


def innermost(statements: Iterable[Statement], span: Span) -> Statement | None:
    """The statement, or head of a compound one, that holds the region."""
    found: Statement | None = None
    for statement in statements:
        if inside(span, statement.span):
            found = statement
    return found
