"""Arguments whose written type is not the one that the parameter declares, where the spelling alone decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import Chain, ReferenceKind, SymbolKind
from conflictscan.graph import Definition, Status
from conflictscan.languages.written import Form, fits, form
from conflictscan.rules.engines.callee import alternatives, callee
from conflictscan.rules.engines.fit import misfit, taken_by_position

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import Arguments, Parameter
    from conflictscan.languages.written import Builtin
    from conflictscan.rules.engines.callee import Callee
    from conflictscan.rules.framework.uses import Site

_VALUES = (SymbolKind.FIELD, SymbolKind.VARIABLE)


class WrittenFlow(msgspec.Struct, frozen=True):
    """One argument: the type it is written with, the one its parameter declares, and whether it goes there."""

    place: int  # among the arguments
    parameter: str
    value: str
    declared: str
    by: Definition  # what holds the parameter
    fits: bool | None


def written_flows(site: Site) -> Iterator[WrittenFlow]:
    """The arguments of a call whose types are written, in order."""
    reference = site.reference
    builtin = site.tree.semantics(site.path).builtin
    if builtin is None or reference.kind is not ReferenceKind.CALL or reference.arguments is None:
        return
    target = callee(site)
    if target is None or misfit(reference.arguments, target.parameters) is not None:
        return  # another rule's matter: nobody knows which argument was meant for which parameter
    if _overloaded(site, target, reference.arguments):
        return
    for index, parameter in enumerate(taken_by_position(target.parameters)[: reference.arguments.positional]):
        written = _written(site, reference.arguments, index)
        if not written or not parameter.annotation:
            continue
        verdict = _fits(site, target, written, parameter, builtin)
        yield WrittenFlow(
            index, parameter.name, written, parameter.annotation, target.implementation, verdict
        )


def written_misfit(site: Site) -> WrittenFlow | None:
    """The first argument that surely does not go where it is put."""
    return next((flow for flow in written_flows(site) if flow.fits is False), None)


def _overloaded(site: Site, target: Callee, arguments: Arguments) -> bool:
    """Does something else of this name take as many arguments?"""
    return any(
        parameters != target.parameters and misfit(arguments, parameters) is None
        for parameters in alternatives(site.tree, target)
    )


def _fits(site: Site, target: Callee, written: str, parameter: Parameter, builtin: Builtin) -> bool | None:
    value = Form("literal", written[1:-1]) if written.startswith("<") else form(written, builtin)
    declared = form(parameter.annotation, builtin)
    if value is None or declared is None:
        return None
    if declared.kind == "named" and value.kind == "scalar":
        return False if _is_class(site, target, parameter, builtin) else None
    return fits(value, declared, builtin)


def _is_class(site: Site, target: Callee, parameter: Parameter, builtin: Builtin) -> bool:
    """Is the declared type a class of the repository, which no built-in type turns into?"""
    if parameter.type is None:
        return False
    found = site.tree.resolve(target.implementation.path, parameter.type)
    definition = found.definition
    if (
        found.status is not Status.BOUND
        or definition is None
        or definition.symbol.kind is not SymbolKind.CLASS
        or not _OPEN.isdisjoint(definition.symbol.modifiers)
    ):
        return False
    source = site.tree.snapshot.read(definition.path) or b""
    return not builtin.converts or builtin.converts not in source


_OPEN = frozenset({"interface", "trait", "alias", "enum", "namespace", "object", "dynamic"})


# -- values ------------------------------------------------------------------------------------


def _written(site: Site, arguments: Arguments, index: int) -> str:
    """The type that an argument is written with, or its literal's kind in angle brackets; empty if none is."""
    text = arguments.texts[index] if index < len(arguments.texts) else ""
    if text.startswith("<"):
        return text
    if text.isidentifier():
        own = _own_parameter(site, text)
        if own:
            return own
    chain = arguments.values[index] if index < len(arguments.values) else None
    return _of_chain(site, chain) if chain is not None else ""


def _own_parameter(site: Site, name: str) -> str:
    """What the function around declares the name as."""
    around = site.tree.definition(site.path, site.reference.enclosing)
    parameters = around.symbol.parameters if around is not None else None
    return next((p.annotation for p in parameters or () if p.name == name), "")


def _of_chain(site: Site, chain: Chain) -> str:
    called = bool(chain.steps) and chain.steps[-1] == "()"
    named = Chain(chain.name, chain.root, chain.steps[:-1], chain.scope) if called else chain
    found = site.tree.resolve(site.path, named)
    definition = found.definition
    if found.status is not Status.BOUND or definition is None:
        return ""
    if called:
        return definition.symbol.returns if definition.symbol.parameters is not None else ""
    return definition.symbol.annotation if definition.symbol.kind in _VALUES else ""
