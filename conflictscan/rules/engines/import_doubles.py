"""One module-level name that both sides bind, at least one of them by an import, to different things."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import Import, ImportedName, Span, Symbol, SymbolKind
from conflictscan.graph import Definition, Status
from conflictscan.rules.engines.doubles import is_renamed
from conflictscan.rules.engines.provenance import one_from_each
from conflictscan.rules.framework.drafts import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import FileFacts
    from conflictscan.facts.findings import Side
    from conflictscan.graph import Tree
    from conflictscan.rules.engines.provenance import Origin
    from conflictscan.rules.framework.scope import Scope
    from conflictscan.rules.framework.world import World

_DEFINED = (SymbolKind.FUNCTION, SymbolKind.CLASS)


class Bound(msgspec.Struct, frozen=True):
    """One binding of a name: by an import, or by a definition of the file."""

    name: str
    span: Span
    what: str  # in words: the module `datetime`, `datetime` from `datetime`, a function
    imported: Import | None = None
    given: ImportedName | None = None
    symbol: Symbol | None = None


class ImportDouble(msgspec.Struct, frozen=True):
    """The two bindings in the order of the merge, each with its side's place."""

    name: str
    first: Bound
    second: Bound
    earlier: Place
    later: Place


def problems_of(scope: Scope) -> Iterator[Problem]:
    """Names that a file binds twice, to different things."""
    for path, facts in scope.shared_facts():
        if facts.language != "python" or facts.generated or facts.conflict_markers or facts.syntax_errors:
            continue
        for first, second in _pairs(scope.tree, path, facts):
            yield Problem(
                key=("imported", first.name),
                path=path,
                span=first.span,
                subject=f"{scope.tree.module_name(path)}.{first.name}",
                spans=(first.span, second.span),
            )


def double_of(world: World, problem: Problem) -> ImportDouble | None:
    """Whose the two are; None unless each side wrote one of them, neither by renaming what there was."""
    facts = world.merged.facts(problem.path)
    origins = one_from_each(world, problem.path, [span.start_line for span in problem.spans])
    if facts is None or origins is None:
        return None
    pairs = _pairs(world.merged, problem.path, facts)
    pair = next((each for each in pairs if (each[0].span, each[1].span) == problem.spans), None)
    if pair is None:
        return None
    places = [_place(world, problem.path, pair[origin.index], origin) for origin in origins]
    if places[0] is None or places[1] is None:
        return None
    first, second = (pair[origin.index] for origin in origins)
    return ImportDouble(first.name, first, second, earlier=places[0], later=places[1])


def _pairs(tree: Tree, path: str, facts: FileFacts) -> Iterator[tuple[Bound, Bound]]:
    found: dict[str, list[Bound]] = defaultdict(list)
    for bound in _bindings(facts):
        found[bound.name].append(bound)
    for several in found.values():
        if len(several) == 2:
            first, second = sorted(several, key=lambda bound: bound.span)
            if _differ(tree, path, first, second):
                yield first, second


def _bindings(facts: FileFacts) -> Iterator[Bound]:
    """What the module's own statements bind, conditions left out."""
    conditional = {s.name for s in facts.symbols if not s.container and s.branch}
    for imported in facts.imports:
        if imported.star or imported.scope:
            continue
        if imported.branch or imported.guards:
            conditional.update(each.local for each in imported.names)
    for imported in facts.imports:
        if imported.star or imported.scope or imported.branch or imported.guards:
            continue
        for given in imported.names:
            if given.local not in conditional:
                what = f"`{given.name}` from `{'.' * imported.level}{imported.module}`"
                yield Bound(given.local, given.span, what, imported, given)
        local = imported.alias or imported.module.partition(".")[0]
        if not imported.names and local not in conditional:
            module = imported.module if imported.alias else local
            yield Bound(local, imported.span, f"the module `{module}`", imported)
    for symbol in facts.symbols:
        if not symbol.container and symbol.name not in conditional and symbol.kind in _DEFINED:
            yield Bound(symbol.name, symbol.name_span, f"a {symbol.kind} of its own", symbol=symbol)


def _differ(tree: Tree, path: str, first: Bound, second: Bound) -> bool:
    """Are they surely two things? Two names from outside may be one (`typing`, `collections.abc`; `mock`)."""
    if (first.imported is None and second.imported is None) or first.what == second.what:
        return False
    if _is_member(first, second) or _is_member(second, first):
        return True
    one, two = _target(tree, path, first), _target(tree, path, second)
    own = first.symbol is not None or second.symbol is not None
    return one is not None and two is not None and one != two and (own or ("", "") not in (one, two))


def _is_member(module: Bound, name: Bound) -> bool:
    """`import datetime` and `from datetime import datetime`."""
    if module.imported is None or module.given is not None or name.imported is None or name.given is None:
        return False
    return not name.imported.level and name.imported.module == module.imported.module


def _target(tree: Tree, path: str, bound: Bound) -> tuple[str, str] | None:
    """The definition or module that a binding means; two empty names for anything from outside."""
    if bound.symbol is not None:
        return (path, bound.symbol.qualname)
    if bound.imported is None:
        return None
    found = tree.names.imported(path, bound.imported, bound.given)
    if found.status is Status.EXTERNAL:
        return ("", "")
    if found.status is not Status.BOUND:
        return None
    definition = found.definition
    return (
        (definition.path, definition.symbol.qualname) if definition is not None else (found.module or "", "")
    )


def _place(world: World, path: str, bound: Bound, origin: Origin) -> Place | None:
    own = world.side_path(origin.side, path)
    facts = world.tree(origin.side).facts(own) if own is not None else None
    if own is None or facts is None:
        return None
    for each in _bindings(facts):
        if (each.name, each.what, each.span.start_line) == (bound.name, bound.what, origin.line):
            if each.symbol is not None and _was_renamed(world, origin.side, own, each.symbol):
                return None
            return Place(side=origin.side, path=own, span=each.span)
    return None


def _was_renamed(world: World, side: Side, path: str, symbol: Symbol) -> bool:
    return is_renamed(world, side, Definition(path=path, symbol=symbol))
