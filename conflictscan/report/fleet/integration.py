"""What a transaction merged and left out, for people and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from conflictscan.report.console import headline
from conflictscan.report.display import displayed
from conflictscan.report.fleet import document, revision_document, skipped_documents, skipped_line
from conflictscan.report.json import finding_document
from conflictscan.report.markdown import code, prose
from conflictscan.report.summary import SHORT_ID, compared, counted
from conflictscan.report.terminal import canvas, drawn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.fleet import Integration
    from conflictscan.report.context import View


def json_integration(done: Integration) -> str:
    """The whole outcome as one document."""
    return document(
        {
            "target": revision_document(done.target),
            "result": {"commit": done.result, "tree": done.tree},
            "moved": done.moved,
            "landed": [{"name": each.name, "oid": each.oid, "commit": each.commit} for each in done.landed],
            "left_out": [
                {
                    "name": each.name,
                    "oid": each.oid,
                    "reason": each.reason,
                    "held": each.held,
                    "against": list(each.against),
                    "textual_conflicts": list(each.conflicts),
                    "findings": [finding_document(finding) for finding in each.findings],
                }
                for each in done.left_out
            ],
            "restarts": done.restarts,
            "skipped": skipped_documents(done.skipped),
        }
    )


def console_integration(done: Integration, view: View) -> str:
    """What landed, in order, then what did not."""
    console = canvas(width=view.width, colour=view.colour)
    for landing in done.landed:
        line = Text.assemble(
            ("merged    ", "green"), displayed(landing.name), (f" {landing.commit[:SHORT_ID]}", "dim")
        )
        console.print(line, soft_wrap=True)
    for each in done.left_out:
        console.print(
            Text.assemble(("left out  ", "yellow"), displayed(f"{each.name}: {each.reason}")), soft_wrap=True
        )
        for path in each.conflicts:
            console.print(Text(f"    {displayed(path)} textual conflict"), soft_wrap=True)
        for finding in each.findings:
            console.print(Text("    ").append_text(headline(finding)), soft_wrap=True)
    for line in closing(done):
        console.print(Text(line), soft_wrap=True)
    return drawn(console)


def closing(done: Integration) -> Iterator[str]:
    """What was written."""
    number = len(done.landed)
    many = "1 branch" if number == 1 else f"{number} branches"
    yield f"{many} merged into {compared(done.target)}, {len(done.left_out)} left out"
    if done.moved is not None and done.result is not None:
        yield f"{displayed(done.moved)} is now {done.result[:SHORT_ID]}"
    elif done.landed:
        yield "nothing was written"
    if done.restarts:
        yield f"began anew {counted(done.restarts, 'time')}, as the target had moved"
    if done.skipped:
        yield skipped_line(done.skipped)


def markdown_integration(done: Integration, view: View) -> str:
    """Two lists."""
    del view
    lines = [f"# Integration into {code(done.target.rev)}", ""]
    lines += [f"- merged {code(each.name)} ({code(each.commit[:SHORT_ID])})" for each in done.landed]
    for each in done.left_out:
        lines.append(f"- left out {code(each.name)}: {prose(each.reason)}")
        lines += [f"    - textual conflict in {code(path)}" for path in each.conflicts]
        lines += [f"    - {f.severity} {f.code}: {prose(f.message)}" for f in each.findings]
    lines += ["", *(f"{prose(line)}  " for line in closing(done))]
    return "\n".join(lines) + "\n"
