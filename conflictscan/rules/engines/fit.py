"""Does an argument list fit a parameter list? Python's own binding, extended to splats of unknown size.

A splat may be empty or hold anything, so a call with one misfits only if no content of it would do.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import ParameterKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conflictscan.facts.code import Arguments, Parameter

POSITIONAL = (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL_OR_NAMED)
NAMED = (ParameterKind.POSITIONAL_OR_NAMED, ParameterKind.NAMED_ONLY)


class MisfitKind(enum.StrEnum):
    """In which way an argument list does not fit."""

    TOO_MANY = "too-many"
    TWICE = "twice"
    UNKNOWN = "unknown"
    BY_NAME = "by-name"  # a positional-only parameter given by name
    LACKS = "lacks"


class Misfit(msgspec.Struct, frozen=True):
    """Why a call does not fit; `names` are the parameters or keywords it is about."""

    kind: MisfitKind
    names: tuple[str, ...]
    reason: str


def misfit(arguments: Arguments, parameters: Sequence[Parameter]) -> Misfit | None:
    """The first reason why the arguments do not fit, or None when they do or might."""
    return (
        _too_many(arguments, parameters)
        or _twice(arguments, parameters)
        or _unknown(arguments, parameters)
        or _lacks(arguments, parameters)
    )


def taken_by_position(parameters: Sequence[Parameter]) -> list[Parameter]:
    """The parameters that positional arguments fill, in order; `*args` is not among them."""
    return [p for p in parameters if p.kind in POSITIONAL]


def given(arguments: Arguments, parameters: Sequence[Parameter]) -> frozenset[str]:
    """Names of the parameters that explicit arguments fill."""
    by_position = [p.name for p in taken_by_position(parameters)[: arguments.positional]]
    by_name = {p.name for p in parameters if p.kind in NAMED} & set(arguments.names)
    return frozenset(by_position) | by_name


def _has(parameters: Sequence[Parameter], kind: ParameterKind) -> bool:
    return any(p.kind is kind for p in parameters)


def _too_many(arguments: Arguments, parameters: Sequence[Parameter]) -> Misfit | None:
    room = len(taken_by_position(parameters))
    if arguments.positional <= room or _has(parameters, ParameterKind.REST_POSITIONAL):
        return None
    count = arguments.positional
    plural = "" if count == 1 else "s"
    return Misfit(
        MisfitKind.TOO_MANY, (), f"gives {count} positional argument{plural}, takes {room or 'none'}"
    )


def _twice(arguments: Arguments, parameters: Sequence[Parameter]) -> Misfit | None:
    filled = taken_by_position(parameters)[: arguments.positional]
    by_name = {p.name for p in filled if p.kind is ParameterKind.POSITIONAL_OR_NAMED}
    twice = tuple(name for name in arguments.names if name in by_name)
    return Misfit(MisfitKind.TWICE, twice, f"gives {_quoted(twice)} twice") if twice else None


def _unknown(arguments: Arguments, parameters: Sequence[Parameter]) -> Misfit | None:
    if _has(parameters, ParameterKind.REST_NAMED):
        return None
    known = {p.name for p in parameters if p.kind in NAMED}
    positional_only = {p.name for p in parameters if p.kind is ParameterKind.POSITIONAL_ONLY}
    strange = tuple(name for name in arguments.names if name not in known)
    if not strange:
        return None
    by_name = tuple(name for name in strange if name in positional_only)
    if by_name == strange:
        return Misfit(
            MisfitKind.BY_NAME, by_name, f"passes {_quoted(by_name)} by name, which only position fills"
        )
    strange = tuple(name for name in strange if name not in positional_only)
    return Misfit(MisfitKind.UNKNOWN, strange, f"passes unknown {_quoted(strange)}")


def _lacks(arguments: Arguments, parameters: Sequence[Parameter]) -> Misfit | None:
    named = {p.name for p in parameters if p.kind in NAMED} & set(arguments.names)
    lacking: list[str] = []
    # a positional splat fills from its place on, up to the first parameter that a keyword fills already
    reach = arguments.splat_positional
    for index, parameter in enumerate(taken_by_position(parameters)):
        if index < arguments.positional:
            continue
        if parameter.name in named and parameter.kind in NAMED:
            reach = False
        elif not (reach or not parameter.required or _splat_named(arguments, parameter)):
            lacking.append(parameter.name)
    lacking.extend(
        p.name
        for p in parameters
        if p.kind is ParameterKind.NAMED_ONLY
        and p.required
        and p.name not in named
        and not arguments.splat_named
    )
    return Misfit(MisfitKind.LACKS, tuple(lacking), f"lacks {_quoted(lacking)}") if lacking else None


def _splat_named(arguments: Arguments, parameter: Parameter) -> bool:
    return arguments.splat_named and parameter.kind is not ParameterKind.POSITIONAL_ONLY


def _quoted(names: Sequence[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
