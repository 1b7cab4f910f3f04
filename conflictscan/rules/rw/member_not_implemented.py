"""A concrete class lacks an abstract member that the other side added to its base.

## What it does

Reports a class that one side added, or gave another base, and that lacks a member which the other side
made abstract, or took the default body from, in a class above it. A class that inherits a `Protocol` by
name and lacks a member added to it is reported as a warning.

## Why it matters

The new member and the new subclass stand in different files. Each side implements all that it knows of;
in the merge the class cannot be instantiated: `TypeError: Can't instantiate abstract class`.

## Example

{fixture: abstract-method-added}

## Fix

Implement the member in the new class, or give the base a body for it.

## Known limits

- Classes with bases from outside the repository, or with a metaclass of their own, are left alone.
- Classes that only look like a protocol, without inheriting it, are not checked.

## Source

Python Standard Library, `abc`: Abstract Base Classes; PEP 544.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.changes import FateKind
from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule
from conflictscan.rules.engines.obligation import duties, fulfilled, is_built, members, sounds_abstract, wrote
from conflictscan.rules.framework.drafts import Draft, Place, Problem
from conflictscan.rules.framework.world import SIDES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.graph import Definition
    from conflictscan.rules.engines.obligation import Duty
    from conflictscan.rules.framework.scope import Scope
    from conflictscan.rules.framework.world import World

RULE = Rule(
    code="RW301",
    name="member-not-implemented",
    summary="A concrete class lacks an abstract member that the other side added to its base.",
    severity=Severity.ERROR,
    confidence=0.9,
)

_NEVER_BUILT = 0.85
_TYPES_ALONE = 0.75
_SOUNDS_ABSTRACT = 0.7
_EXTENDED = 0.6  # another class completes it, perhaps


def problems(scope: Scope) -> Iterator[Problem]:
    """Concrete classes that lack a member."""
    for cls in scope.classes():
        if duties(scope.tree, cls):
            yield Problem(
                key=(cls.symbol.qualname, str(cls.symbol.ordinal)),
                path=cls.path,
                span=cls.symbol.name_span,
                subject=scope.tree.display(cls),
                about=cls,
            )


def draft(world: World, problem: Problem) -> Draft | None:
    """One side wrote the class, or gave it its bases; the other is why it lacks the member."""
    merged = problem.about
    if merged is None:
        return None
    lacking = duties(world.merged, merged) or {}
    for side in SIDES:
        own = world.counterpart(side, merged)
        if own is None or not wrote(world, side, own):
            continue
        causes = {name: _cause(world, side.other, merged, duty) for name, duty in lacking.items()}
        known = {name: place for name, place in causes.items() if place is not None}
        if known:
            return _draft(world, side, own, merged, {n: (lacking[n], place) for n, place in known.items()})
    return None


def _cause(world: World, side: Side, merged: Definition, duty: Duty) -> Place | None:
    """Where the side made the member a duty: the member itself, or a class that it put between or changed."""
    theirs = world.counterpart(side, duty.definition)
    if theirs is not None and _is_duty_anew(world, side, theirs, duty):
        name = theirs.symbol.name
        old = _origin_by_name(world, side, theirs)
        renamed = f"`{old}` renamed to `{name}`" if old != name else ""
        return Place(side=side, path=theirs.path, span=theirs.symbol.name_span, label=renamed)
    for above in world.merged.lineage(merged).classes[1:]:
        mine = world.counterpart(side, above)
        old = world.changes[side].origin(mine) if mine is not None else None
        if mine is None or old is None or not world.changes[side].touches(mine.path):
            continue
        lost = {s.name for s in members(world.base, old)} - {s.name for s in members(world.tree(side), mine)}
        if old.symbol.bases != mine.symbol.bases or duty.definition.symbol.name in lost:
            return Place(side=side, path=mine.path, span=mine.symbol.name_span)
    return None


def _is_duty_anew(world: World, side: Side, theirs: Definition, duty: Duty) -> bool:
    changes = world.changes[side]
    if not changes.touches(theirs.path):
        return False
    old = changes.origin(theirs)
    if old is None or old.symbol.name != theirs.symbol.name:
        return True
    if duty.enforced:
        return "abstract" not in old.symbol.modifiers
    return "stub" in theirs.symbol.modifiers and "stub" not in old.symbol.modifiers


def _origin_by_name(world: World, side: Side, theirs: Definition) -> str:
    """The name it had in the merge base, where the side renamed it; its own name otherwise."""
    old = world.changes[side].origin(theirs)
    if old is not None and world.changes[side].fate(old).kind is FateKind.RENAMED:
        return old.symbol.name
    return theirs.symbol.name


def _draft(
    world: World, side: Side, own: Definition, merged: Definition, lacking: dict[str, tuple[Duty, Place]]
) -> Draft:
    names = sorted(lacking, key=lambda name: (not lacking[name][0].enforced, name))
    duty, cause = lacking[names[0]]
    enforced = duty.enforced
    above = duty.definition.symbol.container
    listed = ", ".join(f"`{name}`" for name in names)
    verb = "added" if world.changes[side].origin(own) is None else "changed"
    what = "abstract" if enforced else "a member"
    refused = "it is refused" if "implementation" in merged.symbol.modifiers else "it cannot be instantiated"
    outcome = refused if enforced else "calls of it give nothing"
    return Draft(
        subject=world.merged.display(merged),
        message=(
            f"{side.other} made {listed} {what} in `{above}` ({cause.path}:{cause.span.start_line + 1}); "
            f"{side} {verb} `{own.symbol.name}`, which does not implement it: {outcome}"
        ),
        consequence=Consequence.FAILS_AT_RUN_TIME if enforced else Consequence.SILENTLY_WRONG,
        cause=cause,
        effect=Place(side=side, path=own.path, span=own.symbol.name_span),
        fix=f"implement {listed} in `{own.symbol.name}`",
        related=tuple(place for name in names[1:] for place in [lacking[name][1]]),
        factors=(_factor(world, side, own, merged), 1.0 if enforced else _TYPES_ALONE),
        ceiling=Severity.ERROR if enforced else Severity.WARNING,
    )


def _factor(world: World, side: Side, own: Definition, merged: Definition) -> float:
    """How sure it is that instances are meant to be built."""
    if "implementation" in merged.symbol.modifiers:
        return 1.0
    changed = sorted(world.changed_in_merge(side))
    if is_built(world.merged, merged, changed):
        return 1.0
    if _is_extended(world, merged, changed):
        return _EXTENDED
    if sounds_abstract(merged.symbol.name):
        return _SOUNDS_ABSTRACT
    return 1.0 if fulfilled(world.tree(side), own) else _NEVER_BUILT


def _is_extended(world: World, merged: Definition, paths: list[str]) -> bool:
    for path in paths:
        facts = world.merged.facts(path)
        for symbol in facts.symbols if facts else ():
            if any(
                base.last == merged.symbol.name and world.merged.resolve(path, base).definition == merged
                for base in symbol.bases
            ):
                return True
    return False
