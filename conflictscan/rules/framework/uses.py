"""Uses whose meaning passes through what the other side changed: the candidates of all read-write rules.

For every file that one side changed, each reference of the merged file is bound in the merge. It is a
candidate when it binds to nothing there, or when a file on the way to its definition was changed by the
other side. Everything else means in the merge what it means in the side's own tree.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import msgspec

from conflictscan.changes import Fate
from conflictscan.facts.code import Reference, ReferenceKind, Root, SymbolKind
from conflictscan.facts.findings import Side
from conflictscan.graph import Binding, Definition, Status, Tree
from conflictscan.rules.framework.same_lines import same_lines
from conflictscan.rules.framework.world import SIDES, World, same_use, use_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_DEAD_ROOTS = frozenset({Root.LITERAL, Root.BUILTIN, Root.UNKNOWN, Root.LOCAL})


class Site(msgspec.Struct, frozen=True):
    """One use in one tree, bound there."""

    tree: Tree
    path: str
    reference: Reference
    binding: Binding


class UseCase(msgspec.Struct, frozen=True, kw_only=True):
    """One use, in the tree of the side that has it and in the merge.

    `new` says that the side added or changed the use, or that it means something else there
    than in the merge base; the other side could not have seen it. `target` is what it meant on its side,
    `origin` the same in the merge base, `fate` what the other side did to that.
    """

    world: World
    side: Side
    before: Site
    after: Site
    new: bool
    target: Definition | None
    origin: Definition | None
    fate: Fate | None

    @property
    def other(self) -> Side:
        """The side whose change is the cause."""
        return self.side.other


class Uses:
    """All candidate uses of one scan; computed once."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._prefilter = world.candidates
        self._in_base: dict[str, dict[str, list[Reference]]] = {}

    def cases(self) -> list[UseCase]:
        """Candidates of both directions, ordered by file and place."""
        paths = {side: self._prefilter.paths(side) for side in SIDES}
        self._world.read_ahead(self._read(paths))
        found: list[UseCase] = []
        for side in SIDES:
            for path in paths[side]:
                found.extend(self._in_file(side, path))
        return found

    def _read(self, paths: dict[Side, list[str]]) -> Iterator[tuple[Tree, str | None]]:
        """What `cases` will read before anything else: the chosen files in the merge, on their side, in the base."""
        world = self._world
        for side in SIDES:
            for path in paths[side]:
                own = world.side_path(side, path)
                yield world.merged, path
                yield world.tree(side), own
                yield world.base, world.base_path(side, own) if own is not None else None

    def counterpart(self, case: UseCase) -> Site | None:
        """The same use in the tree of the other side, when it is there too."""
        side = case.other
        path = self._world.side_path(side, case.after.path)
        if path is None:
            return None
        facts = self._world.tree(side).facts(path)
        if facts is None:
            return None
        wanted = use_key(case.after.reference)
        name = case.after.reference.chain.last
        for reference in facts.references:
            if reference.chain.last == name and use_key(reference) == wanted:
                return _site(self._world.tree(side), path, reference)
        return None

    def _in_file(self, side: Side, path: str) -> Iterator[UseCase]:
        world = self._world
        side_path = world.side_path(side, path)
        if side_path is None:
            return
        worth = self._prefilter.worth_binding(side, path)
        for reference, own in _paired(world, side, side_path, path, worth=worth):
            after = _site(world.merged, path, reference)
            if not self._affected(side, after):
                continue
            before = _site(world.tree(side), side_path, own)
            yield self._case(side, before, after)

    def _affected(self, side: Side, after: Site) -> bool:
        binding = after.binding
        if binding.status is Status.MISSING:
            return True
        if binding.status is Status.UNKNOWN:
            return False
        world, other = self._world, side.other
        return any(world.touched(other, path) for path in (*binding.trail, *_classes_given(after)))

    def _case(self, side: Side, before: Site, after: Site) -> UseCase:
        world = self._world
        target = before.binding.definition
        origin = world.changes[side].origin(target) if target else None
        fate = world.changes[side.other].fate(origin) if origin else None
        return UseCase(
            world=world,
            side=side,
            before=before,
            after=after,
            new=self._is_new(side, before, target, origin),
            target=target,
            origin=origin,
            fate=fate,
        )

    def _is_new(self, side: Side, before: Site, target: Definition | None, origin: Definition | None) -> bool:
        base_path = self._world.base_path(side, before.path)
        if base_path is None:
            return True
        if target is not None and origin is None:
            return True
        known = self._in_base.get(base_path)
        if known is None:
            known = self._in_base[base_path] = defaultdict(list)
            facts = self._world.base.facts(base_path)
            for reference in facts.references if facts else ():
                known[reference.chain.last].append(reference)
        return not any(same_use(before.reference, old) for old in known.get(before.reference.chain.last, ()))


def _classes_given(site: Site) -> Iterator[str]:
    """Files of the classes of what is handed over, where a compiler asks whether it is what is declared."""
    reference = site.reference
    if site.binding.status is not Status.BOUND or not site.tree.semantics(site.path).compiled:
        return
    values = reference.arguments.values if reference.arguments is not None else ()
    handed = (*values, reference.chain) if reference.declared is not None else values
    for chain in handed:
        found = site.tree.given(site.path, chain) if chain is not None else None
        cls = found.definition if found is not None else None
        if found is not None and found.status is Status.BOUND and cls is not None:
            yield from site.tree.lineage(cls).trail if cls.symbol.kind is SymbolKind.CLASS else found.trail


def _site(tree: Tree, path: str, reference: Reference) -> Site:
    return Site(tree, path, reference, tree.bind(path, reference))


def _paired(
    world: World, side: Side, side_path: str, path: str, *, worth: Callable[[Reference], bool]
) -> Iterator[tuple[Reference, Reference]]:
    """References of the merged file with their twins in the side's file; those without are the other side's.

    Only those that are `worth` it: it says the same of all uses of one key, so no twin is lost by it.
    """
    tree = world.tree(side)
    facts, in_merge = tree.facts(side_path), world.merged.facts(path)
    if facts is None or in_merge is None:
        return
    if world.merged.snapshot.blob(path) == tree.snapshot.blob(side_path):
        both = zip(in_merge.references, facts.references, strict=True)
        yield from (pair for pair in both if _may_bind(pair[0]) and worth(pair[0]))
        return
    merged = [(use_key(each), each) for each in in_merge.references if _may_bind(each) and worth(each)]
    twins: dict[tuple[object, ...], list[Reference]] = defaultdict(list)
    for reference in facts.references:
        if _may_bind(reference) and worth(reference):
            twins[use_key(reference)].append(reference)
    counts = Counter(key for key, _ in merged)
    lines: dict[int, int] | None = None
    for key, reference in merged:
        waiting = twins.get(key)
        if not waiting:
            continue
        if counts[key] == len(waiting):
            counts[key] -= 1
            yield reference, waiting.pop(0)
            continue
        if lines is None:  # one side has the use once more, or once less: which is which, the lines tell
            lines = same_lines(world.merged.source(path), tree.source(side_path))
        line = lines.get(reference.span.start_line)
        twin = next((each for each in waiting if each.span.start_line == line), None)
        if twin is not None:
            yield reference, twin


def _may_bind(reference: Reference) -> bool:
    return bool(reference.text) or reference.chain.root not in _DEAD_ROOTS


def is_import(reference: Reference) -> bool:
    """Does the use bring a name into the file rather than do something with it?"""
    return reference.kind is ReferenceKind.IMPORT
