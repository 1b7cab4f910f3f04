"""A report of many findings, as a page, and a browser to read it with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from conflictscan.cli.present import context_of
from conflictscan.cli.scanning import Pair, scanned
from conflictscan.facts.findings import Report
from conflictscan.report.html import render
from conflictscan.report.json import json_report
from tests.fixture_cases import Case, build
from tests.report.html.browser import Browser, missing

if TYPE_CHECKING:
    from collections.abc import Iterator

# Cases whose trees have no path in common, so that they can lie side by side in one repository.
CASES = (
    Case("argument-order-shifted", "dataclass-fields-swapped"),
    Case("async-flip", "argument-of-what-is-run"),
    Case("call-shape-mismatch", "already-wrong-alone"),
    Case("concurrent-shape-change", "removed-and-required"),
    Case("construction-shape-mismatch", "inherited-field-added"),
    Case("crossed-rename", "renamed-to-a-subclass-method"),
    Case("default-relied-on-changed", "both-empty"),
    Case("double-out-of-step", "method-patched-among-several"),
    Case("dropped-import-needed", "alias-dropped"),
    Case("duplicate-across-files", "equal-through-two-stars"),
    Case("duplicate-definition", "two-routes"),
    Case("duplicate-key", "env-equal-value"),
    Case("edit-of-moved-code-lost", "file-copied-with-its-functions"),
    Case("error-contract-changed", "exception-derived"),
    Case("extension-now-forbidden", "class-made-final"),
    Case("hidden-symbol-used", "attribute-made-property"),
)


class Page(NamedTuple):
    """A page on disk, the report it shows, and the same as JSON."""

    file: Path
    report: Report
    json: dict[str, Any]

    @property
    def findings(self) -> list[dict[str, Any]]:
        """The findings of the JSON."""
        found: list[dict[str, Any]] = self.json["findings"]
        return found


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Page:
    """Some of every severity, on both sides, with edits and neighbours."""
    folder = tmp_path_factory.mktemp("html")
    trees: dict[str, dict[str, bytes]] = {"base": {}, "ours": {}, "theirs": {}}
    for case in CASES:
        for side, files in case.trees().items():
            assert not trees[side].keys() & files.keys()
            trees[side] |= files
    repository = build(folder, trees)
    with scanned(repository, Pair("ours", "theirs"), cache=False, neighbourhoods=True) as result:
        text = render(result.report, context_of(result))
    file = folder / "report.html"
    file.write_bytes(text.encode())
    return Page(file, result.report, json.loads(json_report(result.report)))


@pytest.fixture(scope="session")
def window() -> Iterator[Browser]:
    """One browser for all tests."""
    if lacking := missing():
        pytest.skip(lacking)
    with Browser() as started:
        yield started


@pytest.fixture
def browser(window: Browser) -> Browser:
    """The browser as it comes: a wide window, light, without memory of other tests."""
    window.size(1280, 900)
    window.prefers("light")
    return window
