"""Rules that other distributions bring, by the entry point group `conflictscan.rules`.

A plug-in runs only where the configuration names it, and only as a distribution that somebody installed beside
conflictscan: what lies in a checkout of the scanned repository is refused before any of it is imported, or a
branch could bring the code that judges it. A plug-in that is asked for and is not there ends the scan, as a check
that silently does not run is worse than none; one that is there and fails is named in the report, and the rest runs.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import importlib.util
import pkgutil
import site
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from conflictscan.facts.errors import UsageError
from conflictscan.facts.spelling import did_you_mean
from conflictscan.rules.plugin_rules import fault
from conflictscan.rules.registry import all_rules, loaded
from conflictscan.rules.rule_set import Plugin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from importlib.machinery import ModuleSpec
    from importlib.metadata import EntryPoint
    from types import ModuleType

    from conflictscan.rules.registry import LoadedRule, RuleModule

GROUP: Final = "conflictscan.rules"


def load_plugins(names: tuple[str, ...], checkouts: tuple[Path, ...]) -> tuple[Plugin, ...]:
    """The plug-ins named, sorted by name, with the rules that can be used.

    Raises a UsageError for one that is not installed, or that lies in one of the `checkouts`.
    """
    available = installed()
    taken = list(all_rules())
    plugins: list[Plugin] = []
    for name in sorted(set(names)):
        plugin = _plugin(name, _entry(name, available, checkouts), taken)
        taken += plugin.rules
        plugins.append(plugin)
    return tuple(plugins)


def installed() -> dict[str, list[EntryPoint]]:
    """The plug-ins that are installed, by name, without loading them; more than one of a name is a clash."""
    found: dict[str, dict[str, EntryPoint]] = {}
    for entry in importlib.metadata.entry_points(group=GROUP):
        # one distribution may be seen twice, by two ways to one folder; the first is what Python imports
        found.setdefault(entry.name, {}).setdefault(_distribution(entry), entry)
    return {name: list(found[name].values()) for name in sorted(found)}


# -- finding -----------------------------------------------------------------------------------


def _entry(name: str, available: dict[str, list[EntryPoint]], checkouts: Iterable[Path]) -> EntryPoint:
    entries = available.get(name, [])
    if not entries:
        near = did_you_mean(name, available)
        raise UsageError(
            f"the configuration names the plug-in {name!r}, which is not installed beside conflictscan"
            f"{near or '; install the distribution that brings it, or take the name out of `plugins`'}"
        )
    if len(entries) > 1:
        who = " and ".join(repr(_distribution(entry)) for entry in entries)
        raise UsageError(f"both {who} bring a plug-in {name!r}; uninstall one of them")
    inside = next(_inside(entries[0], checkouts), None)
    if inside is not None:
        raise UsageError(
            f"the plug-in {name!r} lies in the repository that is scanned ({inside}), whose code a scan does not run;"
            " install it as a copy (`pip install` without `--editable`)"
        )
    return entries[0]


def _inside(entry: EntryPoint, checkouts: Iterable[Path]) -> Iterator[Path]:
    """Places of a plug-in's code or metadata that belong to a checkout, other than an environment that stands there."""
    environment = [Path(place).resolve() for place in _environment()]
    for place in _places(entry):
        if any(place.is_relative_to(folder) for folder in environment):
            continue
        if any(place.is_relative_to(folder) for folder in checkouts):
            yield place


def _places(entry: EntryPoint) -> Iterator[Path]:
    if entry.dist is not None:
        yield Path(str(entry.dist.locate_file(""))).resolve()
    found = _spec(entry)
    if found is None:
        return
    places = [found.origin] if found.has_location and found.origin else []
    yield from (Path(place).resolve() for place in (*places, *(found.submodule_search_locations or ())))


def _spec(entry: EntryPoint) -> ModuleSpec | None:
    """Of the package at the top, for which nothing has to be run."""
    try:
        return importlib.util.find_spec(entry.module.partition(".")[0])
    except (ImportError, ValueError):
        return None


def _environment() -> Iterator[str]:
    yield from (sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))
    yield from (*site.getsitepackages(), site.getusersitepackages())


def _distribution(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist is not None else "an unknown distribution"


# -- loading -----------------------------------------------------------------------------------


def _plugin(name: str, entry: EntryPoint, taken: list[LoadedRule]) -> Plugin:
    rules: list[LoadedRule] = []
    problems: list[str] = []
    if entry.attr:
        problems.append(
            f"its entry point names an object ({entry.value}); it names the module or package of the rules"
        )
    for module in _modules(entry.module, problems):
        rule = loaded(cast("RuleModule", module), module.__name__, plugin=name)
        problem = fault(rule, [*taken, *rules])
        if problem:
            problems.append(f"the rule in {rule.module} cannot be used: {problem}")
        else:
            rules.append(rule)
    if not rules and not problems:
        problems.append(f"{entry.module} holds no rule: no module in it has a RULE")
    return Plugin(
        name=name,
        distribution=_distribution(entry),
        version=entry.dist.version if entry.dist is not None else "",
        digest=_digest(entry),
        rules=tuple(rules),
        problems=tuple(problems),
    )


def _modules(name: str, problems: list[str]) -> Iterator[ModuleType]:
    """Modules with a RULE: the one named, or those of the package named; what cannot be imported is a problem."""
    module = _imported(name, problems)
    if module is None:
        return
    if hasattr(module, "RULE"):
        yield module
    below = sorted(info.name for info in pkgutil.iter_modules(getattr(module, "__path__", [])))
    for each in below:
        inner = _imported(f"{name}.{each}", problems)
        if inner is not None and hasattr(inner, "RULE"):
            yield inner


def _imported(name: str, problems: list[str]) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a plug-in does when imported, others run
        problems.append(f"{name} cannot be imported ({type(error).__name__}: {error})")
        return None


def _digest(entry: EntryPoint) -> str:
    """Of every Python file of the plug-in's package at the top."""
    digest = hashlib.blake2b(digest_size=8)
    found = _spec(entry)
    if found is None:
        return digest.hexdigest()
    folders = [Path(folder) for folder in found.submodule_search_locations or ()]
    single = [Path(found.origin)] if found.has_location and found.origin and not folders else []
    for file in single + [file for folder in folders for file in sorted(folder.rglob("*.py"))]:
        digest.update(file.name.encode("utf-8", "surrogateescape") + b"\0" + file.read_bytes())
    return digest.hexdigest()
