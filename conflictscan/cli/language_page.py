"""docs/languages.md: which rule speaks of which language, made from the rules, the registry and the fixtures."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from conflictscan import languages
from conflictscan.facts.rules import CODE
from conflictscan.rules.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conflictscan.languages import Language
    from conflictscan.rules.registry import LoadedRule

_TRIED, _READ, _ABSENT = "yes", "read", "no"
_INTRODUCTION: Final = """\
Made from the rules, the registry of languages and the fixtures by `python -m conflictscan.cli.docs`.

All languages are read by the same passes into the same facts, and a rule asks for facts: it knows no language. What a
language has no construct for, a rule has nothing to say about there; the reasons stand below the table.

- **yes**: a fixture in the language has a finding of the rule, which a test demands.
- **read**: the rule applies and gets its facts, and no fixture in the language has a finding of it yet.
- **no**: see below.

A file that nothing reads is counted as unchecked in every report: silence about it is no clean bill. How to add a
language: [Add a language](add-a-language.md)."""


def language_page(fixtures: Path) -> str:
    """The whole page."""
    return "\n".join([*_head(), *_table(tried(fixtures)), *_reasons()]) + "\n"


def tried(fixtures: Path) -> dict[str, frozenset[str]]:
    """Code of a rule -> languages in which a fixture has a finding of it, told by where its effect stands."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(fixtures.glob("*/*/expect.toml")):
        expected: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        for finding in expected.get("finding", ()):
            language = languages.for_path(finding["effect"]["at"])
            if language is not None and "known_gap" not in expected:
                found[finding["rule"]].add(family(language))
    return {code: frozenset(names) for code, names in found.items()}


def family(language: Language) -> str:
    """The language as rules name it: `.tsx` and components are TypeScript."""
    return language.package.rpartition(".")[2]


def families() -> dict[str, tuple[Language, ...]]:
    """The registered languages, those of one package together, in the order in which rules name them."""
    found: dict[str, list[Language]] = defaultdict(list)
    for language in languages.registered():
        found[family(language)].append(language)
    return {name: tuple(found[name]) for name in CODE if name in found}


def _title(name: str) -> str:
    return next((each.title for each in families()[name] if each.title), name.capitalize())


def _head() -> Iterator[str]:
    yield f"# Languages\n\n{_INTRODUCTION}\n"
    yield "| language | files |\n|---|---|"
    for name, members in families().items():
        suffixes = sorted(suffix for each in members for suffix in each.suffixes)
        yield f"| {_title(name)} | {' '.join(f'`{suffix}`' for suffix in suffixes)} |"


def _table(cases: dict[str, frozenset[str]]) -> Iterator[str]:
    names = tuple(families())
    yield "\n## Rules\n"
    yield f"| rule | {' | '.join(map(_title, names))} | other files |"
    yield "|---|" + "---|" * (len(names) + 1)
    for rule in all_rules():
        cells = [_cell(rule, name, cases.get(rule.code, frozenset())) for name in names]
        other = ", ".join(each for each in rule.languages if each not in CODE)
        yield f"| [{rule.code}](rules/{rule.code}.md) {rule.name} | {' | '.join(cells)} | {other} |"


def _cell(rule: LoadedRule, language: str, cases: frozenset[str]) -> str:
    if language not in rule.languages:
        return _ABSENT
    return _TRIED if language in cases else _READ


def _reasons() -> Iterator[str]:
    yield "\n## Why not\n"
    for rule in all_rules():
        absent = [_title(name) for name in families() if name not in rule.languages]
        if absent:
            yield f"- **{rule.code}** {rule.name}, not in {', '.join(absent)}: {rule.rule.elsewhere}."
