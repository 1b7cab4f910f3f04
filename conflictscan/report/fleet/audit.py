"""Lost updates of many merges."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.text import Text

from conflictscan.facts.findings import Severity
from conflictscan.report.console import headline
from conflictscan.report.display import displayed
from conflictscan.report.fleet import document, revision_document, skipped_documents, skipped_line
from conflictscan.report.json import finding_document
from conflictscan.report.markdown import code, prose
from conflictscan.report.summary import SHORT_ID, compared, counted, described
from conflictscan.report.terminal import canvas, drawn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.fleet import Audit, AuditedMerge
    from conflictscan.report.context import View


def json_audit(audit: Audit) -> str:
    """The whole audit as one document."""
    return document(
        {
            "tip": revision_document(audit.tip),
            "since": revision_document(audit.since) if audit.since else None,
            "seen": audit.seen,
            "by_hand": audit.by_hand,
            "merges": [_merge(merge) for merge in audit.merges],
            "skipped": skipped_documents(audit.skipped),
        }
    )


def _merge(merge: AuditedMerge) -> dict[str, object]:
    return {
        "oid": merge.oid,
        "ours": merge.ours,
        "theirs": merge.theirs,
        "author": merge.author,
        "time": merge.time,
        "subject": merge.subject,
        "textual_conflicts": list(merge.conflicts),
        "findings": [finding_document(finding) for finding in merge.findings],
    }


# -- console -----------------------------------------------------------------------------------


def console_audit(audit: Audit, view: View) -> str:
    """Merge by merge: who made it when, and what it lacks."""
    console = canvas(width=view.width, colour=view.colour)
    for merge in audit.merges:
        console.print(
            Text.assemble((merge.oid[:SHORT_ID], "bold yellow"), f" {_told(merge)}"), soft_wrap=True
        )
        for finding in merge.findings:
            console.print(Text("  ").append_text(headline(finding)), soft_wrap=True)
            console.print(
                Text(f"    {finding.severity}: {described(finding.cause)}"), soft_wrap=True, style="dim"
            )
        console.print()
    for line in _closing(audit, view.hidden_notes):
        console.print(Text(line), soft_wrap=True)
    return drawn(console)


def _told(merge: AuditedMerge) -> str:
    return f"{day(merge.time)} {displayed(merge.author)}: {displayed(merge.subject)}"


def day(seconds: int) -> str:
    """The date, as it was in Greenwich."""
    try:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    except (OverflowError, ValueError, OSError):  # a forged commit may be of any year
        return str(seconds)


def _closing(audit: Audit, hidden: int) -> Iterator[str]:
    where = (
        f"{compared(audit.since)}..{compared(audit.tip)}"
        if audit.since
        else f"the history of {compared(audit.tip)}"
    )
    yield f"{_sum(audit)} among {counted(audit.seen, 'merge')} of {where}"
    yield f"{audit.by_hand} of them not as git makes it; the others hold all of both sides"
    if hidden:
        yield f"{counted(hidden, 'note')} hidden; see them with --show-notes"
    if audit.skipped:
        yield skipped_line(audit.skipped)


def _sum(audit: Audit) -> str:
    """`2 errors, 1 warning in 3 merges`, or that nothing was lost."""
    numbers = Counter(finding.severity for merge in audit.merges for finding in merge.findings)
    counts = [counted(numbers[severity], severity.value) for severity in Severity if numbers[severity]]
    if not counts:
        return "no lost update"
    return f"{', '.join(counts)} in {counted(len(audit.merges), 'merge')},"


# -- markdown ----------------------------------------------------------------------------------


def markdown_audit(audit: Audit, view: View) -> str:
    """A section a merge."""
    lines = ["# Lost updates", ""]
    for merge in audit.merges:
        lines += [f"## {code(merge.oid[:SHORT_ID])} {prose(_told(merge))}", ""]
        for finding in merge.findings:
            place = code(f"{finding.effect.path}:{finding.effect.line}")
            lines.append(f"- **{finding.severity}** {finding.code} at {place}: {prose(finding.message)}")
        lines.append("")
    lines += [f"{prose(line)}  " for line in _closing(audit, view.hidden_notes)]
    return "\n".join(lines) + "\n"
