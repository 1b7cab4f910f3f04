"""A call added on one side awaits, or does not, as was right before the other side flipped the function.

## What it does

Reports a call without `await` of a function that the other side made a coroutine function, and a
call with `await` of one that the other side made an ordinary function or an async generator.

## Why it matters

A coroutine that nobody awaits never runs, and it is true in every test: `if allowed(user):` lets all
pass. To await a plain value raises `TypeError`.

## Example

{fixture: made-async}

## Fix

Add or drop the `await`; a caller that is not async needs to become so, or to run the coroutine.

## Known limits

- An ordinary function whose returned expression may itself be awaitable is not reported.
- A coroutine handed on as an argument or returned may still be awaited there, so that is a warning; handed
  to `asyncio.run`, `gather`, `create_task` and the like it is none.
- A decorator that came with the flip is taken to hide it from callers.

## Source

Python Language Reference, 8.9.1 Coroutine function definition; asyncio, "Detect never-awaited coroutines".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.code import ReferenceKind
from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule, without
from conflictscan.graph import Status
from conflictscan.rules.engines.callee import decorator_factor, rewrapped
from conflictscan.rules.engines.places import cause, effect
from conflictscan.rules.framework.drafts import Draft, Problem
from conflictscan.rules.framework.world import inside

if TYPE_CHECKING:
    from conflictscan.facts.code import Symbol
    from conflictscan.graph import Definition
    from conflictscan.rules.framework.uses import Site, UseCase

RULE = Rule(
    code="RW205",
    name="async-flip",
    summary="A call added on one side awaits as was right before the other side flipped the function.",
    severity=Severity.ERROR,
    confidence=0.9,
    languages=without("go", "ruby", "php"),
    elsewhere="there is no `await`",
)

_AWAITABLE = ("Awaitable", "Coroutine", "Future", "Task")
_PERHAPS = (*_AWAITABLE, "Any", "object")
_RUNNERS = frozenset(
    {
        "as_completed",
        "create_task",
        "ensure_future",
        "gather",
        "maybe_await",
        "run",
        "run_coroutine_threadsafe",
        "run_until_complete",
        "shield",
        "start_soon",
        "wait",
        "wait_for",
    }
)
_QUESTIONS = frozenset({"isawaitable", "iscoroutine"})
_HANDED_ON = 0.75
_DROPPED = "is not awaited, although it is a coroutine function"
_VALUES = frozenset({"property", "cached_property", "abstract", "overload"})


def problem(site: Site) -> Problem | None:
    """A coroutine function is called without `await`, or something else with it."""
    definition = _function(site)
    detail = _wrong(site, definition.symbol) if definition is not None else ""
    if definition is None or not detail:
        return None
    return Problem(
        key=(detail,),
        path=site.path,
        span=site.reference.span,
        subject=site.tree.display(definition),
        detail=detail,
    )


def verdict(case: UseCase) -> Draft | None:
    """The await was right on the call's own side; the other side flipped the function."""
    old, new = _function(case.before), _function(case.after)
    if old is None or new is None or _colour(old.symbol) == _colour(new.symbol) or rewrapped(old, new):
        return None
    detail = _wrong(case.after, new.symbol)
    place = cause(case, (new,), "made async" if "async" in new.symbol.modifiers else "made sync")
    if not detail or place is None:
        return None
    name = case.after.reference.chain.last
    result = case.after.reference.result
    dropped = detail == _DROPPED
    if dropped and (_gave_awaitable(old.symbol) or _taken_as_awaitable(case.before)):
        return None
    handed_on = dropped and result is not None and result.mode in ("argument", "return")
    return Draft(
        subject=case.world.merged.display(new),
        message=f"call to `{name}` {detail}: {case.other} made it {_COLOURS[_colour(new.symbol)]}, "
        f"{case.side} {'added' if case.new else 'has'} the call",
        consequence=Consequence.SILENTLY_WRONG if dropped else Consequence.FAILS_AT_RUN_TIME,
        cause=place,
        effect=effect(case),
        fix=_fix(case, name, dropped=dropped),
        level=max(case.before.binding.level, case.after.binding.level),
        factors=(decorator_factor(new), _HANDED_ON if handed_on else 1.0),
        name=name,
    )


_COLOURS = {
    "sync": "an ordinary function",
    "async": "a coroutine function",
    "stream": "an async generator",
}


def _fix(case: UseCase, name: str, *, dropped: bool) -> str:
    if not dropped:
        return f"call `{name}` without `await`"
    if case.after.reference.in_async:
        return f"write `await {name}(…)`"
    return f"make the caller async and await `{name}`, or run it with `asyncio.run`"


def _function(site: Site) -> Definition | None:
    definition = site.binding.definition
    called = site.reference.kind is ReferenceKind.CALL and site.binding.status is Status.BOUND
    if not called or definition is None or definition.symbol.parameters is None:
        return None
    return definition if _VALUES.isdisjoint(definition.symbol.modifiers) else None


def _colour(symbol: Symbol) -> str:
    if "async" not in symbol.modifiers:
        return "sync"
    return "stream" if "generator" in symbol.modifiers else "async"


def _wrong(site: Site, symbol: Symbol) -> str:
    """What is wrong with the call in this tree; empty when nothing surely is."""
    colour, awaited = _colour(symbol), site.reference.awaited
    if colour == "async" and not awaited:
        return _DROPPED
    if colour == "stream" and awaited:
        return "is awaited, although it is an async generator"
    if colour == "sync" and awaited and _surely_no_awaitable(symbol):
        return "is awaited, although it is an ordinary function"
    return ""


def _surely_no_awaitable(symbol: Symbol) -> bool:
    if "generator" in symbol.modifiers:
        return True
    if symbol.returns:
        return not any(word in symbol.returns for word in _PERHAPS)
    shape = symbol.return_shape
    return shape is not None and not shape.value and not shape.types


def _gave_awaitable(symbol: Symbol) -> bool:
    """Callers of an ordinary function that declares an awaitable are written for one already."""
    return any(word in symbol.returns for word in _AWAITABLE)


def _taken_as_awaitable(site: Site) -> bool:
    """Is the result handed to what runs coroutines, or looked at whether it is one?"""
    facts, call = site.tree.facts(site.path), site.reference
    calls = [r for r in facts.references if r.kind is ReferenceKind.CALL] if facts else []
    if any(r.chain.last in _QUESTIONS and r.enclosing == call.enclosing for r in calls):
        return True
    around = [r for r in calls if r.span != call.span and inside(call.span, r.span)]
    takes = max(around, key=lambda r: r.span.start_byte, default=None)
    return takes is not None and takes.chain.last in _RUNNERS
