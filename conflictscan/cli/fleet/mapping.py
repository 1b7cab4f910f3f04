"""Shows a matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from conflictscan.cli.fleet.showing import view_of, visible
from conflictscan.cli.output import write
from conflictscan.facts.fleet import Combination, Meeting, Member
from conflictscan.report.fleet.matrix import console_matrix, json_matrix, markdown_matrix

if TYPE_CHECKING:
    from pathlib import Path

    from conflictscan.cli.fleet.comparing import Compared
    from conflictscan.config import Config
    from conflictscan.facts.fleet import Matrix

_Found = TypeVar("_Found", Member, Meeting, Combination)


def shown(done: Compared, *, form: str, output: Path | None, show_notes: bool) -> None:
    """The matrix in one of its formats."""
    kept = without_notes(done.matrix, done.config, show_notes=show_notes)
    if form == "json":
        write(json_matrix(kept), output)
    elif form == "html":
        from conflictscan.report.fleet.matrix_page import matrix_page  # noqa: PLC0415 - for one format

        write(matrix_page(kept), output)
    else:
        render = markdown_matrix if form == "markdown" else console_matrix
        write(render(kept, view_of(output, _findings(done.matrix) - _findings(kept))), output)


def without_notes(matrix: Matrix, config: Config, *, show_notes: bool) -> Matrix:
    """The matrix with what is to be shown; pairs that have nothing left to show are clean."""

    def seen(each: _Found) -> _Found:
        return msgspec.structs.replace(each, findings=visible(each.findings, config, show_notes=show_notes))

    meetings = tuple(each for each in map(seen, matrix.meetings) if not each.clean)
    told = {(finding.code, finding.symbol) for meeting in meetings for finding in meeting.findings}
    return msgspec.structs.replace(
        matrix,
        members=tuple(map(seen, matrix.members)),
        meetings=meetings,
        combinations=tuple(
            each for each in map(seen, matrix.combinations) if each.conflicts or each.findings
        ),
        contests=tuple(each for each in matrix.contests if (each.code, each.symbol) in told),
    )


def _findings(matrix: Matrix) -> int:
    found = (*matrix.members, *matrix.meetings, *matrix.combinations)
    return sum(len(each.findings) for each in found)
