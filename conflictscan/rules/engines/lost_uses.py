"""Uses in the result of what it has lost: the names that dangle there, and the calls that no longer fit.

A use counts when its own side wrote it, it means the lost definition there, and the other side has no such use.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import ReferenceKind, Span
from conflictscan.graph import Status
from conflictscan.rules.engines.callee import call_misfit
from conflictscan.rules.engines.dangle import import_span
from conflictscan.rules.engines.resolution import form
from conflictscan.rules.framework.uses import Site
from conflictscan.rules.framework.world import use_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import FileFacts, Reference
    from conflictscan.facts.findings import Side
    from conflictscan.graph import Definition
    from conflictscan.rules.engines.lost_symbols import Loss
    from conflictscan.rules.framework.world import World


class Broken(msgspec.Struct, frozen=True):
    """One use, on its side and in the result; `reason` says why a call no longer fits, empty where it dangles."""

    before: Site
    after: Site
    reason: str = ""


class LostImport(msgspec.Struct, frozen=True):
    """An import of one side that its file in the result has not, though it uses the name."""

    path: str
    name: str
    span: Span
    use: Site


def broken_uses(world: World, side: Side, loss: Loss) -> Iterator[Broken]:
    """Uses of a lost definition that the result is left with, by file and place."""
    for own, path in _files_with(world, side, loss.name):
        for before, after in _shared_uses(world, side, own, path):
            if loss.name not in _names(after.reference) or not _means(before, loss.definition):
                continue
            if after.binding.status is Status.MISSING:
                yield Broken(before, after)
            elif (found := call_misfit(after)) is not None and call_misfit(before) is None:
                yield Broken(before, after, found[1].reason)


def goes_with_a_choice(world: World, side: Side, loss: Loss) -> bool:
    """Do only functions use the lost definition that the other side changed as well?

    Then somebody had to choose between two versions of those, and what helped one of them went with it.
    """
    used = False
    for change in world.changes[side].files:
        facts = world.tree(side).facts(change.path) if change.status != "deleted" else None
        if facts is None or loss.name.encode("utf-8", "surrogateescape") not in world.tree(side).source(
            change.path
        ):
            continue
        for use in facts.references:
            if loss.name not in _names(use):
                continue
            site = Site(world.tree(side), change.path, use, world.tree(side).bind(change.path, use))
            if _means(site, loss.definition) and not _within(use.enclosing, loss.definition):
                if use.kind is ReferenceKind.IMPORT:
                    continue
                if not _changed_by_both(world, side, change.path, use.enclosing):
                    return False
                used = True
    return used


def _within(enclosing: str, definition: Definition) -> bool:
    qualname = definition.symbol.qualname
    return enclosing == qualname or enclosing.startswith(f"{qualname}.")


def _changed_by_both(world: World, side: Side, path: str, enclosing: str) -> bool:
    user = world.tree(side).definition(path, enclosing) if enclosing else None
    old = world.changes[side].origin(user) if user is not None else None
    fate = world.changes[side.other].fate(old) if old is not None else None
    if old is None or fate is None or fate.new is None:
        return fate is not None
    return form(world.tree(side.other), fate.new) != form(world.base, old)


def uses_of_module(world: World, side: Side, module: str) -> Iterator[Broken]:
    """Imports of a file of one side that the result does not have."""
    name = world.tree(side).module_name(module).rpartition(".")[2]
    for own, path in _files_with(world, side, name):
        for before, after in _shared_uses(world, side, own, path):
            if after.reference.kind is not ReferenceKind.IMPORT or module not in before.binding.trail:
                continue
            if after.binding.status is Status.MISSING and before.binding.status is Status.BOUND:
                yield Broken(before, after)


def lost_imports(world: World, side: Side) -> Iterator[LostImport]:
    """Names that a resolved file uses, that one side imports there, and that nothing brings into it any more."""
    for change in world.changes[side].files:
        path = world.merged_path(side, change.path) if change.status != "deleted" else None
        if path is None or path not in world.resolved or path in world.conflicts:
            continue
        merged, facts = world.merged.facts(path), world.tree(side).facts(change.path)
        if merged is None or facts is None:
            continue
        before = world.base.facts(change.old_path) if change.old_path else None
        seen: set[str] = set()
        for use in _shared_uses(world, side, change.path, path, both=True):
            missing = use[1].binding
            name = missing.missing
            if (
                missing.status is not Status.MISSING
                or missing.missing_in != path
                or missing.owner is not None
            ):
                continue
            span = import_span(facts, name)
            if span is None or name in seen or not _answers_for(world, side, path, before, name):
                continue
            seen.add(name)
            yield LostImport(change.path, name, span, use[0])


def _answers_for(world: World, side: Side, path: str, before: FileFacts | None, name: str) -> bool:
    """Is the import this side's to lose?

    Where the other side took it away, it is the other's doing. Where both have it, one of them speaks: which one
    the content tells, so that swapping the sides swaps the roles.
    """
    other = world.side_path(side.other, path)
    theirs = world.tree(side.other).facts(other) if other is not None else None
    if import_span(theirs, name) is not None:
        return world.tree(side).snapshot.tree < world.tree(side.other).snapshot.tree
    return import_span(before, name) is None


def _shared_uses(
    world: World, side: Side, own: str, path: str, *, both: bool = False
) -> Iterator[tuple[Site, Site]]:
    """Uses that a file of the result has from one side, bound in both; `both`: also those of both sides."""
    merged, facts = world.merged.facts(path), world.tree(side).facts(own)
    if merged is None or facts is None:
        return
    mine = {use_key(reference): reference for reference in reversed(facts.references)}
    there = world.side_path(side.other, path)
    theirs = world.tree(side.other).facts(there) if there is not None and not both else None
    elsewhere = {use_key(reference) for reference in (theirs.references if theirs else ())}
    for reference in merged.references:
        key = use_key(reference)
        twin = mine.get(key)
        if twin is not None and key not in elsewhere:
            before = Site(world.tree(side), own, twin, world.tree(side).bind(own, twin))
            yield before, Site(world.merged, path, reference, world.merged.bind(path, reference))


def _means(before: Site, lost: Definition) -> bool:
    found = before.binding.definition
    return (
        found is not None
        and found.path == lost.path
        and (found.symbol.qualname, found.symbol.ordinal) == (lost.symbol.qualname, lost.symbol.ordinal)
    )


def _names(reference: Reference) -> tuple[str, ...]:
    steps = (step[1:] for step in reference.chain.steps if step.startswith("."))
    return (reference.chain.name, *steps, *re.split(r"[.:]", reference.text))


def _files_with(world: World, side: Side, name: str) -> Iterator[tuple[str, str]]:
    """Files of the side that the result has as well, where both hold the word: own path and merged path."""
    word = re.compile(
        rb"(?<![\w\x80-\xff])%s(?![\w\x80-\xff])" % re.escape(name.encode("utf-8", "surrogateescape"))
    )
    for change, path in world.brought(side):
        if (
            world.language_of(path) is not None
            and word.search(world.merged.source(path))
            and word.search(world.tree(side).source(change.path))
        ):
            yield change.path, path
