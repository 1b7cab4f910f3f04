"""How near a new call stands to what it calls, and whether it takes the place of code that did the same."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from conflictscan.facts.code import ReferenceKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conflictscan.facts.code import Reference
    from conflictscan.graph import Definition, Tree
    from conflictscan.rules.framework.uses import UseCase

_SPEAKING = 4  # letters: shorter names are shared by chance


class Nearness(enum.Enum):
    """Where a new call stands, from the most telling place to the least."""

    REPLACES = enum.auto()
    SAME_CLASS = enum.auto()
    SAME_FILE = enum.auto()
    ELSEWHERE = enum.auto()


def nearness(case: UseCase, called: Definition) -> Nearness | None:
    """Nearness of a call edge that its side added; None when the caller had it in the merge base already."""
    caller = case.before.reference.enclosing
    base_path = case.world.base_path(case.side, case.before.path)
    old = _within(case.world.base, base_path, caller) if base_path else ()
    name = case.before.reference.chain.last
    if any(r.chain.last == name for r in old):
        return None
    if _replaces(case, old, called):
        return Nearness.REPLACES
    if called.path != case.before.path:
        return Nearness.ELSEWHERE
    container = called.symbol.container
    if container and caller.startswith(f"{container}."):
        return Nearness.SAME_CLASS
    return Nearness.SAME_FILE


def _replaces(case: UseCase, old: tuple[Reference, ...], called: Definition) -> bool:
    """The caller lost a use that the called function makes as well."""
    if not old or not case.before.reference.enclosing:
        return False
    new = _within(case.before.tree, case.before.path, case.before.reference.enclosing)
    lost = _names(old) - _names(new)
    return bool(lost & _names(_within(case.before.tree, called.path, called.symbol.qualname)))


def _names(references: Iterable[Reference]) -> frozenset[str]:
    return frozenset(r.chain.last for r in references if len(r.chain.last) >= _SPEAKING)


def _within(tree: Tree, path: str, enclosing: str) -> tuple[Reference, ...]:
    facts = tree.facts(path)
    kinds = (ReferenceKind.CALL, ReferenceKind.READ, ReferenceKind.WRITE, ReferenceKind.RAISE)
    return tuple(
        r for r in (facts.references if facts else ()) if r.enclosing == enclosing and r.kind in kinds
    )
