"""Two definitions of one name in one scope, one written by each side.

What may stand there twice is left out: arms of one condition, overloads, the setter beside its getter,
functions that are handed to a registry by name of their type.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import SymbolKind
from conflictscan.facts.findings import Side
from conflictscan.graph import Definition
from conflictscan.rules.engines.edits import Block, without
from conflictscan.rules.engines.provenance import one_from_each
from conflictscan.rules.framework.drafts import Place, Problem
from conflictscan.rules.framework.world import inside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conflictscan.facts.code import FileFacts, Symbol
    from conflictscan.facts.findings import Edit
    from conflictscan.graph import Tree
    from conflictscan.rules.framework.scope import Scope
    from conflictscan.rules.framework.world import World

VALUES = (SymbolKind.VARIABLE, SymbolKind.FIELD, SymbolKind.VARIANT, SymbolKind.TYPE_ALIAS)
_TYPES = (SymbolKind.CLASS, SymbolKind.TYPE_ALIAS)
_FUNCTIONS = (SymbolKind.FUNCTION, SymbolKind.METHOD)
_OVERLOAD_BITS = 8  # see Symbols: below stand the places of overloads that share even their parameters
_REPEATED = frozenset({"register", "overload"})
_CONVENTIONAL = frozenset({"step_impl"})  # behave: each step is one more function of this name
_ASSIGNED = re.compile(r"\w+\s*(?::[^=]|=[^=]|$)")


class Double(msgspec.Struct, frozen=True):
    """One name that both sides defined: the definition that holds in the merge, and the one it hides."""

    winner: Definition
    loser: Definition
    side: Side  # whose the winner is
    same: bool  # the two are equal but for their comments

    @property
    def later(self) -> Place:
        """Where the winner stands on its side."""
        return Place(side=self.side, path=self.winner.path, span=self.winner.symbol.name_span)

    @property
    def earlier(self) -> Place:
        """Where the loser stands on its side."""
        return Place(side=self.side.other, path=self.loser.path, span=self.loser.symbol.name_span)


def problems_of(scope: Scope, wanted: Callable[[str, Symbol, Symbol], bool]) -> Iterator[Problem]:
    """Names that stand twice in one scope of a file that both sides changed."""
    for path, facts in scope.shared_facts():
        if facts.generated or facts.conflict_markers or facts.syntax_errors:
            continue
        semantics = scope.tree.semantics(path)
        merging = semantics.merging
        for first, second in _pairs(facts, overloads=semantics.overloads):
            if first.name in semantics.repeatable or (semantics.overloads and are_overloads(first, second)):
                continue
            if semantics.reopened and first.kind is SymbolKind.CLASS:
                continue
            if all(_is_merged(symbol, merging) for symbol in (first, second)):
                continue
            if semantics.type_names and (first.kind in _TYPES) != (second.kind in _TYPES):
                continue
            defined = all(_is_definition(scope.tree, path, each) for each in (first, second))
            if defined and wanted(path, first, second):
                yield problem_of(scope.tree, path, first, second)


def problem_of(tree: Tree, path: str, first: Symbol, second: Symbol, slot: str = "") -> Problem:
    """The problem of two definitions of one file, in their order."""
    about = Definition(path=path, symbol=first)
    return Problem(
        key=("double", slot or first.qualname),
        path=path,
        span=first.name_span,
        subject=tree.display(about),
        about=about,
        also=(Definition(path=path, symbol=second),),
    )


def double_of(world: World, problem: Problem) -> Double | None:
    """Whose the two definitions are; None unless each side wrote one, neither by renaming what there was."""
    if problem.about is None:
        return None
    merged = (problem.about, *problem.also)
    lines = [each.symbol.name_span.start_line for each in merged]
    origins = one_from_each(world, problem.path, lines)
    if origins is None:
        return None
    found: list[Definition] = []
    for origin in origins:
        definition = _at(world, origin.side, merged[origin.index], origin.line)
        if definition is None or is_renamed(world, origin.side, definition):
            return None
        found.append(definition)
    loser, winner = found
    return Double(winner, loser, origins[1].side, same=_same(world, *merged))


def without_repetition(world: World, problem: Problem) -> tuple[Edit, ...]:
    """The later of two definitions taken out, where they are written alike to the letter; else ().

    The later: what stands between the two may use the first.
    """
    if problem.about is None or len(problem.also) != 1:
        return ()
    return without_second(world, problem.about, problem.also[0])


def without_second(world: World, first: Definition, second: Definition) -> tuple[Edit, ...]:
    """The second of two definitions of the merge taken out, where they are written alike to the letter; else ()."""
    source = world.merged.source(second.path)
    kept = Block.of(world.merged.source(first.path), first.symbol.span)
    block = Block.of(source, second.symbol.span)
    if kept is None or block is None or kept.text != block.text:
        return ()
    return (without(second.path, source, block),)


def written(tree: Tree, definition: Definition) -> str:
    """The text of a definition with its whitespace made equal."""
    span = definition.symbol.span
    source = tree.source(definition.path)
    return " ".join(source[span.start_byte : span.end_byte].decode("utf-8", "replace").split())


def _pairs(facts: FileFacts, *, overloads: bool) -> Iterator[tuple[Symbol, Symbol]]:
    """Symbols that share name, scope, condition and form with exactly one other."""
    slots: dict[tuple[object, ...], list[Symbol]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    for symbol in facts.symbols:
        counts[symbol.qualname] += 1
    for symbol in facts.symbols:
        if counts[symbol.qualname] > 1 and not _is_local(symbol.qualname):
            built = tuple(guard for guard in symbol.guards if guard.startswith("cfg:"))
            built += tuple(word for word in symbol.modifiers if word.startswith(("namespace:", "qualified:")))
            form = _overload(symbol) if overloads else _form(symbol)
            slots[symbol.qualname, _around(facts, symbol), symbol.branch, built, form].append(symbol)
    for found in slots.values():
        if len(found) == 2 and not _meant(found[0]):
            yield found[0], found[1]


def _is_local(qualname: str) -> bool:
    """Is it defined in a function, or in a class that has no name?"""
    return "<locals>" in qualname or "<new " in qualname


def are_overloads(first: Symbol, second: Symbol) -> bool:
    """Do two functions of one name take other parameters?"""
    if first.parameters is None or second.parameters is None:
        return False
    one, other = first.ordinal >> _OVERLOAD_BITS, second.ordinal >> _OVERLOAD_BITS
    if one and other:
        return one != other
    return [p.annotation for p in first.parameters] != [p.annotation for p in second.parameters]


def _is_merged(symbol: Symbol, merging: frozenset[str]) -> bool:
    return not merging.isdisjoint(symbol.modifiers) and "alias" not in symbol.modifiers


def _around(facts: FileFacts, symbol: Symbol) -> int:
    """Where the class around a symbol begins: two classes of one name have members of one name."""
    if not symbol.container:
        return -1
    classes = (s for s in facts.symbols if s.qualname == symbol.container and inside(symbol.span, s.span))
    return max((s.span.start_byte for s in classes), default=-1)


def _overload(symbol: Symbol) -> str:
    """What tells members of one name apart where methods overload and fields have names of their own."""
    if symbol.kind not in _FUNCTIONS:
        return symbol.kind
    return f"{symbol.kind}/{symbol.ordinal >> _OVERLOAD_BITS}"


def _form(symbol: Symbol) -> str:
    if "overload" in symbol.modifiers:
        return "overload"
    if "setter" in symbol.modifiers:
        return "setter"
    for decorator in symbol.decorators:
        steps = (decorator.chain.name, *(step.lstrip(".") for step in decorator.chain.steps))
        if len(steps) > 1 and (steps[-2] == symbol.name or steps[-1] == "register"):
            return steps[-1]
    return ""


def _meant(symbol: Symbol) -> bool:
    if "extension" in symbol.modifiers:
        return True  # told apart by what it extends
    plain = symbol.name.strip("_")
    return not plain or symbol.name in _CONVENTIONAL or _form(symbol) in _REPEATED


def _is_definition(tree: Tree, path: str, symbol: Symbol) -> bool:
    """Leave out attributes that methods set, loop variables and what builds on its old value (`x = wrap(x)`)."""
    if symbol.kind not in VALUES:
        return True
    if symbol.kind is SymbolKind.FIELD and tree.semantics(path).textual_includes:
        return True
    if symbol.field is not None and (symbol.field.assigned_in or "slot" in symbol.modifiers):
        return False
    text = written(tree, Definition(path=path, symbol=symbol))
    head, rest = text[: len(symbol.name)], text[len(symbol.name) :]
    if head != symbol.name or not _ASSIGNED.match(text):
        return False
    return re.search(rf"(?<![\w.\"'])(?:\w+\.)?{re.escape(symbol.name)}(?!\w|\s*=[^=])", rest) is None


def _at(world: World, side: Side, merged: Definition, line: int) -> Definition | None:
    path = world.side_path(side, merged.path)
    facts = world.tree(side).facts(path) if path is not None else None
    if path is None or facts is None:
        return None
    for symbol in facts.symbols:
        if symbol.qualname == merged.symbol.qualname and symbol.name_span.start_line == line:
            return Definition(path=path, symbol=symbol)
    return None


def is_renamed(world: World, side: Side, definition: Definition) -> bool:
    """Did the side make the definition by giving another name to one of the merge base?"""
    origin = world.changes[side].origin(definition)
    return origin is not None and origin.symbol.name != definition.symbol.name


def _same(world: World, first: Definition, second: Definition) -> bool:
    one, two = first.symbol, second.symbol
    if one.kind is not two.kind:
        return False
    if one.kind in VALUES:
        return written(world.merged, first) == written(world.merged, second)
    return (one.signature_hash, one.body_hash) == (two.signature_hash, two.body_hash)


def is_function(symbol: Symbol) -> bool:
    """Is it a function or a method?"""
    return symbol.kind in _FUNCTIONS
