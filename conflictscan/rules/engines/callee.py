"""Which parameter list a call meets: a function's, a method's with or without its receiver, or a class's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.changes.deltas import receiver
from conflictscan.facts.code import (
    Arguments,
    Chain,
    Parameter,
    ParameterKind,
    ReferenceKind,
    Root,
    SymbolKind,
)
from conflictscan.graph import Definition, Status
from conflictscan.rules.engines.fit import Misfit, misfit, taken_by_position
from conflictscan.rules.framework.confidence import UNKNOWN_DECORATOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from conflictscan.graph import Tree
    from conflictscan.rules.framework.uses import Site

_CALLS = (ReferenceKind.CALL, ReferenceKind.DECORATOR, ReferenceKind.RECORD)
_BY_NAME = (ParameterKind.NAMED_ONLY, ParameterKind.POSITIONAL_OR_NAMED, ParameterKind.REST_NAMED)
_VALUES = frozenset({"property", "cached_property", "setter", "deleter"})

_KEEPS_SIGNATURE = frozenset(
    {
        "abstractmethod",
        "admin",
        "after_request",
        "asynccontextmanager",
        "before_request",
        "cache",
        "cached",
        "classmethod",
        "contextmanager",
        "dataclass",
        "delete",
        "deprecated",
        "errorhandler",
        "final",
        "get",
        "login_required",
        "lru_cache",
        "mark",
        "no_type_check",
        "overload",
        "override",
        "parametrize",
        "patch_route",
        "post",
        "profile",
        "put",
        "receiver",
        "register",
        "route",
        "runtime_checkable",
        "singledispatch",
        "skip",
        "skipif",
        "staticmethod",
        "total_ordering",
        "typechecked",
        "unique",
    }
)
_REWRITES_SIGNATURE = frozenset(
    {
        "argument",
        "cached_property",
        "command",
        "composite",
        "fixture",
        "flow",
        "given",
        "group",
        "hookimpl",
        "hookspec",
        "inject",
        "object",
        "option",
        "partial",
        "pass_context",
        "pass_obj",
        "patch",
        "property",
        "shared_task",
        "step",
        "task",
        "tool",
        "wire",
    }
)


class Callee(msgspec.Struct, frozen=True):
    """What a call runs: `definition` is what the call names, `implementation` what holds the parameters.

    `implied` tells that a class is built through its fields (dataclass, NamedTuple …) and not
    through an `__init__` of its own.
    """

    definition: Definition
    implementation: Definition
    parameters: tuple[Parameter, ...]
    implied: bool = False


def callee(site: Site) -> Callee | None:
    """The parameters that the site's arguments must fit; None when it is no call or they are not known."""
    if site.reference.kind not in _CALLS or site.binding.status is not Status.BOUND:
        return None
    definition = site.binding.definition
    if definition is None or _rewritten(definition):
        return None
    if definition.symbol.kind is SymbolKind.CLASS:
        built = _of_instance if site.binding.instance else _of_class
        target = _for(site, built(site.tree, definition))
        return _chosen(site, target) if target is not None else None
    if site.reference.kind is ReferenceKind.RECORD:
        return _of_component(site.tree, definition)
    if definition.symbol.parameters is None or not _VALUES.isdisjoint(definition.symbol.modifiers):
        return None
    if site.tree.semantics(definition.path).overloads and site.reference.arguments is not None:
        definition = fitting(site.tree, definition, site.reference.arguments)
    parameters = definition.symbol.parameters or ()
    unbound = site.tree.semantics(definition.path).unbound_methods
    if unbound and receiver(definition.symbol) == "instance" and through_class(site):
        parameters = (_SELF, *parameters)
    return Callee(definition, definition, parameters)


def _chosen(site: Site, target: Callee) -> Callee:
    """The constructor that the arguments fit, where a class may have several."""
    arguments = site.reference.arguments
    if arguments is None or target.implied or not site.tree.semantics(target.definition.path).overloads:
        return target
    found = fitting(site.tree, target.implementation, arguments)
    return Callee(target.definition, found, found.symbol.parameters or ())


def overloads(tree: Tree, definition: Definition) -> list[Definition]:
    """All methods that a call of this name may mean: its own overloads, and those of the classes above."""
    symbol = definition.symbol
    if not symbol.container:
        return _of_package(tree, definition) or [definition]
    owner = tree.definition(definition.path, symbol.container)
    classes = tree.lineage(owner).classes if owner is not None else ()
    if symbol.name in tree.semantics(definition.path).constructors:
        classes = classes[:1]
    found: list[Definition] = []
    for cls in classes:
        index = tree.index(cls.path)
        twins = index.members.get((cls.symbol.qualname, symbol.name), []) if index is not None else []
        found.extend(Definition(cls.path, twin) for twin in twins if twin.parameters is not None)
    return found or [definition]


def _of_package(tree: Tree, definition: Definition) -> list[Definition]:
    """The functions of one name in a package, whichever files they stand in."""
    name, path = definition.symbol.name, definition.path
    found: list[Definition] = []
    for each in (path, *tree.modules(path).visible(path, name)):
        index = tree.index(each)
        twins = index.members.get(("", name), []) if index is not None else []
        found.extend(Definition(each, twin) for twin in twins if twin.parameters is not None)
    return found


def fitting(tree: Tree, definition: Definition, arguments: Arguments) -> Definition:
    """The first overload that takes as many arguments; the given one where none does."""
    for each in overloads(tree, definition):
        if misfit(arguments, each.symbol.parameters or ()) is None:
            return each
    return definition


def _for(site: Site, target: Callee | None) -> Callee | None:
    """What the use meets: a call may be a conversion, and a record without names gives every field."""
    record = site.reference.kind is ReferenceKind.RECORD
    if target is None or not (record or site.tree.semantics(target.definition.path).built_by_call):
        return None
    arguments = site.reference.arguments
    if not record or arguments is None or not arguments.positional:
        return target
    every = tuple(msgspec.structs.replace(p, required=True) for p in target.parameters)
    return msgspec.structs.replace(target, parameters=every)


def arguments_of(site: Site) -> Arguments | None:
    """The argument list of a call; a bare decorator gives the decorated thing."""
    reference = site.reference
    if reference.kind is ReferenceKind.DECORATOR and reference.arguments is None:
        return Arguments(positional=1, texts=("",))
    return reference.arguments if reference.kind in _CALLS else None


def call_misfit(site: Site) -> tuple[Callee, Misfit] | None:
    """Why the call does not fit what it is bound to in its tree; None when it fits or nothing is known."""
    target = callee(site)
    arguments = arguments_of(site)
    if target is None or arguments is None:
        return None
    found = misfit(as_given(site, arguments, target.parameters), target.parameters)
    others = alternatives(site.tree, target)
    if found is None or any(misfit(as_given(site, arguments, p), p) is None for p in others):
        return None
    return target, found


def as_given(site: Site, arguments: Arguments, parameters: Sequence[Parameter]) -> Arguments:
    """The arguments as these parameters take them: named ones are one mapping where no parameter has a name."""
    if site.tree.semantics(site.path).surplus_arguments:
        room = len(taken_by_position(parameters))
        return msgspec.structs.replace(arguments, positional=min(arguments.positional, room))
    named = not arguments.names or any(p.kind in _BY_NAME for p in parameters)
    if named or not site.tree.semantics(site.path).names_as_mapping:
        return arguments
    return msgspec.structs.replace(
        arguments,
        positional=arguments.positional + 1,
        names=(),
        texts=(*arguments.texts, ""),
        splat_named=False,
    )


def through_class(site: Site) -> bool:
    """Tell whether a method is taken from the class itself (`Repo.find(repo)`), not from an instance."""
    chain = site.reference.chain
    if not chain.steps or not chain.steps[-1].startswith("."):
        return False
    if len(chain.steps) == 1 and chain.root in (Root.INSTANCE, Root.SUPER, Root.CLASS):
        return chain.root is Root.CLASS
    prefix = Chain(chain.name, chain.root, chain.steps[:-1], chain.scope)
    holder = site.tree.resolve(site.path, prefix)
    return (
        holder.status is Status.BOUND
        and not holder.instance
        and holder.definition is not None
        and holder.definition.symbol.kind is SymbolKind.CLASS
    )


def decorator_factor(*definitions: Definition) -> float:
    """What an unknown decorator, which could change the signature, leaves of the confidence."""
    names = {d.chain.last for definition in definitions for d in definition.symbol.decorators}
    return 1.0 if names <= _KEEPS_SIGNATURE else UNKNOWN_DECORATOR


def rewrapped(old: Definition, new: Definition) -> bool:
    """Tell whether an unknown decorator came with the change: most likely it hides the change from callers."""
    if new.symbol.kind is SymbolKind.CLASS:
        return False
    had = {d.chain.last for d in old.symbol.decorators}
    has = {d.chain.last for d in new.symbol.decorators}
    return not has - had <= _KEEPS_SIGNATURE


_SELF = Parameter("self", ParameterKind.POSITIONAL_ONLY, required=True)


def _rewritten(definition: Definition) -> bool:
    return any(d.chain.last in _REWRITES_SIGNATURE for d in definition.symbol.decorators)


def _of_class(tree: Tree, cls: Definition) -> Callee | None:
    if not {"enum", "protocol", "metaclass", "typeddict"}.isdisjoint(cls.symbol.modifiers):
        return None
    constructor = tree.constructor(cls)
    if constructor is None or not constructor.complete or _rewritten(constructor.definition):
        return None
    implied = constructor.definition.symbol.kind is SymbolKind.CLASS
    return Callee(cls, constructor.definition, constructor.parameters, implied)


def _of_component(tree: Tree, function: Definition) -> Callee | None:
    """A function that an element names takes its attributes as one record: the fields of its first parameter."""
    parameters = function.symbol.parameters or ()
    typed = parameters[0].type if parameters else None
    found = tree.resolve(function.path, typed) if typed is not None else None
    holder = found.definition if found is not None and found.status is Status.BOUND else None
    if holder is None or holder.symbol.kind is not SymbolKind.CLASS:
        return None
    constructor = tree.constructor(holder)
    if (
        constructor is None
        or not constructor.complete
        or constructor.definition.symbol.kind is not SymbolKind.CLASS
    ):
        return None
    given = tuple(p for p in constructor.parameters if p.name not in _GIVEN_TO_COMPONENTS)
    rest = Parameter("attributes", ParameterKind.REST_NAMED, required=False)
    return Callee(holder, constructor.definition, (*given, rest), implied=True)


_GIVEN_TO_COMPONENTS = frozenset({"children", "key", "ref"})


def _of_instance(tree: Tree, cls: Definition) -> Callee | None:
    found = tree.member(cls, "__call__")
    definition = found.definition
    if found.status is not Status.BOUND or definition is None or definition.symbol.parameters is None:
        return None
    return None if _rewritten(definition) else Callee(definition, definition, definition.symbol.parameters)


def alternatives(tree: Tree, target: Callee) -> Iterable[tuple[Parameter, ...]]:
    """Parameters of the other definitions of one name: the arms of an `if`, overloads of one function."""
    implementation = target.implementation
    facts = tree.facts(implementation.path)
    if facts is None or target.implied:
        return
    own = implementation.symbol
    if tree.semantics(implementation.path).overloads:
        yield from (each.symbol.parameters or () for each in overloads(tree, implementation))
        if target.definition.symbol.kind is SymbolKind.CLASS:  # functions that build one by its name
            yield from (each.symbol.parameters or () for each in _of_package(tree, target.definition))
        if own.name in tree.semantics(implementation.path).constructors:
            yield from _canonical(tree, target.definition)
        return
    for symbol in facts.symbols:
        twin = symbol.qualname == own.qualname and symbol.ordinal != own.ordinal
        if twin and symbol.parameters is not None:
            yield symbol.parameters


def _canonical(tree: Tree, cls: Definition) -> Iterable[tuple[Parameter, ...]]:
    """The constructor that a record has beside those that are written."""
    if "record" in cls.symbol.modifiers:
        yield tree.classes.components(cls)


def parameters_of(tree: Tree, definition: Definition) -> tuple[Parameter, ...] | None:
    """The parameters that a caller of this function or class meets; None when they are not known."""
    if definition.symbol.kind is not SymbolKind.CLASS:
        return definition.symbol.parameters
    constructor = tree.constructor(definition)
    return constructor.parameters if constructor is not None and constructor.complete else None
