"""New overrides and implementations in languages whose compiler holds them to the result and access declared above."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.changes import FateKind
from conflictscan.facts.code import SymbolKind
from conflictscan.graph import Definition, Status
from conflictscan.rules.engines.obligation import members
from conflictscan.rules.framework.drafts import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import Symbol
    from conflictscan.facts.findings import Side
    from conflictscan.graph import Tree
    from conflictscan.rules.framework.world import World

_TYPE_PARAMETER: Final = re.compile(r"T(?:[A-Z]\w*)?")
_MEMBERS: Final = (SymbolKind.METHOD, SymbolKind.FIELD)
_ACCESS: Final = frozenset({"public", "protected", "internal", "private"})
_FROM_OUTSIDE: Final = frozenset({"protected", "internal"})


class Breach(msgspec.Struct, frozen=True, kw_only=True):
    """A member that one side added and that does not keep what the other now declares above it."""

    own: Definition
    merged: Definition
    did: str
    outcome: str
    fix: str
    cause: Place


def breaches(world: World, side: Side) -> Iterator[Breach]:
    """The members that the side added over ones that the other side declares otherwise, or no more."""
    tree = world.tree(side)
    for merged_path in world.candidates.paths(side):
        path = world.side_path(side, merged_path)
        facts = tree.facts(path) if path is not None else None
        if path is None or facts is None or not tree.semantics(path).declared_overrides:
            continue
        for symbol in facts.symbols:
            if symbol.kind is not SymbolKind.CLASS or not symbol.bases:
                continue
            cls = Definition(path, symbol)
            merged = world.merged.definition(merged_path, symbol.qualname, symbol.ordinal)
            if merged is not None and merged.symbol.bases == symbol.bases:
                yield from _of_class(world, side, cls, merged)


def _of_class(world: World, side: Side, cls: Definition, merged: Definition) -> Iterator[Breach]:
    changes, tree = world.changes[side], world.tree(side)
    old = changes.origin(cls)
    for symbol in members(tree, cls):
        own = Definition(cls.path, symbol)
        if symbol.kind not in _MEMBERS or symbol.guards or "explicit" in symbol.modifiers:
            continue
        if old is not None and old.symbol.bases == cls.symbol.bases and changes.origin(own) is not None:
            continue
        there = world.merged.definition(merged.path, symbol.qualname, symbol.ordinal)
        above = _above(tree, cls, symbol)
        if there is None or above is None or _declared(there.symbol) != _declared(symbol):
            continue
        before = changes.origin(above)
        found = _breach(world, side, merged, own, there, before) if before is not None else None
        if found is not None:
            yield found


def _breach(
    world: World, side: Side, cls: Definition, own: Definition, there: Definition, before: Definition
) -> Breach | None:
    """What the other side did to the member above, where the new member no longer fits it."""
    cause, symbol = side.other, own.symbol
    fate = world.changes[cause].fate(before)
    named = f"{before.symbol.container}.{symbol.name}"
    now = fate.new
    if fate.kind in (FateKind.REMOVED, FateKind.RENAMED):
        return _gone(world, cause, cls, own, there, before, now)
    if now is None or now.symbol.name != symbol.name or now.symbol.kind is not before.symbol.kind:
        return None
    if "override" in symbol.modifiers and _taken(before.symbol) == _taken(symbol) != _taken(now.symbol):
        return _resigned(world, cause, cls, own, there, now)
    merged_above = _above(world.merged, cls, there.symbol)
    if merged_above is None or _declared(merged_above.symbol) != _declared(now.symbol):
        return None
    place = Place(side=cause, path=now.path, span=now.symbol.name_span)
    was, is_now, here = _type(before.symbol), _type(now.symbol), _type(symbol)
    if was != is_now and here == was:
        return Breach(
            own=own,
            merged=there,
            did=f"gave `{named}` the type `{is_now}`",
            outcome=f"it still has the type `{was}`",
            fix=f"give `{symbol.name}` the type `{is_now}`",
            cause=place,
        )
    was_open, now_open, open_here = (_access(each) for each in (before.symbol, now.symbol, symbol))
    if "override" in symbol.modifiers and open_here == was_open != now_open and now_open != _FROM_OUTSIDE:
        access = " ".join(sorted(now_open)[::-1])
        return Breach(
            own=own,
            merged=there,
            did=f"made `{named}` {access or 'private'}",
            outcome="an override must have the access of what it overrides",
            fix=f"make `{symbol.name}` {access or 'private'} too",
            cause=place,
        )
    return None


def _resigned(
    world: World, cause: Side, cls: Definition, own: Definition, there: Definition, now: Definition
) -> Breach | None:
    """An `override` of what takes other parameters now."""
    lineage = world.merged.lineage(cls)
    above = [
        each for c in lineage.classes[1:] for each in members(world.merged, c) if each.name == now.symbol.name
    ]
    if not lineage.complete or not above or any(_alike(each, there.symbol) for each in above):
        return None
    name = now.symbol.name
    taken = ", ".join(_taken(now.symbol))
    return Breach(
        own=own,
        merged=there,
        did=f"gave `{now.symbol.container}.{name}` the parameters `({taken})`",
        outcome="there is nothing of its parameters to override",
        fix=f"give `{name}` the parameters `({taken})`",
        cause=Place(side=cause, path=now.path, span=now.symbol.name_span),
    )


def _gone(  # noqa: PLR0913, PLR0917 - the four definitions that a gone member is told by
    world: World,
    cause: Side,
    cls: Definition,
    own: Definition,
    there: Definition,
    before: Definition,
    new: Definition | None,
) -> Breach | None:
    """An `override` of what is no longer there."""
    symbol = own.symbol
    if "override" not in symbol.modifiers or _any_above(world.merged, cls, symbol.name):
        return None
    renamed = new is not None and new.symbol.name != symbol.name
    place = (
        Place(side=cause, path=new.path, span=new.symbol.name_span)
        if renamed and new is not None
        else Place(side=cause, path=before.path, span=before.symbol.name_span, in_base=True)
    )
    did = (
        f"renamed `{before.symbol.container}.{symbol.name}` to `{new.symbol.name}`" if renamed and new else ""
    )
    return Breach(
        own=own,
        merged=there,
        did=did or f"removed `{before.symbol.container}.{symbol.name}`",
        outcome="there is nothing to override",
        fix=f"rename the override to `{new.symbol.name}`" if renamed and new else f"remove `{symbol.name}`",
        cause=place,
    )


def _any_above(tree: Tree, cls: Definition, name: str) -> bool:
    """Has a class above, as far as classes above are known, a member of the name?"""
    if tree.classes.member(cls, name, instance=True, above=True).status in (Status.BOUND, Status.EXTERNAL):
        return True
    # the first base is the class: where it is not known, it may have the member
    return any(
        tree.resolve(above.path, above.symbol.bases[0]).status is not Status.BOUND
        for above in tree.lineage(cls).classes[1:]
        if above.symbol.bases
        and "interface" not in above.symbol.modifiers
        and not _is_interface(above.symbol.bases[0].last)
    )


def _is_interface(name: str) -> bool:
    return len(name) > 1 and name[0] == "I" and name[1].isupper()


def _above(tree: Tree, cls: Definition, symbol: Symbol) -> Definition | None:
    """The member above that takes the same parameters, and that the member overrides or implements."""
    found = tree.classes.member(cls, symbol.name, instance=True, above=True)
    if found.status is not Status.BOUND or found.definition is None:
        return None
    definition = found.definition
    index = tree.index(definition.path)
    twins = index.members[definition.symbol.container, symbol.name] if index is not None else []
    fitting = [each for each in twins if each.kind is symbol.kind and _alike(each, symbol)]
    if len(fitting) != 1:
        return None
    owner = tree.definition(definition.path, definition.symbol.container)
    implemented = owner is not None and "interface" in owner.symbol.modifiers
    if implemented != ("override" not in symbol.modifiers):
        return None
    return Definition(definition.path, fitting[0])


def _alike(above: Symbol, own: Symbol) -> bool:
    """Are the parameters of the same types, type parameters of the class above standing for any?"""
    pairs = list(zip(_taken(above), _taken(own), strict=False))
    same = all(one == other or _TYPE_PARAMETER.fullmatch(one) for one, other in pairs)
    return same and len(_taken(above)) == len(_taken(own))


def _taken(symbol: Symbol) -> tuple[str, ...]:
    return tuple(parameter.annotation for parameter in symbol.parameters or ())


def _type(symbol: Symbol) -> str:
    return "".join((symbol.returns or symbol.annotation).split())


def _access(symbol: Symbol) -> frozenset[str]:
    return _ACCESS.intersection(symbol.modifiers)


def _declared(symbol: Symbol) -> tuple[str, frozenset[str], tuple[str, ...]]:
    return _type(symbol), _access(symbol), _taken(symbol)
