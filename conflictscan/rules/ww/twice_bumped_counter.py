"""Both sides raised the same number by the same, each for what it added; git takes the change once.

## What it does

Reports a number that both sides changed alike (260 to 261) where it counts something: the merge base and each side
had as many elements in a collection, or files in a folder, as the number says, and the merge, with the additions of
both, has more. A line that names what it counts, or stands in one file with it, is an error; otherwise the numbers
alone tell, and it is a warning.

## Why it matters

The two edits of the number are the same text, so git sees one change and no conflict; the additions stand in
different places and are both kept. A test of the count fails, an array of fixed size does not compile or cuts off
its last element, and a sentence in the documentation is wrong for good.

## Example

{fixture: count-of-a-list}

## Fix

Write the number that the merge has. Better, count when it is needed: `len(TABLES)`.

## Known limits

- Numbers are compared with what the two sides changed in files both touched, and with folders that both added to;
  a count of something else is not found.
- Small numbers (below five) are only reported where the line names what it counts.

## Source

A census in tests that two branches raise at one time: both write 261, the truth is 262.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.code import Span
from conflictscan.facts.findings import Consequence, Edit, Severity
from conflictscan.facts.rules import CODE, DATA, Rule
from conflictscan.rules.framework.drafts import Draft, Place
from conflictscan.rules.framework.world import SIDES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.rules.engines.counters import Counted, Raised
    from conflictscan.rules.framework.world import World

RULE = Rule(
    code="WW205",
    name="twice-bumped-counter",
    summary="Both sides raised the same number by the same, each for what it added; git takes the change once.",
    severity=Severity.ERROR,
    confidence=0.9,
    languages=CODE + DATA,
)

_BY_NUMBERS_ALONE = 0.75
_SMALL = 5


def pairs(world: World, cause: Side, effect: Side) -> Iterator[Draft]:
    """Each counter once: the side whose addition comes first in the text is the cause."""
    if not any(True for _ in world.shared_paths()):
        return
    from conflictscan.rules.engines.counters import counted, raised  # noqa: PLC0415 - two sides seldom share files

    numbers = list(raised(world))
    for number, things in counted(world, numbers).items() if numbers else ():
        found = sorted(things, key=lambda each: (not each.linked, each.path, each.name))
        best = found[0] if found else None
        if best is None or not (best.linked or number.before >= _SMALL):
            continue
        first, second = (_place(world, best, side) for side in (cause, effect))
        if _order(world, first) < _order(world, second):
            yield _draft(world, number, best, first, second)


def _place(world: World, each: Counted, side: Side) -> Place:
    _, path, line = next(row for row in each.places if row[0] is side)
    return Place(
        side=side, path=path, span=_line(world, side, path, line), label=f"one more in `{each.name}`"
    )


def _line(world: World, side: Side, path: str, line: int) -> Span:
    lines = world.tree(side).source(path).splitlines(keepends=True)
    start = sum(map(len, lines[:line]))
    text = lines[line].rstrip() if line < len(lines) else b""
    indent = len(text) - len(text.lstrip())
    return Span(line, indent, line, len(text), start + indent, start + len(text))


def _order(world: World, place: Place) -> tuple[str, bytes]:
    """What tells the two additions apart, whichever side they are called."""
    source = world.tree(place.side).source(place.path)
    return place.path, source[place.span.start_byte : place.span.end_byte]


def _draft(world: World, number: Raised, each: Counted, first: Place, second: Place) -> Draft:
    shown = number.text.decode("utf-8", "replace").strip()
    where = f"{number.path}:{number.line + 1}"
    step = number.after - number.before
    return Draft(
        subject=f"{number.path}:{each.name}",
        message=(
            f"both sides changed {number.before} to {number.after} ({where}: `{shown[:80]}`), {first.side} as it "
            f"added to `{each.name}` ({first.path}:{first.span.start_line + 1}), {second.side} as it did too "
            f"({second.path}:{second.span.start_line + 1}); git took the change once, and the merge has {each.now}"
        ),
        consequence=Consequence.SILENTLY_WRONG,
        cause=first,
        effect=second,
        related=tuple(_number(world, number, side) for side in SIDES),
        fix=f"write {number.after + step}, or count `{each.name}`",
        edits=(
            Edit(
                path=number.path,
                line=number.line + 1,
                column=number.start + 1,
                end_line=number.line + 1,
                end_column=number.end + 1,
                text=str(number.after + step),
            ),
        ),
        factors=() if each.linked else (_BY_NUMBERS_ALONE,),
        key=(number.path,),
    )


def _number(world: World, number: Raised, side: Side) -> Place:
    path = world.side_path(side, number.path) or number.path
    lines = world.tree(side).source(path).splitlines()
    at = lines.index(number.text) if number.text in lines else 0
    return Place(
        side=side, path=path, span=_line(world, side, path, at), label=f"{number.before} to {number.after}"
    )
