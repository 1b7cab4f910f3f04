"""A method overrides what the other side renamed, removed, or gave another signature.

## What it does

Reports an override that one side added of a method which the other side renamed or took away, so that
nothing calls the override; and one whose parameters do not take what the base now passes, or that is
plain where the base now is asynchronous or a property.

## Why it matters

Python does not check that an override overrides anything. A hook whose base method was renamed is never
called, and no error says so; a hook with the old parameters raises `TypeError` when the base calls it.
In C# an override or implementation with another result or access than is declared above it does not compile.
Nor does a Java method that says `@Override` and overrides nothing any more.

## Example

{fixture: hook-renamed}

## Fix

Rename the override, or give it the new signature.

## Known limits

- Classes with bases from outside the repository are left alone, and so are `__special__` methods.
- An override whose name is used anywhere else in what the two sides changed counts as called.
- A new optional parameter is reported where a call is seen that passes it.

## Source

Python Tutorial, 9.5 Inheritance; PEP 698, Override Decorator for Static Typing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.changes import FateKind
from conflictscan.changes.texts import signature_text
from conflictscan.facts.code import ReferenceKind, SymbolKind
from conflictscan.facts.findings import Consequence, Severity, Side
from conflictscan.facts.rules import Rule, without
from conflictscan.graph import Status
from conflictscan.rules.engines.contracts import breaches
from conflictscan.rules.engines.fit import misfit
from conflictscan.rules.engines.obligation import duties, members
from conflictscan.rules.engines.overrides import (
    above_of,
    least_calls,
    looks_up_names,
    named,
    new_overrides,
    super_calls,
)
from conflictscan.rules.engines.places import changed
from conflictscan.rules.framework.drafts import Draft, Place
from conflictscan.rules.framework.world import use_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import Reference, Symbol
    from conflictscan.graph import Definition
    from conflictscan.rules.engines.contracts import Breach
    from conflictscan.rules.engines.overrides import Override
    from conflictscan.rules.framework.world import World

RULE = Rule(
    code="RW302",
    name="override-target-changed",
    summary="A method overrides what the other side renamed, removed, or gave another signature.",
    severity=Severity.ERROR,
    confidence=0.85,
    languages=without("go"),
    elsewhere="no method overrides another",
)

_NEVER_CALLED = 0.75  # the removed method was no hook that anything was seen to call
_ALIKE = 0.97  # a method of the same parameters stands in its class instead: it has the hook's new name
_READ = ("a method", "a property")  # what is read and not called is no error at once
_AWAITABLE = ("Awaitable", "Coroutine", "Future", "Task")


class _Change(msgspec.Struct, frozen=True, kw_only=True):
    """What the other side did to the method above, and what that does to the override."""

    did: str
    outcome: str
    fix: str
    cause: Place
    consequence: Consequence
    factor: float = 1.0
    related: tuple[Place, ...] = ()


def pairs(world: World, cause: Side, effect: Side) -> Iterator[Draft]:
    """Each override that the effect side added of a method that the cause side changed."""
    for override in new_overrides(world, effect):
        if world.merged.semantics(override.cls.path).declared_overrides:
            continue
        now = above_of(world.merged, override.cls, override.merged.symbol)
        found = _differs(world, override, cause, now) if now else _gone(world, override, cause)
        if found is not None:
            yield _draft(world, effect, override, found)
    for breach in breaches(world, effect):
        yield _refused(world, effect, breach)


# -- nothing above it any more -----------------------------------------------------------------


def _gone(world: World, override: Override, cause: Side) -> _Change | None:
    name = override.own.symbol.name
    lineage = world.merged.lineage(override.cls)
    if override.origin is None or name in lineage.outside:
        return None
    fate = world.changes[cause].fate(override.origin)
    if world.merged.semantics(override.cls.path).overloads:
        if fate.kind is FateKind.KEPT and fate.new is not None:
            return _overloaded(override, cause, fate.new)
    elif any(s.name == name for c in lineage.classes[1:] for s in members(world.merged, c)):
        return None
    return _left_alone(world, override, cause, override.origin)


def _left_alone(world: World, override: Override, cause: Side, origin: Definition) -> _Change | None:
    """What the removal or the new name of the method above makes of an override."""
    name = override.own.symbol.name
    if _is_called(world, override) or any(super_calls(world.tree(cause.other), override.own)):
        return None  # a `super()` call of what is gone is told where it stands
    if looks_up_names(world.merged, override.cls):
        return None
    if any(duty.enforced for duty in (duties(world.merged, override.cls) or {}).values()):
        return None  # the class cannot be built, which another rule tells
    fate = world.changes[cause].fate(origin)
    above = origin.symbol.container
    if fate.kind is FateKind.RENAMED and fate.new is not None:
        return _renamed(world, cause, override, fate.new, fate.score)
    if fate.kind is not FateKind.REMOVED:
        return None
    was_called = _was_called(world, cause, origin)
    fresh = _put_beside(world, cause, origin)
    if any(symbol.name in {f.symbol.name for f in fresh} for symbol in members(world.merged, override.cls)):
        return None
    alike = [f for f in fresh if f.symbol.signature_hash == origin.symbol.signature_hash]
    if len(alike) == 1 and was_called:
        return _renamed(world, cause, override, alike[0], _ALIKE)
    return _Change(
        did=f"removed `{above}.{name}`",
        outcome="nothing calls it any more",
        fix=f"move `{name}` to what replaced the hook, or restore it",
        cause=Place(
            side=cause,
            path=origin.path,
            span=origin.symbol.name_span,
            in_base=True,
            label=f"`{name}` removed",
        ),
        consequence=Consequence.SILENTLY_WRONG,
        factor=1.0 if was_called else _NEVER_CALLED,
    )


def _overloaded(override: Override, cause: Side, new: Definition) -> _Change | None:
    """The method above has other parameters now: the override is a method of its own, and says that it is none."""
    if "override" not in override.own.symbol.modifiers or new.symbol.ordinal == override.own.symbol.ordinal:
        return None
    name, given = new.symbol.name, signature_text(new.symbol.parameters or ())
    return _Change(
        did=f"gave `{new.symbol.container}.{name}` the parameters `{given}`",
        outcome="it overrides nothing",
        fix=f"give the override the parameters `{given}`",
        cause=Place(side=cause, path=new.path, span=new.symbol.name_span, label="parameters changed"),
        consequence=Consequence.DOES_NOT_COMPILE,
    )


def _renamed(world: World, cause: Side, override: Override, new: Definition, score: float) -> _Change | None:
    name, now = override.own.symbol.name, new.symbol.name
    if any(symbol.name == now for symbol in members(world.merged, override.cls)):
        return None
    return _Change(
        did=f"renamed `{new.symbol.container}.{name}` to `{now}`",
        outcome="nothing calls it any more",
        fix=f"rename the override to `{now}`",
        cause=Place(
            side=cause, path=new.path, span=new.symbol.name_span, label=f"`{name}` renamed to `{now}`"
        ),
        consequence=Consequence.SILENTLY_WRONG,
        factor=score,
    )


def _put_beside(world: World, side: Side, origin: Definition) -> list[Definition]:
    """Methods that the side added to the class of a removed one."""
    changes = world.changes[side]
    path = changes.path_in_side(origin.path)
    if path is None:
        return []
    added = changes.added(path)
    return [
        d
        for d in added
        if d.symbol.container == origin.symbol.container and d.symbol.kind is SymbolKind.METHOD
    ]


def _is_called(world: World, override: Override) -> bool:
    """Does anything that the sides changed use the name, other than for another method?"""
    name, method = override.own.symbol.name, override.merged
    for path in sorted(world.changed_in_merge(Side.OURS) | world.changed_in_merge(Side.THEIRS)):
        for reference in named(world.merged, path, name):
            if path == method.path and reference.enclosing == method.symbol.qualname:
                continue
            found = world.merged.bind(path, reference)
            if found.status is Status.UNKNOWN or found.definition == method:
                return True
    return False


def _was_called(world: World, side: Side, origin: Definition) -> bool:
    """Did what the side changed use the method in the merge base, so that it was a hook?"""
    changes = world.changes[side]
    for path in sorted(changes.by_old):
        for reference in named(world.base, path, origin.symbol.name):
            if reference.kind is ReferenceKind.CALL and world.base.bind(path, reference).definition == origin:
                return True
    return False


# -- another form above it ---------------------------------------------------------------------


def _differs(world: World, override: Override, cause: Side, now: Definition) -> _Change | None:
    theirs = world.counterpart(cause, now)
    was, new, own = override.above.symbol, now.symbol, override.merged.symbol
    if theirs is None or not changed(world, cause, theirs) or not _is_plain(world, now):
        return None
    place = Place(side=cause, path=theirs.path, span=theirs.symbol.name_span)
    flip = _flip(was, new, own)
    if flip:
        return None if any(super_calls(world.tree(cause.other), override.own)) else _flipped(flip, new, place)
    lists = (was.parameters, new.parameters, own.parameters)
    if not _callable(was) or not _callable(new) or not _callable(own) or None in lists:
        return None
    return _resigned(world, cause, override, now, place)


def _resigned(world: World, cause: Side, override: Override, now: Definition, place: Place) -> _Change | None:
    was, new = override.above.symbol.parameters or (), now.symbol.parameters or ()
    own = override.merged.symbol.parameters or ()
    for reference in super_calls(world.merged, override.merged):
        if reference.arguments is not None and misfit(reference.arguments, new):
            return None  # the call is told where it stands, and mended with the head of the method
    call = _new_call(world, cause, override, now)
    wrong = misfit(call[1].arguments, own) if call is not None and call[1].arguments else None
    if wrong is None and any(misfit(least, own) is None for least in least_calls(was)):
        misfits = [misfit(least, own) for least in least_calls(new, was)]
        wrong = misfits[0] if None not in misfits else None
    if wrong is None:
        return None
    name = now.symbol.name
    return _Change(
        did=f"gave `{now.symbol.container}.{name}` the parameters `{signature_text(new)}`",
        outcome=f"a call of the new form {wrong.reason} for it",
        fix=f"give the override the parameters `{signature_text(new)}`",
        cause=place,
        consequence=Consequence.FAILS_AT_RUN_TIME,
        related=(Place(side=cause, path=call[0], span=call[1].name_span),) if call is not None else (),
    )


def _new_call(world: World, cause: Side, override: Override, now: Definition) -> tuple[str, Reference] | None:
    """A call that the cause side wrote for the new form, and that the override does not take."""
    own = override.merged.symbol.parameters or ()
    tree, changes = world.tree(cause), world.changes[cause]
    target = world.counterpart(cause, now)
    for path in sorted(changes.by_new):
        calls = [r for r in named(tree, path, now.symbol.name) if r.kind is ReferenceKind.CALL]
        old_path = changes.path_in_base(path)
        facts = world.base.facts(old_path) if calls and old_path else None
        before = {use_key(reference) for reference in (facts.references if facts else ())}
        for call in calls:
            if use_key(call) in before or call.arguments is None or misfit(call.arguments, own) is None:
                continue
            found = tree.bind(path, call)
            if (
                found.definition == target
                and target is not None
                and not misfit(call.arguments, target.symbol.parameters or ())
            ):
                return path, call
    return None


def _flip(was: Symbol, new: Symbol, own: Symbol) -> str:
    """What the method above became and the override is not: asynchronous or plain, a property or a method."""
    for mark in ("async", "property"):
        before, after, here = (mark in symbol.modifiers for symbol in (was, new, own))
        if before != after and here == before:
            if mark == "async" and any(word in own.returns for word in _AWAITABLE):
                continue
            return {"async": ("plain", "asynchronous"), "property": _READ}[mark][after]
    return ""


def _flipped(form: str, new: Symbol, place: Place) -> _Change:
    return _Change(
        did=f"made `{new.container}.{new.name}` {form}",
        outcome="who uses it as the base has it gets something else",
        fix=f"make the override {form} too",
        cause=place,
        consequence=Consequence.SILENTLY_WRONG if form in _READ else Consequence.FAILS_AT_RUN_TIME,
    )


def _callable(symbol: Symbol) -> bool:
    return "property" not in symbol.modifiers and "cached_property" not in symbol.modifiers


def _is_plain(world: World, method: Definition) -> bool:
    transparent = world.merged.semantics(method.path).transparent
    facts = world.merged.facts(method.path)
    forms = sum(symbol.qualname == method.symbol.qualname for symbol in (facts.symbols if facts else ()))
    return forms == 1 and all(d.chain.last in transparent for d in method.symbol.decorators)


def _refused(world: World, effect: Side, breach: Breach) -> Draft:
    """What a compiler says of an override that does not keep to what is declared above it."""
    own = breach.own
    return Draft(
        subject=world.merged.display(breach.merged),
        message=(
            f"{effect.other} {breach.did} ({breach.cause.path}:{breach.cause.span.start_line + 1}); "
            f"{effect} added `{own.symbol.qualname}` over it: {breach.outcome}"
        ),
        consequence=Consequence.DOES_NOT_COMPILE,
        cause=breach.cause,
        effect=Place(side=effect, path=own.path, span=own.symbol.name_span),
        fix=breach.fix,
    )


# -- the finding -------------------------------------------------------------------------------


def _draft(world: World, effect: Side, override: Override, found: _Change) -> Draft:
    own = override.own
    return Draft(
        subject=world.merged.display(override.merged),
        message=(
            f"{effect.other} {found.did} ({found.cause.path}:{found.cause.span.start_line + 1}); "
            f"{effect} added `{own.symbol.qualname}`, which overrides it: {found.outcome}"
        ),
        consequence=Consequence.DOES_NOT_COMPILE if "override" in own.symbol.modifiers else found.consequence,
        cause=found.cause,
        effect=Place(side=effect, path=own.path, span=own.symbol.name_span),
        fix=found.fix,
        related=found.related,
        factors=(found.factor,),
    )
