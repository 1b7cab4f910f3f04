"""The documentation site: built as CI builds it, and read in a browser."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conflictscan.rules.registry import all_rules
from tests.report.html.browser import Browser, missing

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PAGES = (
    "index",
    "tutorial",
    "concepts",
    "configuration",
    "integrations",
    "faq",
    "cli",
    "rules/index",
    "rules/RW102",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site; a link to nowhere fails it."""
    if find_spec("material") is None:
        pytest.skip("needs mkdocs-material: pip install '.[docs]'")
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


class Loaded(HTMLParser):
    """What a page loads by itself; a link that a reader may follow is none of it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and (
                name in {"src", "srcset", "poster"} or (name == "href" and tag in {"link", "base"})
            ):
                self.found.append(value)


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    loaded = {
        (page.name, url) for page in site.rglob("*.html") for url in Loaded(page.read_text("utf-8")).found
    }
    assert len(loaded) > 100
    assert [row for row in loaded if row[1].startswith(("http:", "https:", "//"))] == []


def test_every_rule_has_its_page_and_the_readme_stands_in_the_pages(site: Path) -> None:
    pages = {path.stem for path in (site / "rules").glob("*.html")}
    assert pages >= {rule.code for rule in all_rules()}
    assert "conflictscan: ignore[RW102]" in (site / "configuration.html").read_text("utf-8")
    assert "pre-merge-commit" in (site / "integrations.html").read_text("utf-8")


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the library chose
        del format, args


@pytest.fixture
def address(site: Path) -> Iterator[str]:
    """Where a server gives the site."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if lacking := missing():
        pytest.skip(lacking)
    with Browser() as started:
        yield started


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_nobody_but_its_own_server(address: str, browser: Browser, page: str) -> None:
    browser.visit(f"{address}/{page}.html")
    assert browser.log("browser") == []
    assert [url for url in browser.requests() if not url.startswith(address)] == []


def test_a_page_from_a_folder_asks_nobody(site: Path, browser: Browser) -> None:
    browser.open(site / "tutorial.html")
    assert [url for url in browser.requests() if not url.startswith(site.as_uri())] == []


def test_the_search_finds_a_rule(address: str, browser: Browser) -> None:
    browser.visit(f"{address}/index.html")
    browser.click("label[for=__search], .md-search__input")
    browser.press(*"RW102")
    results = "return [...document.querySelectorAll('.md-search-result__link')].map(a => a.href)"
    browser.wait(lambda: any("rules/RW102.html" in link for link in browser.run(results)))
    assert [url for url in browser.requests() if not url.startswith(address)] == []
