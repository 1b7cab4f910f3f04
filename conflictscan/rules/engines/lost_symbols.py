"""Definitions that one side added, changed or removed, the other side left alone, and the result does not have so.

Only files are read that the result has otherwise than git's own merge would have them: everywhere else git has
merged, and git loses nothing. What the other side changed as well is no loss either: there somebody had to choose.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import msgspec

from conflictscan.changes import FateKind
from conflictscan.facts.code import SymbolKind
from conflictscan.facts.findings import Side
from conflictscan.graph import Definition
from conflictscan.rules.engines.resolution import Resolution, form
from conflictscan.rules.framework.drafts import START, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.changes import Fate
    from conflictscan.git import FileChange
    from conflictscan.rules.framework.world import World


_VALUES = (SymbolKind.VARIABLE, SymbolKind.FIELD, SymbolKind.VARIANT)


class How(enum.StrEnum):
    """What the side did, of which the result has nothing."""

    ADDED = "added"
    CHANGED = "changed"
    RENAMED = "renamed"
    REMOVED = "removed"


class Loss(msgspec.Struct, frozen=True, kw_only=True):
    """One lost change. `definition` is in the side's tree, of a removal in the merge base.

    `kept` is where the other side has what the result has instead.
    """

    side: Side
    how: How
    definition: Definition
    kept: Place
    gone: bool = False  # the result has it in no form
    old_name: str = ""  # of a renaming: the name that the result has again

    @property
    def name(self) -> str:
        """The plain name."""
        return self.definition.symbol.name

    @property
    def is_value(self) -> bool:
        """Is it a constant or a field, which says little by itself?"""
        return self.definition.symbol.kind in _VALUES

    @property
    def place(self) -> Place:
        """Where the change stands on its side, or what it removed in the merge base."""
        return Place(
            side=self.side,
            path=self.definition.path,
            span=self.definition.symbol.name_span,
            in_base=self.how is How.REMOVED,
            label=f"{self.how} here" if self.how is not How.REMOVED else f"`{self.name}` removed",
        )


def lost_symbols(world: World, side: Side) -> Iterator[Loss]:
    """Every loss of one side that a definition holds, outermost definitions only, by file and place."""
    finder = _Finder(world, side)
    for change in world.changes[side].files:
        if world.language_of(change.path) is not None and is_resolved(world, side, change):
            yield from finder.in_file(change)


def is_resolved(world: World, side: Side, change: FileChange) -> bool:
    """Does the result have the file of a side's change otherwise than git's merge, or not at all?"""
    path = change.path if change.status == "deleted" else world.merged_path(side, change.path)
    if path is None:
        return True
    return path in world.resolved and path not in world.conflicts


class _Finder:
    """Looks for the losses of one side."""

    def __init__(self, world: World, side: Side) -> None:
        self._world = world
        self._side = side
        self._mine = world.changes[side]
        self._theirs = world.changes[side.other]
        self._resolution = Resolution(world, side)
        self._written: frozenset[bytes] | None = None

    def in_file(self, change: FileChange) -> Iterator[Loss]:
        """The losses of one changed file."""
        base_path = change.old_path or None
        if base_path is not None:
            if change.status != "deleted":
                yield from self._changed(base_path, change.path)
            yield from self._removed(base_path)
        if change.status != "deleted":
            yield from self._added(change.path, base_path)

    # -- the three kinds of change ---------------------------------------------------------------

    def _changed(self, base_path: str, path: str) -> Iterator[Loss]:
        for old, new, _ in self._mine.pairs(base_path).values():
            if _inner(new.qualname) or (new.field is not None and new.field.assigned_in):
                continue
            was, now = Definition(base_path, old), Definition(path, new)
            renamed = old.name != new.name
            if not renamed and self._form(now) == form(self._world.base, was):
                continue
            loss = self._lost_change(was, now, renamed=renamed)
            if loss is not None:
                yield loss

    def _lost_change(self, was: Definition, now: Definition, *, renamed: bool) -> Loss | None:
        fate = self._theirs.fate(was)
        if fate.new is None or self._touched(fate, was):
            return None
        mine, other = self._in_result(self._side, now), self._in_result(self._side.other, fate.new)
        found = mine or other
        if found is not None and form(self._world.merged, found) != form(self._world.base, was):
            return None  # neither as before nor gone: merged, by hand or as the side has it
        if mine is not None and self._form(now) == form(self._world.base, was):
            return None  # only renamed, and it has the new name
        if self._resolution.holds(now, was.path, was):
            return None
        place = Place(side=self._side.other, path=fate.new.path, span=fate.new.symbol.name_span)
        lost_name = renamed and mine is None and other is not None
        return Loss(
            side=self._side,
            how=How.RENAMED if lost_name else How.CHANGED,
            definition=now,
            kept=place,
            gone=found is None,
            old_name=was.symbol.name if lost_name else "",
        )

    def _added(self, path: str, base_path: str | None) -> Iterator[Loss]:
        added = list(self._mine.added(path))
        names = {each.symbol.qualname for each in added}
        for each in added:
            symbol = each.symbol
            if symbol.container in names or _inner(symbol.qualname):
                continue  # told by what holds it
            if symbol.field is not None and symbol.field.assigned_in:
                continue  # told by the method that assigns it
            kept = self._room(each, base_path)
            if kept is None or self._in_result(self._side, each) is not None or self._mentions(symbol.name):
                continue
            if not self._resolution.holds(each, base_path):
                yield Loss(side=self._side, how=How.ADDED, definition=each, kept=kept, gone=True)

    def _removed(self, base_path: str) -> Iterator[Loss]:
        removed = list(self._mine.removed(base_path))
        names = {each.symbol.qualname for each in removed}
        for each in removed:
            symbol = each.symbol
            if symbol.container in names or _inner(symbol.qualname) or symbol.kind is SymbolKind.FIELD:
                continue
            fate = self._theirs.fate(each)
            if fate.new is None or fate.kind is FateKind.MOVED or self._touched(fate, each):
                continue
            if self._mine.fate(each).kind is not FateKind.REMOVED or self._mentions(symbol.name):
                continue  # moved elsewhere, or kept for a new use
            found = self._in_result(self._side.other, fate.new)
            if found is not None and form(self._world.merged, found) == form(self._world.base, each):
                place = Place(side=self._side.other, path=fate.new.path, span=fate.new.symbol.name_span)
                yield Loss(side=self._side, how=How.REMOVED, definition=each, kept=place)

    # -- what the other side and the result have -------------------------------------------------

    def _touched(self, fate: Fate, old: Definition) -> bool:
        """Did the other side change the definition, other than by moving or renaming it?"""
        assert fate.new is not None  # noqa: S101 - asked of survivors only
        if fate.new is old:
            return False
        tree = self._world.tree(self._side.other)
        return form(tree, fate.new) != form(self._world.base, old)

    def _room(self, added: Definition, base_path: str | None) -> Place | None:
        """Where the other side would hold an added definition; None when it has one itself, or no room for it."""
        other = self._side.other
        tree = self._world.tree(other)
        path = added.path if base_path is None else self._theirs.path_in_side(base_path)
        if path is None:
            return None
        if base_path is None and tree.snapshot.kind(path) is None:
            return Place(side=self._side, path=path, span=added.symbol.name_span)  # a file of this side alone
        if tree.definition(path, added.symbol.qualname) is not None:
            return None
        if not added.symbol.container:
            return Place(side=other, path=path, span=START)
        holder = tree.definition(path, added.symbol.container)
        return None if holder is None else Place(side=other, path=path, span=holder.symbol.name_span)

    def _in_result(self, side: Side, definition: Definition) -> Definition | None:
        path = self._world.merged_path(side, definition.path)
        symbol = definition.symbol
        return None if path is None else self._world.merged.definition(path, symbol.qualname)

    def _mentions(self, name: str) -> bool:
        """Did the other side write the name anew, so that it has a say?"""
        if self._written is None:
            fresh = self._world.candidates.fresh
            paths = self._world.changed_in_merge(self._side.other)
            self._written = frozenset[bytes]().union(*(fresh(self._side.other, path).words for path in paths))
        return name.encode("utf-8", "surrogateescape") in self._written

    def _form(self, definition: Definition) -> tuple[object, ...]:
        return form(self._world.tree(self._side), definition)


def _inner(qualname: str) -> bool:
    """Does a function hold it?"""
    return ".<locals>." in qualname
