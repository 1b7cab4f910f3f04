"""`conflictscan explain`: the page of one rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from conflictscan.rules.registry import LoadedRule


@click.command("explain")
@click.argument("rule")
def command(rule: str) -> None:
    """Say what RULE (a code or a name) checks, why it matters, and what to do."""
    from conflictscan.cli.output import screen, write  # noqa: PLC0415 - not at start-up
    from conflictscan.cli.pages import rule_page  # noqa: PLC0415

    page = rule_page(named_rule(rule))
    place = screen(None)
    if not place.colour:
        write(page)
        return
    from conflictscan.report.page import rendered  # noqa: PLC0415 - rich is slow to load

    write(rendered(page, width=place.width))


def named_rule(text: str) -> LoadedRule:
    """The rule with a code or name, in any case."""
    from conflictscan.facts.errors import UsageError  # noqa: PLC0415 - not at start-up
    from conflictscan.facts.spelling import did_you_mean  # noqa: PLC0415
    from conflictscan.rules.registry import all_rules  # noqa: PLC0415

    rules = all_rules()
    for rule in rules:
        if text.lower() in (rule.code.lower(), rule.name):
            return rule
    known = [spelling for rule in rules for spelling in (rule.code, rule.name)]
    near = did_you_mean(text.upper(), known) or did_you_mean(text, known)
    raise UsageError(f"no rule is called {text!r}{near or '; `conflictscan rules` lists them'}")
