"""A matrix of branches: as a map with the findings below it, as JSON, and as markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from conflictscan.report.console import headline
from conflictscan.report.display import displayed
from conflictscan.report.fleet import document, revision_document, skipped_documents, skipped_line
from conflictscan.report.json import finding_document
from conflictscan.report.markdown import code, prose
from conflictscan.report.summary import compared, counted
from conflictscan.report.terminal import canvas, drawn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conflictscan.facts.findings import Finding
    from conflictscan.facts.fleet import Matrix, Meeting
    from conflictscan.report.context import View

TEXT: Final = "text"
MARKS: Final = {TEXT: "T", "error": "E", "warning": "W", "note": "n", "": "."}
"""What a cell shows: the worst of what is in it."""
_STYLES: Final = {
    TEXT: "black on bright_red",
    "error": "white on red",
    "warning": "black on yellow",
    "note": "cyan",
}
_LONGEST: Final = 28
_NARROW: Final = 3


def worst(conflicts: Sequence[str], findings: Sequence[Finding]) -> str:
    """`text`, a severity, or nothing."""
    if conflicts:
        return TEXT
    return min((f.severity for f in findings), key=lambda severity: severity.rank, default="")


def cells(matrix: Matrix) -> dict[tuple[int, int], str]:
    """The worst of each pair in both directions, and of each branch against the target on the diagonal."""
    found = {(place, place): worst(m.conflicts, m.findings) for place, m in enumerate(matrix.members)}
    for meeting in matrix.meetings:
        word = worst(meeting.conflicts, meeting.findings)
        found[meeting.ours, meeting.theirs] = found[meeting.theirs, meeting.ours] = word
    return found


# -- JSON --------------------------------------------------------------------------------------


def json_matrix(matrix: Matrix) -> str:
    """The whole matrix as one document; branches are named by their places in its list."""
    return document(
        {
            "target": revision_document(matrix.target),
            "branches": [
                {
                    "name": member.name,
                    "oid": member.oid,
                    "files_changed": member.files,
                    **_conflicts(member.conflicts, member.findings),
                }
                for member in matrix.members
            ],
            "pairs": {"all": matrix.pairs, "scanned": matrix.scanned},
            "meetings": [
                {"branches": [m.ours, m.theirs], **_conflicts(m.conflicts, m.findings)}
                for m in matrix.meetings
            ],
            "combinations": [
                {"branches": list(c.members), **_conflicts(c.conflicts, c.findings)}
                for c in matrix.combinations
            ],
            "contests": [
                {"code": c.code, "symbol": c.symbol, "branches": list(c.members)} for c in matrix.contests
            ],
            "skipped": skipped_documents(matrix.skipped),
        }
    )


def _conflicts(conflicts: Sequence[str], findings: Sequence[Finding]) -> dict[str, object]:
    return {"textual_conflicts": list(conflicts), "findings": [finding_document(each) for each in findings]}


# -- console -----------------------------------------------------------------------------------


def console_matrix(matrix: Matrix, view: View) -> str:
    """The map where it fits, then what stands behind each mark."""
    console = canvas(width=view.width, colour=view.colour)
    number = len(matrix.members)
    width = max(_NARROW, len(str(number)) + 1)
    label = min(max(len(displayed(m.name)) for m in matrix.members), _LONGEST)
    if label + width * (number + 1) + 1 <= view.width:
        for line in _map(matrix, label, width):
            console.print(line, no_wrap=True, overflow="crop")
        console.print(Text(_legend(matrix), style="dim"), soft_wrap=True)
        console.print()
    for title, conflicts, findings in entries(matrix):
        console.print(Text(displayed(title), style="bold"), soft_wrap=True)
        for path in conflicts:
            console.print(Text.assemble("  ", (displayed(path), "bold"), " textual conflict"), soft_wrap=True)
        for finding in findings:
            console.print(Text("  ").append_text(headline(finding)), soft_wrap=True)
    for contest in matrix.contests:
        console.print(Text(displayed(contested(matrix, contest.members, contest.code, contest.symbol))))
    for line in closing(matrix, view.hidden_notes):
        console.print(Text(line), soft_wrap=True)
    return drawn(console)


def _map(matrix: Matrix, label: int, width: int) -> Iterator[Text]:
    numbers = range(len(matrix.members))
    yield Text(" " * (label + width) + "".join(f"{place + 1:>{width}}" for place in numbers), style="dim")
    found = cells(matrix)
    for row, member in enumerate(matrix.members):
        name = displayed(member.name)
        name = name if len(name) <= label else f"{name[: label - 1]}…"
        line = Text.assemble(f"{name:<{label}}", (f"{row + 1:>{width}}", "dim"))
        for column in numbers:
            word = found.get((row, column), "")
            line.append(" " * (width - 1))
            line.append(MARKS[word], style=_STYLES.get(word, "dim"))
        yield line


def _legend(matrix: Matrix) -> str:
    return (
        "T textual conflict, E error, W warning, n note, . none; "
        f"the diagonal is each branch against {displayed(matrix.target.rev)}"
    )


def entries(matrix: Matrix) -> Iterator[tuple[str, Sequence[str], Sequence[Finding]]]:
    """All that was found, each with a title: branches against the target, pairs, and what needs more of them."""
    for member in matrix.members:
        if member.conflicts or member.findings:
            yield f"{member.name} × {matrix.target.rev}", member.conflicts, member.findings  # noqa: RUF001
    for meeting in matrix.meetings:
        yield _pair(matrix, meeting), meeting.conflicts, meeting.findings
    for each in matrix.combinations:
        names = " × ".join(matrix.members[place].name for place in each.members)  # noqa: RUF001
        yield f"{names} (only all together)", each.conflicts, each.findings


def _pair(matrix: Matrix, meeting: Meeting) -> str:
    return f"{matrix.members[meeting.ours].name} × {matrix.members[meeting.theirs].name}"  # noqa: RUF001


def contested(matrix: Matrix, members: Sequence[int], rule: str, symbol: str) -> str:
    """One thing that more than two branches take."""
    names = ", ".join(matrix.members[place].name for place in members)
    return f"{rule}: {len(members)} branches meet at {symbol}: {names}"


def closing(matrix: Matrix, hidden: int) -> Iterator[str]:
    """What was compared, and what came of it."""
    number = len(matrix.meetings)
    verb = "s" if number == 1 else ""
    yield (
        f"{number} of {counted(matrix.pairs, 'pair')} of {len(matrix.members)} branches conflict{verb} on "
        f"{compared(matrix.target)}; {matrix.scanned} had something in common and were scanned"
    )
    if matrix.combinations:
        yield f"{counted(len(matrix.combinations), 'conflict')} that no two branches have alone"
    if hidden:
        yield f"{counted(hidden, 'note')} hidden; see them with --show-notes"
    if matrix.skipped:
        yield skipped_line(matrix.skipped)


# -- markdown ----------------------------------------------------------------------------------


def markdown_matrix(matrix: Matrix, view: View) -> str:
    """A table, and a list of what stands behind each of its marks."""
    numbers = range(len(matrix.members))
    found = cells(matrix)
    lines = [f"# {prose(next(closing(matrix, 0)))}", ""]
    lines += [
        f"| | | {' | '.join(str(place + 1) for place in numbers)} |",
        f"|---|---|{'---|' * len(numbers)}",
    ]
    for row in numbers:
        marks = (MARKS[found.get((row, column), "")] for column in numbers)
        name = code(matrix.members[row].name).replace("|", "\\|")
        lines.append(f"| {row + 1} | {name} | {' | '.join(marks)} |")
    lines += ["", prose(_legend(matrix)), ""]
    for title, conflicts, findings in entries(matrix):
        lines += [f"## {prose(title)}", ""]
        lines += [f"- textual conflict in {code(path)}" for path in conflicts]
        lines += [
            f"- **{each.severity}** {each.code} at {code(f'{each.effect.path}:{each.effect.line}')}: "
            f"{prose(each.message)}"
            for each in findings
        ]
        lines.append("")
    lines += [
        f"- {prose(contested(matrix, each.members, each.code, each.symbol))}" for each in matrix.contests
    ]
    lines += [f"{prose(line)}  " for line in list(closing(matrix, view.hidden_notes))[1:]]
    return "\n".join(lines).rstrip() + "\n"
