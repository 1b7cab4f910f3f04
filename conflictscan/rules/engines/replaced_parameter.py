"""A positional argument meets a parameter that the other side put in the place of another one.

A pure rename is no replacement: the body is then the same up to the names of its variables. What tells
them apart beside the body is that the changing side gave its own callers something else at that place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import ReferenceKind
from conflictscan.rules.engines.slots import Slot
from conflictscan.rules.engines.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import FileFacts
    from conflictscan.facts.findings import Side
    from conflictscan.rules.engines.slots import Fitting
    from conflictscan.rules.framework.uses import UseCase
    from conflictscan.rules.framework.world import World


class Replaced(msgspec.Struct, frozen=True):
    """One argument in a replaced parameter; `adapted`: the changing side mended its callers there."""

    slot: Slot
    adapted: bool


def replaced_parameter(case: UseCase, fit: Fitting) -> Replaced | None:
    """The first positional argument that was meant for another parameter; None when all may be right."""
    if not _body_changed(fit):
        return None
    before = {p.name for p in fit.before.parameters}
    after = {p.name for p in fit.after.parameters}
    for slot in fit.slots():
        renamed = slot.old.name not in after and slot.new.name not in before
        retyped = slot.old.annotation != slot.new.annotation
        if not slot.text or not (renamed or retyped):
            continue
        if _adapted(case, slot):
            return Replaced(slot, adapted=True)
        if renamed and _meant(slot):
            return Replaced(slot, adapted=False)
    return None


def _body_changed(fit: Fitting) -> bool:
    was, now = fit.before.implementation.symbol, fit.after.implementation.symbol
    return fit.before.implied or was.body_hash != now.body_hash


def _meant(slot: Slot) -> bool:
    """The argument bears the old parameter's name, which shares no word with the new one."""
    last = slot.text.rpartition(".")[2]
    return last == slot.old.name and words(slot.old.name).isdisjoint(words(slot.new.name))


def _adapted(case: UseCase, slot: Slot) -> bool:
    """Tell whether the changing side's callers ceased to give this very text at this place."""
    name = case.after.reference.chain.last
    world, side = case.world, case.other
    old, new = _texts(world, side, name, slot.index)
    return slot.text in old and slot.text not in new and bool(new)


def _texts(world: World, side: Side, name: str, index: int) -> tuple[set[str], set[str]]:
    """Texts at one argument place of all calls of one name in the side's changed files, before and after."""
    old: set[str] = set()
    new: set[str] = set()
    for change in world.changes[side].files:
        if change.status == "modified":
            old.update(_at(world.base.facts(change.old_path or change.path), name, index))
            new.update(_at(world.tree(side).facts(change.path), name, index))
    return old, new


def _at(facts: FileFacts | None, name: str, index: int) -> Iterator[str]:
    for reference in facts.references if facts else ():
        if reference.kind is ReferenceKind.CALL and reference.chain.last == name and reference.arguments:
            texts = reference.arguments.texts
            if index < len(texts):
                yield texts[index]
