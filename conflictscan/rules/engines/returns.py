"""What a call's result is used as, judged against what the function is seen to return.

Decides only where every return is a display, a literal or a construction; anything else may be anything.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import SymbolKind
from conflictscan.graph import Status
from conflictscan.rules.engines.statements import statements_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conflictscan.facts.code import Chain, Result, ReturnShape, Symbol
    from conflictscan.graph import Definition, Tree
    from conflictscan.languages.written import Builtin
    from conflictscan.rules.framework.uses import Site
    from conflictscan.rules.framework.world import World

_PLAIN_DECORATORS = frozenset(
    {"staticmethod", "classmethod", "override", "cache", "lru_cache", "final", "cached", "login_required"}
)
_ATTRIBUTES = {kind: frozenset(dir(of)) for kind, of in (
    ("dict", dict), ("list", list), ("tuple", tuple), ("set", set), ("str", str), ("int", int),
    ("float", float), ("bool", bool), ("none", type(None)),
)}  # fmt: skip
_TAKES_ONE = frozenset({"assigned", "member", "index", "iterate", "truth"})
_TAKES_PART = frozenset({"key", "index", "iterate", "tuple", "truth"})
_GENERATOR = frozenset({"send", "throw", "close", "__next__", "__iter__"})
_NO_UNPACKING = frozenset({"int", "float", "bool", "none"})
_DECLARED_TUPLE = re.compile(r"^(?:typing\.)?[tT]uple\[(.*)\]$")
_NEEDS_VALUE = frozenset({"member", "key", "index", "iterate", "tuple", "with"})

_LEAVES = frozenset({"abort", "exit", "_exit", "fail", "quit", "skip", "xfail"})


class ReturnMisfit(msgspec.Struct, frozen=True):
    """Why a result is used in a way that what is returned does not allow."""

    reason: str
    nullable: bool = False  # only on the paths that return None
    silent: bool = False  # nothing raises


def return_misfit(site: Site) -> ReturnMisfit | None:
    """Why the use does not fit; None when it fits or might."""
    definition = site.binding.definition
    result = site.reference.result
    if site.binding.status is not Status.BOUND or definition is None or result is None:
        return None
    symbol = definition.symbol
    if symbol.parameters is None or not _readable(site, symbol):
        return None
    if site.tree.semantics(definition.path).result_lists:
        return _result_list_misfit(symbol, result)
    builtin = site.tree.semantics(definition.path).builtin
    if builtin is not None and symbol.returns.strip() in builtin.nothing:
        return _nothing_misfit(builtin, result)
    if "generator" in symbol.modifiers:
        return _of_generator(result)
    shape = symbol.return_shape
    return (
        _tuple_misfit(symbol, result)
        or (_dict_misfit(shape, result) if shape else None)
        or (_attribute_misfit(site, definition, shape, result) if shape else None)
        or (_subscript_misfit(site, definition, shape, result) if shape else None)
        or (_none_misfit(symbol, shape, result) if shape else None)
    )


def _result_list_misfit(symbol: Symbol, result: Result) -> ReturnMisfit | None:
    """Where the number of results is declared, and a use takes all of them or none."""
    declared = symbol.returns.strip()
    count = 0 if not declared else _top_level_commas(declared[1:-1]) + 1 if declared[0] == "(" else 1
    if result.mode == "tuple":
        return None if result.arity == count else ReturnMisfit(f"takes {result.arity} values of {count}")
    if result.mode not in _TAKES_ONE or count == 1:
        return None
    return ReturnMisfit(f"takes one value of {count or 'none'}")


def _nothing_misfit(builtin: Builtin, result: Result) -> ReturnMisfit | None:
    """Where the function is declared to give no value, and a use takes one."""
    if result.mode == "member":
        return ReturnMisfit(f"takes `.{result.name}` of a result that is no value")
    if result.mode in _TAKES_PART or (
        result.mode in ("assigned", "argument") and not builtin.nothing_is_kept
    ):
        return ReturnMisfit("takes a value where none is returned")
    return None


def _readable(site: Site, symbol: Symbol) -> bool:
    modifiers = {*symbol.modifiers}
    if modifiers & {"property", "cached_property", "abstract", "overload", "stub", "protocol"}:
        return False
    if ("async" in modifiers) != site.reference.awaited:
        return False
    return all(d.chain.last in _PLAIN_DECORATORS for d in symbol.decorators)


def _of_generator(result: Result) -> ReturnMisfit | None:
    if result.mode in ("index", "key"):
        return ReturnMisfit("subscripts the result, which is a generator")
    if result.mode == "member" and result.name not in _GENERATOR:
        return ReturnMisfit(f"takes `.{result.name}` of the result, which is a generator")
    if result.mode == "truth":
        return ReturnMisfit("tests the result, which is a generator and always true", silent=True)
    return None


def _tuple_misfit(symbol: Symbol, result: Result) -> ReturnMisfit | None:
    if result.mode != "tuple":
        return None
    sizes = _arities(symbol)
    if sizes and not any(_unpacks(size, result) for size in sizes):
        returned = " or ".join(str(size) for size in sizes)
        wanted = f"at least {result.arity}" if result.starred else str(result.arity)
        return ReturnMisfit(f"unpacks {wanted} values of {returned}")
    shape = symbol.return_shape
    kinds = _kinds(shape) if shape else None
    if kinds and kinds <= _NO_UNPACKING:
        return ReturnMisfit(f"unpacks {result.arity} values of {_joined(kinds)}")
    return None


def _unpacks(size: int, result: Result) -> bool:
    return size >= result.arity if result.starred else size == result.arity


def _arities(symbol: Symbol) -> tuple[int, ...]:
    shape = symbol.return_shape
    if shape is not None and shape.tuples and _kinds(shape) == {"tuple"}:
        return shape.tuples
    declared = _DECLARED_TUPLE.match(symbol.returns.strip())
    if declared is None or "..." in declared[1]:
        return ()
    return (_top_level_commas(declared[1]) + 1,) if declared[1].strip() not in ("", "()") else ()


def _top_level_commas(text: str) -> int:
    depth = count = 0
    for char in text.rstrip().removesuffix(","):
        depth += (char in "[(") - (char in "])")
        count += char == "," and depth == 0
    return count


def _kinds(shape: ReturnShape) -> set[str] | None:
    """Kinds of everything that is returned; None when some of it is not known."""
    if shape.value or shape.types or shape.yields:
        return None
    kinds = set(shape.literals)
    if shape.tuples:
        kinds.add("tuple")
    if shape.keys is not None:
        kinds.add("dict")
    if shape.none:
        kinds.add("none")
    return kinds or None


def _dict_misfit(shape: ReturnShape, result: Result) -> ReturnMisfit | None:
    if result.mode != "key" or shape.keys is None or result.name in shape.keys:
        return None
    return ReturnMisfit(f"reads the key `{result.name}`, which is not returned")


def _attribute_misfit(
    site: Site, definition: Definition, shape: ReturnShape, result: Result
) -> ReturnMisfit | None:
    semantics = site.tree.semantics(definition.path)
    if semantics.record_members:
        lacks = result.mode == "member" and shape.keys is not None and result.name not in shape.keys
        known = result.name in semantics.object_members or definition.symbol.returns
        return ReturnMisfit(f"reads `.{result.name}`, which is not returned") if lacks and not known else None
    kinds = _kinds(shape)
    if result.mode != "member" or not kinds or not kinds <= _ATTRIBUTES.keys():
        return None
    if any(result.name in _ATTRIBUTES[kind] for kind in kinds - {"none"}) or kinds == {"none"}:
        return None
    return ReturnMisfit(f"takes `.{result.name}` of {_joined(kinds)}")


def _subscript_misfit(
    site: Site, definition: Definition, shape: ReturnShape, result: Result
) -> ReturnMisfit | None:
    known = shape.types and not (shape.value or shape.tuples or shape.literals or shape.keys is not None)
    if result.mode not in ("key", "index", "tuple", "iterate") or not known or shape.yields:
        return None
    wanted = ("__getitem__",) if result.mode in ("key", "index") else ("__iter__", "__getitem__")
    if any(not _surely_lacks(site, definition.path, chain, wanted) for chain in shape.types):
        return None
    doing = (
        "unpacks" if result.mode == "tuple" else "iterates over" if result.mode == "iterate" else "subscripts"
    )
    return ReturnMisfit(f"{doing} a `{shape.types[0].last}`")


def _surely_lacks(site: Site, path: str, chain: Chain, names: Iterable[str]) -> bool:
    bound = site.tree.resolve(path, chain)
    cls = bound.definition
    if bound.status is not Status.BOUND or cls is None or cls.symbol.kind is not SymbolKind.CLASS:
        return False
    if not {"namedtuple", "typeddict", "enum", "metaclass", "dynamic"}.isdisjoint(cls.symbol.modifiers):
        return False
    if not site.tree.lineage(cls).complete:
        return False
    return all(site.tree.member(cls, name).status is Status.MISSING for name in names)


def _none_misfit(symbol: Symbol, shape: ReturnShape, result: Result) -> ReturnMisfit | None:
    if not shape.none or result.mode not in _NEEDS_VALUE or "NoReturn" in symbol.returns:
        return None
    return ReturnMisfit("uses the result, which may be None", nullable=True)


def never_falls_off(world: World, tree: Tree, function: Definition) -> bool:
    """Tell whether the body ends in a call that does not come back, so that no path gives None."""
    statements = statements_of(world, tree, function.path, function.symbol.span)
    if any(s.kind == "return" and (s.text == "return" or s.text.endswith("None")) for s in statements):
        return False
    last = statements[-1] if statements else None
    if last is None or last.path or last.kind != "expression" or last.log or not last.chains:
        return False
    called = tree.resolve(function.path, last.chains[0])
    if called.status is not Status.BOUND or called.definition is None:
        return last.chains[0].last in _LEAVES
    symbol = called.definition.symbol
    raises = bool(symbol.raises) and symbol.statements == 1
    return raises or symbol.returns.rpartition(".")[2] in ("NoReturn", "Never")


def _joined(kinds: Iterable[str]) -> str:
    return " or ".join("None" if kind == "none" else f"a {kind}" for kind in sorted(kinds))
