"""Tables in Markdown, and their places in the documents."""

from __future__ import annotations

import datetime as dt
import os
import platform
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; a bar within a cell is escaped."""
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *([_cell(value) for value in row] for row in rows)]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def _cell(value: object) -> str:
    text = f"{value:.2f}" if isinstance(value, float) else str(value)
    return text.replace("|", "\\|").replace("\n", " ")


def fill(document: Path, name: str, content: str) -> None:
    """Put the content between `<!-- NAME -->` and `<!-- /NAME -->` of the document."""
    text = document.read_text(encoding="utf-8")
    start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    head, found, rest = text.partition(start)
    _, closed, tail = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"{document} has no place for {name}: add {start.strip()} and {end}")
    document.write_text(head + start + content.rstrip("\n") + "\n" + end + tail, encoding="utf-8")


def interval(part: int, whole: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not whole:
        return 0.0, 1.0
    z, p = 1.96, part / whole
    scale = 1 + z * z / whole
    middle = p + z * z / (2 * whole)
    half = z * ((p * (1 - p) + z * z / (4 * whole)) / whole) ** 0.5
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def share(part: int, whole: int) -> str:
    """`3 of 360 (0.8 %; 95 %: 0.3 to 2.4 %)`."""
    low, high = interval(part, whole)
    percent = 100 * part / whole if whole else 0.0
    return f"{part} of {whole} ({percent:.1f} %; 95 %: {100 * low:.1f} to {100 * high:.1f} %)"


def machine() -> str:
    """The machine in a line, without names or paths."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB of memory, "
        f"{platform.system()}, Python {platform.python_version()}"
    )


def today() -> str:
    """The date, as the documents give it."""
    return dt.datetime.now(tz=dt.UTC).date().isoformat()
