"""Which members of an enumeration or union a case analysis covers, and which it does not, in one tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import Arm, Chain, Match, Root, Span, SymbolKind
from conflictscan.graph import Definition, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import Symbol
    from conflictscan.graph import Tree

_FAULTS = frozenset({"assert_never", "raise"})
_NO_MEMBERS = frozenset({"nonmember", "lambda", "function"})
_HOLDERS = (SymbolKind.TYPE_ALIAS, SymbolKind.VARIABLE, SymbolKind.FIELD)
_LEVELS = 5  # aliases of aliases


class Member(msgspec.Struct, frozen=True):
    """One case there is: how it is written, and where it was put in."""

    name: str
    path: str
    span: Span


class Analysis(msgspec.Struct, frozen=True, kw_only=True):
    """A case analysis and what it is about: the enumeration, or the alias or field that holds the union."""

    match: Match
    path: str
    subject: Definition
    named: frozenset[str]
    missing: tuple[Member, ...]
    level: int

    @property
    def key(self) -> tuple[str, ...]:
        """Identity within its file."""
        match = self.match
        return (match.form, match.enclosing, match.name, self.subject.symbol.qualname)

    @property
    def claims_all(self) -> bool:
        """Is nothing there for members that it does not name, or only a fault?"""
        return not self.match.has_default or self.match.total in _FAULTS


def analysed(tree: Tree, path: str, match: Match) -> Analysis | None:
    """The analysis with what it covers; None where that is not known for sure."""
    return _of_enum(tree, path, match) or _of_union(tree, path, match)


# -- enumerations ------------------------------------------------------------------------------


def _of_enum(tree: Tree, path: str, match: Match) -> Analysis | None:
    owner: Definition | None = None
    named: set[str] = set()
    level = 0
    for arm in match.arms:
        if arm.chain is None:
            if arm.literal == "None":
                continue
            return None
        found = tree.resolve(path, arm.chain)
        definition = found.definition
        if definition is None or definition.symbol.kind is not SymbolKind.VARIANT:
            return None
        container = tree.definition(definition.path, definition.symbol.container)
        if container is None or (owner is not None and container != owner):
            return None
        owner, level = container, max(level, found.level)
        named.add(definition.symbol.name)
    members = enum_members(tree, owner) if owner is not None else None
    if owner is None or members is None:
        return None
    named |= {alias for alias, real in members.items() if real.name in named}
    missing = tuple(
        Member(symbol.name, owner.path, symbol.name_span)
        for name, symbol in members.items()
        if name not in named and symbol.name == name
    )
    return Analysis(
        match=match, path=path, subject=owner, named=frozenset(named), missing=missing, level=level
    )


def enum_members(tree: Tree, enum: Definition) -> dict[str, Symbol] | None:
    """Names of an enumeration, each with the member it means: an alias means the first of its value."""
    index = tree.index(enum.path)
    found = tree.enum_members(enum)
    if found is None or index is None or not index.whole or "flag" in enum.symbol.modifiers:
        return None
    out: dict[str, Symbol] = {}
    by_value: dict[tuple[str, str], Symbol] = {}
    for symbol in found:
        if symbol.guards or symbol.branch:
            return None
        kind = symbol.type
        if kind is not None and kind.last in _NO_MEMBERS:
            continue
        if symbol.value is not None:
            real = by_value.setdefault((symbol.value.kind, symbol.value.text), symbol)
        elif kind is not None and "()" not in kind.steps:
            real = out.get(kind.last, symbol)
        else:
            real = symbol
        out[symbol.name] = real
    return out


# -- unions ------------------------------------------------------------------------------------


def _of_union(tree: Tree, path: str, match: Match) -> Analysis | None:
    holder = _holder(tree, path, match.subject)
    if holder is None:
        return None
    alternatives = _expanded(tree, holder, _LEVELS)
    covered = {_identity(tree, path, arm) for arm in match.arms}
    if alternatives is None or None in covered or not covered:
        return None
    missing: list[Member] = []
    for where, arm in alternatives:
        identity = _identity(tree, where, arm)
        if identity is None:
            return None
        if identity in covered:
            continue
        above = _above(tree, where, arm)
        if above is None:
            return None
        if covered.isdisjoint(above):
            missing.append(Member(_written(arm), where, arm.span))
    named = frozenset("/".join(identity) for identity in covered if identity is not None)
    return Analysis(match=match, path=path, subject=holder, named=named, missing=tuple(missing), level=0)


def _holder(tree: Tree, path: str, subject: Chain | None) -> Definition | None:
    """The alias that annotates the subject, or the field that is the subject, where it lists alternatives."""
    if subject is None or subject.root in (Root.LOCAL, Root.UNKNOWN):
        return None
    steps = subject.steps[:-1] if subject.steps[-1:] == ("@",) else subject.steps
    if not subject.steps:
        return None
    found = tree.resolve(path, Chain(subject.name, subject.root, steps, subject.scope))
    definition = found.definition
    if found.status is not Status.BOUND or definition is None or definition.symbol.kind not in _HOLDERS:
        return None
    return definition if definition.symbol.alternatives else None


def _expanded(tree: Tree, holder: Definition, levels: int) -> list[tuple[str, Arm]] | None:
    """The alternatives with those of aliases among them; None where an alias is too deep."""
    out: list[tuple[str, Arm]] = []
    for arm in holder.symbol.alternatives:
        found = tree.resolve(holder.path, arm.chain) if arm.chain is not None else None
        inner = found.definition if found is not None and found.status is Status.BOUND else None
        if inner is None or not inner.symbol.alternatives:
            out.append((holder.path, arm))
            continue
        deeper = _expanded(tree, inner, levels - 1) if levels else None
        if deeper is None:
            return None
        out += deeper
    return out


def _identity(tree: Tree, path: str, arm: Arm) -> tuple[str, ...] | None:
    """What an arm or an alternative means, the same for both; None when that is not known."""
    if arm.chain is None:
        return ("literal", arm.literal.strip("'\""))
    if arm.chain.root is Root.BUILTIN:
        return ("builtin", str(arm.chain))
    found = tree.resolve(path, arm.chain).definition
    if found is None or found.symbol.kind is not SymbolKind.CLASS:
        return None
    return ("class", found.path, found.symbol.qualname)


def _above(tree: Tree, path: str, arm: Arm) -> frozenset[tuple[str, ...]] | None:
    """The classes that a class is also an instance of; None when one of them is not known."""
    if arm.chain is None:
        return frozenset()
    if arm.chain.root is Root.BUILTIN:
        return (
            frozenset({("builtin", "object"), ("builtin", "int")})
            if arm.chain.last == "bool"
            else frozenset()
        )
    found = tree.resolve(path, arm.chain).definition
    lineage = tree.lineage(found) if found is not None else None
    if lineage is None or not lineage.complete:
        return None
    return frozenset(("class", c.path, c.symbol.qualname) for c in lineage.classes)


def _written(arm: Arm) -> str:
    return str(arm.chain) if arm.chain is not None else arm.literal


# -- places ------------------------------------------------------------------------------------


def analyses(tree: Tree, path: str) -> Iterator[Analysis]:
    """Every case analysis of one file of which it is known what it covers."""
    facts = tree.facts(path)
    for match in facts.matches if facts else ():
        if match.arms:
            found = analysed(tree, path, match)
            if found is not None:
                yield found
