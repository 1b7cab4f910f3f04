"""The matrix as a page of its own: the map, a graph of who conflicts with whom, and all findings below.

Style and markup are those of the report; nothing is loaded. The map is a grid that arrow keys walk through.
"""

from __future__ import annotations

import math
from importlib import resources
from typing import TYPE_CHECKING, Final

from conflictscan import __version__
from conflictscan.report.fleet.matrix import MARKS, TEXT, cells, closing, contested, json_matrix
from conflictscan.report.html.markup import Markup, element, prose, verbatim
from conflictscan.report.html.page import embedded, policy
from conflictscan.report.html.tools import button
from conflictscan.report.summary import compared, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conflictscan.facts.findings import Finding
    from conflictscan.facts.fleet import Matrix

_WORDS: Final = {TEXT: "textual conflict", "error": "error", "warning": "warning", "note": "note", "": "none"}
_CIRCLE: Final = 260  # pixels; the radius follows from it
_MOST_IN_GRAPH: Final = 60


def matrix_page(matrix: Matrix) -> str:
    """The page; the same matrix gives the same page."""
    style = _asset("conflictscan.report.html", "report.css") + _asset(
        "conflictscan.report.fleet", "matrix.css"
    )
    script = _asset("conflictscan.report.fleet", "matrix.js")
    title = f"{counted(len(matrix.meetings), 'pair')} in conflict of {len(matrix.members)} branches"
    head = element(
        "head",
        {},
        element("meta", {"charset": "utf-8"}),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": policy(style, script)}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("meta", {"name": "color-scheme", "content": "light dark"}),
        element("meta", {"name": "referrer", "content": "no-referrer"}),
        element("title", {}, f"{title} on {matrix.target.rev}"),
        element("link", {"rel": "icon", "href": "data:,"}),
        verbatim("style", {}, style),
    )
    body = element(
        "body",
        {},
        element("header", {"class": "top"}, element("span", {"class": "tool"}, "conflictscan matrix")),
        element("main", {}, _overview(matrix, title), _map(matrix), _graph(matrix), *_list(matrix)),
        element("footer", {}, element("p", {}, f"conflictscan {__version__}")),
        verbatim("script", {"type": "application/json", "id": "matrix"}, embedded(json_matrix(matrix))),
        verbatim("script", {}, script),
    )
    return f"<!doctype html>\n{element('html', {'lang': 'en'}, head, body)}\n"


def _asset(package: str, name: str) -> str:
    return resources.files(package).joinpath("assets", name).read_text("utf-8")


def _overview(matrix: Matrix, title: str) -> Markup:
    lines = list(closing(matrix, 0))
    contests = (contested(matrix, each.members, each.code, each.symbol) for each in matrix.contests)
    return element(
        "section",
        {"class": "overview" if matrix.meetings else "overview clean", "aria-label": "Summary"},
        element("h1", {}, title),
        *(element("p", {"class": "aside"}, line) for line in (f"on {compared(matrix.target)}", *lines)),
        *(element("p", {"class": "contest"}, prose(line)) for line in contests),
    )


# -- the map -----------------------------------------------------------------------------------


def _map(matrix: Matrix) -> Markup:
    numbers = range(len(matrix.members))
    found = cells(matrix)
    head = element(
        "tr",
        {},
        element("th", {"scope": "col"}, element("span", {"class": "unseen"}, "branch")),
        *(
            element("th", {"scope": "col", "title": matrix.members[place].name}, str(place + 1))
            for place in numbers
        ),
    )
    rows = (
        element(
            "tr",
            {},
            element("th", {"scope": "row"}, f"{row + 1} ", element("code", {}, matrix.members[row].name)),
            *(_cell(matrix, found, row, column) for column in numbers),
        )
        for row in numbers
    )
    return element(
        "section",
        {"class": "map", "aria-label": "Map of pairs"},
        element(
            "div",
            {"class": "board"},
            element(
                "table",
                {"id": "map", "role": "grid"},
                element("thead", {}, head),
                element("tbody", {}, *rows),
            ),
        ),
        element(
            "p",
            {"class": "aside"},
            f"{MARKS[TEXT]} textual conflict, {MARKS['error']} error, {MARKS['warning']} warning, "
            f"{MARKS['note']} note; the diagonal is each branch against {matrix.target.rev}.",
        ),
    )


def _cell(matrix: Matrix, found: dict[tuple[int, int], str], row: int, column: int) -> Markup:
    word = found.get((row, column), "")
    one, two = matrix.members[row].name, matrix.members[column].name
    label = f"{one} and {matrix.target.rev if row == column else two}: {_WORDS[word]}"
    attributes = {"class": f"cell {word or 'none'}{' own' if row == column else ''}", "aria-label": label}
    if not word:
        return element("td", {**attributes, "title": label}, "·")
    link = element("a", {"href": f"#{_id(row, column)}", "title": label}, MARKS[word])
    return element("td", attributes, link)


def _id(row: int, column: int) -> str:
    return f"p-{min(row, column) + 1}-{max(row, column) + 1}"


# -- the graph ---------------------------------------------------------------------------------


def _graph(matrix: Matrix) -> Markup:
    """Branches that conflict, on a circle, with a line for each pair."""
    places = sorted({place for each in matrix.meetings for place in (each.ours, each.theirs)})
    if len(places) < 2 or len(places) > _MOST_IN_GRAPH:
        return Markup("")
    radius = _CIRCLE / 2 - 24
    spots = {
        place: (
            round(_CIRCLE / 2 + radius * math.sin(2 * math.pi * index / len(places)), 1),
            round(_CIRCLE / 2 - radius * math.cos(2 * math.pi * index / len(places)), 1),
        )
        for index, place in enumerate(places)
    }
    found = cells(matrix)
    size = str(_CIRCLE)
    return element(
        "figure",
        {"class": "graph"},
        element(
            "svg",
            {
                "role": "img",
                "aria-label": "Branches that conflict; the map says the same",
                "width": size,
                "height": size,
                "viewBox": f"0 0 {size} {size}",
            },
            *(_line(spots, (m.ours, m.theirs), found[m.ours, m.theirs]) for m in matrix.meetings),
            *(_spot(matrix, place, spots[place]) for place in places),
        ),
    )


def _line(spots: dict[int, tuple[float, float]], pair: tuple[int, int], word: str) -> Markup:
    (x1, y1), (x2, y2) = spots[pair[0]], spots[pair[1]]
    place = {"x1": str(x1), "y1": str(y1), "x2": str(x2), "y2": str(y2)}
    return element("line", {"class": word, **place})


def _spot(matrix: Matrix, place: int, spot: tuple[float, float]) -> Markup:
    x, y = map(str, spot)
    return element(
        "g",
        {},
        element("title", {}, matrix.members[place].name),
        element("circle", {"cx": x, "cy": y, "r": "11"}),
        element(
            "text", {"x": x, "y": y, "text-anchor": "middle", "dominant-baseline": "central"}, str(place + 1)
        ),
    )


# -- the list ----------------------------------------------------------------------------------


def _list(matrix: Matrix) -> Iterator[Markup]:
    entries = list(_entries(matrix))
    if not entries:
        return
    yield element(
        "form",
        {
            "class": "tools needs-script",
            "role": "search",
            "id": "tools",
            "aria-label": "Filter the conflicts",
        },
        element(
            "label",
            {"class": "search"},
            element("span", {"class": "unseen"}, "Search"),
            element(
                "input",
                {
                    "id": "search",
                    "type": "search",
                    "placeholder": "Search",
                    "autocomplete": "off",
                    "aria-keyshortcuts": "/",
                },
            ),
        ),
        element(
            "label",
            {},
            element("span", {"class": "unseen"}, "Branch"),
            element(
                "select",
                {"id": "branch"},
                element("option", {"value": ""}, "all branches"),
                *(
                    element("option", {"value": str(place)}, member.name)
                    for place, member in enumerate(matrix.members)
                ),
            ),
        ),
        element(
            "label",
            {},
            element("span", {"class": "unseen"}, "Kind"),
            element(
                "select",
                {"id": "kind"},
                element("option", {"value": ""}, "all kinds"),
                *(element("option", {"value": word}, words) for word, words in _WORDS.items() if word),
            ),
        ),
        element(
            "span",
            {"class": "outcome"},
            element("output", {"id": "count", "aria-live": "polite"}, f"{len(entries)} of {len(entries)}"),
        ),
    )
    yield element("div", {"id": "entries"}, *entries)
    yield element("p", {"id": "none", "hidden": ""}, "No conflict matches. ", button("clear", "Show all"))


def _entries(matrix: Matrix) -> Iterator[Markup]:
    names = [member.name for member in matrix.members]
    for place, member in enumerate(matrix.members):
        if member.conflicts or member.findings:
            title = (member.name, matrix.target.rev)
            yield _entry(_id(place, place), title, (place,), (member.conflicts, member.findings))
    for each in matrix.meetings:
        pair = (each.ours, each.theirs)
        yield _entry(_id(*pair), [names[p] for p in pair], pair, (each.conflicts, each.findings))
    for number, each in enumerate(matrix.combinations, 1):
        title = [names[place] for place in each.members]
        yield _entry(f"c-{number}", title, each.members, (each.conflicts, each.findings), together=True)


def _entry(
    anchor: str,
    names: Sequence[str],
    members: Sequence[int],
    found: tuple[Sequence[str], Sequence[Finding]],
    *,
    together: bool = False,
) -> Markup:
    conflicts, findings = found
    kinds = sorted({each.severity.value for each in findings} | ({TEXT} if conflicts else set[str]()))
    title: list[str] = []
    for index, name in enumerate(names):
        title += [*([" × "] if index else []), element("code", {}, name)]  # noqa: RUF001
    return element(
        "article",
        {
            "class": "finding entry",
            "id": anchor,
            "tabindex": "-1",
            "data-members": " ".join(map(str, members)),
            "data-kinds": " ".join(kinds),
        },
        element("h2", {}, *title, *([" only all together"] if together else [])),
        element(
            "ul",
            {},
            *(
                element(
                    "li",
                    {},
                    element("span", {"class": "severity error"}, "text"),
                    " ",
                    element("code", {}, path),
                )
                for path in conflicts
            ),
            *map(_finding, findings),
        ),
    )


def _finding(finding: Finding) -> Markup:
    return element(
        "li",
        {},
        element("span", {"class": f"severity {finding.severity}"}, finding.severity),
        " ",
        element("span", {"class": "code"}, finding.code),
        " ",
        element("span", {"class": "where"}, f"{finding.effect.path}:{finding.effect.line}"),
        " ",
        element("span", {"class": "story"}, prose(finding.message)),
    )
