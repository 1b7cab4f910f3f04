"""What formats read, as plain values to compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan import formats

if TYPE_CHECKING:
    from conflictscan.facts.code import FileFacts, Span


def read(path: str, text: str | bytes) -> FileFacts:
    found = formats.for_path(path)
    assert found is not None
    return found.extract(text.encode() if isinstance(text, str) else text)


def keys(facts: FileFacts) -> list[tuple[str, list[str]]]:
    """Place and names of each mapping, in order."""
    return [(mapping.place, [key.name for key in mapping.keys]) for mapping in facts.mappings]


def values(facts: FileFacts) -> dict[str, str]:
    return {
        f"{mapping.place}.{key.name}".lstrip("."): key.value
        for mapping in facts.mappings
        for key in mapping.keys
    }


def wanted(facts: FileFacts) -> list[tuple[str, str, str]]:
    """Name, range and scope of each requirement."""
    return [(row.name, row.range, row.scope) for row in facts.requirements]


def at(span: Span, text: str | bytes) -> str:
    """The text of a span, read once by its offsets and once by its lines and columns."""
    source = text.encode() if isinstance(text, str) else text
    by_offset = source[span.start_byte : span.end_byte]
    lines = source.split(b"\n")
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
    first, last = starts[span.start_line] + span.start_column, starts[span.end_line] + span.end_column
    assert source[first:last] == by_offset
    return by_offset.decode()
