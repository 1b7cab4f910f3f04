"""What the graph answers: definitions, bindings, lineages, constructors."""

from __future__ import annotations

import enum

import msgspec

from conflictscan.facts.code import Parameter, Symbol


class Definition(msgspec.Struct, frozen=True):
    """A symbol and the file it stands in."""

    path: str
    symbol: Symbol


class Status(enum.StrEnum):
    """What a name came to."""

    BOUND = "bound"  # to a definition or a module of this tree
    MISSING = "missing"  # everything that could define it is known, and nothing does
    EXTERNAL = "external"  # provided from outside of the tree
    UNKNOWN = "unknown"


class Binding(msgspec.Struct, frozen=True):
    """What a use means in one tree.

    `trail` lists the paths that took part, the use's own file first; a change to none of them
    changes the binding. `level` is the kind of evidence (rules.md 3.6): 0 explicit, 1 star
    import, 2 type of the receiver known.
    """

    status: Status
    definition: Definition | None = None
    module: str | None = None  # path of the module bound to
    instance: bool = False  # the value is an instance of the class `definition`
    level: int = 0
    trail: tuple[str, ...] = ()
    missing: str = ""  # the name that is not there
    missing_in: str = ""  # path of the module that was searched
    owner: Definition | None = None  # the class that was searched
    external: str = ""  # top-level package


class Lineage(msgspec.Struct, frozen=True):
    """A class and its bases in method resolution order, itself first.

    `outside` are the members that known classes from outside give. Unless `complete`, there are
    bases that nothing is known of.
    """

    classes: tuple[Definition, ...]
    complete: bool
    outside: frozenset[str] = frozenset()
    neutral: bool = True  # no outside base has a constructor of its own
    trail: tuple[str, ...] = ()
    closed: bool = False  # all bases are known; unlike `complete`, whatever a `__getattr__` answers


class Constructor(msgspec.Struct, frozen=True):
    """What building an instance of a class takes.

    `definition` is the method that holds the parameters, or the class itself where its fields
    are the parameters. Unless `complete`, other arguments may be right too.
    """

    parameters: tuple[Parameter, ...]
    definition: Definition
    complete: bool


def after(first: Binding, then: Binding) -> Binding:
    """`then`, reached through `first`: both trails, the weaker evidence."""
    return msgspec.structs.replace(
        then, trail=joined(first.trail, then.trail), level=max(first.level, then.level)
    )


def joined(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[str, ...]:
    """Two trails in order, each path once."""
    fresh = tuple(dict.fromkeys(path for path in right if path not in left))
    return left + fresh if fresh else left
