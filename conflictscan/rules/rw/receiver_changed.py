"""A method changed between static, class and instance method under a call added on the other side.

## What it does

Reports a call that reaches a method through its class (`Money.parse(text)`) when the other side
turned the static or class method into an instance method, and a call that hands the instance over by
hand (`Money.add(total, tax)`) when the other side made that method static.

## Why it matters

The arguments shift by one: what was the first argument becomes `self`. Mostly the call raises
`TypeError`; where a default fills the gap, it runs with the wrong object.

## Example

{fixture: static-method-bound}

## Fix

Call the method on an instance, or keep the old form beside the new one.

## Known limits

A call through the class whose first argument is called `self` or `cls` is taken to hand the instance over.

## Source

Python Language Reference, 3.2.8.2 Instance methods; Descriptor guide, static and class methods.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.changes.deltas import receiver
from conflictscan.facts.code import Chain, Root
from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule, without
from conflictscan.graph import Status
from conflictscan.rules.engines.call_conflict import call_problem
from conflictscan.rules.engines.callee import arguments_of, callee, rewrapped, through_class
from conflictscan.rules.engines.fit import misfit
from conflictscan.rules.engines.places import cause, effect
from conflictscan.rules.framework.confidence import guard_factor
from conflictscan.rules.framework.drafts import Draft, Problem

if TYPE_CHECKING:
    from conflictscan.rules.engines.callee import Callee
    from conflictscan.rules.framework.uses import Site, UseCase

RULE = Rule(
    code="RW206",
    name="receiver-changed",
    summary="A method changed between static, class and instance form under a call added elsewhere.",
    severity=Severity.ERROR,
    confidence=0.9,
    specific=2,
    languages=without("go"),
    elsewhere="Go has no static methods",
)

_FORMS = {"static": "a static method", "class": "a class method", "instance": "an instance method"}


def problem(site: Site) -> Problem | None:
    """The call misfits, or reaches an instance method through its class without handing over an instance."""
    found = call_problem(site)
    if found is not None:
        return found
    target = callee(site)
    arguments = arguments_of(site)
    if target is None or arguments is None:
        return None
    semantics = site.tree.semantics(target.definition.path)
    form = receiver(target.definition.symbol)
    if form == "static" and not semantics.static_through_instance and _through_instance(site):
        return _misplaced(site, target, "reaches a static method through an instance")
    if form != "instance":
        return None
    if not semantics.unbound_methods and through_class(site):
        return _misplaced(site, target, "reaches an instance method through its class")
    if not through_class(site) or arguments.texts[:1] in (("self",), ("cls",)):
        return None
    if misfit(arguments, target.definition.symbol.parameters or ()) is not None:
        return None  # it fits with the instance alone: that is what comes first
    return Problem(
        key=("no-receiver",),
        path=site.path,
        span=site.reference.span,
        subject=site.tree.display(target.definition),
        detail="hands no instance over",
    )


def _misplaced(site: Site, target: Callee, detail: str) -> Problem:
    return Problem(
        key=("receiver",),
        path=site.path,
        span=site.reference.span,
        subject=site.tree.display(target.definition),
        detail=detail,
    )


def _through_instance(site: Site) -> bool:
    """Is the method taken from a value, not from the class?"""
    chain = site.reference.chain
    if not chain.steps or not chain.steps[-1].startswith("."):
        return False
    if len(chain.steps) == 1 and chain.root is Root.INSTANCE:
        return True
    holder = site.tree.resolve(site.path, Chain(chain.name, chain.root, chain.steps[:-1], chain.scope))
    return holder.status is Status.BOUND and holder.instance


def verdict(case: UseCase) -> Draft | None:
    """The method binds its receiver differently on the side that has the call."""
    old, new = case.before.binding.definition, case.after.binding.definition
    found = problem(case.after)
    if old is None or new is None or found is None:
        return None
    was, now = receiver(old.symbol), receiver(new.symbol)
    if not was or not now or was == now or rewrapped(old, new):
        return None
    place = cause(case, (new,))
    if place is None:
        return None
    name = case.after.reference.chain.last
    silent = found.key == ("no-receiver",)
    return Draft(
        subject=case.world.merged.display(new),
        message=f"call to `{name}` {found.detail}: {case.other} made it {_FORMS[now]}, "
        f"{case.side} calls it as {_FORMS[was]}",
        consequence=Consequence.SILENTLY_WRONG if silent else Consequence.FAILS_AT_RUN_TIME,
        cause=place,
        effect=effect(case),
        fix=f"call `{name}` as {_FORMS[now]}",
        level=max(case.before.binding.level, case.after.binding.level),
        factors=(guard_factor(case.after.reference.guards),),
        name=name,
    )
