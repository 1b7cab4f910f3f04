"""What branches have read, and whether it still holds, for people and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from conflictscan.facts.fleet import Freshness
from conflictscan.report.display import displayed
from conflictscan.report.fleet import document, revision_document
from conflictscan.report.markdown import code, prose
from conflictscan.report.summary import SHORT_ID, compared, counted
from conflictscan.report.terminal import canvas, drawn

if TYPE_CHECKING:
    from conflictscan.facts.fleet import BranchStatus, Read, Status
    from conflictscan.report.context import View

_STYLES: Final = {Freshness.FRESH: "green", Freshness.BEHIND: "yellow", Freshness.BROKEN: "red"}


def json_status(status: Status) -> str:
    """The whole status as one document."""
    return document(
        {
            "target": revision_document(status.target),
            "branches": [
                {
                    "name": each.name,
                    "oid": each.oid,
                    "fork": each.fork,
                    "behind": each.behind,
                    "state": each.state.value,
                    "textual_conflicts": list(each.conflicts),
                    "reads": [_read(read) for read in each.reads],
                }
                for each in status.branches
            ],
        }
    )


def _read(read: Read) -> dict[str, object]:
    return {
        "symbol": read.symbol,
        "path": read.path,
        "state": read.state.value,
        "read": read.version,
        "now": read.now or None,
        "changed": list(read.changed),
        "uses": read.uses,
        "commits": list(read.commits),
    }


def console_status(status: Status, view: View) -> str:
    """A line a branch, and below it what is not as it was."""
    console = canvas(width=view.width, colour=view.colour)
    for branch in status.branches:
        console.print(
            Text.assemble(
                (f"{branch.state.value:<7}", _STYLES[branch.state]), f" {displayed(_told(branch))}"
            ),
            soft_wrap=True,
        )
        for read in branch.reads:
            if read.state is not Freshness.FRESH:
                console.print(Text(f"        {displayed(_line(read))}"), soft_wrap=True)
    many = "1 branch" if len(status.branches) == 1 else f"{len(status.branches)} branches"
    console.print(Text(f"{many} against {compared(status.target)}"))
    return drawn(console)


def _told(branch: BranchStatus) -> str:
    reads = counted(len(branch.reads), "interface")
    text = f"{branch.name}: {counted(branch.behind, 'commit')} behind, {reads} read"
    return f"{text}, {counted(len(branch.conflicts), 'textual conflict')}" if branch.conflicts else text


def _line(read: Read) -> str:
    by = ", ".join(commit[:SHORT_ID] for commit in read.commits)
    return f"{read.state.value}: {read.symbol} ({', '.join(read.changed)}){f' by {by}' if by else ''}"


def markdown_status(status: Status, view: View) -> str:
    """A list."""
    del view
    lines = [f"# Branches against {code(status.target.rev)}", ""]
    for branch in status.branches:
        lines.append(f"- **{branch.state.value}** {prose(_told(branch))}")
        lines += [f"    - {prose(_line(read))}" for read in branch.reads if read.state is not Freshness.FRESH]
    return "\n".join(lines) + "\n"
