"""The page of a rule: its docstring, with its example taken from a fixture.

Fixtures stand in the source tree alone; an installed package carries the pages made from them.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from conflictscan.report.display import displayed_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.rules.registry import LoadedRule
    from conflictscan.rules.rule_set import Plugin

_SOURCE_TREE = Path(__file__).resolve().parents[2]
_PLACEHOLDER = re.compile(r"\{fixture:\s*([a-z0-9-]+)\}")


def rule_page(rule: LoadedRule, plugin: Plugin | None = None) -> str:
    """Markdown, ready to read; the page of a plug-in's rule is its docstring."""
    if plugin is not None:
        return made_page(rule, Path(), origin=f" Of the plug-in {plugin}.")
    fixtures = _SOURCE_TREE / "fixtures" / rule.name
    if fixtures.is_dir():
        return made_page(rule, fixtures)
    packaged = resources.files("conflictscan").joinpath("pages", f"{rule.code}.md")
    if packaged.is_file():
        return packaged.read_text("utf-8")
    return made_page(rule, fixtures)


def pages_folder() -> Path:
    """Where the generated pages of the rules stand: in the source tree, or in the installed package."""
    source = _SOURCE_TREE / "docs" / "rules"
    return source if source.is_dir() else _SOURCE_TREE / "conflictscan" / "pages"


def made_page(rule: LoadedRule, fixtures: Path, *, origin: str = "") -> str:
    """The page, made anew from the docstring and the rule's folder of fixtures."""
    summary, _, body = rule.documentation.partition("\n")
    kinds = ", ".join(rule.languages)
    preview = " In preview: runs when it is selected by name." if rule.rule.preview else ""
    facts = f"Severity: {rule.severity.value} at most. Reads: {kinds}. Since {rule.since}.{origin}{preview}"
    body = _PLACEHOLDER.sub(lambda found: _example(fixtures / found[1]), body.strip())
    return f"# {rule.code} {rule.name}\n\n{summary}\n\n{facts}\n\n{body}\n"


def _example(case: Path) -> str:
    """The story of a case, and what each side changes."""
    expectation = case / "expect.toml"
    if not expectation.is_file():
        return f"(the example `{case.name}` is in the source tree)"
    story = str(tomllib.loads(expectation.read_text("utf-8")).get("story", ""))
    parts = [story[:1].upper() + story[1:].rstrip(".") + "."]
    for side in ("ours", "theirs", "result"):
        if (case / side).is_dir():
            diff = "\n".join(_difference(case / "base", case / side))
            what = "What the result has of it" if side == "result" else f"What {side} changes"
            parts.append(f"{what}:\n\n```diff\n{diff}\n```")
    return "\n\n".join(parts)


def _difference(base: Path, side: Path) -> Iterator[str]:
    for path in sorted(_paths(base) | _paths(side)):
        old, new = _lines(base / path), _lines(side / path)
        if old != new:
            yield from (
                displayed_code(line)
                for line in difflib.unified_diff(
                    old, new, f"base/{path}", f"{side.name}/{path}", n=3, lineterm=""
                )
            )


def _paths(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8", "backslashreplace").splitlines() if path.is_file() else []
