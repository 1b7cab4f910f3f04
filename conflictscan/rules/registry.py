"""All rules of the package, found by walking the folders: two branches that each add a rule touch no common line."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

import msgspec

from conflictscan.facts.findings import Side
from conflictscan.facts.rules import Rule
from conflictscan.rules.framework.drafts import Draft, Problem
from conflictscan.rules.framework.scope import Scope
from conflictscan.rules.framework.uses import Site, UseCase
from conflictscan.rules.framework.world import World

if TYPE_CHECKING:
    from conflictscan.facts.findings import Severity

_FAMILIES = ("rw", "ww", "ac", "cd")


class RuleModule(Protocol):
    """What a rule file may offer beside RULE; see `framework.emergence`."""

    RULE: Rule
    __doc__: str | None


class LoadedRule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule with its functions; those it lacks are None."""

    rule: Rule
    documentation: str
    module: str
    problem: Callable[[Site], Problem | None] | None
    verdict: Callable[[UseCase], Draft | None] | None
    problems: Callable[[Scope], Iterator[Problem]] | None
    draft: Callable[[World, Problem], Draft | None] | None
    pairs: Callable[[World, Side, Side], Iterator[Draft]] | None
    plugin: str = ""  # the plug-in that brings it; empty for a rule of the package

    @property
    def code(self) -> str:
        """The public code: RW101."""
        return self.rule.code

    @property
    def name(self) -> str:
        """The public name: removed-symbol-used."""
        return self.rule.name

    @property
    def severity(self) -> Severity:
        """The most the rule may claim."""
        return self.rule.severity

    @property
    def summary(self) -> str:
        """One line."""
        return self.rule.summary

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages and formats it reads."""
        return self.rule.languages

    @property
    def since(self) -> str:
        """The version that brought it."""
        return self.rule.since


@cache
def all_rules() -> tuple[LoadedRule, ...]:
    """Every rule of the package, sorted by code."""
    found: list[LoadedRule] = []
    for family in _FAMILIES:
        package = importlib.import_module(f"conflictscan.rules.{family}")
        for info in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"{package.__name__}.{info.name}")
            if hasattr(module, "RULE"):
                found.append(loaded(cast("RuleModule", module), module.__name__))
    return tuple(sorted(found, key=lambda rule: rule.code))


def loaded(module: RuleModule, name: str, *, plugin: str = "") -> LoadedRule:
    """The rule that a file holds."""
    return LoadedRule(
        rule=module.RULE,
        documentation=(module.__doc__ or "").strip(),
        module=name,
        problem=getattr(module, "problem", None),
        verdict=getattr(module, "verdict", None),
        problems=getattr(module, "problems", None),
        draft=getattr(module, "draft", None),
        pairs=getattr(module, "pairs", None),
        plugin=plugin,
    )
