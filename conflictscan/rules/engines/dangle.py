"""A use that binds on its own side and to nothing in the merge: what the other side did to what it meant.

Several rules share the predicate (`problem`) and differ in the answer (`dangling`): removed, renamed,
moved, or no longer imported.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import msgspec

from conflictscan.changes import FateKind
from conflictscan.facts.code import Chain, ReferenceKind, Span
from conflictscan.facts.findings import Consequence
from conflictscan.graph import Status
from conflictscan.rules.framework.confidence import guard_factor
from conflictscan.rules.framework.drafts import START, Draft, Place, Problem

if TYPE_CHECKING:
    from conflictscan.changes import Fate
    from conflictscan.facts.code import FileFacts, Reference
    from conflictscan.facts.findings import Edit
    from conflictscan.graph import Definition
    from conflictscan.rules.framework.uses import Site, UseCase

DOUBLES = (ReferenceKind.TARGET, ReferenceKind.PATCH_ATTRIBUTE)
"""Uses by string: they belong to the rule on test doubles."""

_VALUES = frozenset({"()", "@", "[]", "*", "await", "with"})
_TYPES_ALONE = 0.75  # nothing fails at run time, a type checker does
_NOUNS = {
    ReferenceKind.CALL: "a call of",
    ReferenceKind.IMPORT: "an import of",
    ReferenceKind.EXTEND: "a subclass of",
    ReferenceKind.DECORATOR: "a decorator",
    ReferenceKind.CATCH: "a handler of",
    ReferenceKind.PATTERN: "a pattern with",
    ReferenceKind.ANNOTATION: "an annotation with",
    ReferenceKind.TARGET: "a string that names",
    ReferenceKind.PATCH_ATTRIBUTE: "a patch of",
}


class Gone(enum.StrEnum):
    """Why the merge does not have it."""

    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    HIDDEN = "hidden"  # it stands where it stood, and is not to be had from there any more
    UNIMPORTED = "unimported"  # the file that uses it does not import it any more


class Dangling(msgspec.Struct, frozen=True, kw_only=True):
    """What the other side did: `did` in words, `cause` where, `new` the name or module that holds it there."""

    gone: Gone
    name: str
    subject: str
    did: str
    cause: Place
    new: str = ""
    score: float = 1.0


def problem(site: Site) -> Problem | None:
    """The use is bound to nothing although everything that could define it is known."""
    binding = site.binding
    if binding.status is not Status.MISSING:
        return None
    return Problem(
        key=(binding.missing, binding.owner.symbol.qualname if binding.owner else ""),
        path=site.path,
        span=site.reference.span,
        subject=binding.missing,
    )


def _is_beyond(chain: Chain, missing: str) -> bool:
    """Does the use go on with the value of what is missing?"""
    step = f".{missing}"
    place = chain.steps.index(step) + 1 if step in chain.steps else 0
    return not _VALUES.isdisjoint(chain.steps[place:])


def dangling(case: UseCase) -> Dangling | None:
    """What became of what the use meant on its own side; None when nobody can be blamed."""
    missing = case.after.binding
    if _is_beyond(case.after.reference.chain, missing.missing):
        return None  # what gives the value is missing, and a use of its own
    if missing.missing_in == case.after.path and missing.owner is None:
        if case.origin is None and _brought_whole(case):
            return None
        own = _imported_before(case)
        if own is not None:
            return own
    if case.origin is not None and case.fate is not None and _through_module(case) is None:
        whole = _class_of(case, case.origin)
        fate = case.world.changes[case.other].fate(whole) if whole is not None else case.fate
        return _of_definition(case, whole or case.origin, fate)
    return _of_module(case)


def _class_of(case: UseCase, origin: Definition) -> Definition | None:
    """The class whose member was meant, where the merge lacks the class: the member goes with it."""
    missing = case.after.binding
    if missing.owner is not None or not origin.symbol.qualname.startswith(f"{missing.missing}."):
        return None
    return case.world.base.definition(origin.path, missing.missing)


# -- the definition ----------------------------------------------------------------------------


def _of_definition(case: UseCase, origin: Definition, fate: Fate) -> Dangling | None:
    name = origin.symbol.name
    subject = case.world.base.display(origin)
    place = Place(
        side=case.other,
        path=origin.path,
        span=origin.symbol.name_span,
        in_base=True,
        label=f"`{name}` removed",
    )
    if fate.kind is FateKind.REMOVED or fate.new is None:
        return Dangling(gone=Gone.REMOVED, name=name, subject=subject, did=f"removed `{name}`", cause=place)
    new = fate.new
    if fate.kind is FateKind.RENAMED:
        now = new.symbol.name
        place = Place(side=case.other, path=new.path, span=new.symbol.name_span, label=f"renamed to `{now}`")
        did = f"renamed `{name}` to `{now}`"
        return Dangling(
            gone=Gone.RENAMED, name=name, subject=subject, did=did, cause=place, new=now, score=fate.score
        )
    if new.path != origin.path:
        module = case.world.tree(case.other).module_name(new.path)
        place = Place(side=case.other, path=new.path, span=new.symbol.name_span, label=f"moved to `{module}`")
        did = f"moved `{name}` to `{module}`"
        return Dangling(
            gone=Gone.MOVED, name=name, subject=subject, did=did, cause=place, new=module, score=fate.score
        )
    return _unreachable(case, origin, subject)


def _unreachable(case: UseCase, origin: Definition, subject: str) -> Dangling | None:
    """The definition stands where it stood; a re-export or the type of the receiver on the way to it is gone."""
    missing = case.after.binding
    name = missing.missing
    if missing.owner is not None:
        owner = case.world.counterpart(case.other, missing.owner)
        if owner is None or _has(case, owner, name):
            return None
        place = Place(
            side=case.other, path=owner.path, span=owner.symbol.name_span, label=f"without `{name}`"
        )
        did = f"took `{name}` from `{owner.symbol.name}`"
        return Dangling(gone=Gone.REMOVED, name=name, subject=subject, did=did, cause=place)
    hidden = _hidden(case, origin)
    if hidden is not None:
        return hidden
    # what the file does with the name (`Square.sides`) dangles with it: one subject for all
    member = origin.symbol.qualname.partition(".")[2]
    whole = subject.removesuffix(f".{member}") if member else subject
    return _reexport(case, missing.missing_in, name, whole)


def _hidden(case: UseCase, origin: Definition) -> Dangling | None:
    """The file that exported it in the merge base does so no longer."""
    module, name = case.after.binding.missing_in, case.after.binding.missing
    path = case.world.side_path(case.other, module)
    base_path = case.world.base_path(case.other, path) if path is not None else None
    was = case.world.base.index(base_path) if base_path is not None else None
    now = case.world.tree(case.other).index(path) if path is not None else None
    if path is None or was is None or now is None or name not in was.exported or name in now.exported:
        return None
    top = case.world.base.definition(origin.path, origin.symbol.qualname.partition(".")[0]) or origin
    definition = case.world.changes[case.other].fate(top).new or top
    span = definition.symbol.name_span if definition.path == path else was.exported[name].span
    what = f"`{top.symbol.name}` as default" if name == "default" else f"`{name}`"
    return Dangling(
        gone=Gone.HIDDEN,
        name=top.symbol.name,
        subject=case.world.base.display(top),
        did=f"no longer exports {what} from `{case.world.base.module_name(base_path or path)}`",
        cause=Place(
            side=case.other,
            path=path if definition.path == path else base_path or path,
            span=span,
            in_base=definition.path != path,
            label=f"{what} no longer exported",
        ),
        new=top.symbol.name if name == "default" else "",
    )


def _has(case: UseCase, owner: Definition, name: str) -> bool:
    """Does the other side have the member after all? A merge made by hand may have lost it."""
    return case.world.audited and case.world.tree(case.other).member(owner, name).status is Status.BOUND


def _reexport(case: UseCase, module: str, name: str, subject: str) -> Dangling | None:
    side_path = case.world.side_path(case.other, module)
    base_path = case.world.base_path(case.other, side_path) if side_path else module
    span = import_span(case.world.base.facts(base_path), name) if base_path else None
    if span is None and base_path and side_path:
        span = _lost_star(case, base_path, side_path)
    if base_path is None or span is None:
        return None
    place = Place(
        side=case.other, path=base_path, span=span, in_base=True, label=f"no longer imports `{name}`"
    )
    did = f"removed `{name}` from `{case.world.base.module_name(base_path)}`"
    return Dangling(gone=Gone.REMOVED, name=name, subject=subject, did=did, cause=place)


def _lost_star(case: UseCase, base_path: str, side_path: str) -> Span | None:
    """A module whose names the file handed on with a star in the merge base, and hands on no longer."""
    was, now = case.world.base.index(base_path), case.world.tree(case.other).index(side_path)
    kept = {star.module for star in now.star_exports} if now is not None else set[str]()
    lost = [star for star in was.star_exports if star.module not in kept] if was is not None else []
    return lost[0].span if len(lost) == 1 else None


# -- imports of the file itself ----------------------------------------------------------------


def _imported_before(case: UseCase) -> Dangling | None:
    """The file imported the name in the merge base, and the other side took that import away."""
    side_path = case.world.side_path(case.other, case.after.path)
    base_path = case.world.base_path(case.other, side_path) if side_path else None
    if base_path is None:
        return None
    name = case.after.binding.missing
    was, now = case.world.base.facts(base_path), case.world.tree(case.other).facts(side_path or "")
    span = import_span(was, name)
    if span is not None and import_span(now, name) is not None:
        return None
    span = span or _lost_members(was, now, case.before.binding.external)
    if span is None:
        return None
    fate = case.fate
    if fate is not None and case.origin is not None and fate.kind in (FateKind.RENAMED, FateKind.REMOVED):
        return None  # the import went with the definition
    place = Place(
        side=case.other, path=base_path, span=span, in_base=True, label=f"import of `{name}` removed"
    )
    module = case.world.base.module_name(base_path)
    return Dangling(
        gone=Gone.UNIMPORTED,
        name=name,
        subject=f"{module}.{name}",
        did=f"removed the import of `{name}` from {base_path}",
        cause=place,
    )


def import_span(facts: FileFacts | None, name: str) -> Span | None:
    """Where the file imports a local name; None if it does not."""
    for imported in facts.imports if facts else ():
        for each in imported.names:
            if each.local == name:
                return each.span
        if not imported.names and not imported.star:
            local = imported.alias or imported.module.partition(".")[0]
            if local == name:
                return imported.span
    return None


def _brought_whole(case: UseCase) -> bool:
    """Does the file now import all of the package that it had the name from, or all of another besides?"""
    name, path = case.after.binding.missing, case.after.path
    was, now = case.before.tree.facts(case.before.path), case.world.merged.facts(path)
    if was is None or now is None:
        return False
    had = {each.module for each in was.imports if each.star}
    modules = {each.module for each in was.imports if any(n.local == name for n in each.names)}
    modules |= {module.rpartition(".")[0] for module in modules}
    whole = [each.module for each in now.imports if each.star and not each.names]
    return any(module not in had or module.removesuffix(".*") in modules for module in whole)


def _lost_members(was: FileFacts | None, now: FileFacts | None, module: str) -> Span | None:
    """The import of all members of a class from outside, where it brought the name and is there no more."""
    if not module or was is None or now is None:
        return None
    kept = {each.module for each in now.imports if each.star and each.names}
    lost = [each for each in was.imports if each.star and each.names and each.module not in kept]
    return next((each.span for each in lost if each.module.startswith(module)), None)


def _through_module(case: UseCase) -> str | None:
    """The module of `module.name` when it is the module that the merge has not."""
    chain = case.before.reference.chain
    definition, missing = case.before.binding.definition, case.after.binding
    if (
        definition is None
        or not chain.steps
        or missing.owner is not None
        or missing.missing == definition.symbol.name
    ):
        return None
    root = case.before.tree.resolve(case.before.path, Chain(chain.name, chain.root, (), chain.scope))
    return root.module if root.status is Status.BOUND and root.module == definition.path else None


# -- modules -----------------------------------------------------------------------------------


def _of_module(case: UseCase) -> Dangling | None:
    """The use meant a module, or something from outside that a module of ours handed on."""
    module = case.before.binding.module or _through_module(case)
    missing = case.after.binding
    if module is None:
        return _reexport(case, missing.missing_in, missing.missing, missing.missing)
    changes = case.world.changes[case.other]
    base_path = case.world.base_path(case.side, module)
    if base_path is None or base_path not in changes.by_old:
        return _reexport(case, missing.missing_in, missing.missing, case.before.tree.module_name(module))
    name = case.world.base.module_name(base_path)
    now = changes.path_in_side(base_path)
    if now is None:
        place = Place(side=case.other, path=base_path, span=START, in_base=True, label="module removed")
        return Dangling(
            gone=Gone.REMOVED,
            name=name.rpartition(".")[2],
            subject=name,
            did=f"removed the module `{name}`",
            cause=place,
        )
    if now == base_path:
        return _reexport(case, missing.missing_in, missing.missing, name)
    new = case.world.tree(case.other).module_name(now)
    place = Place(side=case.other, path=now, span=START, label=f"moved from {base_path}")
    did = f"moved the module `{name}` to `{new}`"
    return Dangling(
        gone=Gone.MOVED, name=name.rpartition(".")[2], subject=name, did=did, cause=place, new=new
    )


def types_factor(reference: Reference) -> float:
    """How much an import under `if TYPE_CHECKING` is worth, or an annotation that nothing evaluates."""
    alone = not {"type_checking", "unevaluated"}.isdisjoint(reference.guards)
    return _TYPES_ALONE if alone else 1.0


# -- the finding -------------------------------------------------------------------------------


def draft(case: UseCase, found: Dangling, *, fix: str, edits: tuple[Edit, ...] = ()) -> Draft:
    """The finding: what the other side did, what this side uses, and that the merge lacks it."""
    reference = case.before.reference
    noun = _NOUNS.get(reference.kind, "a use of")
    verb = "added" if case.new else "has"
    guards = (guard_factor(reference.guards), types_factor(case.after.reference))
    return Draft(
        subject=found.subject,
        message=(
            f"{case.other} {found.did} ({found.cause.path}:{found.cause.span.start_line + 1}); "
            f"{case.side} {verb} {noun} `{found.name}` ({case.before.path}:{reference.name_span.start_line + 1}); "
            f"the merge has no `{case.after.binding.missing}`"
        ),
        consequence=Consequence.FAILS_AT_RUN_TIME,
        cause=found.cause,
        effect=Place(side=case.side, path=case.before.path, span=reference.name_span),
        fix=fix,
        edits=edits,
        level=max(case.before.binding.level, case.after.binding.level),
        factors=tuple(f for f in guards if f != 1.0),
        name=found.name,
    )
