"""The report for people, readable at 80 columns and without colour.

The first line of a finding stands alone, so that `grep` and editors can use it:

    api/orders.py:40 RW102 theirs calls `get_user`, which … (cause: ours, app/users.py:12)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from conflictscan.facts.findings import Severity
from conflictscan.report.display import displayed
from conflictscan.report.frames import frame
from conflictscan.report.summary import CONSEQUENCES, closing, described
from conflictscan.report.terminal import canvas, drawn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import Console

    from conflictscan.facts.findings import Finding, Location, Report
    from conflictscan.report.context import Context, View

_COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold cyan"}
_MOST_RELATED = 5


def render(report: Report, context: Context) -> str:
    """The report as the view of the context can show it."""
    return console_report(report, context.lines, context.view)


def console_report(report: Report, lines: Callable[[Location], Sequence[str]], view: View) -> str:
    """The whole report; `lines` gives the lines of the file a location is in, or none."""
    console = canvas(width=view.width, colour=view.colour)
    for finding in report.findings:
        _print_finding(console, finding, lines, view)
    for line in closing(report, hidden_notes=view.hidden_notes):
        console.print(Text(line))
    return drawn(console)


def _print_finding(
    console: Console, finding: Finding, lines: Callable[[Location], Sequence[str]], view: View
) -> None:
    console.print(headline(finding), soft_wrap=True)
    console.print(_nature(finding, view))
    for role, location in (("cause", finding.cause), ("effect", finding.effect)):
        console.print(_row(role, described(location)))
        _print_frame(console, location, lines(location), view)
    for location in finding.related[:_MOST_RELATED]:
        console.print(_row("also", described(location)))
    if len(finding.related) > _MOST_RELATED:
        console.print(_row("also", f"{len(finding.related) - _MOST_RELATED} more places"))
    if finding.fix.summary:
        console.print(_row("fix", displayed(finding.fix.summary)))
    for edit in finding.fix.edits[:_MOST_RELATED]:
        if edit.text and "\n" not in edit.text:
            place = f"{displayed(edit.path)}:{edit.line}:{edit.column}"
            console.print(_row("edit", f"{place} write `{displayed(edit.text)}`"))
    console.print()


def headline(finding: Finding) -> Text:
    """Place, code and message: a line that stands alone."""
    cause = finding.cause
    return Text.assemble(
        (f"{displayed(finding.effect.path)}:{finding.effect.line}", "bold"),
        " ",
        (finding.code, _COLOURS[finding.severity]),
        f" {displayed(finding.message)}",
        (f" (cause: {cause.side}, {displayed(cause.path)}:{cause.line})", "dim"),
    )


def _nature(finding: Finding, view: View) -> Text:
    dot = " · " if view.unicode else ", "
    words = (CONSEQUENCES[finding.consequence], f"confidence {finding.confidence:.2f}", finding.rule)
    return Text.assemble("  ", (finding.severity.value, _COLOURS[finding.severity]), f": {dot.join(words)}")


def _row(label: str, text: str) -> Table:
    """A labelled text; its further lines stand under its first."""
    table = Table.grid(padding=(0, 0))
    table.add_column(width=10, no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(Text(f"  {label}", style="bold"), Text(text))
    return table


def _print_frame(console: Console, location: Location, lines: Sequence[str], view: View) -> None:
    bar = "│" if view.unicode else "|"
    for row in frame(location, lines):
        margin = f"  {'>' if row.marked else ' '} {row.number:>5} {bar} "
        text = Text.assemble((margin, "dim"), (row.text, "bold" if row.marked else ""))
        text.truncate(view.width, overflow="ellipsis" if view.unicode else "crop")
        console.print(text, no_wrap=True, overflow="crop")
