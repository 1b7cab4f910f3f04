"""A call that fits on its own side and not in the merge: the draft that several rules share.

Which of them speaks depends on what is called and on who changed it: `CallConflict` says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.changes.texts import signature_text
from conflictscan.facts.code import ParameterKind, ReferenceKind
from conflictscan.facts.findings import Consequence
from conflictscan.rules.engines import fit
from conflictscan.rules.engines.callee import (
    Callee,
    arguments_of,
    call_misfit,
    callee,
    decorator_factor,
    overloads,
    parameters_of,
    rewrapped,
)
from conflictscan.rules.engines.fit import Misfit, misfit
from conflictscan.rules.engines.places import callee_cause, effect
from conflictscan.rules.engines.shape_change import described, shape_deltas
from conflictscan.rules.framework.confidence import LOOSE, guard_factor
from conflictscan.rules.framework.drafts import Draft, Problem

if TYPE_CHECKING:
    from conflictscan.facts.code import Parameter
    from conflictscan.graph import Definition
    from conflictscan.rules.framework.uses import Site, UseCase


class CallConflict(msgspec.Struct, frozen=True):
    """A misfit in the merge, beside the callee on the side that has the call."""

    before: Callee
    after: Callee
    misfit: Misfit
    mutual: bool  # the side with the call changed the same parameter list itself


def call_problem(site: Site) -> Problem | None:
    """The call does not fit the parameters of what it is bound to."""
    found = call_misfit(site)
    if found is None:
        return None
    target, misfit = found
    return Problem(
        key=(misfit.kind, *misfit.names),
        path=site.path,
        span=site.reference.span,
        subject=site.tree.display(target.definition),
        detail=misfit.reason,
        about=target.implementation,
    )


def call_conflict(case: UseCase) -> CallConflict | None:
    """What changed under the call; None when it fits the merge."""
    found = call_misfit(case.after)
    before = callee(case.before)
    if found is None or before is None or rewrapped(before.implementation, found[0].implementation):
        return None
    if _hands_on_results(case, before):
        return None
    return CallConflict(before, *_nearest(case.after, before, *found), _mutual(case, before))


def _nearest(site: Site, before: Callee, after: Callee, found: Misfit) -> tuple[Callee, Misfit]:
    """Of several overloads that all do not fit, the one that is most like what the call meant."""
    arguments = site.reference.arguments
    if after.implied or arguments is None or not site.tree.semantics(after.implementation.path).overloads:
        return after, found
    meant = [parameter.name for parameter in before.parameters]
    best = max(overloads(site.tree, after.implementation), key=lambda each: _likeness(each, meant))
    parameters = best.symbol.parameters or ()
    definition = best if after.definition == after.implementation else after.definition
    return Callee(definition, best, parameters), misfit(arguments, parameters) or found


def _likeness(definition: Definition, meant: list[str]) -> tuple[int, int]:
    names = [parameter.name for parameter in definition.symbol.parameters or ()]
    return len(set(names) & set(meant)), -abs(len(names) - len(meant))


def draft_of(
    case: UseCase, conflict: CallConflict, *, did: str = "", noun: str = "parameter"
) -> Draft | None:
    """The finding about one call; `did` says what the other side changed, where parameters do not tell."""
    after, misfit = conflict.after, conflict.misfit
    record = case.after.reference.kind is ReferenceKind.RECORD
    place = callee_cause(case, after, misfit.names)
    if place is None:
        return None
    name = after.definition.symbol.name if record else case.after.reference.chain.last
    did = did or described(_from(case, conflict), after.parameters, misfit.names, noun)
    what = "record" if record else "call"
    calls = f"added a {what}" if case.new else f"has a {what}"
    loose = LOOSE if "loose" in after.implementation.symbol.modifiers else 1.0
    return Draft(
        subject=case.world.merged.display(after.definition),
        message=(
            f"{what} {'of' if record else 'to'} `{name}` {misfit.reason}: "
            f"{case.other} {did}, {case.side} {calls} of the old form"
        ),
        consequence=Consequence.FAILS_AT_RUN_TIME,
        cause=place,
        effect=effect(case),
        fix=f"make the call fit `{name}{signature_text(after.parameters)}`",
        level=max(case.before.binding.level, case.after.binding.level),
        factors=(decorator_factor(after.implementation), guard_factor(case.after.reference.guards), loose),
        name=name,
    )


def _hands_on_results(case: UseCase, before: Callee) -> bool:
    """Is the lone argument a call that gives, or may give, several values, each an argument of its own?

    The old parameters tell: where they take exactly one value, it gives one.
    """
    arguments = arguments_of(case.before)
    if arguments is None or arguments.texts != ("",) or arguments.splat_positional:
        return False
    if not case.before.tree.semantics(case.before.path).result_lists:
        return False
    many = any(p.kind is ParameterKind.REST_POSITIONAL for p in before.parameters)
    return many or fit.misfit(arguments, before.parameters) is not None


def _mutual(case: UseCase, before: Callee) -> bool:
    origin = case.world.changes[case.side].origin(before.definition)
    if origin is None:
        return False
    base = parameters_of(case.world.base, origin)
    theirs = _on_other_side(case, origin)
    if base is None or theirs is None:
        return False
    own = parameters_of(case.before.tree, before.definition)
    return own is not None and bool(shape_deltas(base, own)) and bool(shape_deltas(base, theirs))


def _on_other_side(case: UseCase, origin: Definition) -> tuple[Parameter, ...] | None:
    new = case.world.changes[case.other].fate(origin).new
    return parameters_of(case.world.tree(case.other), new) if new else None


def _from(case: UseCase, conflict: CallConflict) -> tuple[Parameter, ...]:
    """The parameters that the other side started from: those of the merge base where it has them."""
    origin = case.world.changes[case.side].origin(conflict.before.definition)
    base = parameters_of(case.world.base, origin) if origin else None
    return base if base is not None and conflict.mutual else conflict.before.parameters
