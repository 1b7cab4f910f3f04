"""A semantic diff for people and as JSON."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from conflictscan import __version__
from conflictscan.changes.account import What
from conflictscan.changes.deltas import DeltaKind
from conflictscan.report.display import displayed
from conflictscan.report.terminal import canvas, drawn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conflictscan.changes.account import Row
    from conflictscan.changes.deltas import Delta
    from conflictscan.facts.findings import Revision, Unchecked

SCHEMA_VERSION = "1"
MARKS = {
    What.ADDED: ("+", "green"),
    What.REMOVED: ("-", "red"),
    What.RENAMED: (">", "yellow"),
    What.MOVED: (">", "yellow"),
    What.CHANGED: ("~", "yellow"),
}
_BARE = frozenset({DeltaKind.BODY_CHANGED, DeltaKind.RETURN_SHAPE, DeltaKind.BECAME_ABSTRACT})
_MOST_NAMED = 8


def json_differences(
    rows: Sequence[Row], sides: tuple[Revision, Revision], unread: Sequence[Unchecked]
) -> str:
    """One JSON document with a newline at its end; ASCII, keys in a fixed order."""
    base, side = sides
    document = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "conflictscan", "version": __version__},
        "base": {"rev": base.rev, "oid": base.oid},
        "side": {"rev": side.rev, "oid": side.oid},
        "changes": [row_document(row) for row in rows],
        "unchecked": [{"path": each.path, "reason": each.reason} for each in unread],
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def row_document(row: Row) -> dict[str, object]:
    """One difference."""
    return {
        "what": row.what.value,
        "kind": row.thing,
        "name": row.name,
        "path": row.path,
        "line": row.line or None,
        "old_name": row.old_name or None,
        "old_path": row.old_path or None,
        "old": row.old or None,
        "new": row.new or None,
        "deltas": [
            {"kind": delta.kind.value, "name": delta.name, "old": delta.old, "new": delta.new}
            for delta in row.deltas
        ],
    }


def console_differences(
    rows: Sequence[Row], unread: Sequence[Unchecked], *, width: int, colour: bool, unicode: bool
) -> str:
    """File by file: a mark, the name, what happened, and the two forms where there are two."""
    console = canvas(width=width, colour=colour)
    arrow = " → " if unicode else " -> "
    for path, group in groupby(rows, key=lambda row: row.path):
        console.print(Text(displayed(path), style="bold"), soft_wrap=True)
        for row in group:
            mark, style = MARKS[row.what]
            line = f"{row.line:>6} " if row.line else " " * 7
            console.print(
                Text.assemble((line, "dim"), (mark, style), f" {row_headline(row, arrow)}"), soft_wrap=True
            )
            for detail in row_details(row, arrow):
                console.print(Text(f"{'':11}{detail}"), soft_wrap=True)
    console.print(Text(_closing(rows, unread)), soft_wrap=True)
    return drawn(console)


def row_headline(row: Row, arrow: str) -> str:
    """The name, and what happened to it."""
    name = displayed(row.name)
    if row.thing == "file":
        moved = f" from {displayed(row.old_path)}" if row.old_path else ""
        return f"file {row.what}{moved}"
    if row.old_name:
        name = f"{displayed(row.old_name)}{arrow}{name}"
    words = f"{row.thing} {row.what}"
    if row.what is What.MOVED:
        words += f" from {displayed(row.old_path)}"
    form = displayed(row.new or row.old) if row.what in (What.ADDED, What.REMOVED) else ""
    between = "" if form.startswith("(") or not form else " = " if row.thing != "requirement" else " "
    return f"{name}{between}{form}  [{words}]"


def row_details(row: Row, arrow: str) -> Iterator[str]:
    """The two forms where there are two, and each delta."""
    if row.what not in (What.ADDED, What.REMOVED) and (row.old or row.new):
        label = "" if row.thing in ("key", "requirement") else "signature "
        yield f"{label}{displayed(row.old)}{arrow}{displayed(row.new)}"
    for delta in row.deltas:
        yield _told(delta, arrow)


def _told(delta: Delta, arrow: str) -> str:
    words = delta.kind.value.replace("-", " ")
    about = f" `{displayed(delta.name)}`" if delta.kind.startswith("parameter-") and delta.name else ""
    if delta.kind in _BARE or not (delta.old or delta.new):
        return f"{words}{about}"
    if not delta.old:
        return f"{words}{about}: {displayed(delta.new)}"
    return f"{words}{about}: {displayed(delta.old)}{arrow}{displayed(delta.new) or 'none'}"


def _closing(rows: Sequence[Row], unread: Sequence[Unchecked]) -> str:
    counts = [f"{number} {what.value}" for what in What if (number := sum(row.what is what for row in rows))]
    text = ", ".join(counts) or "no difference in meaning"
    if unread:
        names = [f"{displayed(each.path)}: {displayed(each.reason)}" for each in unread[:_MOST_NAMED]]
        more = len(unread) - _MOST_NAMED
        text += f"; not read: {', '.join(names)}" + (f" and {more} more" if more > 0 else "")
    return text
