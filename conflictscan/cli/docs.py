"""Writes the pages that are made from the code: `python -m conflictscan.cli.docs`.

docs/rules/<CODE>.md from each rule's docstring and fixture, docs/rules/README.md the list of them,
docs/languages.md from what rules and fixtures say of languages, docs/cli.md from the commands' help,
and the README's example from a scan of the demo's repository. Tests
fail when they differ from what stands in the tree.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from conflictscan.cli.app import COMMANDS, app
from conflictscan.cli.demo.shop import build, shop
from conflictscan.cli.language_page import language_page
from conflictscan.cli.pages import made_page
from conflictscan.cli.scanning import Pair, scanned
from conflictscan.report.console import console_report
from conflictscan.report.context import View
from conflictscan.rules.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE_TREE = Path(__file__).resolve().parents[2]
_WIDTH: Final = 100
_EXAMPLE: Final = re.compile(r"(<!-- example -->\n).*(<!-- /example -->)", re.DOTALL)


def pages(source_tree: Path = SOURCE_TREE) -> dict[str, str]:
    """Every generated page: path below the source tree -> text."""
    made = {
        f"docs/rules/{rule.code}.md": made_page(rule, source_tree / "fixtures" / rule.name)
        for rule in all_rules()
    }
    made["docs/rules/README.md"] = "\n".join(_rule_list()) + "\n"
    made["docs/languages.md"] = language_page(source_tree / "fixtures")
    made["docs/cli.md"] = "\n".join(_command_reference()) + "\n"
    return made


def readme(source_tree: Path = SOURCE_TREE) -> str:
    """The README with the real output of its example."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        build(folder, shop())
        with scanned(folder, Pair("main", "invoices"), cache=False) as result:
            output = console_report(result.report, result.lines, View(width=_WIDTH))
    block = f"```console\n$ conflictscan scan main invoices\n{output}```\n"
    text = (source_tree / "README.md").read_text("utf-8")
    return _EXAMPLE.sub(lambda found: f"{found[1]}{block}{found[2]}", text)


def write_pages(source_tree: Path = SOURCE_TREE) -> None:
    """Write all pages, and drop those of rules that are gone."""
    made = pages(source_tree)
    for path in (source_tree / "docs" / "rules").glob("*.md"):
        if path.relative_to(source_tree).as_posix() not in made:
            path.unlink()
    for name, text in made.items():
        path = source_tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (source_tree / "README.md").write_text(readme(source_tree), "utf-8")


def _rule_list() -> Iterator[str]:
    yield "# Rules\n"
    yield "Made from the rules by `python -m conflictscan.cli.docs`.\n"
    yield "| code | name | severity at most | what it reports |\n|---|---|---|---|"
    for rule in all_rules():
        summary = rule.summary.replace("|", "\\|")
        yield f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.severity.value} | {summary} |"


def _command_reference() -> Iterator[str]:
    yield "# Command line\n"
    yield "Made from the commands by `python -m conflictscan.cli.docs`.\n"
    root = click.Context(app, info_name="conflictscan", terminal_width=_WIDTH, max_content_width=_WIDTH)
    yield f"```text\n{app.get_help(root)}\n```"
    for name in COMMANDS:
        command = app.get_command(root, name)
        if command is not None and not command.hidden:
            yield from _help(command, name, root)


def _help(command: click.Command, name: str, parent: click.Context) -> Iterator[str]:
    """The help of a command, and of those below it."""
    context = click.Context(command, parent, info_name=name, terminal_width=_WIDTH, max_content_width=_WIDTH)
    yield f"\n## {context.command_path}\n\n```text\n{command.get_help(context)}\n```"
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            yield from _help(inner, inner.name or "", context)


if __name__ == "__main__":
    write_pages()
