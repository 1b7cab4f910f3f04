"""The page of a matrix in a real Chromium: it loads nothing, filters, and can be used without a mouse."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from conflictscan.facts.findings import Consequence, Finding, Fix, Location, Revision, Severity, Side
from conflictscan.facts.fleet import Combination, Contest, Matrix, Meeting, Member
from conflictscan.report.fleet.matrix import json_matrix
from conflictscan.report.fleet.matrix_page import matrix_page
from tests.report.html.conftest import browser, window

if TYPE_CHECKING:
    from pathlib import Path

    from tests.report.html.browser import Browser

__all__ = ["browser", "window"]  # fixtures
OID = "1" * 40
HOSTILE = "</script><img src=x onerror=hacked=1>\u202e"
SHOWN = "return [...document.querySelectorAll('article')].filter(a => !a.hidden).map(a => a.id)"


def finding(severity: Severity, message: str) -> Finding:
    place = Location(side=Side.OURS, path="app/users.py", line=3, column=1)
    return Finding(
        code="RW102",
        rule="renamed-symbol-used",
        severity=severity,
        confidence=0.9,
        fingerprint="0" * 16,
        symbol="app.users.get_user",
        message=message,
        consequence=Consequence.FAILS_AT_RUN_TIME,
        cause=place,
        effect=place,
        fix=Fix(summary="rename it"),
    )


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    findings = (
        finding(Severity.WARNING, "perhaps"),
        finding(Severity.ERROR, "ours renamed `get_user`"),
        finding(Severity.WARNING, HOSTILE),
    )
    names = ("rename", "caller", "words", HOSTILE)
    return Matrix(
        target=Revision(rev="main", oid=OID),
        members=tuple(Member(name=name, oid=OID, files=2) for name in names),
        meetings=(
            Meeting(ours=0, theirs=1, findings=findings[:2]),
            Meeting(ours=1, theirs=3, findings=findings[2:3]),
            Meeting(ours=2, theirs=3, conflicts=("a <b>.txt",)),
        ),
        scanned=4,
        combinations=(Combination(members=(0, 1, 2), findings=findings[:1]),),
        contests=(Contest(code="WW202", symbol="versions:a1", members=(0, 1, 3)),),
    )


@pytest.fixture(scope="module")
def page(matrix: Matrix, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("matrix") / "matrix.html"
    file.write_bytes(matrix_page(matrix).encode())
    return file


def choose(browser: Browser, field: str, value: str) -> None:
    browser.run(
        f"const e = document.getElementById({json.dumps(field)}); e.value = {json.dumps(value)};"
        "e.dispatchEvent(new Event('input', {bubbles: true}))"
    )


def test_it_loads_without_a_complaint_or_a_request(browser: Browser, page: Path, matrix: Matrix) -> None:
    browser.open(page)
    assert browser.log("browser") == []
    assert browser.requests() == []
    assert browser.run("return typeof hacked") == "undefined"
    embedded = browser.run("return document.getElementById('matrix').textContent")
    assert json.loads(embedded) == json.loads(json_matrix(matrix))


def test_the_map_leads_to_each_conflict(browser: Browser, page: Path) -> None:
    browser.open(page)
    links = browser.run("return [...document.querySelectorAll('#map a')].map(a => a.getAttribute('href'))")
    assert sorted(set(links)) == ["#p-1-2", "#p-2-4", "#p-3-4"]
    browser.click("#map a[href='#p-2-4']")
    assert browser.run("return document.activeElement.id") == "p-2-4"


def test_the_map_is_walked_with_arrow_keys(browser: Browser, page: Path) -> None:
    browser.open(page)
    browser.run("document.querySelector('#map [tabindex=\"0\"]').focus()")
    focus = "return document.activeElement.closest('td').getAttribute('aria-label')"
    assert browser.run(focus).startswith("rename and caller: error")
    browser.press("ArrowDown")
    assert browser.run(focus).startswith("caller and main: none")
    browser.press("ArrowLeft")
    assert browser.run(focus).startswith("caller and rename: error")
    browser.press("ArrowLeft")
    assert browser.run(focus).startswith("caller and rename: error")
    browser.press("Enter")
    assert browser.run("return location.hash") == "#p-1-2"
    assert browser.run("return document.querySelectorAll('#map [tabindex=\"0\"]').length") == 1


def test_search_branch_and_kind_narrow_the_list(browser: Browser, page: Path) -> None:
    browser.open(page)
    assert browser.run(SHOWN) == ["p-1-2", "p-2-4", "p-3-4", "c-1"]
    choose(browser, "branch", "3")
    assert browser.run(SHOWN) == ["p-2-4", "p-3-4"]
    choose(browser, "kind", "text")
    assert browser.run(SHOWN) == ["p-3-4"]
    choose(browser, "branch", "0")
    assert browser.run(SHOWN) == []
    browser.click("#clear")
    assert len(browser.run(SHOWN)) == 4
    browser.press("/")
    assert browser.run("return document.activeElement.id") == "search"
    browser.type("#search", "words caller")
    assert browser.run(SHOWN) == ["c-1"]
    browser.press("Escape")
    assert len(browser.run(SHOWN)) == 4


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 420])
def test_it_fits_the_window_and_is_drawn(
    browser: Browser,
    page: Path,
    tmp_path: Path,
    scheme: str,
    width: int,
) -> None:
    browser.size(width, 900)
    browser.prefers(scheme)
    browser.open(page)
    assert browser.run("return document.documentElement.scrollWidth <= innerWidth")
    paints = browser.run(
        "return [...document.querySelectorAll('td.cell.error, td.cell.none')]"
        ".map(td => getComputedStyle(td).backgroundColor)"
    )
    assert len(set(paints)) > 1
    assert browser.run("return document.querySelectorAll('.graph line').length") == 3
    picture = tmp_path / "matrix.png"
    browser.screenshot(picture)
    assert picture.stat().st_size > 5000
