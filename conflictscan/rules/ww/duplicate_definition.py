"""Both sides added a definition of one name to one scope, and the merge has both.

## What it does

Reports a function, class, constant, class field or enum member that both sides added under one name to
the same module or class, at two places that git could merge; and a name that one side imports and the other
imports from elsewhere or defines (`import datetime`, `from datetime import datetime`).

## Why it matters

Python keeps the later one without a word, so callers of the other get code that was not written for
them. An `Enum` with one member twice cannot be loaded.

## Example

{fixture: two-functions}

## Fix

Keep one of the two, or give one another name and mend its callers.

## Known limits

- Definitions inside functions are left out, and so are variables in small letters that only the module
  itself uses.
- Where both sides define a name in both arms of a condition, nothing is said.

## Source

Python Language Reference, 4.2.1 Binding of names; 8.7 Function definitions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.code import Root, SymbolKind
from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule
from conflictscan.rules.engines import import_doubles
from conflictscan.rules.engines.doubles import (
    VALUES,
    double_of,
    is_function,
    problems_of,
    without_repetition,
)
from conflictscan.rules.engines.pytest_names import is_test_slot
from conflictscan.rules.framework.drafts import Draft

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import Symbol
    from conflictscan.rules.engines.doubles import Double
    from conflictscan.rules.framework.drafts import Problem
    from conflictscan.rules.framework.scope import Scope
    from conflictscan.rules.framework.world import World

RULE = Rule(
    code="WW101",
    name="duplicate-definition",
    summary="Both sides added a definition of one name to one scope, and the merge has both.",
    severity=Severity.ERROR,
    confidence=0.98,
)

_VALUE, _VARIABLE, _REGISTERED, _EQUAL, _IMPORTED = 0.93, 0.6, 0.6, 0.45, 0.95
_TRANSPARENT = frozenset(
    {
        "abstractmethod", "asynccontextmanager", "cache", "cached_property", "classmethod", "contextmanager",
        "final", "lru_cache", "override", "property", "setter", "deleter", "staticmethod", "wraps",
    }
)  # fmt: skip


def problems(scope: Scope) -> Iterator[Problem]:
    """Names defined twice in one scope; tests and fixtures are another rule's."""
    yield from problems_of(scope, _is_no_test)
    yield from import_doubles.problems_of(scope)


def _is_no_test(path: str, first: Symbol, second: Symbol) -> bool:
    return not (is_test_slot(path, first) and is_test_slot(path, second))


def draft(world: World, problem: Problem) -> Draft | None:
    """The later of the two is the cause: it takes the name from the other."""
    if problem.about is None:
        return _of_imports(world, problem)
    double = double_of(world, problem)
    if double is None:
        return None
    member = double.winner.symbol.kind is SymbolKind.VARIANT is double.loser.symbol.kind
    semantics = world.merged.semantics(problem.path)
    compiled = semantics.compiled or semantics.unique_names
    factor = 1.0 if member or compiled else _weight(world, problem, double)
    if factor == 0.0:
        return None
    name, side = double.winner.symbol.name, double.side
    what = (
        "an enum member twice cannot be loaded"
        if member
        else "it does not compile"
        if semantics.compiled
        else "the file cannot be loaded"
        if compiled
        else f"they are equal, and that of {side} wins"
        if double.same
        else f"that of {side} stands later and wins"
    )
    return Draft(
        subject=problem.subject,
        message=f"{side} and {side.other} both define `{name}` in {problem.path}: {what}",
        consequence=Consequence.FAILS_AT_RUN_TIME if member or compiled else Consequence.SILENTLY_WRONG,
        cause=double.later,
        effect=double.earlier,
        fix=f"drop one of the two `{name}`"
        if double.same
        else f"keep one `{name}`, or give one another name",
        edits=without_repetition(world, problem),
        factors=(factor,),
        name=name,
    )


def _of_imports(world: World, problem: Problem) -> Draft | None:
    double = import_doubles.double_of(world, problem)
    if double is None:
        return None
    later, earlier = double.later, double.earlier
    return Draft(
        subject=problem.subject,
        message=(
            f"in {problem.path} `{double.name}` is {double.second.what} for {later.side} and {double.first.what} "
            f"for {earlier.side}: that of {later.side} stands later and wins"
        ),
        consequence=Consequence.FAILS_AT_RUN_TIME,
        cause=later,
        effect=earlier,
        fix=f"import one of the two under another name, and mend what uses `{double.name}`",
        factors=(_IMPORTED,),
        key=("imported",),
        name=double.name,
    )


def _weight(world: World, problem: Problem, double: Double) -> float:
    """How much it matters that one hides the other; 0 where it does not."""
    loser, winner = double.loser.symbol, double.winner.symbol
    if loser.kind in VALUES and winner.kind in VALUES:
        if double.same:
            return 0.0
        return _VALUE if _is_constant(winner) else _VARIABLE * _is_used(world, problem.path, winner)
    if double.same:
        return _EQUAL
    return _REGISTERED if _registered(loser) and _registered(winner) else 1.0


def _is_constant(symbol: Symbol) -> bool:
    """Is it meant to be assigned once: a class field, or a name that is not in small letters?"""
    dunder = symbol.name.startswith("__") and symbol.name.endswith("__")
    return bool(symbol.container) or symbol.name != symbol.name.lower() or dunder


def _is_used(world: World, path: str, symbol: Symbol) -> bool:
    """Does a function of the file use the variable? It then sees the last value."""
    facts = world.merged.facts(path)
    return facts is not None and any(
        bool(r.enclosing) and r.chain.root is Root.MODULE and r.chain.name == symbol.name
        for r in facts.references
    )


def _registered(symbol: Symbol) -> bool:
    """Is it handed to something that may keep it without its name: a route, a handler, a command?"""
    return is_function(symbol) and any(d.chain.last not in _TRANSPARENT for d in symbol.decorators)
