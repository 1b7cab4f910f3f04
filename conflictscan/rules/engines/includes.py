"""Dangling uses where an import puts in the text of a file: an include taken away, a name that macros still make."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, cast

from conflictscan.changes import FateKind
from conflictscan.graph import Status
from conflictscan.rules.engines.dangling import Dangling, Gone
from conflictscan.rules.framework.drafts import Place

if TYPE_CHECKING:
    from conflictscan.changes import Fate
    from conflictscan.facts.code import FileFacts, Import
    from conflictscan.graph import Definition, Tree
    from conflictscan.languages.resolver import Textual
    from conflictscan.rules.framework.uses import UseCase


def included_before(case: UseCase) -> Dangling | None:
    """An include on the way to the definition that the other side took away; None where it is not that."""
    target = case.before.binding.definition
    tree = case.before.tree
    if target is None or not tree.semantics(case.before.path).textual_includes:
        return None
    modules = cast("Textual", tree.modules(case.before.path))
    route = modules.route(case.before.path, target.path)
    for includer, included in pairwise(route):
        found = _dropped(case, includer, included)
        if found is None:
            continue
        path, imported = found
        name = case.after.binding.missing
        if not _stands(case, target):
            return None
        return Dangling(
            gone=Gone.UNIMPORTED,
            name=name,
            subject=case.world.base.module_name(included),
            did=f"removed the include of `{imported.module}` from {path}",
            cause=Place(
                side=case.other,
                path=path,
                span=imported.span,
                in_base=True,
                label=f"include of `{imported.module}` removed",
            ),
        )
    return None


def misses_include(case: UseCase) -> bool:
    """Does the use mean a name of a file that includes another which the merge does not have? That is told there."""
    tree, path = case.after.tree, case.after.path
    if case.before.binding.definition is None or not tree.semantics(path).textual_includes:
        return False
    facts = tree.facts(path)
    includes = facts.imports if facts is not None else ()
    return any(tree.import_target(path, imported).status is Status.MISSING for imported in includes)


def _dropped(case: UseCase, includer: str, included: str) -> tuple[str, Import] | None:
    """The include of the merge base that the other side's version of the file does not have."""
    world = case.world
    merged = world.merged_path(case.side, includer)
    own = world.side_path(case.other, merged) if merged is not None else None
    base = world.base_path(case.side, includer)
    if own is None or base is None or not world.touched(case.other, merged or includer):
        return None
    was = _including(world.base, base, world.base.facts(base), included)
    if was is None or _including(world.tree(case.other), own, world.tree(case.other).facts(own), included):
        return None
    return base, was


def _including(tree: Tree, path: str, facts: FileFacts | None, included: str) -> Import | None:
    for imported in facts.imports if facts is not None else ():
        if tree.import_target(path, imported).module == included:
            return imported
    return None


def _stands(case: UseCase, target: Definition) -> bool:
    """Does the merge have the definition where it was?"""
    merged = case.world.merged_path(case.side, target.path)
    return merged is not None and case.world.merged.definition(merged, target.symbol.qualname) is not None


def fate_of_body(case: UseCase, origin: Definition, fate: Fate) -> Fate:
    """What the other side did to a function that is declared in one file and defined in another: the body tells."""
    changes, base = case.world.changes[case.other], case.world.base
    if fate.kind is not FateKind.REMOVED or "overload" not in origin.symbol.modifiers:
        return fate
    for path in sorted(changes.by_old):
        if not base.semantics(path).textual_includes:
            continue
        defined = base.definition(path, origin.symbol.qualname)
        if defined is not None and defined.symbol.body_hash:
            found = changes.fate(defined)
            return found if found.kind is FateKind.RENAMED else fate
    return fate


def still_said(case: UseCase, origin: Definition) -> bool:
    """Does the other side itself use the name where nothing that is read defines it? Then a macro does."""
    tree = case.world.tree(case.other)
    if origin.symbol.container or not tree.semantics(origin.path).textual_includes:
        return False
    name = origin.symbol.name
    modules = cast("Textual", tree.modules(origin.path))
    return any(tree.names.lookup(path, name).status is not Status.BOUND for path in modules.saying(name))
