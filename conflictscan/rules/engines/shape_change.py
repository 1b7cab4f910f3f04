"""What a side did to a parameter list, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.changes.deltas import Delta, DeltaKind, parameter_deltas

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from conflictscan.facts.code import Parameter

_SHAPE = frozenset(
    {
        DeltaKind.PARAMETER_ADDED,
        DeltaKind.PARAMETER_REMOVED,
        DeltaKind.PARAMETER_RENAMED,
        DeltaKind.PARAMETERS_REORDERED,
        DeltaKind.PARAMETER_KIND,
        DeltaKind.PARAMETER_REQUIRED,
        DeltaKind.PARAMETER_OPTIONAL,
    }
)


def shape_deltas(old: tuple[Parameter, ...], new: tuple[Parameter, ...]) -> tuple[Delta, ...]:
    """The differences that decide which calls fit; types and default values are none."""
    return tuple(delta for delta in parameter_deltas(old, new) if delta.kind in _SHAPE)


def described(
    old: tuple[Parameter, ...], new: tuple[Parameter, ...], about: Collection[str], noun: str = "parameter"
) -> str:
    """`added the required parameter `tz``: the changes about the given names, or all of them."""
    every = shape_deltas(old, new)
    chosen = [d for d in every if d.name in about or d.new in about] or list(every)
    words = list(dict.fromkeys(_words(chosen, noun)))[:3]
    return " and ".join(words) if words else "changed how it is called"


def _words(deltas: list[Delta], noun: str) -> Iterator[str]:
    for delta in deltas:
        match delta.kind:
            case DeltaKind.PARAMETER_ADDED if delta.new == "required":
                yield f"added the required {noun} `{delta.name}`"
            case DeltaKind.PARAMETER_ADDED:
                yield f"added the {noun} `{delta.name}`"
            case DeltaKind.PARAMETER_REMOVED:
                yield f"removed the {noun} `{delta.name}`"
            case DeltaKind.PARAMETER_RENAMED:
                yield f"renamed the {noun} `{delta.old}` to `{delta.new}`"
            case DeltaKind.PARAMETER_REQUIRED:
                yield f"made the {noun} `{delta.name}` required"
            case DeltaKind.PARAMETER_KIND:
                yield f"changed how the {noun} `{delta.name}` is given"
            case DeltaKind.PARAMETERS_REORDERED:
                yield f"reordered the {noun}s"
            case _:
                yield f"changed the {noun} `{delta.name}`"
