"""Events of a codebase: commit by commit for people, a line each for machines."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from conflictscan.report.differences import MARKS, row_details, row_document, row_headline
from conflictscan.report.display import displayed
from conflictscan.report.fleet.audit import day
from conflictscan.report.markdown import code, prose
from conflictscan.report.summary import SHORT_ID, counted
from conflictscan.report.terminal import canvas, drawn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conflictscan.changes.events import Event
    from conflictscan.report.context import View


def json_log(events: Sequence[Event]) -> str:
    """JSON Lines: an object an event, the latest first."""
    return "".join(json.dumps(_document(event), ensure_ascii=True) + "\n" for event in events)


def _document(event: Event) -> dict[str, object]:
    return {
        "commit": event.commit,
        "author": event.author,
        "time": event.time,
        "subject": event.subject,
        **row_document(event.row),
    }


def console_log(events: Sequence[Event], view: View) -> str:
    """Each commit with what it changed."""
    console = canvas(width=view.width, colour=view.colour)
    arrow = " → " if view.unicode else " -> "
    for _, group in groupby(events, key=lambda event: event.commit):
        together = list(group)
        console.print(
            Text.assemble((together[0].commit[:SHORT_ID], "bold yellow"), f" {_told(together[0])}"),
            soft_wrap=True,
        )
        for event in together:
            mark, style = MARKS[event.row.what]
            place = (
                f"{displayed(event.row.path)}:{event.row.line}"
                if event.row.line
                else displayed(event.row.path)
            )
            line = Text.assemble(
                "  ", (mark, style), f" {row_headline(event.row, arrow)}", (f"  {place}", "dim")
            )
            console.print(line, soft_wrap=True)
            for detail in row_details(event.row, arrow):
                console.print(Text(f"      {detail}"), soft_wrap=True)
    commits = len({event.commit for event in events})
    console.print(Text(f"{counted(len(events), 'event')} in {counted(commits, 'commit')}"))
    return drawn(console)


def _told(event: Event) -> str:
    return f"{day(event.time)} {displayed(event.author)}: {displayed(event.subject)}"


def markdown_log(events: Sequence[Event], view: View) -> str:
    """A list a commit."""
    del view
    lines: list[str] = []
    for commit, group in groupby(events, key=lambda event: event.commit):
        together = list(group)
        lines += [f"## {code(commit[:SHORT_ID])} {prose(_told(together[0]))}", ""]
        lines += [f"- {code(row_headline(event.row, ' → '))} in {code(event.row.path)}" for event in together]
        lines.append("")
    return "\n".join(lines) or "No event.\n"
