"""Runs every rule and keeps what only the merge has.

Three shapes of rule, told apart by the functions their file offers:

- `problem(site)` and `verdict(case)`: a predicate of one use in one tree. Asked in the merge; dropped when
  the side that has the use, or the other side, has the same problem alone. `verdict` alone
  (no `problem`): the use is new on its side, and the rule compares what it meant there with the merge.
- `problems(scope)` and `draft(world, problem)`: a predicate of definitions. Asked on merged, ours and theirs;
  what a side has alone, by the problem's key, is dropped.
- `pairs(world, cause, effect)`: relates one change of each side; called in both directions.

Gates held here for all rules (rules.md section 2): text (conflicted paths are no candidates), survival
(candidates are read from the merge), bound before, not old news, not convergent where both sides made the
same edit (the use or definition is then in both trees). Bridges and shadows are the binder's: what still
binds in the merge is no problem.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.findings import Diagnostic
from conflictscan.facts.rules import Rule
from conflictscan.graph import Status
from conflictscan.rules.framework.drafts import Draft
from conflictscan.rules.framework.scope import Scope
from conflictscan.rules.framework.soundness import checked
from conflictscan.rules.framework.uses import UseCase, Uses
from conflictscan.rules.framework.world import SIDES, World

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.rules.framework.drafts import Problem
    from conflictscan.rules.registry import LoadedRule

_LOG = logging.getLogger(__name__)


class Outcome(msgspec.Struct, frozen=True):
    """Drafts with the rule each belongs to, and the rules that failed."""

    drafts: tuple[tuple[Rule, Draft], ...]
    diagnostics: tuple[Diagnostic, ...]


def run(world: World, rules: Iterable[LoadedRule]) -> Outcome:
    """Every emergent finding of the given rules, undecided in severity and unsorted."""
    rules = list(rules)
    uses = Uses(world)
    wanted = any(loaded.verdict is not None for loaded in rules)
    cases = [case for case in uses.cases() if _bound_before(case)] if wanted else []
    scopes = _Scopes(world)
    drafts: list[tuple[Rule, Draft]] = []
    diagnostics: list[Diagnostic] = []
    for loaded in rules:
        try:
            found = _of_rule(loaded, world, uses, cases, scopes)
            sound = (checked(draft, world) for draft in found) if loaded.plugin else found
            drafts.extend((loaded.rule, draft) for draft in sound)
        except Exception as error:  # noqa: BLE001 - law 8: a rule that fails is named, and the others run
            _LOG.debug("rule %s failed", loaded.rule.code, exc_info=True)
            message = f"{loaded.rule.code} failed ({type(error).__name__}: {error}); its findings are missing"
            diagnostics.append(Diagnostic(kind="rule-failed", path="", message=message))
    return Outcome(tuple(drafts), tuple(diagnostics))


def _of_rule(
    loaded: LoadedRule, world: World, uses: Uses, cases: list[UseCase], scopes: _Scopes
) -> Iterator[Draft]:
    if loaded.verdict is not None:
        yield from _from_uses(loaded, uses, cases)
    if loaded.problems is not None and loaded.draft is not None:
        yield from _from_definitions(loaded, world, scopes)
    if loaded.pairs is not None:
        for side in SIDES:
            yield from loaded.pairs(world, side, side.other)


# -- uses --------------------------------------------------------------------------------------


def _from_uses(loaded: LoadedRule, uses: Uses, cases: list[UseCase]) -> Iterator[Draft]:
    assert loaded.verdict is not None  # noqa: S101 - the caller chose the rule by it
    for case in cases:
        if not _emergent(loaded, uses, case):
            continue
        draft = loaded.verdict(case)
        if draft is not None and (loaded.problem is not None or not _convergent(uses, case)):
            yield draft


def _convergent(uses: Uses, case: UseCase) -> bool:
    """Tell whether the other side added the same use of the same definition: it has seen it."""
    twin = uses.counterpart(case)
    mine, theirs = case.after.binding.definition, twin.binding.definition if twin else None
    return mine is not None and theirs is not None and mine.symbol.qualname == theirs.symbol.qualname


def _bound_before(case: UseCase) -> bool:
    return case.before.binding.status in (Status.BOUND, Status.EXTERNAL)


def _emergent(loaded: LoadedRule, uses: Uses, case: UseCase) -> bool:
    if loaded.problem is None:
        return case.new and case.after.binding.status is not Status.MISSING
    if loaded.problem(case.after) is None or loaded.problem(case.before) is not None:
        return False
    elsewhere = uses.counterpart(case)
    return elsewhere is None or loaded.problem(elsewhere) is None


# -- definitions -------------------------------------------------------------------------------


class _Scopes:
    """The scopes of merged, ours and theirs; computed when the first tree rule asks."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._merged: Scope | None = None
        self._sides: dict[Side, Scope] = {}

    def merged(self) -> Scope:
        if self._merged is None:
            changed = {path for side in SIDES for path in self._world.candidates.paths(side)}
            shared = tuple(self._world.shared_paths())
            self._merged = Scope(self._world.merged, shared, tuple(sorted(changed | set(shared))))
        return self._merged

    def side(self, side: Side) -> Scope:
        known = self._sides.get(side)
        if known is None:
            merged = self.merged()
            known = Scope(
                self._world.tree(side), self._mapped(side, merged.shared), self._mapped(side, merged.changed)
            )
            self._sides[side] = known
        return known

    def _mapped(self, side: Side, paths: tuple[str, ...]) -> tuple[str, ...]:
        mapped = (self._world.side_path(side, path) for path in paths)
        return tuple(path for path in mapped if path is not None)


def _from_definitions(loaded: LoadedRule, world: World, scopes: _Scopes) -> Iterator[Draft]:
    assert loaded.problems is not None  # noqa: S101 - the caller chose the rule by both
    assert loaded.draft is not None  # noqa: S101
    found = list(loaded.problems(scopes.merged()))
    if not found:
        return
    old = {_key(world, side, problem) for side in SIDES for problem in loaded.problems(scopes.side(side))}
    for problem in found:
        if (problem.path, *problem.key) in old:
            continue
        draft = loaded.draft(world, problem)
        if draft is not None:
            yield draft


def _key(world: World, side: Side, problem: Problem) -> tuple[str, ...]:
    return (world.merged_path(side, problem.path) or problem.path, *problem.key)
