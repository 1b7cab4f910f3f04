"""The filters of the page. They do nothing without the script, and are not shown then."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from conflictscan.facts.findings import Severity
from conflictscan.report.html.markup import Markup, element

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conflictscan.facts.findings import Report


def tools(report: Report) -> Markup:
    """Search, severities, rule, side and path; the number that is shown."""
    rules = Counter((finding.code, finding.rule) for finding in report.findings)
    choices = [(code, f"{code} {name} ({number})") for (code, name), number in sorted(rules.items())]
    sides = [("ours", "cause in ours"), ("theirs", "cause in theirs")]
    return element(
        "form",
        {"class": "tools needs-script", "role": "search", "id": "tools", "aria-label": "Filter the findings"},
        _input("search", "Search", "Search", keys="/"),
        element("fieldset", {"class": "severities"}, element("legend", {}, "Severity"), *_severities(report)),
        _select("rule", "Rule", "all rules", choices),
        _select("side", "Side", "both sides", sides),
        _input("path", "Path", "any path", options="paths"),
        element(
            "datalist", {"id": "paths"}, *(element("option", {"value": path}) for path in _paths(report))
        ),
        element(
            "span",
            {"class": "outcome"},
            element("output", {"id": "count", "aria-live": "polite"}, _shown(len(report.findings))),
            button("fold", "Fold all"),
        ),
    )


def _shown(number: int) -> str:
    return f"{number} of {number}"


def _severities(report: Report) -> Iterator[Markup]:
    numbers = Counter(finding.severity for finding in report.findings)
    for severity in Severity:
        if numbers[severity]:
            yield element(
                "button",
                {
                    "type": "button",
                    "class": f"toggle {severity.value}",
                    "data-severity": severity.value,
                    "aria-pressed": "true",
                },
                f"{severity.value} {numbers[severity]}",
            )


def _paths(report: Report) -> list[str]:
    places = (
        place for finding in report.findings for place in (finding.cause, finding.effect, *finding.related)
    )
    return sorted({place.path for place in places})


def _select(name: str, label: str, everything: str, choices: Sequence[tuple[str, str]]) -> Markup:
    return element(
        "label",
        {},
        element("span", {"class": "unseen"}, label),
        element(
            "select",
            {"id": name},
            element("option", {"value": ""}, everything),
            *(element("option", {"value": value}, words) for value, words in choices),
        ),
    )


def _input(name: str, label: str, hint: str, *, keys: str = "", options: str = "") -> Markup:
    attributes = {
        "id": name,
        "type": "search" if keys else "text",
        "placeholder": hint,
        "autocomplete": "off",
        "spellcheck": "false",
    }
    if keys:
        attributes["aria-keyshortcuts"] = keys
    if options:
        attributes["list"] = options
    return element(
        "label", {"class": name}, element("span", {"class": "unseen"}, label), element("input", attributes)
    )


def button(name: str, words: str, *, keys: str = "") -> Markup:
    """A button with an id, and the key that does the same."""
    shortcut = {"aria-keyshortcuts": keys} if keys else {}
    return element("button", {"type": "button", "id": name, **shortcut}, words)
