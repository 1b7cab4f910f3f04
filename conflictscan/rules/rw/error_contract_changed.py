"""A handler added on one side waits for an error that the other side ceased to raise.

## What it does

Reports a new call inside `try … except E` (or `with pytest.raises(E)`) where the called function raised `E`
on the call's own side and, in the merge, raises another class that the handler does not catch, or
returns None instead.

## Why it matters

Nothing fails at once. The handler never runs again, and the new error passes through it, or a None
goes on where an exception was expected.

## Example

{fixture: exception-replaced}

## Fix

Catch the new class, or let it derive from the old one.

## Known limits

- Only errors raised in the body of the called function itself are seen, not those of its helpers;
  an error that merely moved into a helper is not reported.

## Source

rules.md of the project's research: error-contract-changed; PEP 3151 on catching by class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.code import ReferenceKind
from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule, without
from conflictscan.graph import Status
from conflictscan.rules.engines.exceptions import ExceptionClass, catches, exception_class
from conflictscan.rules.engines.places import cause, effect
from conflictscan.rules.engines.statements import innermost, statements_of
from conflictscan.rules.framework.drafts import Draft

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conflictscan.facts.code import Reference
    from conflictscan.graph import Definition, Tree
    from conflictscan.languages import Statement
    from conflictscan.rules.framework.uses import UseCase

RULE = Rule(
    code="RW208",
    name="error-contract-changed",
    summary="A handler added on one side waits for an error that the other side ceased to raise.",
    severity=Severity.WARNING,
    confidence=0.65,
    languages=without("go", "rust"),
    elsewhere="errors are returned, not thrown",
)


def verdict(case: UseCase) -> Draft | None:
    """The handler caught what the function raised on its own side, and catches nothing in the merge."""
    old, new = case.before.binding.definition, case.after.binding.definition
    if case.after.reference.kind is not ReferenceKind.CALL or old is None or new is None:
        return None
    if case.after.binding.status is not Status.BOUND or not old.symbol.raises:
        return None
    handlers = tuple(_handlers(case))
    lost = _lost(case, old, new, handlers) if handlers else None
    place = cause(case, (new,), "raises something else") if lost else None
    if lost is None or place is None:
        return None
    name = case.after.reference.chain.last
    error, instead = lost
    return Draft(
        subject=case.world.merged.display(new),
        message=f"handler of `{error}` around `{name}` never runs: {case.other} made `{name}` {instead}, "
        f"{case.side} added the handler",
        consequence=Consequence.SILENTLY_WRONG,
        cause=place,
        effect=effect(case),
        fix=f"handle what `{name}` does now: it {_third_person(instead)}",
        level=max(case.before.binding.level, case.after.binding.level),
        name=name,
    )


def _third_person(instead: str) -> str:
    verb, _, rest = instead.partition(" ")
    return f"{verb}s {rest}"


def _lost(
    case: UseCase, old: Definition, new: Definition, handlers: tuple[ExceptionClass, ...]
) -> tuple[str, str] | None:
    """The handled error that is raised no more, and what happens in its place."""
    before = _raised(case.before.tree, old)
    after = _raised(case.after.tree, new)
    if before is None or after is None:
        return None
    gone = [error for error in before if all(error.name != other.name for other in after)]
    fresh = [error for error in after if all(error.name != other.name for other in before)]
    for error in gone:
        if not any(catches(handler, error) and error.complete for handler in handlers):
            continue
        if fresh and not any(catches(handler, other) for handler in handlers for other in fresh):
            return error.name, f"raise `{fresh[0].name}` instead"
        if not fresh and not after and _gives_none_now(old, new):
            return error.name, "return None instead"
    return None


def _gives_none_now(old: Definition, new: Definition) -> bool:
    was, now = old.symbol.return_shape, new.symbol.return_shape
    return now is not None and now.none and not (was is not None and was.none)


def _raised(tree: Tree, function: Definition) -> list[ExceptionClass] | None:
    """What the function raises itself; None when one of the classes is not known."""
    found = [exception_class(tree, function.path, chain) for chain in function.symbol.raises]
    known = [error for error in found if error is not None]
    return known if len(known) == len(found) else None


def _handlers(case: UseCase) -> Iterator[ExceptionClass]:
    """Classes caught around the call: by the handlers of a `try` that holds it, or expected by a test."""
    site = case.after
    facts, call = site.tree.facts(site.path), site.reference
    if facts is None or not call.enclosing:
        return
    near = [r for r in facts.references if r.enclosing == call.enclosing and _guards(r, call)]
    function = next((s for s in facts.symbols if near and s.qualname == call.enclosing), None)
    statements = statements_of(case.world, site.tree, site.path, function.span) if function else ()
    for reference in near:
        if reference.kind is ReferenceKind.CATCH and not _same_try(statements, reference, call):
            continue
        caught = exception_class(site.tree, site.path, reference.chain)
        if caught is not None:
            yield caught


def _guards(reference: Reference, call: Reference) -> bool:
    if reference.kind is ReferenceKind.CATCH:
        return reference.span.start_line > call.span.start_line
    expects = reference.kind is ReferenceKind.READ and "raises" in call.guards
    return expects and 0 <= call.span.start_line - reference.span.start_line <= 1


def _same_try(statements: Sequence[Statement], handler: Reference, call: Reference) -> bool:
    clause, calling = innermost(statements, handler.span), innermost(statements, call.span)
    if clause is None or calling is None or not clause.path:
        return False
    number = clause.path[-1].partition(":")[0]
    return any(step.startswith(f"{number}:body@") for step in calling.path)
