"""How one side's new statements reach the other side's new statements in one function of the merge.

A statement belongs to a side when its text is new there and occurs neither in the merge base nor on the
other side. Links run from such a statement of one side (`cause`) to one of the other (`effect`).
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import msgspec

from conflictscan.languages import Statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_EXITS = frozenset({"return", "raise", "continue", "break"})
_HEADS = frozenset({"if", "for", "while"})
_ARMS = _HEADS | {"try", "match", "with"}
_MUTATORS = frozenset(
    {"add", "append", "clear", "discard", "extend", "insert", "pop", "remove", "reverse", "sort", "update"}
)


class LinkKind(enum.Enum):
    """From the surest link to the least."""

    READS = enum.auto()  # the effect reads what the cause writes
    OVERWRITES = enum.auto()  # the cause writes again what the effect wrote, and reads it not
    GUARDED = enum.auto()  # the cause is a new head of the branch or loop that holds the effect
    SKIPPED = enum.auto()  # the cause may leave before the effect


class Link(msgspec.Struct, frozen=True):
    """One way in which `cause` reaches `effect`; `name` is the variable, if it is about one."""

    kind: LinkKind
    cause: Statement
    effect: Statement
    name: str = ""


def links(
    was: Sequence[Statement], merged: Sequence[Statement], cause: frozenset[str], effect: frozenset[str]
) -> tuple[Link, ...]:
    """All links from statements whose text is in `cause` to those whose text is in `effect`; surest first."""
    left = frozenset(_exits(was).values())
    old = frozenset(start for start, exit_ in _exits(merged).items() if exit_ in left)
    found: list[Link] = []
    for first, one in enumerate(merged):
        if one.log or one.text not in cause | effect:
            continue
        for second in range(first + 1, len(merged)):
            other = merged[second]
            if other.log or other.text not in cause | effect or exclusive(one.path, other.path):
                continue
            between = merged[first + 1 : second]
            if one.text in cause and other.text in effect:
                found.extend(
                    link
                    for link in _forward(one, other, between)
                    if link.kind is not LinkKind.SKIPPED or one.span.start_byte not in old
                )
            elif one.text in effect and other.text in cause:
                found.extend(_overwritten(one, other, between))
    return tuple(sorted(found, key=lambda link: (link.kind.value, link.cause.span.start_byte)))


def _exits(statements: Sequence[Statement]) -> dict[int, tuple[str, str]]:
    """The statements that leave, by where they start: how, and the last head before; not with what value."""
    found: dict[int, tuple[str, str]] = {}
    head = ""
    for statement in statements:
        if statement.kind in _EXITS:
            found[statement.span.start_byte] = (statement.kind, head)
        elif statement.kind in _ARMS:
            head = statement.text
    return found


def exclusive(left: Sequence[str], right: Sequence[str]) -> bool:
    """Tell whether two statements stand in different arms of one branch."""
    for one, other in zip(left, right, strict=False):
        if one != other:
            return one.partition(":")[0] == other.partition(":")[0]
    return False


def _forward(one: Statement, other: Statement, between: Sequence[Statement]) -> Iterator[Link]:
    for name in _written(one):
        if _reads(other, name) and not _killed(name, other, between):
            yield Link(LinkKind.READS, one, other, name)
            break
    if one.kind in _HEADS and len(other.path) > len(one.path) and _holds(one, other, between):
        yield Link(LinkKind.GUARDED, one, other)
    if one.kind in _EXITS and one.path and one.path[:-1] == other.path[: len(one.path) - 1]:
        yield Link(LinkKind.SKIPPED, one, other)


def _overwritten(one: Statement, other: Statement, between: Sequence[Statement]) -> Iterator[Link]:
    for name in one.writes:
        plain = name in other.writes and not _reads(other, name) and other.kind == "assign"
        if plain and other.path == one.path[: len(other.path)]:
            if not any(_reads(statement, name) for statement in between):
                yield Link(LinkKind.OVERWRITES, other, one, name)
            break


def _written(statement: Statement) -> Iterator[str]:
    yield from statement.writes
    for call in statement.calls:
        holder, _, method = call.rpartition(".")
        if holder and method in _MUTATORS:
            yield holder


def _reads(statement: Statement, name: str) -> bool:
    return any(read == name or read.startswith(f"{name}.") for read in statement.reads)


def _killed(name: str, reader: Statement, between: Sequence[Statement]) -> bool:
    """Tell whether the variable is surely assigned anew on the way to its reader."""
    return any(
        name in s.writes and not _reads(s, name) and s.path == reader.path[: len(s.path)] for s in between
    )


def _holds(head: Statement, inner: Statement, between: Sequence[Statement]) -> bool:
    """Tell whether `inner` stands in the compound statement that `head` opens."""
    depth = len(head.path)
    if inner.path[:depth] != head.path:
        return False
    return all(len(s.path) > depth and s.path[: depth + 1] == inner.path[: depth + 1] for s in between)
