"""What each positional argument of a call meets on its own side and in the merge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import Arguments, Parameter
from conflictscan.rules.engines.callee import Callee, arguments_of, as_given, callee
from conflictscan.rules.engines.fit import misfit, taken_by_position

if TYPE_CHECKING:
    from conflictscan.rules.framework.uses import UseCase


class Slot(msgspec.Struct, frozen=True):
    """One positional argument: its text, and the parameter it fills before and after."""

    index: int
    text: str
    old: Parameter
    new: Parameter


class Fitting(msgspec.Struct, frozen=True):
    """A call that fits on its own side and in the merge."""

    arguments: Arguments
    before: Callee
    after: Callee

    def slots(self) -> tuple[Slot, ...]:
        """The positional arguments that fill a parameter in both."""
        olds = taken_by_position(self.before.parameters)[: self.arguments.positional]
        news = taken_by_position(self.after.parameters)
        texts = (*self.arguments.texts, *("" for _ in olds))
        return tuple(
            Slot(index, text, old, new)
            for index, (text, old, new) in enumerate(zip(texts, olds, news, strict=False))
        )


def fitting(case: UseCase) -> Fitting | None:
    """The call with both parameter lists; None when one is unknown or the call does not fit both."""
    arguments = arguments_of(case.after)
    before, after = callee(case.before), callee(case.after)
    if arguments is None or before is None or after is None:
        return None
    old, new = (as_given(case.after, arguments, each.parameters) for each in (before, after))
    if misfit(old, before.parameters) or misfit(new, after.parameters):
        return None
    return Fitting(arguments, before, after)
