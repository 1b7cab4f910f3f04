"""What is asked of a rule that a plug-in brings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.facts.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conflictscan.rules.registry import LoadedRule

_CODE: Final = re.compile(r"[A-Z]{3,5}\d{3}")  # two letters are those of the package, today and later
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
_RESERVED: Final = "ALL"


def fault(rule: LoadedRule, taken: Iterable[LoadedRule]) -> str:
    """Why a rule cannot be used beside those that are there; empty if it can."""
    return next(_faults(rule, taken), "")


def _faults(rule: LoadedRule, taken: Iterable[LoadedRule]) -> Iterator[str]:
    if not isinstance(rule.rule, Rule):  # pyright: ignore[reportUnnecessaryIsInstance] - foreign code
        yield "RULE is no `Rule`"
        return
    try:
        msgspec.convert(msgspec.to_builtins(rule.rule), Rule)
    except msgspec.ValidationError as error:
        yield f"RULE is not well typed: {error}"
        return
    yield from _naming(rule)
    yield from _collisions(rule, taken)
    yield from _functions(rule)


def _naming(rule: LoadedRule) -> Iterator[str]:
    if not _CODE.fullmatch(rule.code) or rule.code.startswith(_RESERVED):
        yield (
            f"the code {rule.code!r} is not three to five capital letters (not {_RESERVED}) and three digits;"
            " codes of two letters belong to conflictscan"
        )
    if not _NAME.fullmatch(rule.name):
        yield f"the name {rule.name!r} is not made of small words joined by hyphens"
    if not 0 < rule.rule.confidence <= 1:
        yield f"the confidence {rule.rule.confidence} does not lie between 0 and 1"
    if not rule.documentation:
        yield "its module has no docstring, which `conflictscan explain` shows"


def _collisions(rule: LoadedRule, taken: Iterable[LoadedRule]) -> Iterator[str]:
    for other in taken:
        owner = f"the plug-in {other.plugin!r}" if other.plugin else "conflictscan"
        if other.code == rule.code:
            yield f"the code {rule.code} is taken by {other.name} of {owner}"
        if other.name == rule.name:
            yield f"the name {rule.name!r} is taken by {other.code} of {owner}"


def _functions(rule: LoadedRule) -> Iterator[str]:
    offered = {
        name: getattr(rule, name)
        for name in ("problem", "verdict", "problems", "draft", "pairs")
        if getattr(rule, name) is not None
    }
    for name, function in offered.items():
        if not callable(function):
            yield f"{name!r} is no function"
    if "problem" in offered and "verdict" not in offered:
        yield "`problem` needs a `verdict` beside it"
    if ("problems" in offered) != ("draft" in offered):
        yield "`problems` and `draft` go together"
    if not offered:
        yield "it has neither `verdict`, nor `problems` with `draft`, nor `pairs`"
