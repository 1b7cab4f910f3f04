"""Which changed files, and which uses in them, can mean something else in the merge: judged by words alone.

Cost follows the change, not the repository. A use that stood in the merge base was seen by the side that changed
what it names; what counts is what a side wrote anew. So a use is worth binding when one of its names occurs in the
lines that its side added to the file. And a side that moved by hundreds of files is not parsed whole to be compared
with a side that moved by ten: the smaller side is parsed, and a file of the larger one is read when its new lines
hold a word that those changes concern.

Law 6 (lossless speed) asks that what is left out could not have held a finding, so the conditions are generous: a
file with a new subclass stays whole, as it may inherit what changed without naming it, and where a constructor
changed, so does a file with a new call of a capitalised name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.rules.framework.concern import aliases, concern_of, fresh_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conflictscan.facts.code import Reference
    from conflictscan.facts.findings import Side
    from conflictscan.graph import Tree
    from conflictscan.rules.framework.concern import Concern, Fresh
    from conflictscan.rules.framework.world import World

_FEW = 24  # files: parsing that many costs less than thinking about it
_FEW_WORDS = 50  # that are sooner looked for one by one


class Prefilter:
    """Chooses the merged paths of one side whose references are worth binding."""

    def __init__(self, world: World, few: int = _FEW) -> None:
        self._world = world
        self._few = few
        self._fresh: dict[tuple[Side, str], Fresh] = {}
        self._paths: dict[Side, list[str]] = {}

    def paths(self, side: Side) -> list[str]:
        """Merged paths that the side changed and that may use what the other side changed, sorted."""
        known = self._paths.get(side)
        if known is None:
            known = self._paths[side] = self._chosen(side)
        return known

    def worth_binding(self, side: Side, path: str) -> Callable[[Reference], bool]:
        """The question whether a use of a merged file can mean something else than on the side."""
        return self.fresh(side, path).may_mean_otherwise if self._world.prefilter else _always

    def fresh(self, side: Side, path: str) -> Fresh:
        """What the side added to the file that the merge calls `path`."""
        key = (side, path)
        known = self._fresh.get(key)
        if known is None:
            world = self._world
            own = world.side_path(side, path)
            source = world.tree(side).source(own) if own else b""
            old = world.base_path(side, own) if own else None
            before = world.base.source(old) if old else b""
            known = fresh_in(source, before, moved=old is not None and old != own)
            self._fresh[key] = known
        return known

    def _chosen(self, side: Side) -> list[str]:
        world = self._world
        paths = sorted(world.changed_in_merge(side) - world.conflicts)
        paths = [path for path in paths if world.language_of(path) is not None]
        other = world.changed_in_merge(side.other)
        if not world.prefilter or len(paths) <= self._few or len(paths) < len(other):
            return paths
        world.read_ahead(_versions(world, side.other))
        concern = concern_of(world.changes[side.other])
        return [path for path in paths if self._may_use(side, path, concern)]

    def _may_use(self, side: Side, path: str, concern: Concern) -> bool:
        if path in self._world.changed_in_merge(side.other):
            return True
        fresh, words = self.fresh(side, path), concern.words | concern.alternatives
        if fresh.subclass or (concern.constructors and fresh.builds):
            return True
        if not words.isdisjoint(fresh.words):
            return True
        own = self._world.side_path(side, path)
        source = self._world.tree(side).source(own) if own else b""
        if len(words) <= _FEW_WORDS and not any(word in source for word in words):
            return False
        return any(old in words and new in fresh.words for old, new in aliases(source))


def _versions(world: World, side: Side) -> Iterator[tuple[Tree, str | None]]:
    """The files that a side changed, before and after."""
    for change in world.changes[side].files:
        yield world.base, change.old_path or None
        yield world.tree(side), change.path if change.status != "deleted" else None


def _always(_: Reference) -> bool:
    return True
