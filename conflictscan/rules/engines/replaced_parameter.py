"""A positional argument meets a parameter that the other side put in the place of another one.

A pure rename is no replacement: the body is then the same up to the names of its variables. What tells
them apart beside the body is that the changing side gave its own callers something else at that place. So a
parameter that kept its name and takes something else now is seen as well: by callers that gave `log.rows` and
all give `log` since.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.facts.code import ReferenceKind
from conflictscan.rules.engines.slots import Slot
from conflictscan.rules.engines.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import FileFacts
    from conflictscan.rules.engines.slots import Fitting
    from conflictscan.rules.framework.uses import UseCase

_ENOUGH: Final = 2  # callers: one may have been changed for reasons of its own


class Replaced(msgspec.Struct, frozen=True):
    """One argument in a replaced parameter; `adapted`: the changing side mended its callers there.

    `instead` is what they give now, where the parameter itself looks the same.
    """

    slot: Slot
    adapted: bool
    instead: str = ""


def replaced_parameter(case: UseCase, fit: Fitting) -> Replaced | None:
    """The first positional argument that was meant for another parameter; None when all may be right."""
    if not _body_changed(fit):
        return None
    before = {p.name for p in fit.before.parameters}
    after = {p.name for p in fit.after.parameters}
    for slot in fit.slots():
        renamed = slot.old.name not in after and slot.new.name not in before
        retyped = slot.old.annotation != slot.new.annotation
        if not slot.text:
            continue
        if not (renamed or retyped):
            instead = _given_instead(case, slot)
            if instead:
                return Replaced(slot, adapted=True, instead=instead)
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
    old, new = _texts(case, slot)
    return slot.text in old and slot.text not in new and bool(new)


def _given_instead(case: UseCase, slot: Slot) -> str:
    """The whole of what its callers gave a part of, or the part of what they gave whole; empty unless all changed."""
    old, new = _texts(case, slot)
    if old[slot.text] < _ENOUGH or slot.text in new:
        return ""
    related = (t for t in new if slot.text.startswith(f"{t}.") or t.startswith(f"{slot.text}."))
    best = max(related, key=lambda text: (new[text], text), default="")
    return best if best and best not in old and new[best] >= _ENOUGH else ""


def _texts(case: UseCase, slot: Slot) -> tuple[Counter[str], Counter[str]]:
    """Texts at one argument place of all calls of one name in the side's changed files, before and after."""
    name = case.after.reference.chain.last
    world, changes = case.world, case.world.changes[case.other]
    word = name.encode("utf-8", "surrogateescape")
    old: Counter[str] = Counter()
    new: Counter[str] = Counter()
    for change in changes.files:
        if change.status == "modified" and word in changes.tree.source(change.path):
            old.update(_at(world.base.facts(change.old_path or change.path), name, slot.index))
            new.update(_at(changes.tree.facts(change.path), name, slot.index))
    return old, new


def _at(facts: FileFacts | None, name: str, index: int) -> Iterator[str]:
    for reference in facts.references if facts else ():
        if reference.kind is ReferenceKind.CALL and reference.chain.last == name and reference.arguments:
            texts = reference.arguments.texts
            if index < len(texts):
                yield texts[index]
