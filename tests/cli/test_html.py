from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Run


def test_a_page_is_written_for_the_browser_and_the_exit_status_is_that_of_any_report(
    run: Run, shop_repository: Path, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    done = run("scan", "main", "invoices", "--format", "html", "--output", str(page), cwd=shop_repository)
    assert (done.status, done.out, done.err) == (1, "", "")
    text = page.read_text("utf-8")
    assert text.startswith("<!doctype html>\n")
    assert text.count("<article ") == 1
    assert text.count('<svg class="picture"') == 1


def test_a_healthy_branch_gives_a_page_that_says_so(run: Run, shop_repository: Path) -> None:
    done = run("scan", "main", "gift-wrapping", "--format", "html", cwd=shop_repository)
    assert done.status == 0
    assert "<h1>No semantic conflict</h1>" in done.out
    assert "<article" not in done.out
    assert 'id="tools"' not in done.out
