"""Operations of both sides on one table that cannot both run: made twice, dropped twice, used after it is gone."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.facts.schema import Operation, Verb
from conflictscan.rules.engines.schema_files import chain_of, is_numbered, order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.rules.engines.schemas import Schemas
    from conflictscan.rules.framework.world import World

_MAKES: Final = {
    Verb.CREATE_TABLE: "table",
    Verb.ADD_COLUMN: "column",
    Verb.CREATE_INDEX: "index",
    Verb.CREATE_TYPE: "type",
    Verb.ADD_VALUE: "value",
    Verb.ADD_CONSTRAINT: "constraint",
}
_ENDS: Final = {
    Verb.DROP_TABLE: "table",
    Verb.RENAME_TABLE: "table",
    Verb.DROP_COLUMN: "column",
    Verb.RENAME_COLUMN: "column",
    Verb.DROP_INDEX: "index",
    Verb.DROP_TYPE: "type",
    Verb.DROP_CONSTRAINT: "constraint",
}
_OF_A_COLUMN: Final = frozenset({Verb.DROP_COLUMN, Verb.RENAME_COLUMN, Verb.ALTER_COLUMN})
_OF_THE_DATABASE: Final = frozenset({"index"})  # its name is one of all tables


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """An operation that a side added, and the file of the merge that it stands in."""

    operation: Operation
    path: str

    @property
    def chain(self) -> str:
        """What it runs in."""
        return chain_of(self.path)


class Overlap(msgspec.Struct, frozen=True, kw_only=True):
    """Two steps that do not go together; `second` fails, or does nothing (`silent`), where `first` has run."""

    kind: str  # of what they are both about
    name: str
    first: Step
    second: Step
    ends: bool  # `first` takes away what `second` needs
    silent: bool = False


def overlaps(known: Schemas, world: World, mine: Side, theirs: Side) -> Iterator[Overlap]:
    """All of two sides in which the step of `mine` runs first."""
    slots: dict[tuple[str, str, str], list[Step]] = defaultdict(list)
    for step in added(known, world, theirs):
        for slot in {*_made(step.operation), *_ended(step.operation), *_needed(step.operation)}:
            slots[step.chain, *slot].append(step)
    for first in _lasting(added(known, world, mine)):
        for slot in {*_made(first.operation), *_ended(first.operation)}:
            second = next((s for s in slots[first.chain, *slot] if runs_before(first, s)), None)
            found = _judged(slot, first, second) if second is not None else None
            if found is not None:
                yield found


def added(known: Schemas, world: World, side: Side) -> list[Step]:
    """The steps of files that the side alone brought, in order; those that the merge base has, left out."""
    found: list[Step] = []
    for path in sorted(known.files[side], key=order):
        own = world.side_path(side, path)
        if (
            own is None
            or not path.endswith(".sql")
            or not is_numbered(path)
            or path in world.changed_in_merge(side.other)
        ):
            continue
        old = world.base_path(side, own)
        facts = world.base.schema(old) if old is not None else None
        before = {_meaning(each) for each in facts.operations} if facts is not None else set[object]()
        steps = (each for each in known.operations(side, path) if _meaning(each) not in before)
        found.extend(Step(operation=each, path=path) for each in steps if not each.conditional)
    return found


def _meaning(each: Operation) -> object:
    return (each.verb, each.table, each.name, each.new_name)


def _lasting(steps: list[Step]) -> list[Step]:
    """Without what the same side makes and takes away again, or takes away and makes anew."""
    ended = {slot for step in steps for slot in _ended(step.operation)}
    both = ended & {slot for step in steps for slot in _made(step.operation)}
    tables = {table for kind, table in both if kind == "table"}
    return [
        step
        for step in steps
        if step.operation.table not in tables
        and both.isdisjoint((*_made(step.operation), *_ended(step.operation)))
    ]


def runs_before(first: Step, second: Step) -> bool:
    """Does the tool run the first step before the second?"""
    return order(first.path) < order(second.path)


# -- what an operation is about --------------------------------------------------------------------


def _slot(kind: str, each: Operation) -> tuple[str, str]:
    if kind in ("table", "type"):
        return (kind, each.table)
    return (kind, each.name if kind in _OF_THE_DATABASE else f"{each.table}.{each.name}")


def _made(each: Operation) -> Iterator[tuple[str, str]]:
    kind = _MAKES.get(each.verb)
    if kind is not None and (kind != "constraint" or each.name):
        yield _slot(kind, each)
    if each.verb is Verb.RENAME_TABLE:
        yield ("table", each.new_name)
    if each.verb is Verb.RENAME_COLUMN:
        yield ("column", f"{each.table}.{each.new_name}")


def _ended(each: Operation) -> Iterator[tuple[str, str]]:
    kind = _ENDS.get(each.verb)
    if kind is not None:
        yield _slot(kind, each)


def _needed(each: Operation) -> Iterator[tuple[str, str]]:
    """What must be there, so that the operation can run."""
    if each.table and each.verb not in (Verb.CREATE_TABLE, Verb.CREATE_TYPE, Verb.ADD_VALUE, Verb.DROP_TYPE):
        yield ("table", each.table)
    if each.verb in _OF_A_COLUMN:
        yield ("column", f"{each.table}.{each.name}")
    for reference in each.references:
        yield ("table", reference.table)
        for column in reference.targets:
            yield ("column", f"{reference.table}.{column}")
        if each.verb is Verb.ADD_CONSTRAINT:
            for column in reference.columns:
                yield ("column", f"{each.table}.{column}")
    for columns in each.unique if each.verb in (Verb.CREATE_INDEX, Verb.ADD_CONSTRAINT) else ():
        for column in columns:
            yield ("column", f"{each.table}.{column}")


def _judged(slot: tuple[str, str], first: Step, second: Step) -> Overlap | None:
    kind, name = slot
    one, two = first.operation, second.operation
    if slot in set(_ended(one)):
        if slot in set(_made(two)) or (two.tolerant and slot in set(_ended(two))):
            return None
        return Overlap(kind=kind, name=name, first=first, second=second, ends=True)
    if slot not in set(_made(two)) or (two.tolerant and _alike(one, two)):
        return None
    return Overlap(kind=kind, name=name, first=first, second=second, ends=False, silent=two.tolerant)


def _alike(one: Operation, two: Operation) -> bool:
    """Do both define the same?"""
    return _definition(one) == _definition(two)


def _definition(each: Operation) -> object:
    columns = sorted(
        (c.name, c.family, c.length, bool(c.nullable), c.default or "", c.primary, c.unique)
        for c in each.columns
    )
    links = sorted((r.columns, r.table, r.targets) for r in each.references)
    return (columns, links, sorted(each.unique), each.primary, each.values)
