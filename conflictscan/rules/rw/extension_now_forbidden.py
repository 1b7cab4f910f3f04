"""A class extends what the other side closed to extension.

## What it does

Reports a subclass that one side added of an enumeration to which the other side gave its first members, or
of a dataclass that the other side made frozen (or no longer frozen) while the subclass is not; and, as a
warning, a subclass or an override of what the other side marked `@final`.

## Why it matters

Python refuses to extend an enumeration that has members, and a frozen dataclass by one that is not: the
module raises `TypeError` when it is imported. `@final` stops nothing at run time; type checkers refuse it.

## Example

{fixture: enumeration-populated}

## Fix

Build the new class beside the old one instead of below it, or leave the base open.

## Known limits

- An enumeration counts as populated by members with literal values and `auto()`.

## Source

Python Standard Library, `enum`: Restricted Enum subclassing; `dataclasses`: Inheritance; PEP 591.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.code import SymbolKind
from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule, without
from conflictscan.graph import Definition, Status
from conflictscan.rules.engines.obligation import members, wrote
from conflictscan.rules.engines.overrides import above_of
from conflictscan.rules.framework.drafts import Draft, Place, Problem
from conflictscan.rules.framework.world import SIDES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import Symbol
    from conflictscan.facts.findings import Side
    from conflictscan.graph import Tree
    from conflictscan.rules.framework.scope import Scope
    from conflictscan.rules.framework.world import World

RULE = Rule(
    code="RW304",
    name="extension-now-forbidden",
    summary="A class extends what the other side closed to extension.",
    severity=Severity.ERROR,
    confidence=0.9,
    languages=without("go", "rust", "javascript", "typescript", "ruby"),
    elsewhere="there is no inheritance, or nothing closes a class to it",
)

_FINAL, _ENUM, _FROZEN, _METHOD = "final", "enum", "frozen", "final-method"
_TYPES_ALONE = 0.75
_TYPING = frozenset({"typing", "typing_extensions"})


def problems(scope: Scope) -> Iterator[Problem]:
    """Subclasses and overrides that are not allowed."""
    for cls in scope.classes():
        if cls.symbol.bases and not cls.symbol.guards:
            yield from _of_bases(scope.tree, cls)
            yield from _of_methods(scope.tree, cls)


def draft(world: World, problem: Problem) -> Draft | None:
    """One side wrote the extension, the other closed what it extends."""
    kind = problem.key[1]
    if problem.about is None or not problem.also:
        return None
    above = problem.also[0]
    for side in SIDES:
        own, theirs = world.counterpart(side, problem.about), world.counterpart(side.other, above)
        if own is None or theirs is None or not _wrote(world, side, own, problem.about):
            continue
        cause = _closed(world, side.other, theirs, kind)
        if cause is not None:
            return _draft(world, side, problem, own, cause)
    return None


# -- one tree ----------------------------------------------------------------------------------


def _of_bases(tree: Tree, cls: Definition) -> Iterator[Problem]:
    for base in cls.symbol.bases:
        found = tree.resolve(cls.path, base)
        above = found.definition
        if found.status is not Status.BOUND or above is None or above.symbol.kind is not SymbolKind.CLASS:
            continue
        for kind in (_FINAL, _ENUM, _FROZEN):
            if _forbids(tree, above, cls, kind):
                yield _problem(tree, cls, above, kind)
                break


def _of_methods(tree: Tree, cls: Definition) -> Iterator[Problem]:
    for symbol in members(tree, cls):
        private = symbol.name.startswith("__") and not symbol.name.endswith(
            "__"
        )  # another name in each class
        hides = {"private", "staticmethod"} & {*symbol.modifiers} and tree.semantics(cls.path).compiled
        constructs = symbol.name in tree.semantics(cls.path).constructors
        if symbol.kind is not SymbolKind.METHOD or private or hides or constructs:
            continue
        above = above_of(tree, cls, symbol)
        if above is not None and "private" not in above.symbol.modifiers and _is_final(tree, above):
            yield _problem(tree, Definition(cls.path, symbol), above, _METHOD)


def _problem(tree: Tree, own: Definition, above: Definition, kind: str) -> Problem:
    return Problem(
        key=(own.symbol.qualname, kind, above.symbol.name),
        path=own.path,
        span=own.symbol.name_span,
        subject=tree.display(own),
        about=own,
        also=(above,),
    )


def _forbids(tree: Tree, above: Definition, cls: Definition, kind: str) -> bool:
    match kind:
        case "final":
            return _is_final(tree, above)
        case "enum":
            return _first_member(tree, above) is not None
        case _:
            both = _is_dataclass(tree, above) and _is_dataclass(tree, cls)
            return both and _is_frozen(above) is not _is_frozen(cls)


def _is_final(tree: Tree, definition: Definition) -> bool:
    """Marked by a keyword, or by the `final` of `typing`, and not by another of that name."""
    semantics = tree.semantics(definition.path)
    if semantics.compiled or semantics.final_keyword:
        return "final" in definition.symbol.modifiers
    for decorator in definition.symbol.decorators:
        if decorator.chain.last == "final":
            found = tree.resolve(definition.path, decorator.chain)
            return found.status is Status.EXTERNAL and found.external in _TYPING
    return False


def _first_member(tree: Tree, cls: Definition) -> Symbol | None:
    if "enum" not in cls.symbol.modifiers:
        return None
    for symbol in members(tree, cls):
        counted = symbol.value is not None or (symbol.type is not None and symbol.type.last == "auto")
        if symbol.kind is SymbolKind.VARIANT and counted and not symbol.guards and not symbol.branch:
            return symbol
    return None


def _is_dataclass(tree: Tree, cls: Definition) -> bool:
    for decorator in cls.symbol.decorators:
        if decorator.chain.last == "dataclass":
            return tree.resolve(cls.path, decorator.chain).external == "dataclasses"
    return False


def _is_frozen(cls: Definition) -> bool:
    return "frozen" in cls.symbol.modifiers


# -- two sides ---------------------------------------------------------------------------------


def _wrote(world: World, side: Side, own: Definition, merged: Definition) -> bool:
    if own.symbol.kind is SymbolKind.CLASS:
        old = world.changes[side].origin(own) if world.changes[side].touches(own.path) else own
        extended = old is None or old.symbol.bases != own.symbol.bases
        return extended or _is_frozen(own) is not _is_frozen(old or own)
    cls = world.merged.definition(merged.path, merged.symbol.container)
    holder = world.counterpart(side, cls) if cls is not None else None
    added = world.changes[side].touches(own.path) and world.changes[side].origin(own) is None
    return holder is not None and (added or wrote(world, side, holder))


def _closed(world: World, side: Side, theirs: Definition, kind: str) -> Place | None:
    """Where the side closed it; None when it was closed in the merge base as it is now."""
    changes, tree = world.changes[side], world.tree(side)
    if not changes.touches(theirs.path):
        return None
    old = changes.origin(theirs)
    symbol = theirs.symbol
    if kind == _ENUM:
        first = _first_member(tree, theirs)
        if first is None or (old is not None and _first_member(world.base, old) is not None):
            return None
        symbol = first
    elif kind == _FROZEN:
        if old is None or _is_frozen(old) is _is_frozen(theirs):
            return None
    elif not _is_final(tree, theirs) or (old is not None and _is_final(world.base, old)):
        return None
    return Place(side=side, path=theirs.path, span=symbol.name_span)


def _draft(world: World, side: Side, problem: Problem, own: Definition, cause: Place) -> Draft:
    kind, above = problem.key[1], problem.also[0].symbol
    compiled = world.merged.semantics(problem.path).compiled
    loaded = world.merged.semantics(problem.path).final_keyword
    refused = (
        "it does not compile" if compiled else "it cannot be loaded" if loaded else "type checkers refuse it"
    )
    did, outcome = {
        _FINAL: (f"marked `{above.qualname}` final", refused),
        _METHOD: (f"marked `{above.qualname}` final", refused),
        _ENUM: (f"gave the enumeration `{above.qualname}` members", "its definition raises TypeError"),
        _FROZEN: (
            f"{'froze' if 'frozen' in above.modifiers else 'unfroze'} the dataclass `{above.qualname}`",
            "its definition raises TypeError",
        ),
    }[kind]
    runs = kind in (_FINAL, _METHOD) and not compiled and not loaded
    extends = "overrides" if kind == _METHOD else "extends"
    verb = "added" if world.changes[side].origin(own) is None else "changed"
    return Draft(
        subject=problem.subject,
        message=(
            f"{side.other} {did} ({cause.path}:{cause.span.start_line + 1}); "
            f"{side} {verb} `{own.symbol.qualname}`, which {extends} it: {outcome}"
        ),
        consequence=Consequence.DOES_NOT_COMPILE if runs or compiled else Consequence.FAILS_AT_RUN_TIME,
        cause=cause,
        effect=Place(side=side, path=own.path, span=own.symbol.name_span),
        fix=f"do not extend `{above.name}`, or leave it open",
        key=(kind,),
        factors=(_TYPES_ALONE if runs else 1.0,),
        ceiling=Severity.WARNING if runs else Severity.ERROR,
    )
