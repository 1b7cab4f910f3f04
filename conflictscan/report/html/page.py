"""The whole page: a policy that lets nothing in, the summary, the tools, the findings, and the JSON they came from."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from importlib import resources
from typing import TYPE_CHECKING

import msgspec

from conflictscan import __version__
from conflictscan.facts.findings import Severity, Statistics
from conflictscan.report.html.finding import Sources, article
from conflictscan.report.html.markup import Markup, element, prose, verbatim
from conflictscan.report.json import json_report
from conflictscan.report.summary import diagnostic, found, held

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from conflictscan.facts.findings import Location, Report, Revision

_SHORT_ID = 9


def html_report(
    report: Report,
    lines: Callable[[Location], Sequence[str]],
    merged_lines: Callable[[str], Sequence[str]],
    *,
    hidden_notes: int = 0,
) -> str:
    """The page; the same report gives the same page.

    `lines` gives the lines of the file a location is in, `merged_lines` those of a file of the merge, or none.
    """
    sources = Sources(lines, merged_lines)
    style, script = _asset("report.css"), _asset("report.js")
    head = element(
        "head",
        {},
        element("meta", {"charset": "utf-8"}),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": policy(style, script)}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("meta", {"name": "color-scheme", "content": "light dark"}),
        element("meta", {"name": "referrer", "content": "no-referrer"}),
        element("title", {}, f"{found(report)}: {report.ours.rev} and {report.theirs.rev}"),
        element("link", {"rel": "icon", "href": "data:,"}),
        verbatim("style", {}, style),
    )
    body = element(
        "body",
        {},
        _header(),
        element(
            "main",
            {},
            _summary(report, hidden_notes),
            *([_tools(report)] if report.findings else []),
            element(
                "div", {"id": "findings"}, *(article(finding, report, sources) for finding in report.findings)
            ),
            element("p", {"id": "none", "hidden": ""}, "No finding matches. ", _button("clear", "Show all")),
        ),
        _footer(),
        _help(),
        verbatim(
            "script", {"type": "application/json", "id": "report"}, embedded(json_report(_timeless(report)))
        ),
        verbatim("script", {}, script),
    )
    return f"<!doctype html>\n{element('html', {'lang': 'en'}, head, body)}\n"


def _timeless(report: Report) -> Report:
    """Without the counters that differ from run to run, so that the page does not."""
    counted = Statistics(files_changed=report.statistics.files_changed)
    return msgspec.structs.replace(report, statistics=counted)


def policy(style: str, script: str) -> str:
    """Nothing is loaded, sent or framed; the page's own style and script run, known by their hashes."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_hash(style)}'",
            f"script-src '{_hash(script)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def embedded(json: str) -> str:
    r"""ASCII JSON for a script element: `</script`, `<!--` and `]]>` cannot occur, as `<` and `>` are `\u003c`."""
    return json.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _asset(name: str) -> str:
    return resources.files("conflictscan.report.html").joinpath("assets", name).read_text("utf-8")


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


# -- top ---------------------------------------------------------------------------------------


def _header() -> Markup:
    return element(
        "header",
        {"class": "top"},
        element("span", {"class": "tool"}, "conflictscan"),
        element(
            "span",
            {"class": "actions needs-script"},
            _button("theme", "Theme: system"),
            _button("help", "Keys", keys="?"),
        ),
    )


def _summary(report: Report, hidden_notes: int) -> Markup:
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


# -- tools -------------------------------------------------------------------------------------


def _tools(report: Report) -> Markup:
    """The filters. They do nothing without the script, and are not shown then."""
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
            _button("fold", "Fold all"),
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


def _button(name: str, words: str, *, keys: str = "") -> Markup:
    shortcut = {"aria-keyshortcuts": keys} if keys else {}
    return element("button", {"type": "button", "id": name, **shortcut}, words)


# -- bottom ------------------------------------------------------------------------------------


def _footer() -> Markup:
    return element(
        "footer",
        {},
        element(
            "p",
            {},
            f"conflictscan {__version__}. ",
            prose("`conflictscan explain CODE` tells more of a rule."),
        ),
        element("p", {"class": "needs-script"}, _button("save", "Save as JSON")),
    )


def _help() -> Markup:
    keys = (
        ("j", "next finding"),
        ("k", "previous finding"),
        ("Enter", "open or fold the finding"),
        ("/", "search"),
        ("Esc", "leave the search, and clear it; fold the finding"),
        ("?", "this list"),
    )
    rows = (
        element("div", {}, element("dt", {}, element("kbd", {}, key)), element("dd", {}, words))
        for key, words in keys
    )
    return element(
        "dialog",
        {"id": "keys", "aria-labelledby": "keys-title"},
        element("h2", {"id": "keys-title"}, "Keys"),
        element("dl", {}, *rows),
        _button("close", "Close"),
    )
