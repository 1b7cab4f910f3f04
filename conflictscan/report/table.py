"""A plain table without lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from conflictscan.report.terminal import canvas, drawn

if TYPE_CHECKING:
    from collections.abc import Sequence


def table(header: Sequence[str], rows: Sequence[Sequence[str]], *, width: int, colour: bool) -> str:
    """Columns under a header; the last one takes what width is left and wraps."""
    grid = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    for name in header[:-1]:
        grid.add_column(name, no_wrap=True)
    grid.add_column(header[-1], overflow="fold")
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))
    console = canvas(width=width, colour=colour)
    console.print(grid)
    return drawn(console)
