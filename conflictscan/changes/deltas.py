"""The difference between one symbol in the merge base and the same symbol on a side, in named kinds.

The vocabulary is that of the rule catalogue (section 4.1). A delta never speaks of lines.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import ParameterKind, SymbolKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import Parameter, Symbol


class DeltaKind(enum.StrEnum):
    """What changed; `Delta.name` says of what."""

    RENAMED = "renamed"
    KIND_CHANGED = "kind-changed"
    PARAMETER_ADDED = "parameter-added"  # detail: required or optional
    PARAMETER_REMOVED = "parameter-removed"
    PARAMETER_RENAMED = "parameter-renamed"  # detail: new name
    PARAMETERS_REORDERED = "parameters-reordered"
    PARAMETER_KIND = "parameter-kind"
    PARAMETER_TYPE = "parameter-type"
    PARAMETER_REQUIRED = "parameter-required"
    PARAMETER_OPTIONAL = "parameter-optional"
    PARAMETER_DEFAULT = "parameter-default"
    RETURN_TYPE = "return-type"
    RETURN_SHAPE = "return-shape"
    ASYNC_FLIP = "async-flip"
    GENERATOR_FLIP = "generator-flip"
    RECEIVER = "receiver"  # detail: old -> new of static, class, instance
    PROPERTY_FLIP = "property-flip"
    RAISES = "raises"
    DECORATORS = "decorators"
    SUPERS = "supers"
    BECAME_ABSTRACT = "became-abstract"
    BECAME_FINAL = "became-final"
    VALUE_CHANGED = "value-changed"
    TYPE_CHANGED = "type-changed"
    BODY_CHANGED = "body-changed"


class Delta(msgspec.Struct, frozen=True, array_like=True):
    """One named difference."""

    kind: DeltaKind
    name: str = ""
    old: str = ""
    new: str = ""


def deltas(old: Symbol, new: Symbol) -> tuple[Delta, ...]:
    """All differences from `old` to `new` that another file could notice, and whether the body changed."""
    return tuple(_iter_deltas(old, new))


def _iter_deltas(old: Symbol, new: Symbol) -> Iterator[Delta]:
    if old.name != new.name:
        yield Delta(DeltaKind.RENAMED, old.name, old.name, new.name)
    if _shape(old) != _shape(new):
        yield Delta(DeltaKind.KIND_CHANGED, new.name, _shape(old), _shape(new))
    if old.parameters is not None and new.parameters is not None:
        yield from parameter_deltas(old.parameters, new.parameters)
    yield from _modifier_deltas(old, new)
    if old.returns != new.returns:
        yield Delta(DeltaKind.RETURN_TYPE, new.name, old.returns, new.returns)
    if old.return_shape != new.return_shape:
        yield Delta(DeltaKind.RETURN_SHAPE, new.name)
    if old.raises != new.raises:
        yield Delta(DeltaKind.RAISES, new.name, _join(old.raises), _join(new.raises))
    if old.bases != new.bases:
        yield Delta(DeltaKind.SUPERS, new.name, _join(old.bases), _join(new.bases))
    if old.decorators != new.decorators:
        yield Delta(DeltaKind.DECORATORS, new.name)
    if old.value != new.value:
        yield Delta(
            DeltaKind.VALUE_CHANGED,
            new.name,
            old.value.text if old.value else "",
            new.value.text if new.value else "",
        )
    if old.annotation != new.annotation:
        yield Delta(DeltaKind.TYPE_CHANGED, new.name, old.annotation, new.annotation)
    if old.body_hash != new.body_hash:
        yield Delta(DeltaKind.BODY_CHANGED, new.name)


def _join(chains: tuple[object, ...]) -> str:
    return ", ".join(str(chain) for chain in chains)


def _shape(symbol: Symbol) -> str:
    if symbol.kind in (SymbolKind.FUNCTION, SymbolKind.METHOD):
        return "property" if "property" in symbol.modifiers else "function"
    if symbol.kind in (SymbolKind.FIELD, SymbolKind.VARIABLE, SymbolKind.VARIANT):
        return "value"
    return symbol.kind.value


def receiver(symbol: Symbol) -> str:
    """How a method is reached: static, class or instance; empty for what is no method."""
    if symbol.kind is not SymbolKind.METHOD:
        return ""
    for form in ("staticmethod", "classmethod"):
        if form in symbol.modifiers:
            return form.removesuffix("method")
    return "instance"


def _modifier_deltas(old: Symbol, new: Symbol) -> Iterator[Delta]:
    flips = (("async", DeltaKind.ASYNC_FLIP), ("generator", DeltaKind.GENERATOR_FLIP))
    for name, kind in flips:
        if (name in old.modifiers) != (name in new.modifiers):
            yield Delta(kind, new.name, _yes(name, old), _yes(name, new))
    if receiver(old) != receiver(new):
        yield Delta(DeltaKind.RECEIVER, new.name, receiver(old), receiver(new))
    for name, kind in (("abstract", DeltaKind.BECAME_ABSTRACT), ("final", DeltaKind.BECAME_FINAL)):
        if name in new.modifiers and name not in old.modifiers:
            yield Delta(kind, new.name)


def _yes(name: str, symbol: Symbol) -> str:
    return name if name in symbol.modifiers else f"not {name}"


_POSITIONAL = (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL_OR_NAMED)


def parameter_deltas(old: tuple[Parameter, ...], new: tuple[Parameter, ...]) -> Iterator[Delta]:
    """Differences of two parameter lists; a parameter replaced at its position counts as renamed."""
    before, after = {p.name: p for p in old}, {p.name: p for p in new}
    gone = [p for p in old if p.name not in after]
    come = [p for p in new if p.name not in before]
    for lost in list(gone):
        place = old.index(lost)
        twin = next((p for p in come if new.index(p) == place and p.kind == lost.kind), None)
        if twin is not None and len(old) == len(new):
            yield Delta(DeltaKind.PARAMETER_RENAMED, lost.name, lost.name, twin.name)
            gone.remove(lost)
            come.remove(twin)
    for lost in gone:
        yield Delta(DeltaKind.PARAMETER_REMOVED, lost.name)
    for fresh in come:
        yield Delta(DeltaKind.PARAMETER_ADDED, fresh.name, "", "required" if fresh.required else "optional")
    shared = [p.name for p in old if p.name in after and p.kind in _POSITIONAL]
    if shared != [p.name for p in new if p.name in before and p.name in shared]:
        yield Delta(DeltaKind.PARAMETERS_REORDERED, "", ", ".join(before), ", ".join(after))
    for name, was in before.items():
        if name in after:
            yield from _one_parameter(was, after[name])


def _one_parameter(old: Parameter, new: Parameter) -> Iterator[Delta]:
    if old.kind is not new.kind:
        yield Delta(DeltaKind.PARAMETER_KIND, new.name, old.kind, new.kind)
    if old.required != new.required:
        kind = DeltaKind.PARAMETER_REQUIRED if new.required else DeltaKind.PARAMETER_OPTIONAL
        yield Delta(kind, new.name)
    elif old.default != new.default:
        yield Delta(DeltaKind.PARAMETER_DEFAULT, new.name, old.default, new.default)
    if old.annotation != new.annotation:
        yield Delta(DeltaKind.PARAMETER_TYPE, new.name, old.annotation, new.annotation)
