"""The rules that a scan chooses from: those of the package, and those of the plug-ins that are asked for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import msgspec

from conflictscan import __version__
from conflictscan.facts.findings import Diagnostic, PluginVersion
from conflictscan.rules.registry import LoadedRule, all_rules

if TYPE_CHECKING:
    from pathlib import Path


class Plugin(msgspec.Struct, frozen=True, kw_only=True):
    """One plug-in: who brings it, its rules, and what of it could not be loaded."""

    name: str
    distribution: str
    version: str
    digest: str  # of its code: an editable installation changes without a new version
    rules: tuple[LoadedRule, ...] = ()
    problems: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} ({self.distribution} {self.version})"


class RuleSet(msgspec.Struct, frozen=True, kw_only=True):
    """All rules that a scan chooses from, sorted by code."""

    rules: tuple[LoadedRule, ...]
    plugins: tuple[Plugin, ...] = ()

    def find(self, text: str) -> LoadedRule | None:
        """The rule with a code or name, in any case."""
        return next((rule for rule in self.rules if text.lower() in (rule.code.lower(), rule.name)), None)

    def origin(self, rule: LoadedRule) -> Plugin | None:
        """The plug-in that brings a rule; None for one of the package."""
        return next((plugin for plugin in self.plugins if plugin.name == rule.plugin), None)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What could not be loaded."""
        return tuple(
            Diagnostic(kind="plugin-failed", path="", message=f"plug-in {plugin}: {problem}")
            for plugin in self.plugins
            for problem in plugin.problems
        )

    @property
    def versions(self) -> tuple[PluginVersion, ...]:
        """Who brought what is not the package's."""
        return tuple(
            PluginVersion(name=plugin.name, distribution=plugin.distribution, version=plugin.version)
            for plugin in self.plugins
        )

    @property
    def identity(self) -> str:
        """What findings depend on beside the trees and the configuration: a part of every key they are kept by."""
        rows = [f"{plugin.name} {plugin.version} {plugin.digest}" for plugin in self.plugins]
        return "\n".join((__version__, *(rule.code for rule in self.rules), *rows))


@cache
def rule_set(names: tuple[str, ...] = (), checkouts: tuple[Path, ...] = ()) -> RuleSet:
    """The rules of the package and of the plug-ins named.

    Raises a UsageError for a plug-in that is not installed, or that lies in one of the `checkouts`.
    """
    if not names:
        return RuleSet(rules=all_rules())
    from conflictscan.rules.plugins import load_plugins  # noqa: PLC0415 - importlib.metadata is slow to load

    plugins = load_plugins(names, checkouts)
    rules = (*all_rules(), *(rule for plugin in plugins for rule in plugin.rules))
    return RuleSet(rules=tuple(sorted(rules, key=lambda rule: rule.code)), plugins=plugins)
