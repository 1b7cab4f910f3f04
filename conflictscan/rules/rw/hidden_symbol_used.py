"""What one side made narrower, the other side's new code still reaches or assigns.

## What it does

Reports an assignment (or `del`) on one side to an attribute that the other side made read-only: it became
a property without a setter, a field of a frozen dataclass or named tuple, a field that is `readonly`, `final`
or `const`, a property with a private setter, an event. A name that the other side made private. And a name
that a file takes through `from module import *`, where the other side left it out of that module's `__all__`.

## Why it matters

The attribute is still there and still reads well, so only the assignment fails, with `AttributeError` or
`FrozenInstanceError`. A name that the star no longer brings is a `NameError` at its use.

## Example

{fixture: setter-removed}

## Fix

Change the value through what the class offers now, or keep it open: a setter, the name in `__all__`.

## Known limits

- A leading underscore hides nothing in Python; a name that got one counts as renamed (RW102).
- `Final` binds type checkers alone and is not looked at.

## Source

Python Language Reference, 7.11 The import statement (`__all__`), 3.3.2.2 Descriptors; PEP 557, frozen
instances.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.changes import FateKind
from conflictscan.facts.code import ReferenceKind, Root, SymbolKind
from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule
from conflictscan.graph import Definition, Status
from conflictscan.rules.engines import dangle
from conflictscan.rules.engines.places import cause, effect
from conflictscan.rules.framework.confidence import guard_factor
from conflictscan.rules.framework.drafts import Draft, Place, Problem

if TYPE_CHECKING:
    from conflictscan.graph import Tree
    from conflictscan.rules.framework.uses import Site, UseCase

RULE = Rule(
    code="RW104",
    name="hidden-symbol-used",
    summary="What one side made read-only or left out of `__all__`, the other side assigns or uses anew.",
    severity=Severity.ERROR,
    confidence=0.9,
)

_CONSTANT = frozenset({"readonly", "final", "const"})
_WRITES = (ReferenceKind.WRITE, ReferenceKind.DELETE)
_OWN = (Root.INSTANCE, Root.CLASS, Root.SUPER)


def problem(site: Site) -> Problem | None:
    """The use assigns what is read-only, or is bound to nothing."""
    closed = _closed(site)
    if closed is not None:
        return Problem(
            key=("private",),
            path=site.path,
            span=site.reference.span,
            subject=site.tree.display(closed),
            about=closed,
        )
    if site.reference.kind not in _WRITES:
        return dangle.problem(site)
    holder = _read_only(site)
    if holder is None:
        return None
    return Problem(
        key=("read-only",),
        path=site.path,
        span=site.reference.span,
        subject=site.tree.display(holder),
        about=holder,
    )


def verdict(case: UseCase) -> Draft | None:
    """The other side closed what was open on the side that has the use."""
    closed = _closed(case.after)
    if closed is not None:
        return _made_private(case, closed)
    if case.after.reference.kind in _WRITES:
        return _assigned(case)
    return _unexported(case) or _hidden(case)


# -- private -----------------------------------------------------------------------------------


def _closed(site: Site) -> Definition | None:
    """The private member that a use meets from outside of its class."""
    definition = _met(site)
    if definition is None:
        return None
    if site.tree.semantics(definition.path).module_privacy:
        return definition if _out_of_module(site, definition) else None
    if not definition.symbol.container:
        return None
    if "private" not in definition.symbol.modifiers:
        return None
    chain = site.reference.chain
    if site.tree.semantics(definition.path).receiver_privacy and len(chain.steps) == 1 and chain.root in _OWN:
        return None
    home, place = definition.symbol.container.partition(".")[0], site.reference.enclosing
    within = site.path == definition.path and (place == home or place.startswith(f"{home}."))
    return None if within else definition


def _out_of_module(site: Site, definition: Definition) -> bool:
    """Is it private to a module, or to a package, that the use is outside of?"""
    written = definition.symbol.modifiers
    if site.path == definition.path or ("private" not in written and "internal" not in written):
        return False
    home, here = site.tree.module_name(definition.path), site.tree.module_name(site.path)
    if "private" in written:
        return here != home and not here.startswith(f"{home}::")
    return here.partition("::")[0] != home.partition("::")[0]


def _met(site: Site) -> Definition | None:
    """What a use runs or reads: for a construction the constructor, if the class has one of its own."""
    definition = site.binding.definition
    if site.binding.status is not Status.BOUND or definition is None:
        return None
    if definition.symbol.kind is not SymbolKind.CLASS or site.binding.instance:
        return definition
    if site.reference.kind is not ReferenceKind.CALL:
        return None
    constructor = site.tree.constructor(definition)
    return constructor.definition if constructor is not None else None


def _made_private(case: UseCase, closed: Definition) -> Draft | None:
    name = closed.symbol.name
    place = cause(case, (closed,), f"`{name}` private")
    if place is None:
        return None
    added = "added a" if case.new else "has a"
    modules = case.world.merged.semantics(closed.path).module_privacy
    home = closed.symbol.container if not modules else case.world.merged.module_name(closed.path)
    where = "module" if modules else "class"
    return Draft(
        subject=case.world.merged.display(closed),
        message=f"{case.other} made `{name}` private; {case.side} {added} use of it outside of its {where}",
        consequence=Consequence.FAILS_AT_RUN_TIME,
        cause=place,
        effect=effect(case),
        fix=f"use what `{home}` offers in its place, or keep `{name}` open",
        level=max(case.before.binding.level, case.after.binding.level),
        name=name,
    )


# -- read-only ---------------------------------------------------------------------------------


def _assigned(case: UseCase) -> Draft | None:
    holder = _read_only(case.after)
    if holder is None:
        return None
    name = holder.symbol.name
    owner = case.world.merged.definition(holder.path, holder.symbol.container)
    field = holder.symbol.kind is SymbolKind.FIELD and owner is not None
    compiled = case.world.merged.semantics(holder.path).compiled
    place = cause(case, (owner,) if field and owner and not compiled else (holder,), f"`{name}` read-only")
    if place is None:
        return None
    how = _how(case, holder) if field else "made it a property without a setter"
    added = "added an" if case.new else "has an"
    return Draft(
        subject=case.world.merged.display(holder),
        message=f"`{name}` cannot be assigned in the merge: {case.other} {how}, {case.side} {added} assignment",
        consequence=Consequence.FAILS_AT_RUN_TIME,
        cause=place,
        effect=effect(case),
        fix=f"change `{name}` through what its class offers now, or give it a setter",
        level=max(case.before.binding.level, case.after.binding.level),
        factors=(guard_factor(case.after.reference.guards),),
        name=name,
    )


def _how(case: UseCase, field: Definition) -> str:
    if not case.world.merged.semantics(field.path).compiled:
        return "froze its class"
    modifiers = field.symbol.modifiers
    if "event" in modifiers:
        return "made it an event"
    return "made its setter private" if "private_set" in modifiers else "made it read-only"


def _read_only(site: Site) -> Definition | None:
    """The property without setter, or the frozen field, that an assignment meets."""
    definition = site.binding.definition
    if site.binding.status is not Status.BOUND or definition is None or not definition.symbol.container:
        return None
    twins = _twins(site.tree, definition)
    getter = next((each for each in twins if "property" in each.symbol.modifiers), None)
    if getter is not None:
        return None if any(_takes(each, site.reference.kind) for each in twins) else getter
    owner = site.tree.definition(definition.path, definition.symbol.container)
    if definition.symbol.kind is not SymbolKind.FIELD or owner is None:
        return None
    if site.tree.semantics(definition.path).compiled:
        return definition if _is_written_closed(site, definition) else None
    declared = definition.symbol.field is not None and definition.symbol.field.in_constructor
    return definition if declared and {"frozen", "namedtuple"} & set(owner.symbol.modifiers) else None


def _is_written_closed(site: Site, field: Definition) -> bool:
    """Does the declaration refuse an assignment from where the use stands?"""
    modifiers, reference = {*field.symbol.modifiers}, site.reference
    place, home = reference.enclosing, field.symbol.container
    at_home = site.path == field.path or site.tree.semantics(field.path).open_classes
    inside = at_home and (place == home or place.startswith(f"{home}."))
    if modifiers & _CONSTANT:
        constructors = site.tree.semantics(field.path).constructors
        return not inside or (place != home and place.rpartition(".")[2] not in constructors)
    if inside:
        return False
    return "private_set" in modifiers or ("event" in modifiers and reference.result is None)


def _twins(tree: Tree, definition: Definition) -> list[Definition]:
    """All definitions of the name in its class: getter, setter, assignments through `self`."""
    facts = tree.facts(definition.path)
    wanted = (definition.symbol.container, definition.symbol.name)
    return [
        Definition(path=definition.path, symbol=symbol)
        for symbol in (facts.symbols if facts else ())
        if (symbol.container, symbol.name) == wanted
    ]


def _takes(definition: Definition, kind: ReferenceKind) -> bool:
    modifiers = definition.symbol.modifiers
    return ("deleter" if kind is ReferenceKind.DELETE else "setter") in modifiers


# -- left out of __all__ -----------------------------------------------------------------------


def _unexported(case: UseCase) -> Draft | None:
    """The definition stands where it stood, and the star import of it no longer brings it."""
    origin, fate = case.origin, case.fate
    if origin is None or fate is None or fate.kind is not FateKind.KEPT or fate.new is None:
        return None
    if case.after.binding.owner is not None or case.after.binding.missing != origin.symbol.name:
        return None
    name, module = origin.symbol.name, fate.new.path
    was = case.world.base.facts(origin.path)
    now = case.world.tree(case.other).facts(module)
    if was is None or now is None or now.exports is None or name in now.exports:
        return None
    if was.exports is not None and name not in was.exports:
        return None
    where = case.world.tree(case.other).module_name(module)
    found = dangle.Dangling(
        gone=dangle.Gone.REMOVED,
        name=name,
        subject=case.world.base.display(origin),
        did=f"left `{name}` out of `__all__` of `{where}`",
        cause=_all_of(case, module) or _place(case, fate.new),
    )
    return dangle.draft(case, found, fix=f"import `{name}` from `{where}` by name, or export it again")


def _hidden(case: UseCase) -> Draft | None:
    """The file that has the definition states its exports, and this is none of them any more."""
    found = dangle.dangling(case)
    if found is None or found.gone is not dangle.Gone.HIDDEN or case.after.binding.missing == "default":
        return None
    return dangle.draft(case, found, fix=f"export `{found.name}` again, or do without it here")


def _all_of(case: UseCase, module: str) -> Place | None:
    found = case.world.tree(case.other).definition(module, "__all__")
    return _place(case, found) if found else None


def _place(case: UseCase, definition: Definition) -> Place:
    return Place(side=case.other, path=definition.path, span=definition.symbol.name_span)
