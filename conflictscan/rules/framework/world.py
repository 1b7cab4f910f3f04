"""Everything the rules may ask about one scan: four trees, two sides' changes, and the paths between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.code import Root
from conflictscan.facts.findings import Side
from conflictscan.rules.framework.prefilter import Prefilter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from conflictscan.changes import SideChanges
    from conflictscan.facts.code import Reference, Span
    from conflictscan.facts.concerns import Concerns
    from conflictscan.git import FileChange, Snapshot, Triple
    from conflictscan.graph import Definition, Tree
    from conflictscan.languages import Language

SIDES = (Side.OURS, Side.THEIRS)


class World:
    """One scan as the rules see it. Read-only; all lookups are lazy and remembered."""

    def __init__(  # noqa: PLR0913 - by name, and all that rules may ask
        self,
        *,
        triple: Triple,
        base: Tree,
        merged: Tree,
        changes: dict[Side, SideChanges],
        language_of: Callable[[str], Language | None],
        prefilter: bool = True,
        read_ahead: Callable[[Iterable[tuple[Snapshot, str]]], None] | None = None,
        concerns: Concerns = (),
    ) -> None:
        self.triple = triple
        self.base = base
        self.merged = merged
        self.changes = changes
        self.language_of = language_of
        self.prefilter = prefilter
        self.concerns = concerns
        """What the team's configuration adds to the table of concerns."""
        self._read_ahead = read_ahead
        self.conflicts = frozenset(triple.unresolved)
        self.audited = bool(triple.resolution)
        """Was the merged tree made by somebody, and other than git would have made it?"""
        self.resolved = frozenset(c.path for c in triple.resolution if c.status != "deleted")
        """Merged paths whose content is not the one that git would have given them."""
        self.candidates = Prefilter(self)
        self._to_merged: dict[tuple[Side, str], str | None] = {}
        self._to_side: dict[tuple[Side, str], str | None] = {}
        self._changed: dict[Side, frozenset[str]] = {}
        self._differing: dict[tuple[Side, str], frozenset[bytes]] = {}

    def tree(self, side: Side) -> Tree:
        """The side's own tree."""
        return self.changes[side].tree

    def read_ahead(self, wanted: Iterable[tuple[Tree, str | None]]) -> None:
        """Have files read that will be asked for, many at a time; changes nothing but the time that takes."""
        if self._read_ahead is not None:
            self._read_ahead((tree.snapshot, path) for tree, path in wanted if path is not None)

    def merged_path(self, side: Side, path: str) -> str | None:
        """A path of the side, as it is called in the merge; None when the merge has no such file."""
        key = (side, path)
        if key not in self._to_merged:
            self._to_merged[key] = self.triple.merged_path(side, path)
        return self._to_merged[key]

    def side_path(self, side: Side, merged_path: str) -> str | None:
        """A path of the merge, as the side calls it; None when the side has no such file."""
        key = (side, merged_path)
        if key not in self._to_side:
            self._to_side[key] = self.triple.side_path(side, merged_path)
        return self._to_side[key]

    def changed_in_merge(self, side: Side) -> frozenset[str]:
        """Merged paths of the files that the side changed or added."""
        known = self._changed.get(side)
        if known is None:
            paths = (self.merged_path(side, p) for p in self.changes[side].by_new)
            known = frozenset(p for p in paths if p is not None)
            self._changed[side] = known
        return known

    def brought(self, side: Side) -> Iterator[tuple[FileChange, str]]:
        """Files that the side changed or added and git merged without conflict, with their merged paths."""
        for change in self.changes[side].files:
            path = self.merged_path(side, change.path) if change.status != "deleted" else None
            if path is not None and path not in self.conflicts:
                yield change, path

    def shared_paths(self) -> Iterator[str]:
        """Merged paths that both sides changed and git merged without conflict, sorted."""
        both = self.changed_in_merge(Side.OURS) & self.changed_in_merge(Side.THEIRS)
        yield from sorted(both - self.conflicts)

    def differing(self, side: Side, path: str) -> frozenset[bytes]:
        """Names of functions that the side changed, added or lost in a file of its own, told without parsing."""
        known = self._differing.get((side, path))
        if known is None:
            language = self.language_of(path)
            old = self.base_path(side, path)
            before = self.base.source(old) if old is not None else b""
            after = self.tree(side).source(path)
            known = language.differing(before, after) if language is not None else frozenset[bytes]()
            self._differing[side, path] = known
        return known

    def touched(self, side: Side, path: str) -> bool:
        """Did the side change the file that the merge calls `path` (also by moving or deleting its old name)?"""
        return path in self.changed_in_merge(side) or self.changes[side].touches(path)

    def counterpart(self, side: Side, definition: Definition) -> Definition | None:
        """A definition of the merge, in the side's own tree; None when it has none."""
        path = self.side_path(side, definition.path)
        if path is None:
            return None
        symbol = definition.symbol
        return self.tree(side).definition(path, symbol.qualname, symbol.ordinal)

    def base_path(self, side: Side, path: str) -> str | None:
        """Where a file of the side is in the merge base."""
        return self.changes[side].path_in_base(path)


def same_use(left: Reference, right: Reference) -> bool:
    """Are these the same use in two versions of one file? Lines take no part."""
    return left.enclosing == right.enclosing and use_key(left) == use_key(right)


def use_key(reference: Reference) -> tuple[object, ...]:
    """Identity of a use within its file: kind, enclosing symbol, chain and argument shape."""
    # the scope of a function-local import is an index that shifts when imports are added;
    # a name whose import the other side dropped is free in the merge and the same use still
    return (
        reference.kind,
        reference.enclosing,
        Root.MODULE if reference.chain.root is Root.FREE else reference.chain.root,
        str(reference.chain),
        reference.arguments,
        reference.text,
        reference.awaited,
        reference.result,
    )


def inside(inner: Span, outer: Span) -> bool:
    """Does one region lie within the other?"""
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte
