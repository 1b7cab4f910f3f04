"""`conflictscan explain`: the page of one rule."""

from __future__ import annotations

from pathlib import Path

import click

from conflictscan.cli.completing import rules


@click.command("explain")
@click.argument("rule", shell_complete=rules)
@click.option(
    "--repo",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The repository whose plug-ins are known too.",
)
def command(rule: str, repo: Path) -> None:
    """Say what RULE (a code or a name) checks, why it matters, and what to do."""
    from conflictscan.cli.output import screen, write  # noqa: PLC0415 - not at start-up

    page = page_of(rule, repo)
    place = screen(None)
    if not place.colour:
        write(page)
        return
    from conflictscan.report.page import rendered  # noqa: PLC0415 - rich is slow to load

    write(rendered(page, width=place.width))


def page_of(text: str, folder: Path) -> str:
    """The page of the rule with a code or name, in any case; plug-ins are loaded when no other rule has it."""
    from conflictscan.cli.holding import configured_rules  # noqa: PLC0415 - not at start-up
    from conflictscan.cli.pages import rule_page  # noqa: PLC0415
    from conflictscan.config.selectors import spellings  # noqa: PLC0415
    from conflictscan.facts.errors import UsageError  # noqa: PLC0415
    from conflictscan.facts.spelling import did_you_mean  # noqa: PLC0415
    from conflictscan.rules.rule_set import rule_set  # noqa: PLC0415

    known = rule_set()
    rule = known.find(text)
    if rule is None:
        known = configured_rules(folder)
        rule = known.find(text)
    if rule is not None:
        return rule_page(rule, known.origin(rule))
    names = spellings(known.rules)
    near = did_you_mean(text.upper(), names) or did_you_mean(text, names)
    raise UsageError(f"no rule is called {text!r}{near or '; `conflictscan rules` lists them'}")
