"""A value goes where a type is declared that it no longer fits, because the other side changed one of the two.

## What it does

Reports a new argument, assignment or returned value whose class fits the declared class on its own side and
does not fit it in the merge: the other side changed the type of the parameter, or the type of the field or
result that the value comes from. Classes and interfaces of the repository are compared, and, for arguments,
types as they are written, where the spelling alone decides: built-in types that convert into no other, lists,
optional and later values, pointers, literals.

## Why it matters

The value and the declaration stand in different files, so git merges both. A compiler refuses the merge;
without one, the code meets an object of another kind when it runs.

## Example

{fixture: ts-field-type}

## Fix

Convert the value to what is declared now, or declare what the value is now.

## Known limits

- Written types alone count, and only where each names one class: unions, generic parameters and types that
  may convert by themselves are not compared. The argument must have had the parameter's very type before.
- Python's annotations are not compared.

## Source

TypeScript Handbook, Type Compatibility. Da Silva, Borba, Pires: Build conflicts in the wild (2022), where a
mismatch of types is 7 % of build conflicts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import Chain, ReferenceKind, SymbolKind
from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule
from conflictscan.graph import Definition, Status
from conflictscan.rules.engines.assignable import assignable
from conflictscan.rules.engines.callee import callee, overloads
from conflictscan.rules.engines.fit import misfit, taken_by_position
from conflictscan.rules.engines.places import cause, changed, effect
from conflictscan.rules.engines.written_flow import WrittenFlow, written_flows, written_misfit
from conflictscan.rules.framework.drafts import Draft, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.graph import Binding
    from conflictscan.rules.engines.callee import Callee
    from conflictscan.rules.framework.uses import Site, UseCase

RULE = Rule(
    code="RW203",
    name="argument-type-mismatch",
    summary="A value added on one side does not fit the type that the other side changed.",
    severity=Severity.ERROR,
    confidence=0.9,
    languages=("csharp", "go", "java", "javascript", "rust", "typescript"),
    elsewhere="written types bind nobody there (Python, Ruby, PHP), or are not compared (Kotlin, C, C++)",
)


class _Flow(msgspec.Struct, frozen=True):
    """A value of one class that goes where another is declared; `by` is what decides the changing one of the two."""

    value: Definition
    declared: Definition
    by: Definition
    where: str
    level: int


def problem(site: Site) -> Problem | None:
    """Some value of the use does not fit what is declared where it goes."""
    found = next(_misfits(site), None)
    if found is None:
        written = written_misfit(site)
        return _of_written(site, written) if written is not None else None
    return Problem(
        key=(found.where, found.value.symbol.qualname, found.declared.symbol.qualname),
        path=site.path,
        span=site.reference.span,
        subject=site.tree.display(found.by),
        about=found.by,
    )


def verdict(case: UseCase) -> Draft | None:
    """The use is new, it fitted on its own side, and the other side changed a type under it."""
    found = next(_misfits(case.after), None)
    if found is None:
        return _written_verdict(case)
    if not case.new:
        return None
    place = cause(case, (found.by, found.declared, found.value), "type changed")
    if place is None:
        return None
    name = case.after.reference.chain.last
    own = case.world.counterpart(case.other, found.by)
    by = found.by if own is not None and changed(case.world, case.other, own) else found.value
    return Draft(
        subject=case.world.merged.display(found.by),
        message=(
            f"{found.where} of `{name}` takes `{found.declared.symbol.name}` and gets `{found.value.symbol.name}`: "
            f"{case.other} changed the type of `{by.symbol.name}`, {case.side} added the use"
        ),
        consequence=Consequence.FAILS_AT_RUN_TIME,
        cause=place,
        effect=effect(case),
        fix=f"make the value a `{found.declared.symbol.name}`, or take a `{found.value.symbol.name}` here",
        level=max(case.before.binding.level, case.after.binding.level, found.level),
        name=name,
    )


def _of_written(site: Site, written: WrittenFlow) -> Problem:
    return Problem(
        key=(written.parameter, written.value, written.declared),
        path=site.path,
        span=site.reference.span,
        subject=site.tree.display(written.by),
        about=written.by,
    )


def _written_verdict(case: UseCase) -> Draft | None:
    """The argument was of the very type that its parameter declares, and the other side changed one of the two."""
    found = written_misfit(case.after)
    if found is None or not case.new:
        return None
    before = next((flow for flow in written_flows(case.before) if flow.place == found.place), None)
    place = cause(case, (found.by,), "type changed")
    if place is None or before is None or before.fits is not True:
        return None
    name = case.after.reference.chain.last
    gets = f"a literal {found.value[1:-1]}" if found.value.startswith("<") else f"`{found.value}`"
    of = found.by.symbol.name if before.declared != found.declared else "what is given"
    return Draft(
        subject=case.world.merged.display(found.by),
        message=(
            f"the parameter `{found.parameter}` of `{name}` takes `{found.declared}` and gets {gets}: "
            f"{case.other} changed the type of `{of}`, {case.side} added the use"
        ),
        consequence=Consequence.FAILS_AT_RUN_TIME,
        cause=place,
        effect=effect(case),
        fix=f"give `{name}` a `{found.declared}`",
        level=max(case.before.binding.level, case.after.binding.level),
        name=name,
    )


def _misfits(site: Site) -> Iterator[_Flow]:
    for flow in _flows(site):
        if not assignable(site.tree, flow.value, flow.declared):
            yield flow


def _flows(site: Site) -> Iterator[_Flow]:
    """Values with known classes that go where a class is declared."""
    reference, bound = site.reference, site.binding.definition
    if site.binding.status is not Status.BOUND or bound is None:
        return
    if reference.declared is not None:
        chain = reference.chain
        if reference.kind is ReferenceKind.CALL:
            awaited = ("await",) if reference.awaited else ()
            chain = Chain(chain.name, chain.root, (*chain.steps, "()", *awaited), chain.scope)
        value = site.tree.given(site.path, chain)
        declared = site.tree.resolve(site.path, reference.declared)
        if _is_instance(value) and _is_class(declared) and value.definition and declared.definition:
            yield _Flow(
                value.definition, declared.definition, bound, "the use", max(value.level, declared.level)
            )
    if (
        reference.kind is ReferenceKind.CALL
        and reference.arguments is not None
        and reference.arguments.values
    ):
        yield from _arguments(site, reference.arguments.values)


def _arguments(site: Site, values: tuple[Chain | None, ...]) -> Iterator[_Flow]:
    target = callee(site)
    if target is None or (site.tree.semantics(site.path).overloads and len(_taking(site, target)) != 1):
        return  # of several that take as many, the types decide
    for parameter, chain in zip(taken_by_position(target.parameters), values, strict=False):
        if chain is None or parameter.type is None:
            continue
        value = site.tree.given(site.path, chain)
        declared = site.tree.resolve(target.implementation.path, parameter.type)
        if _is_instance(value) and _is_instance(declared) and value.definition and declared.definition:
            where = f"the parameter `{parameter.name}`"
            yield _Flow(value.definition, declared.definition, target.implementation, where, value.level)


def _taking(site: Site, target: Callee) -> list[Definition]:
    """The overloads that take as many arguments as are given."""
    arguments = site.reference.arguments
    every = overloads(site.tree, target.implementation)
    return [each for each in every if arguments and misfit(arguments, each.symbol.parameters or ()) is None]


def _is_instance(found: Binding) -> bool:
    return _is_class(found) and found.instance


def _is_class(found: Binding) -> bool:
    definition = found.definition
    return (
        found.status is Status.BOUND and definition is not None and definition.symbol.kind is SymbolKind.CLASS
    )
