"""Where a review shows a finding, and in which order findings are worth its limited room.

A review (a pull request, an alert, an annotation) shows the tree of the change, and that is OURS: a line that
the target has brought is not in its diff. Columns of facts are bytes; reviews count characters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.findings import Side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from conflictscan.facts.findings import Finding, Location


def primary(finding: Finding) -> Location:
    """Of cause and effect the one to point at: a line that is still there, rather on ours, rather the effect."""
    return min(
        (finding.effect, finding.cause), key=lambda place: (place.in_base, place.side is not Side.OURS)
    )


def secondary(finding: Finding) -> Location:
    """The other one."""
    return finding.cause if primary(finding) is finding.effect else finding.effect


def role(finding: Finding, place: Location) -> str:
    """`cause` or `effect`."""
    return "cause" if place is finding.cause else "effect"


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """By severity, then confidence; otherwise as they come."""
    return sorted(findings, key=rank)


def rank(finding: Finding) -> tuple[int, float]:
    """Less is worse."""
    return (finding.severity.rank, -finding.confidence)


def character_column(lines: Sequence[str], line: int, column: int) -> int:
    """The column in characters; the given one where the line is not at hand."""
    if not 1 <= line <= len(lines):
        return column
    before = lines[line - 1].encode("utf-8", "surrogateescape")[: column - 1]
    return len(before.decode("utf-8", "surrogateescape")) + 1


def start_column(place: Location, lines: Callable[[Location], Sequence[str]]) -> int:
    """The column of a location in characters."""
    return character_column(lines(place), place.line, place.column)
