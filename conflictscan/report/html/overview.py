"""The head of the page: what was found, what was compared, and what was and was not checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.report.html.markup import Markup, element, prose
from conflictscan.report.summary import diagnostic, found, held

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Report, Revision

_SHORT_ID = 9


def overview(report: Report, hidden_notes: int) -> Markup:
    """The section that stands above all findings; where there is none, it says so."""
    troubled = report.findings or report.textual_conflicts or report.diagnostics
    return element(
        "section",
        {"class": "overview" if troubled else "overview clean", "aria-label": "Summary"},
        element("h1", {}, _title(found(report))),
        *([element("p", {"class": "held"}, prose(held(report)))] if held(report) else []),
        element("dl", {"class": "revisions"}, *_revisions(report)),
        *_conflicts(report),
        element("div", {"class": "checked"}, *_coverage(report)),
        *_asides(report, hidden_notes),
        *_diagnostics(report),
    )


def _title(words: str) -> str:
    return words[:1].upper() + words[1:]


def _revisions(report: Report) -> Iterator[Markup]:
    yield _revision("ours", report.ours)
    yield _revision("theirs", report.theirs)
    base = report.base[:_SHORT_ID] if report.base else "virtual"
    yield element(
        "div",
        {"class": "base"},
        element("dt", {}, "merge base"),
        element("dd", {}, element("code", {}, base)),
    )


def _revision(side: str, revision: Revision) -> Markup:
    oid = [element("code", {}, revision.oid[:_SHORT_ID])] if revision.oid else []
    return element(
        "div",
        {"class": side},
        element("dt", {}, side),
        element("dd", {}, element("span", {"class": "branch"}, revision.rev), *oid),
    )


def _conflicts(report: Report) -> Iterator[Markup]:
    if report.textual_conflicts:
        yield element(
            "div",
            {"class": "textual"},
            element("p", {}, "Textual conflicts, which git itself stops at (the rest was checked):"),
            element("ul", {}, *(element("li", {}, path) for path in report.textual_conflicts)),
        )


def _coverage(report: Report) -> Iterator[Markup]:
    covered = report.coverage
    total = sum(covered.checked.values())
    kinds = ", ".join(f"{kind} {number}" for kind, number in sorted(covered.checked.items()))
    yield element(
        "p",
        {},
        f"Checked {total} changed file{'' if total == 1 else 's'}",
        f": {kinds}." if kinds else ".",
    )
    if covered.unchecked:
        rows = (
            element("tr", {}, element("td", {}, row.path), element("td", {}, row.reason))
            for row in covered.unchecked
        )
        yield element(
            "details",
            {},
            element("summary", {}, f"Not checked: {len(covered.unchecked)}"),
            element(
                "table",
                {},
                element(
                    "thead",
                    {},
                    element(
                        "tr",
                        {},
                        element("th", {"scope": "col"}, "file"),
                        element("th", {"scope": "col"}, "why"),
                    ),
                ),
                element("tbody", {}, *rows),
            ),
        )


def _asides(report: Report, hidden_notes: int) -> Iterator[Markup]:
    told = (
        (report.suppressed, "suppressed by comments or the baseline"),
        (hidden_notes, "of severity note hidden; `--show-notes` shows them"),
    )
    for number, words in told:
        if number:
            yield element(
                "p", {"class": "aside"}, prose(f"{number} finding{'' if number == 1 else 's'} {words}.")
            )


def _diagnostics(report: Report) -> Iterator[Markup]:
    if report.diagnostics:
        yield element(
            "ul",
            {"class": "diagnostics"},
            *(
                element("li", {}, diagnostic(row).removeprefix("conflictscan: "))
                for row in report.diagnostics
            ),
        )
