"""One finding as an article: the story, both sides beside each other, the fix, and what stands around it."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from conflictscan.report.display import displayed_code
from conflictscan.report.frames import frame
from conflictscan.report.html.diff import hunks
from conflictscan.report.html.markup import Markup, element, joined, prose
from conflictscan.report.html.picture import picture, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conflictscan.facts.findings import Finding, Fix, Location, Neighbourhood, Report
    from conflictscan.report.context import Context
    from conflictscan.report.frames import FrameLine
    from conflictscan.report.html.diff import Row

_AROUND = 4
_SHORT_ID = 9
_MOST_RELATED = 8
_MOST_HUNKS = 8
_WORD = re.compile(r"""["']?\w+["']?""")  # a name, or a key as a string
_WHY = re.compile(r"^## Why it matters\n+(.+?)\s*(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_CONSEQUENCES = {
    "does-not-compile": "does not compile",
    "fails-at-run-time": "fails at run time",
    "silently-wrong": "silently wrong",
}


def article(finding: Finding, report: Report, context: Context) -> Markup:
    """The finding; open, so that it can be read and printed without a script."""
    return element(
        "article",
        {"class": "finding", "id": f"f-{finding.fingerprint}"},
        element(
            "details",
            {"open": ""},
            _headline(finding),
            element(
                "div",
                {"class": "body"},
                _nature(finding),
                element(
                    "div",
                    {"class": "sides"},
                    _side("cause", finding.cause, report, context),
                    _side("effect", finding.effect, report, context),
                ),
                *_related(finding),
                *_fix(finding.fix, context),
                *_why(context.page(finding.code).text),
                *_around(report.neighbourhoods.get(finding.fingerprint)),
            ),
        ),
    )


def _headline(finding: Finding) -> Markup:
    severity = finding.severity.value
    return element(
        "summary",
        {},
        element(
            "span",
            {"class": "tags"},
            element("span", {"class": f"severity {severity}"}, severity),
            element("span", {"class": "code"}, finding.code),
            element("span", {"class": "where"}, _place(finding.effect)),
        ),
        element("h2", {"class": "story"}, prose(finding.message)),
    )


def _nature(finding: Finding) -> Markup:
    return element(
        "p",
        {"class": "nature"},
        element("strong", {"class": "consequence"}, _CONSEQUENCES[finding.consequence]),
        element(
            "span",
            {"class": "confidence"},
            _gauge(finding.confidence),
            f"confidence {finding.confidence:.2f}",
        ),
        element("span", {"class": "rule"}, finding.rule),
        element("a", {"class": "link", "href": f"#f-{finding.fingerprint}"}, "link to this finding"),
    )


def _gauge(share: float) -> Markup:
    """A bar, filled as far as this (0..1); the number beside it says the same."""
    size = {"height": "6", "rx": "3"}
    return element(
        "svg",
        {"class": "gauge", "width": "60", "height": "6", "aria-hidden": "true"},
        element("rect", {"class": "all", "width": "60", **size}),
        element("rect", {"class": "part", "width": f"{60 * share:.0f}", **size}),
    )


# -- the two sides -----------------------------------------------------------------------------


def _side(role: str, location: Location, report: Report, context: Context) -> Markup:
    side = location.side.value
    revision = report.ours if side == "ours" else report.theirs
    name = element("span", {"class": "side-name"}, side)
    branch = Markup() if revision.rev == side else element("span", {"class": "branch"}, revision.rev)
    told = [element("span", {"class": "place"}, _place(location))]
    if location.label:
        told.append(element("span", {"class": "label"}, prose(location.label)))
    if location.in_base:
        told.append(element("span", {"class": "gone"}, "gone; shown as in the merge base"))
    if location.commit:
        told.append(_commit(location.commit, location.author))
    return element(
        "figure",
        {"class": f"side {side} {role}"},
        element(
            "figcaption",
            {},
            element("span", {"class": "role"}, role.capitalize(), name, branch),
            element("span", {"class": "told"}, *told),
        ),
        _frame(location, context.lines(location)),
    )


def _commit(commit: str, author: str | None) -> Markup:
    by = f" {author}" if author else ""
    return element("span", {"class": "commit"}, element("code", {}, commit[:_SHORT_ID]), by)


def _frame(location: Location, lines: Sequence[str]) -> Markup:
    rows = frame(location, lines, around=_AROUND)
    if not rows:
        return element("p", {"class": "no-source"}, "The source is not at hand.")
    label = f"{location.path}, lines {rows[0].number} to {rows[-1].number}, line {location.line} is meant"
    first = next((row.number for row in rows if row.marked), 0)
    written = (_line(row, location, lines, named=row.number == first) for row in rows)
    return _code(label, written)


def _code(label: str, rows: Iterator[Markup]) -> Markup:
    return element(
        "pre",
        {"class": "frame", "role": "group", "aria-label": label},
        element("code", {}, *rows),
    )


def _line(row: FrameLine, location: Location, lines: Sequence[str], *, named: bool) -> Markup:
    content = _marked(row.text, location, lines) if named else joined([row.text])
    kind = "line marked" if row.marked else "line"
    return element("span", {"class": kind, "data-line": str(row.number)}, content, Markup("\n"))


def _marked(shown: str, location: Location, lines: Sequence[str]) -> Markup:
    """The line with the word at the location's column set off."""
    raw = lines[location.line - 1].encode("utf-8", "surrogateescape")[: location.column - 1]
    start = len(displayed_code(raw.decode("utf-8", "surrogateescape")))
    word = _WORD.match(shown, start)
    if word is None:
        return joined([shown])
    return joined([shown[:start], element("mark", {}, word[0]), shown[word.end() :]])


# -- other places, fix, neighbourhood ----------------------------------------------------------


def _related(finding: Finding) -> Iterator[Markup]:
    if not finding.related:
        return
    rows = [
        element(
            "li",
            {"class": place.side.value},
            element("span", {"class": "side-name"}, place.side.value),
            element("span", {"class": "place"}, _place(place)),
            *([element("span", {"class": "label"}, prose(place.label))] if place.label else []),
        )
        for place in finding.related[:_MOST_RELATED]
    ]
    more = len(finding.related) - _MOST_RELATED
    if more > 0:
        rows.append(element("li", {}, f"{more} more"))
    yield element("section", {"class": "related"}, element("h3", {}, "Also"), element("ul", {}, *rows))


def _fix(fix: Fix, context: Context) -> Iterator[Markup]:
    if not fix.summary and not fix.edits:
        return
    made = [
        (path, rows)
        for path, edits in groupby(sorted(fix.edits, key=lambda edit: edit.path), lambda edit: edit.path)
        for rows in hunks(edits, context.merged_lines(path))
    ]
    more = len(made) - _MOST_HUNKS
    yield element(
        "section",
        {"class": "fix"},
        element("h3", {}, "Fix"),
        element("p", {}, prose(fix.summary)),
        *(_diff(path, rows) for path, rows in made[:_MOST_HUNKS]),
        *([element("p", {"class": "more"}, f"{more} more edits")] if more > 0 else []),
    )


def _diff(path: str, rows: Sequence[Row]) -> Markup:
    names = {"-": "removed", "+": "added", " ": "kept"}
    written = (
        element(
            "span",
            {
                "class": f"line {names[row.sign]}",
                "data-line": "" if row.number is None else str(row.number),
                "data-sign": row.sign,
            },
            row.parts[0],
            *([element("mark", {}, row.parts[1])] if row.parts[1] else []),
            row.parts[2],
            Markup("\n"),
        )
        for row in rows
    )
    return element(
        "figure",
        {"class": "diff"},
        element("figcaption", {}, element("span", {"class": "place"}, path), " in the merge"),
        _code(f"edit of {path}", written),
    )


def _why(page: str) -> Iterator[Markup]:
    """What the page of the rule says of why it matters."""
    found = _WHY.search(page)
    if found is not None:
        paragraphs = (element("p", {}, prose(" ".join(each.split()))) for each in found[1].split("\n\n"))
        yield element("section", {"class": "why"}, element("h3", {}, "Why"), element("div", {}, *paragraphs))


def _around(around: Neighbourhood | None) -> Iterator[Markup]:
    if around is None:
        return
    left_out = [
        words
        for number, words in (
            (around.more_users, "more users"),
            (around.unread, "more files that may use it were not looked into"),
        )
        if number
        for words in [f"{number} {words}"]
    ]
    caption = [element("figcaption", {}, "; ".join(left_out) + ".")] if left_out else []
    yield element(
        "section",
        {"class": "around"},
        element("h3", {}, "Around it"),
        element("figure", {}, picture(around, spoken(around)), *caption),
    )


def _place(location: Location) -> str:
    return f"{location.path}:{location.line}"
