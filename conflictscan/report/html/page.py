"""The whole page: a policy that lets nothing in, the summary, the tools, the findings, and the JSON they came from."""

from __future__ import annotations

import base64
import hashlib
from importlib import resources
from typing import TYPE_CHECKING

import msgspec

from conflictscan import __version__
from conflictscan.facts.findings import Statistics
from conflictscan.report.html.finding import article
from conflictscan.report.html.markup import Markup, element, prose, verbatim
from conflictscan.report.html.overview import overview
from conflictscan.report.html.tools import button, tools
from conflictscan.report.json import json_report
from conflictscan.report.summary import found

if TYPE_CHECKING:
    from conflictscan.facts.findings import Report
    from conflictscan.report.context import Context


def render(report: Report, context: Context) -> str:
    """The page; the same report gives the same page."""
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
            overview(report, context.view.hidden_notes),
            *([tools(report)] if report.findings else []),
            element(
                "div", {"id": "findings"}, *(article(finding, report, context) for finding in report.findings)
            ),
            element("p", {"id": "none", "hidden": ""}, "No finding matches. ", button("clear", "Show all")),
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


# -- top and bottom ----------------------------------------------------------------------------


def _header() -> Markup:
    return element(
        "header",
        {"class": "top"},
        element("span", {"class": "tool"}, "conflictscan"),
        element(
            "span",
            {"class": "actions needs-script"},
            button("theme", "Theme: system"),
            button("help", "Keys", keys="?"),
        ),
    )


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
        element("p", {"class": "needs-script"}, button("save", "Save as JSON")),
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
        button("close", "Close"),
    )
