from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from conflictscan.facts.findings import Edit, Fix, Location, Side, Unchecked
from conflictscan.report.html import render
from conflictscan.report.json import json_report
from tests.report.several import CONTEXT, quoting

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conflictscan.facts.findings import Finding, Report

    from .browser import Browser
    from .conftest import Page

SHOWN = "return [...document.querySelectorAll('article')].filter(a => !a.hidden).map(a => a.id.slice(2))"
FOCUS = "return document.activeElement.closest('article')?.id.slice(2) ?? document.activeElement.id"
OPEN = "return [...document.querySelectorAll('article details[open]')].map(d => d.parentNode.id.slice(2))"


def fitting(page: Page, fits: Callable[[dict[str, Any]], bool]) -> list[str]:
    """Fingerprints of the findings that fit; some do and some do not, or the test would say nothing."""
    found = [finding["fingerprint"] for finding in page.findings if fits(finding)]
    assert 0 < len(found) < len(page.findings)
    return found


def choose(browser: Browser, field: str, value: str) -> None:
    browser.run(
        f"const e = document.getElementById({json.dumps(field)}); e.value = {json.dumps(value)};"
        "e.dispatchEvent(new Event('input', {bubbles: true}))"
    )


# -- loading -----------------------------------------------------------------------------------


def test_the_page_loads_without_a_complaint_or_a_request(browser: Browser, page: Page) -> None:
    browser.open(page.file)
    assert browser.run(SHOWN) == [finding["fingerprint"] for finding in page.findings]
    assert browser.log("browser") == []
    assert browser.requests() == []


def test_the_policy_keeps_back_what_a_page_could_load(browser: Browser, page: Page) -> None:
    browser.open(page.file)
    browser.run("document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.1:9/spy'}))")
    browser.run("document.body.insertAdjacentHTML('beforeend', '<b onclick=\"hacked=1\" id=bait>x</b>')")
    browser.run("document.getElementById('bait').click()")
    assert browser.run("return typeof hacked") == "undefined"
    complaints = [row["message"] for row in browser.log("browser")]
    assert all("Content Security Policy" in message for message in complaints)
    assert len(complaints) == 2


def untimed(document: dict[str, Any]) -> dict[str, Any]:
    """Without what differs from run to run."""
    counted = {"files_changed", "suppressed"}
    kept = {key: value for key, value in document["statistics"].items() if key in counted}
    return document | {"statistics": kept}


def test_the_json_of_the_page_is_the_json_report(browser: Browser, page: Page) -> None:
    browser.open(page.file)
    found = browser.run("return JSON.parse(document.getElementById('report').textContent)")
    assert untimed(found) == untimed(page.json)


def test_the_json_can_be_saved(browser: Browser, page: Page, tmp_path: Path) -> None:
    browser.open(page.file)
    browser.tell("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    browser.click("#save")
    saved = tmp_path / "conflictscan.json"
    browser.wait(saved.exists)
    assert untimed(json.loads(saved.read_text())) == untimed(page.json)


# -- filters -----------------------------------------------------------------------------------


def test_search_keeps_what_holds_every_word(browser: Browser, page: Page) -> None:
    browser.open(page.file)
    browser.type("#search", "PARAMETER removed")
    wanted = fitting(page, lambda f: all(w in json.dumps(f).lower() for w in ("parameter", "removed")))
    assert browser.run(SHOWN) == wanted
    assert browser.run("return document.getElementById('count').textContent").startswith(f"{len(wanted)} of ")


def test_severity_rule_side_and_path_each_narrow_the_list(browser: Browser, page: Page) -> None:
    browser.open(page.file)
    browser.click("[data-severity=error]")
    assert browser.run(SHOWN) == fitting(page, lambda f: f["severity"] != "error")
    browser.click("[data-severity=error]")
    choose(browser, "rule", "RW401")
    assert browser.run(SHOWN) == fitting(page, lambda f: f["code"] == "RW401")
    choose(browser, "rule", "")
    choose(browser, "side", "theirs")
    assert browser.run(SHOWN) == fitting(page, lambda f: f["cause"]["side"] == "theirs")
    choose(browser, "side", "")
    browser.type("#path", "Draw/")
    assert browser.run(SHOWN) == fitting(page, lambda f: "draw/" in f["cause"]["path"] + f["effect"]["path"])


def test_what_matches_nothing_says_so_and_can_be_undone(browser: Browser, page: Page) -> None:
    browser.open(page.file)
    browser.type("#search", "no such thing")
    browser.click("[data-severity=note]")
    assert browser.run(SHOWN) == []
    browser.click("#clear")
    assert len(browser.run(SHOWN)) == len(page.findings)
    assert browser.run("return document.getElementById('none').hidden")


# -- keys --------------------------------------------------------------------------------------


def test_j_and_k_walk_the_findings_that_are_shown(browser: Browser, page: Page) -> None:
    browser.open(page.file)
    choose(browser, "side", "theirs")
    shown = browser.run(SHOWN)
    walked: list[str] = []
    for key in "jjkj":
        browser.press(key)
        walked.append(browser.run(FOCUS))
    assert walked == [shown[0], shown[1], shown[0], shown[1]]
    browser.press(*"j" * len(shown))
    assert browser.run(FOCUS) == shown[-1]


def test_the_focus_can_be_seen(browser: Browser, page: Page) -> None:
    browser.open(page.file)
    for key in ("j", "/", "Tab"):
        browser.press(key)
        outline = browser.run("return getComputedStyle(document.activeElement).outlineWidth")
        assert outline == "2px", key


def test_enter_opens_and_folds_and_escape_folds(browser: Browser, page: Page) -> None:
    browser.open(page.file)
    first, second = (finding["fingerprint"] for finding in page.findings[:2])
    assert browser.run(OPEN) == [first]
    browser.press("j", "j", "Enter")
    assert browser.run(OPEN) == [first, second]
    browser.press("Enter")
    assert browser.run(OPEN) == [first]
    browser.press("k", "Escape")
    assert browser.run(OPEN) == []


def test_slash_searches_and_escape_leaves_the_search(browser: Browser, page: Page) -> None:
    browser.open(page.file)
    browser.press("/", "j", "k")  # in the field they are letters
    assert browser.run("return document.activeElement.value") == "jk"
    browser.press("Escape")
    assert browser.run("return document.getElementById('search').value") == ""
    assert len(browser.run(SHOWN)) == len(page.findings)
    assert browser.run("return document.activeElement === document.body")


def test_a_question_mark_shows_the_keys(browser: Browser, page: Page) -> None:
    browser.open(page.file)
    browser.press("?")
    assert browser.run("return document.getElementById('keys').open")
    browser.press("Escape")
    assert not browser.run("return document.getElementById('keys').open")


def test_every_control_has_a_name_for_those_who_hear_the_page(browser: Browser, page: Page) -> None:
    browser.open(page.file)
    nodes = browser.tell("Accessibility.getFullAXTree")["nodes"]
    controls = [
        node
        for node in nodes
        if not node["ignored"]
        and node["role"]["value"] in {"button", "searchbox", "textbox", "combobox", "link", "image"}
    ]
    assert len(controls) > 10
    assert [node for node in controls if not node["name"]["value"]] == []


def test_the_keyboard_comes_to_what_scrolls_and_to_nothing_else(browser: Browser, page: Page) -> None:
    browser.size(500, 800)
    browser.open(page.file)
    browser.run("for (const each of document.querySelectorAll('details')) each.open = true")
    frames = "[...document.querySelectorAll('.frame, .around figure')]"
    right = f"return {frames}.every(e => (e.scrollWidth > e.clientWidth) === (e.tabIndex === 0))"
    browser.wait(lambda: browser.run(right))
    stops = browser.run(f"return {frames}.filter(e => e.tabIndex === 0).length")
    assert 0 < stops < browser.run(f"return {frames}.length")


# -- looks -------------------------------------------------------------------------------------

LIGHTNESS = "return getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).slice(0, 3).map(Number)"
CONTRASTS = """
const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
function rgb(color) {
  canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data];
}
function luminance(color) {
  const [r, g, b] = color.map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
  return .2126 * r + .7152 * g + .0722 * b;
}
function behind(element) {
  for (let e = element; e; e = e.parentElement) {
    const box = e instanceof SVGElement && e.tagName === 'g' && e.querySelector(':scope > .frame');
    const color = rgb(box ? getComputedStyle(box).fill : getComputedStyle(e).backgroundColor);
    if (color[3] === 255) return color;
  }
  return [255, 255, 255];
}
const poor = [];
let seen = 0;
for (const element of document.querySelectorAll('body *')) {
  const own = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  if (!own || !element.getClientRects().length || /^(SCRIPT|STYLE|TITLE)$/i.test(element.tagName)) continue;
  seen++;
  const style = getComputedStyle(element);
  const ink = rgb(element instanceof SVGElement ? style.fill : style.color);
  const [a, b] = [luminance(ink), luminance(behind(element))].sort((x, y) => y - x);
  const ratio = (a + .05) / (b + .05);
  if (ratio < 4.5) poor.push(`${ratio.toFixed(2)} ${element.tagName} ${element.textContent}`);
}
return {seen, poor};
"""


def lightness(browser: Browser) -> float:
    return sum(browser.run(LIGHTNESS)) / 3


def test_the_page_is_dark_where_the_system_is_and_the_choice_of_the_reader_wins(
    browser: Browser, page: Page
) -> None:
    browser.open(page.file)
    assert lightness(browser) > 200
    browser.prefers("dark")
    assert lightness(browser) < 60
    browser.click("#theme")
    assert lightness(browser) > 200
    browser.prefers("light")
    browser.click("#theme")
    assert lightness(browser) < 60
    browser.open(page.file)
    assert lightness(browser) < 60  # remembered
    browser.click("#theme")
    assert lightness(browser) > 200


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_from_its_ground(browser: Browser, page: Page, scheme: str) -> None:
    browser.prefers(scheme)
    browser.open(page.file)
    browser.run("for (const each of document.querySelectorAll('details')) each.open = true")
    told = browser.run(CONTRASTS)
    assert told["seen"] > 300
    assert told["poor"] == []


@pytest.mark.parametrize("width", [360, 800, 1600])
def test_the_page_is_never_wider_than_its_window(browser: Browser, page: Page, width: int) -> None:
    browser.size(width, 800)
    browser.open(page.file)
    browser.run("for (const each of document.querySelectorAll('details')) each.open = true")
    assert browser.run("return document.documentElement.scrollWidth") <= width


def test_the_text_of_a_picture_stays_in_its_box(browser: Browser, page: Page) -> None:
    browser.open(page.file)
    browser.run("for (const each of document.querySelectorAll('details')) each.open = true")
    boxes, outside = browser.run("""
        const boxes = [...document.querySelectorAll('.picture .box')], outside = [];
        for (const box of boxes) {
          const frame = box.querySelector('.frame').getBBox();
          for (const text of box.querySelectorAll('text')) {
            const own = text.getBBox();
            if (own.x + own.width > frame.x + frame.width - 4 || own.y + own.height > frame.y + frame.height)
              outside.push(text.textContent);
          }
        }
        return [boxes.length, outside];
    """)
    assert boxes > 10
    assert outside == []


def test_print_shows_everything_and_no_controls(browser: Browser, page: Page) -> None:
    browser.open(page.file)
    browser.tell("Emulation.setEmulatedMedia", media="print")
    browser.run("dispatchEvent(new Event('beforeprint'))")
    assert len(browser.run(OPEN)) == len(page.findings)
    assert browser.run("return getComputedStyle(document.getElementById('tools')).display") == "none"
    browser.run("dispatchEvent(new Event('afterprint'))")
    assert len(browser.run(OPEN)) == 1
    browser.tell("Emulation.setEmulatedMedia", media="")


def test_without_its_script_the_page_shows_all_and_offers_nothing_that_does_not_work(
    browser: Browser, page: Page, tmp_path: Path
) -> None:
    bare = tmp_path / "bare.html"
    text = page.file.read_text()
    start = text.rindex("<script>")
    bare.write_text(text[:start] + text[text.index("</script>", start) + len("</script>") :])
    browser.open(bare)
    assert len(browser.run(OPEN)) == len(page.findings)
    visible = browser.run(
        "return [...document.querySelectorAll('button, input, select')].filter(e => e.checkVisibility()).length"
    )
    assert visible == 0


def test_a_link_opens_its_finding(browser: Browser, page: Page) -> None:
    last = page.findings[-1]["fingerprint"]
    browser.open(page.file, f"#f-{last}")
    assert last in browser.run(OPEN)
    assert browser.run(FOCUS) == last


def test_a_clean_page_has_nothing_to_filter_and_its_keys_do_no_harm(
    browser: Browser, page: Page, tmp_path: Path
) -> None:
    file = tmp_path / "clean.html"
    clean = msgspec.structs.replace(page.report, findings=(), neighbourhoods={})
    file.write_text(render(clean, CONTEXT), "utf-8")
    browser.open(file)
    assert browser.run("return document.querySelector('h1').textContent") == "No semantic conflict"
    browser.press("j", "k", "/", "Enter", "Escape", "?", "Escape")
    browser.run("dispatchEvent(new Event('beforeprint'))")
    assert browser.log("browser") == []
    assert browser.run("return document.getElementById('tools')") is None


# -- strangers ---------------------------------------------------------------------------------

EVIL = (
    "<script>hacked=1</script>",
    '"><img src=x onerror=hacked=1>',
    "</script><script>hacked=1</script>",
    "<!--<script>",
    "`<b onmouseover=hacked=1>`",
    "a\u2028b\u202ec\x1b[31m\x00\udce9",
    "]]><svg onload=hacked=1>",
    "javascript:hacked=1",
)


@pytest.mark.parametrize("evil", EVIL)
def test_names_of_strangers_are_shown_and_never_run(
    browser: Browser, report: Report, finding: Finding, tmp_path: Path, evil: str
) -> None:
    place = Location(
        side=Side.OURS, path=evil, line=3, column=1, label=evil, author=evil, commit=evil, in_base=True
    )
    edit = Edit(path=evil, line=2, column=1, end_line=2, end_column=2, text=evil)
    bad = msgspec.structs.replace(
        finding,
        message=evil,
        symbol=evil,
        rule=evil,
        code=evil,
        cause=place,
        effect=place,
        related=(place,),
        fix=Fix(summary=evil, edits=(edit,)),
    )
    rev = msgspec.structs.replace(report.ours, rev=evil)
    whole = msgspec.structs.replace(
        report,
        findings=(bad, bad),
        ours=rev,
        theirs=rev,
        textual_conflicts=(evil,),
        coverage=msgspec.structs.replace(report.coverage, unchecked=(Unchecked(path=evil, reason=evil),)),
    )
    file = tmp_path / "evil.html"
    text = render(whole, quoting(f"{evil}\n" * 9))
    assert "\u2028" not in text
    file.write_bytes(text.encode())
    browser.open(file)
    browser.run(
        "for (const each of document.querySelectorAll('*')) each.dispatchEvent(new Event('mouseover'))"
    )
    assert browser.log("browser") == []
    assert browser.requests() == []
    assert browser.run("return typeof hacked") == "undefined"
    assert browser.run("return document.scripts.length") == 2
    assert browser.run("return document.images.length") == 0
    assert len(browser.run(SHOWN)) == 2
    embedded = browser.run("return document.getElementById('report').textContent")
    assert untimed(json.loads(embedded)) == untimed(json.loads(json_report(whole)))
