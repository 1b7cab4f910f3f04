"""A case analysis that covered every member lacks one that the other side added.

## What it does

Reports a `match`, an `if` chain or a dictionary keyed by members that covers every member of an enumeration,
of a union alias or of a `Literal` on its own side, has no default, and does not cover a member that the
other side added. That the default only raises, or calls `assert_never`, counts as none.

## Why it matters

The member and the analysis stand in different places. At run time the new member comes to `assert_never`, is
looked up in vain, or falls through the whole analysis without a sound.

## Example

{fixture: assert-never-match}

## Fix

Handle the new member, or add a default that is right for it.

## Known limits

- Flags, and enumerations that take members under a condition, are left alone.
- A union is found by the alias in the annotation of the subject, or the annotation of a field; not by the
  union written out at a parameter.
- An `if` chain that ends without a default counts from three members on.

## Source

Python Typing Documentation, Unreachable Code and Exhaustiveness Checking; PEP 636.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule, without
from conflictscan.rules.engines.exhaustiveness import analyses
from conflictscan.rules.framework.drafts import Draft, Place, Problem
from conflictscan.rules.framework.world import SIDES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.rules.engines.exhaustiveness import Analysis, Member
    from conflictscan.rules.framework.scope import Scope
    from conflictscan.rules.framework.world import World

RULE = Rule(
    code="RW303",
    name="match-not-exhaustive",
    summary="A case analysis that covered every member lacks one that the other side added.",
    severity=Severity.ERROR,
    confidence=0.9,
    languages=without("go", "ruby"),
    elsewhere="a `switch` need not cover anything",
)

_NOUNS = {"match": "`match`", "if_chain": "`if` chain", "dispatch": "dictionary"}
_RAISES = 0.76  # the author foresaw an unknown member, and refuses it
_LOOKED_UP = 0.7
_FALLS_THROUGH = 0.66
_SILENT = 0.56
_FEWEST = 2
_FEWEST_UNSAID = 3  # members of an analysis that does not say that it means to be complete


def problems(scope: Scope) -> Iterator[Problem]:
    """Analyses without a default that lack a member."""
    for path, _ in scope.changed_facts():
        for found in analyses(scope.tree, path):
            if found.missing and found.claims_all and _weight(found):
                yield Problem(
                    key=found.key, path=path, span=found.match.span, subject=scope.tree.display(found.subject)
                )


def draft(world: World, problem: Problem) -> Draft | None:
    """One side has the analysis, and covers all members it knows; the other has what the merge lacks."""
    merged = next(
        (a for a in analyses(world.merged, problem.path) if a.match.span == problem.span and a.missing), None
    )
    if merged is None:
        return None
    for side in SIDES:
        own = _complete(world, side, merged)
        if own is None:
            continue
        added = [_added(world, side, merged, member) for member in merged.missing]
        if None in added or _was_there(world, side, own):
            return None
        return _draft(world, side, merged, own, [place for place in added if place is not None])
    return None


def _complete(world: World, side: Side, merged: Analysis) -> Analysis | None:
    """The same analysis on one side, where it lacks nothing."""
    path = world.side_path(side, merged.path)
    if path is None:
        return None
    for own in analyses(world.tree(side), path):
        if own.key == merged.key and own.named == merged.named and own.claims_all and not own.missing:
            return own
    return None


def _added(world: World, side: Side, merged: Analysis, member: Member) -> Place | None:
    """Where the other side put in a member that this side does not have."""
    theirs, ours = (_holds(world, each, merged, member) for each in (side.other, side))
    return theirs if ours is None else None


def _holds(world: World, side: Side, merged: Analysis, member: Member) -> Place | None:
    subject = merged.subject.symbol
    path = world.side_path(side, member.path)
    facts = world.tree(side).facts(path) if path is not None else None
    if path is None or facts is None:
        return None
    for symbol in facts.symbols:
        if symbol.container == subject.qualname and symbol.name == member.name:
            return Place(side=side, path=path, span=symbol.name_span, label=f"`{member.name}` added")
        for arm in symbol.alternatives:
            if member.name == (str(arm.chain) if arm.chain is not None else arm.literal):
                return Place(side=side, path=path, span=arm.span, label=f"`{member.name}` added")
    return None


def _was_there(world: World, side: Side, own: Analysis) -> bool:
    """Was the analysis only renamed or moved to this place? Then the other side has seen it."""
    here = {a.key for a in analyses(world.tree(side), own.path)}
    changes = world.changes[side]
    for path in sorted(changes.by_old):
        if world.language_of(path) is None:
            continue
        kept = here if changes.path_in_side(path) == own.path else frozenset[tuple[str, ...]]()
        for old in analyses(world.base, path):
            same = old.named == own.named and old.match.form == own.match.form and old.claims_all
            if same and old.key not in kept and old.key[3] == own.key[3]:
                return True
    return False


def _draft(world: World, side: Side, merged: Analysis, own: Analysis, added: list[Place]) -> Draft:
    match = merged.match
    subject = merged.subject.symbol.name
    members = ", ".join(f"`{member.name}`" for member in merged.missing)
    verb = "changed" if _stood(world, side, own) else "added"
    only = "that" if len(added) == 1 else "these"
    return Draft(
        subject=world.merged.display(merged.subject),
        message=(
            f"{side.other} added {members} to `{subject}` ({added[0].path}:{added[0].span.start_line + 1}); "
            f"{side} {verb} the {_NOUNS[match.form]} that covers every member but {only}; {_outcome(match.total)}"
        ),
        consequence=Consequence.FAILS_AT_RUN_TIME if match.total else Consequence.SILENTLY_WRONG,
        cause=added[0],
        effect=Place(side=side, path=own.path, span=own.match.span),
        fix=f"handle {members}",
        related=tuple(added[1:]),
        level=merged.level,
        factors=(_weight(merged),),
    )


def _stood(world: World, side: Side, own: Analysis) -> bool:
    path = world.base_path(side, own.path)
    facts = world.base.facts(path) if path is not None else None
    wanted = (own.match.form, own.match.enclosing, own.match.name)
    return any((m.form, m.enclosing, m.name) == wanted for m in (facts.matches if facts else ()))


def _outcome(total: str) -> str:
    match total:
        case "assert_never":
            return "it comes to `assert_never`"
        case "raise":
            return "it is refused as unknown"
        case "required":
            return "its type asks for every one"
        case "lookup":
            return "looking it up fails"
        case _:
            return "it falls through"


def _weight(found: Analysis) -> float:
    """How sure it is that the analysis means to be complete; 0 where nothing says so."""
    match = found.match
    count = len(match.arms)
    if match.total in ("assert_never", "required"):
        return 1.0
    if count < _FEWEST:
        return 0.0
    if match.total == "raise":
        return _RAISES
    if match.form == "dispatch":
        return _LOOKED_UP if match.total else _SILENT if match.name and count >= _FEWEST_UNSAID else 0.0
    if match.form == "match":
        return _FALLS_THROUGH
    return _SILENT if count >= _FEWEST_UNSAID else 0.0
