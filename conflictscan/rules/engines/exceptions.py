"""Exception classes in one tree: which class a chain names, and what a handler of it catches."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import Root, SymbolKind
from conflictscan.graph import Status

if TYPE_CHECKING:
    from conflictscan.facts.code import Chain
    from conflictscan.graph import Definition, Tree


_ANY = "Error"
"""What all errors of JavaScript derive from, also those that Python knows by the same name; Python has none of it."""


class ExceptionClass(msgspec.Struct, frozen=True):
    """One exception class; `ancestors` are the names of all it is known to derive from, itself included."""

    name: str
    identity: str
    ancestors: frozenset[str]
    complete: bool  # no base is out of sight, but those from outside of the repository
    outside: bool = False  # a base is from outside, or the class is itself


def exception_class(tree: Tree, path: str, chain: Chain) -> ExceptionClass | None:
    """The class that `raise X` or `except X` names in a file; None when it is not known."""
    builtin = _builtin(chain.name) if chain.root is Root.BUILTIN else None
    if builtin is not None:
        name = builtin.__name__  # `IOError` and `EnvironmentError` are further names of `OSError`
        return ExceptionClass(name, name, _builtin_ancestors(name), complete=True)
    if chain.root is Root.BUILTIN and not chain.steps:
        return ExceptionClass(chain.name, chain.name, frozenset({chain.name, _ANY}), complete=True)
    bound = tree.resolve(path, chain)
    cls = bound.definition
    if bound.status is not Status.BOUND or cls is None or cls.symbol.kind is not SymbolKind.CLASS:
        return None
    lineage = tree.lineage(cls)
    ancestors = {_identity(one) for one in lineage.classes}
    complete, outside = True, False
    for one in lineage.classes:
        for base in one.symbol.bases:
            if base.root is Root.BUILTIN and _builtin(base.name) is not None:
                ancestors |= _builtin_ancestors(base.name)
            elif base.root is Root.BUILTIN:
                ancestors |= {base.name, _ANY}
            else:
                status = tree.resolve(one.path, base).status
                beyond = status is Status.EXTERNAL or _by_star(tree, one.path, base, status)
                outside = outside or beyond
                complete = complete and (beyond or status is Status.BOUND)
    return ExceptionClass(cls.symbol.name, _identity(cls), frozenset(ancestors), complete, outside)


def unknown(chain: Chain) -> ExceptionClass:
    """What a handler names that leads out of the repository, or nowhere."""
    return ExceptionClass(chain.last, "", frozenset(), complete=False, outside=True)


def catches(handler: ExceptionClass, raised: ExceptionClass) -> bool:
    """Tell whether `except handler` would (or, with a base out of sight, might) catch `raised`.

    What is from outside derives from nothing of the repository.
    """
    own = ":" in handler.identity
    return handler.identity in raised.ancestors or not raised.complete or (raised.outside and not own)


def _by_star(tree: Tree, path: str, base: Chain, status: Status) -> bool:
    """Does the name come by an import of all names, where those bring nothing of the repository?"""
    return status is Status.UNKNOWN and base.root is Root.FREE and tree.semantics(path).closed_stars


def _identity(cls: Definition) -> str:
    return f"{cls.path}:{cls.symbol.qualname}"


def _builtin(name: str) -> type[BaseException] | None:
    found = getattr(builtins, name, None)
    return found if isinstance(found, type) and issubclass(found, BaseException) else None


def _builtin_ancestors(name: str) -> frozenset[str]:
    found = _builtin(name)
    return frozenset(cls.__name__ for cls in found.__mro__) | {_ANY} if found else frozenset()
