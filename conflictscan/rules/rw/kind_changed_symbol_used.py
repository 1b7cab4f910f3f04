"""A name stands for another kind of thing than its new use on the other side takes it for.

## What it does

Reports uses whose form fits what the name was on their own side and not what it is in the merge: a call of
what became a property, a plain value or a module; a method or function named without a call where a
property or value was; a subclass of, or a handler for, what became a function.

## Why it matters

The name is still there, so nothing is missing. Calling a property's value raises `TypeError`; a method that
is named and not called is simply true, and the wrong branch runs.

## Example

{fixture: method-made-property}

## Fix

Use it as what it is now.

## Known limits

- A value that may itself be called (declared `Callable`, or not a literal) is left alone.
- Only the last name of a chain is judged: `order.customer.name` is silent where `customer` became a method.

## Source

Python Language Reference, 3.3.2.2 Descriptors; Built-in Functions, `property`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.code import ReferenceKind, SymbolKind
from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule
from conflictscan.graph import Status
from conflictscan.rules.engines import dangle
from conflictscan.rules.engines.places import cause, effect
from conflictscan.rules.framework.confidence import guard_factor
from conflictscan.rules.framework.drafts import START, Draft, Place, Problem

if TYPE_CHECKING:
    from conflictscan.facts.code import Symbol
    from conflictscan.graph import Binding, Definition, Tree
    from conflictscan.rules.framework.uses import Site, UseCase

RULE = Rule(
    code="RW106",
    name="kind-changed-symbol-used",
    summary="A name stands for another kind of thing than its new use on the other side takes it for.",
    severity=Severity.ERROR,
    confidence=0.9,
)

_PROPERTIES = frozenset({"property", "cached_property"})
_FUNCTIONS = (SymbolKind.FUNCTION, SymbolKind.METHOD)
_VALUES = (SymbolKind.VARIABLE, SymbolKind.FIELD)
_ACCESSORS = frozenset({"overload", "setter", "deleter"})
_ASKED = frozenset({ReferenceKind.CALL, ReferenceKind.READ, ReferenceKind.EXTEND, ReferenceKind.CATCH})
_PLAIN = frozenset({"str", "int", "float", "bool", "none", "list", "dict", "tuple", "set"})
_NOT_CALLED = {
    "property": "a property, whose value is not called",
    "value": "a plain value",
    "module": "a module",
}


def problem(site: Site) -> Problem | None:
    """The form of the use does not fit what it is bound to; a default export that is none any more."""
    if site.binding.status is Status.MISSING:
        return dangle.problem(site) if site.binding.missing == "default" else None
    if site.reference.kind not in _ASKED:
        return None
    what = _kind(site.tree, site.binding)
    match site.reference.kind:
        case ReferenceKind.CALL if what in _NOT_CALLED:
            detail = f"calls {_NOT_CALLED[what]}"
        case ReferenceKind.READ if what == "function":
            detail = "takes it as a value without a call"
        case ReferenceKind.EXTEND | ReferenceKind.CATCH if what == "function":
            detail = "takes it as a class, and it is a function"
        case ReferenceKind.WRITE if what == "event" and _is_replaced(site):
            detail = "assigns to it, where handlers can only be added or removed"
        case _:
            return None
    definition = site.binding.definition
    subject = (
        site.tree.display(definition) if definition else site.tree.module_name(site.binding.module or "")
    )
    return Problem(
        key=(site.reference.kind, what),
        path=site.path,
        span=site.reference.span,
        subject=subject,
        detail=detail,
        about=definition,
    )


def verdict(case: UseCase) -> Draft | None:
    """The use took it for what it was on its own side, and the other side made it something else."""
    if case.after.binding.status is Status.MISSING:
        return _no_default(case)
    found = problem(case.after)
    was, now = _kind(case.before.tree, case.before.binding), _kind(case.after.tree, case.after.binding)
    if found is None or not was or was == now or not _fitted(case.before, was):
        return None
    place = _cause(case)
    if place is None:
        return None
    reference = case.after.reference
    name = reference.chain.last
    silent = reference.kind is ReferenceKind.READ
    return Draft(
        subject=found.subject,
        message=(
            f"{case.other} made the {was} `{name}` a {now}; "
            f"{case.side} {'added' if case.new else 'has'} a use that {found.detail}"
        ),
        consequence=Consequence.SILENTLY_WRONG if silent else Consequence.FAILS_AT_RUN_TIME,
        cause=place,
        effect=effect(case),
        fix=f"use `{name}` as the {now} it is now",
        level=max(case.before.binding.level, case.after.binding.level),
        factors=(guard_factor(reference.guards),),
        name=name,
    )


def _no_default(case: UseCase) -> Draft | None:
    found = dangle.dangling(case)
    if found is None or found.gone is not dangle.Gone.HIDDEN:
        return None
    return dangle.draft(case, found, fix=f"import `{found.new}` by its name, if it is exported so")


def _is_replaced(site: Site) -> bool:
    """Is the event assigned to as a whole, and from outside of its class? `+=` reads it as well."""
    reference, definition = site.reference, site.binding.definition
    facts = site.tree.facts(site.path)
    if definition is None or facts is None:
        return False
    container = definition.symbol.container
    if site.path == definition.path and f"{reference.enclosing}.".startswith(f"{container}."):
        return False
    return not any(
        each.kind is ReferenceKind.READ and each.name_span == reference.name_span for each in facts.references
    )


def _fitted(before: Site, was: str) -> bool:
    """Did the use fit on its own side? A value that could be a function may be handed on uncalled."""
    if before.reference.kind is ReferenceKind.WRITE:
        return was == "field"
    if before.reference.kind is not ReferenceKind.READ:
        return was in ("function", "class")
    return was in ("property", "value")


def _kind(tree: Tree, binding: Binding) -> str:
    """property, value, function, class or module; empty for what is unknown, or may be several of these."""
    definition = binding.definition
    if binding.status is not Status.BOUND:
        return ""
    if definition is None:
        return "module" if binding.module else ""
    symbol = definition.symbol
    if _has_other_forms(tree, definition.path, symbol):
        return ""
    if symbol.kind is SymbolKind.CLASS:
        return "" if binding.instance else "class"
    if symbol.kind in _FUNCTIONS:
        return _of_function(tree, definition.path, symbol)
    if "event" in symbol.modifiers:
        return "event"
    if (
        symbol.kind is SymbolKind.FIELD
        and not symbol.value
        and not tree.semantics(definition.path).writes_define
    ):
        return "field"
    return "value" if symbol.kind in _VALUES and symbol.value and symbol.value.kind in _PLAIN else ""


def _of_function(tree: Tree, path: str, symbol: Symbol) -> str:
    if _PROPERTIES.isdisjoint(symbol.modifiers):
        return "function"
    if "Callable" in symbol.returns:
        return ""
    given = tree.resolve(path, symbol.return_type) if symbol.return_type else None
    called = given is not None and given.definition is not None and _is_called(tree, given.definition)
    return "" if called else "property"


def _is_called(tree: Tree, cls: Definition) -> bool:
    """May an instance be called? A protocol says nothing of the classes that fulfil it."""
    return "protocol" in cls.symbol.modifiers or tree.member(cls, "__call__").status is not Status.MISSING


def _has_other_forms(tree: Tree, path: str, symbol: Symbol) -> bool:
    """Is the name defined more than once, so that which one holds is decided at run time?"""
    index = tree.index(path)
    twins = index.twins(symbol.qualname) if index else ()
    return sum(_ACCESSORS.isdisjoint(each.modifiers) for each in twins) > 1


def _cause(case: UseCase) -> Place | None:
    after = case.after.binding
    if after.definition is not None:
        return cause(case, (after.definition,))
    module = case.world.side_path(case.other, after.module) if after.module else None
    return Place(side=case.other, path=module, span=START) if module else None
