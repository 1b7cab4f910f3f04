"""A neighbourhood as a drawing: what a finding is about to the left, who uses it to the right.

Text is set in a fixed-width face, so that its width is known without a browser. Colour comes from the style
sheet by class, as an attribute `style` would need a weaker content policy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.findings import Neighbour
from conflictscan.report.display import displayed
from conflictscan.report.html.markup import Markup, element

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conflictscan.facts.findings import Changed, Neighbourhood, Tie

_NAME, _SMALL = 7.9, 6.7  # width of a character, in units of the drawing
_MOST_NAME, _MOST_SMALL = 44, 52  # characters
_PAD, _GAP, _ROW, _HEAD = 14, 16, 16, 46
_BETWEEN = 148  # of the columns; a verb fits
_LEAST = 120
_EDGE = 2


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """A neighbour with its place in the drawing."""

    neighbour: Neighbour
    lines: tuple[tuple[str, str], ...]  # class, text: what the sides did
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """The height at which ties meet it."""
        return self.y + self.height / 2


def picture(around: Neighbourhood, label: str) -> Markup:
    """The drawing, with a sentence for those who cannot see it."""
    boxes = laid_out(around)
    width = max(box.x + box.width for box in boxes) + _EDGE
    height = max(box.y + box.height for box in boxes) + _EDGE
    return element(
        "svg",
        {
            "class": "picture",
            "role": "img",
            "aria-label": label,
            "viewBox": f"0 0 {width:.0f} {height:.0f}",
            "width": f"{width:.0f}",
            "height": f"{height:.0f}",
        },
        *_ties(around, boxes),
        *(_drawn(box, subject=index < around.subjects) for index, box in enumerate(boxes)),
    )


def spoken(around: Neighbourhood) -> str:
    """The drawing in words: `invoice in shop/invoices.py calls fetch_user, which the merge breaks; …`."""
    return "; ".join(
        f"{_named(around.neighbours[tie.user])} {tie.verb} {_named(around.neighbours[tie.used])}"
        + (", which the merge breaks" if tie.breaks else "")
        for tie in around.ties
    )


def _named(neighbour: Neighbour) -> str:
    return f"{neighbour.name} in {neighbour.path}" if neighbour.name else neighbour.path


# -- layout ------------------------------------------------------------------------------------


def laid_out(around: Neighbourhood) -> list[Box]:
    """Boxes in the order of the neighbours: two columns, each as high as it needs, both centred."""
    columns = (around.neighbours[: around.subjects], around.neighbours[around.subjects :])
    heights = [sum(_height(each) + _GAP for each in column) - _GAP for column in columns]
    highest = max(heights)
    boxes: list[Box] = []
    x = float(_EDGE)
    for column, height in zip(columns, heights, strict=True):
        width = max((_width(each) for each in column), default=0.0)
        y = _EDGE + (highest - height) / 2
        for each in column:
            own = _height(each)
            boxes.append(Box(neighbour=each, lines=_lines(each), x=x, y=y, width=width, height=own))
            y += own + _GAP
        x += width + _BETWEEN
    return boxes


def _height(neighbour: Neighbour) -> float:
    lines = len(_lines(neighbour))
    return _HEAD + (_ROW * lines + 2 if lines else 0)


def _width(neighbour: Neighbour) -> float:
    small = max(len(line) for line in (_place(neighbour), *(line for _, line in _lines(neighbour))))
    return max(_LEAST, 2 * _PAD + len(_title(neighbour)) * _NAME, 2 * _PAD + small * _SMALL)


def _title(neighbour: Neighbour) -> str:
    name = displayed(neighbour.name or neighbour.path.rpartition("/")[2])
    return name if len(name) <= _MOST_NAME else f"…{name[1 - _MOST_NAME :]}"


def _place(neighbour: Neighbour) -> str:
    place = f"{displayed(neighbour.path)}:{neighbour.line}"
    return place if len(place) <= _MOST_SMALL else f"…{place[1 - _MOST_SMALL :]}"


def _lines(neighbour: Neighbour) -> tuple[tuple[str, str], ...]:
    told = [(change.side.value, _change(change)) for change in neighbour.changes]
    return tuple(told or ([("gone", "not in the merge")] if neighbour.gone else []))


def _change(change: Changed) -> str:
    words = f"{change.side}: {displayed(change.how.replace('`', ''))}"
    return words if len(words) <= _MOST_SMALL else f"{words[: _MOST_SMALL - 1]}…"


# -- drawing -----------------------------------------------------------------------------------


def _drawn(box: Box, *, subject: bool) -> Markup:
    neighbour = box.neighbour
    sides = "-".join(change.side.value for change in neighbour.changes) or "untouched"
    kinds = ["box", sides, *(["subject"] if subject else []), *(["gone"] if neighbour.gone else [])]
    left = f"{box.x + _PAD:.1f}"
    rows = (
        element("text", {"class": kind, "x": left, "y": f"{box.y + _HEAD + 7 + _ROW * index:.1f}"}, words)
        for index, (kind, words) in enumerate(box.lines)
    )
    return element(
        "g",
        {"class": " ".join(kinds)},
        element("title", {}, f"{neighbour.kind.replace('_', ' ')} {_named(neighbour)}:{neighbour.line}"),
        _rectangle(box.x, box.y, box.width, box.height, "frame"),
        *_accents(box),
        element("text", {"class": "name", "x": left, "y": f"{box.y + 20:.1f}"}, _title(neighbour)),
        element("text", {"class": "place", "x": left, "y": f"{box.y + 36:.1f}"}, _place(neighbour)),
        *rows,
    )


def _accents(box: Box) -> Iterator[Markup]:
    """A bar at the left edge in the colour of each side that changed it."""
    sides = [change.side.value for change in box.neighbour.changes]
    for index, side in enumerate(sides):
        part = (box.height - 12) / len(sides)
        yield _rectangle(box.x + 5, box.y + 6 + part * index, 3, part, f"accent {side}", radius=1.5)


def _rectangle(x: float, y: float, width: float, height: float, kind: str, *, radius: float = 7) -> Markup:
    sizes = {"x": x, "y": y, "width": width, "height": height, "rx": radius}
    return element("rect", {"class": kind} | {name: f"{size:.1f}" for name, size in sizes.items()})


def _ties(around: Neighbourhood, boxes: Sequence[Box]) -> Iterator[Markup]:
    """What the merge breaks is drawn last, over the others."""
    for tie in sorted(around.ties, key=lambda each: each.breaks):
        user, used = boxes[tie.user], boxes[tie.used]
        if user.x == used.x:
            yield _beside(tie, user, used)
        else:
            yield _across(tie, user, used, _port(around, tie, boxes))


def _port(around: Neighbourhood, tie: Tie, boxes: Sequence[Box]) -> float:
    """Where on the right edge of what is used a tie ends: spread out, in the order of the users."""
    used = boxes[tie.used]
    users = sorted(
        other.user for other in around.ties if other.used == tie.used and boxes[other.user].x > used.x
    )
    share = (used.height - 16) / (len(users) + 1)
    return used.y + 8 + share * (users.index(tie.user) + 1)


def _across(tie: Tie, user: Box, used: Box, port: float) -> Markup:
    right, left = used.x + used.width, user.x
    bend = _BETWEEN * 0.36
    arrow = 6
    path = (
        f"M{left:.1f} {user.middle:.1f} H{left - bend:.1f} "
        f"C{left - bend * 1.6:.1f} {user.middle:.1f} {right + bend:.1f} {port:.1f} {right + arrow:.1f} {port:.1f}"
    )
    head = f"M{right + 1:.1f} {port:.1f} l{arrow + 2} -4 v8 z"
    words = tie.verb + (f" \N{MULTIPLICATION SIGN}{tie.times}" if tie.times > 1 else "")
    where = {"class": "verb", "x": f"{left - 8:.1f}", "y": f"{user.middle - 6:.1f}", "text-anchor": "end"}
    return element(
        "g",
        {"class": "tie breaks" if tie.breaks else "tie"},
        element("path", {"class": "line", "d": path}),
        element("path", {"class": "head", "d": head}),
        element("text", where, words),
    )


def _beside(tie: Tie, user: Box, used: Box) -> Markup:
    """Two subjects, one above the other."""
    upper, lower = sorted((user, used), key=lambda box: box.y)
    x = upper.x + 24
    line = f"M{x:.1f} {upper.y + upper.height:.1f} V{lower.y:.1f}"
    return element(
        "g",
        {"class": "tie breaks" if tie.breaks else "tie"},
        element("path", {"class": "line", "d": line}),
        element("text", {"class": "verb", "x": f"{x + 8:.1f}", "y": f"{lower.y - 5:.1f}"}, tie.verb),
    )
