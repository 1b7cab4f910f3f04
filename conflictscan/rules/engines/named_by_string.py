"""Classes that strings name: a new string with the name of a class that the other side removed or renamed.

A string alone proves nothing. What proves that strings name this class is that the side which took the
name away rewrote strings along with it, and left none.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.changes import Fate, FateKind
from conflictscan.facts.code import Reference, ReferenceKind, SymbolKind
from conflictscan.facts.findings import Consequence
from conflictscan.graph import Definition
from conflictscan.languages.ends import between_ends
from conflictscan.rules.engines.edits import replaced
from conflictscan.rules.framework.drafts import Draft, Place
from conflictscan.rules.framework.same_lines import same_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Edit, Side
    from conflictscan.rules.framework.world import World

_NAME: Final = re.compile(rb"[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*[A-Z][A-Za-z0-9]*\Z")
_QUOTED: Final = re.compile(rb"""(["'])([A-Za-z][A-Za-z0-9]{7,60})\1""")
_CLASS: Final = re.compile(rb"^\s*class\s+(\w+)", re.MULTILINE)
CERTAINTY: Final = 0.65


class Mention(msgspec.Struct, frozen=True):
    """A new string of one side, and what the other side did to the class it names."""

    path: str
    reference: Reference
    fate: Fate


def mentions(world: World, cause: Side, effect: Side) -> Iterator[Mention]:
    """New strings of the effect side that name a class which the cause side removed or renamed."""
    fresh = _fresh_strings(world, effect)
    if not fresh:
        return
    for old in _lost_classes(world, cause, frozenset(fresh)):
        fate = world.changes[cause].fate(old)
        name = old.symbol.name
        if fate.kind not in (FateKind.REMOVED, FateKind.RENAMED) or not _strings_went_too(world, cause, name):
            continue
        for path in fresh[name.encode()]:
            for reference in _named(world, effect, path, name):
                yield Mention(path, reference, fate)


def _fresh_strings(world: World, side: Side) -> dict[bytes, list[str]]:
    """Class-like strings that the side's files hold more often than in the base, with these files."""
    found: dict[bytes, list[str]] = {}
    for change, merged in world.brought(side):
        if world.language_of(change.path) is None:
            continue
        before = world.base.source(change.old_path) if change.old_path else b""
        old, new = between_ends(before, world.tree(side).source(change.path))  # no such string spans lines
        fresh = _quoted(new) - _quoted(old)
        there = _quoted(world.merged.source(merged)) if fresh else fresh
        for name in fresh:
            if there[name]:
                found.setdefault(name, []).append(change.path)
    return found


def _quoted(source: bytes) -> Counter[bytes]:
    return Counter(name for _, name in _QUOTED.findall(source) if _NAME.match(name))


def _lost_classes(world: World, side: Side, names: frozenset[bytes]) -> Iterator[Definition]:
    for change in world.changes[side].files:
        if not change.old_path or world.language_of(change.old_path) is None:
            continue
        before = set(_CLASS.findall(world.base.source(change.old_path))) & names
        source = world.tree(side).source(change.path) if change.status != "deleted" else b""
        before -= set(_CLASS.findall(source))
        facts = world.base.facts(change.old_path) if before else None
        for symbol in facts.symbols if facts else ():
            if symbol.kind is SymbolKind.CLASS and symbol.name.encode() in before:
                yield Definition(path=change.old_path, symbol=symbol)


def _strings_went_too(world: World, side: Side, name: str) -> bool:
    """Did the side rewrite strings with that name, all of its files' own?"""
    word, rewritten = name.encode(), False
    for change in world.changes[side].files:
        if world.language_of(change.path) is None:
            continue
        now = world.tree(side).source(change.path) if change.status != "deleted" else b""
        if _quoted(now)[word]:
            return False
        before = world.base.source(change.old_path) if change.old_path else b""
        rewritten = rewritten or bool(_quoted(before)[word])
    return rewritten


def _named(world: World, side: Side, path: str, name: str) -> Iterator[Reference]:
    """New strings of one file that are the name: in each function, those beyond the number it had in the base."""
    facts = world.tree(side).facts(path)
    old_path = world.base_path(side, path)
    old = world.base.facts(old_path) if old_path else None
    known = Counter(_enclosing(old.references if old else (), name))
    for reference in facts.references if facts else ():
        if reference.kind is not ReferenceKind.STRING or reference.text != name:
            continue
        known[reference.enclosing] -= 1
        if known[reference.enclosing] < 0:
            yield reference


def _enclosing(references: tuple[Reference, ...], name: str) -> Iterator[str]:
    for reference in references:
        if reference.kind is ReferenceKind.STRING and reference.text == name:
            yield reference.enclosing


def draft(world: World, mention: Mention, effect: Side) -> Draft:
    """The finding about one string."""
    old, new = mention.fate.old, mention.fate.new
    name = old.symbol.name
    cause = effect.other
    if new is None:
        did, place = (
            f"removed `{name}`",
            Place(side=cause, path=old.path, span=old.symbol.name_span, in_base=True),
        )
    else:
        did = f"renamed `{name}` to `{new.symbol.name}`"
        place = Place(side=cause, path=new.path, span=new.symbol.name_span)
    span = mention.reference.name_span
    return Draft(
        subject=world.base.display(old),
        message=(
            f"{cause} {did}, also in strings; {effect} added a string that names it "
            f"({mention.path}:{span.start_line + 1}); the merge has no `{name}`"
        ),
        consequence=Consequence.FAILS_AT_RUN_TIME,
        cause=place,
        effect=Place(side=effect, path=mention.path, span=span),
        fix=f"write `{new.symbol.name}` in the string" if new else f"take `{name}` out of the string",
        edits=_edits(world, mention, effect),
        factors=(CERTAINTY,),
        name=name,
    )


def _edits(world: World, mention: Mention, effect: Side) -> tuple[Edit, ...]:
    """The new name in the string, where the merge has the line as the side wrote it."""
    new, path = mention.fate.new, world.merged_path(effect, mention.path)
    facts = world.merged.facts(path) if path is not None else None
    if new is None or path is None or facts is None:
        return ()
    shared = same_lines(world.tree(effect).source(mention.path), world.merged.source(path))
    was = mention.reference.name_span
    for reference in facts.references:
        now = reference.name_span
        same_place = (now.start_line, now.start_column) == (shared.get(was.start_line), was.start_column)
        if reference.kind is ReferenceKind.STRING and reference.text == mention.reference.text and same_place:
            return (replaced(path, now, new.symbol.name),)
    return ()
