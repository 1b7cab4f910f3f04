"""Formats as a user asks for them: a real scan, a file, the summary of a job."""

from __future__ import annotations

import json
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

from conflictscan.cli.pages import rule_page
from conflictscan.cli.present import MOST_SUMMARY
from conflictscan.report.formats import FORMATS
from conflictscan.report.markdown import MARKER
from conflictscan.rules.registry import all_rules

if TYPE_CHECKING:
    from .conftest import Run

SCHEMA = Path(__file__).parents[1] / "report" / "sarif" / "sarif-2.1.0-rtm.5.json"


@pytest.mark.parametrize("form", FORMATS)
def test_a_format_goes_to_a_file_as_to_the_screen(
    run: Run, shop_repository: Path, tmp_path: Path, form: str
) -> None:
    file = tmp_path / "report"
    arguments = ("scan", "main", "invoices", "--format", form)
    shown = run(*arguments, cwd=shop_repository)
    written = run(*arguments, "--output", str(file), cwd=shop_repository)
    assert (shown.status, written.status, written.out) == (1, 1, "")
    assert "RW102" in shown.out
    if form != "json":  # it tells the seconds
        assert file.read_text("utf-8") == shown.out


def test_sarif_of_a_real_scan_follows_the_schema_and_helps_with_the_page(
    run: Run, shop_repository: Path
) -> None:
    document = json.loads(run("scan", "main", "invoices", "--format", "sarif", cwd=shop_repository).out)
    jsonschema.validate(document, json.loads(SCHEMA.read_text("utf-8")), cls=jsonschema.Draft4Validator)
    (rule,) = document["runs"][0]["tool"]["driver"]["rules"]
    assert rule["help"]["markdown"] == rule_page(next(rule for rule in all_rules() if rule.code == "RW102"))
    (result,) = document["runs"][0]["results"]
    (change,) = result["fixes"][0]["artifactChanges"]
    assert [row["insertedContent"]["text"] for row in change["replacements"]] == ["fetch_user", "fetch_user"]


def test_the_fix_of_sarif_mends_the_file_that_git_merges(run: Run, shop_repository: Path) -> None:
    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=shop_repository, capture_output=True, check=True)
        return done.stdout.decode()

    tree = git("merge-tree", "--write-tree", "main", "invoices").strip()
    log = json.loads(run("scan", "main", "invoices", "--format", "sarif", cwd=shop_repository).out)
    (change,) = log["runs"][0]["results"][0]["fixes"][0]["artifactChanges"]
    lines = git("show", f"{tree}:{change['artifactLocation']['uri']}").split("\n")
    assert sum("get_user" in line for line in lines) == 2
    for replacement in change["replacements"]:
        region = replacement["deletedRegion"]
        row, start, end = region["startLine"] - 1, region["startColumn"] - 1, region["endColumn"] - 1
        lines[row] = lines[row][:start] + replacement["insertedContent"]["text"] + lines[row][end:]
    assert [line.count("fetch_user") for line in lines if "_user" in line] == [1, 1]
    assert not any("get_user" in line for line in lines)


def test_severities_that_do_not_fail_are_skipped_tests(run: Run, shop_repository: Path) -> None:
    done = run("scan", "main", "invoices", "--format", "junit", "--fail-on", "never", cwd=shop_repository)
    suite = ET.fromstring(done.out)[0]  # noqa: S314 - we wrote it
    assert (suite.get("failures"), suite.get("skipped")) == ("0", "1")


def test_the_summary_of_a_job_is_added_to(run: Run, shop_repository: Path, tmp_path: Path) -> None:
    file = tmp_path / "summary.md"
    file.write_text("before\n")
    run("scan", "main", "invoices", "--format", "github", cwd=shop_repository, GITHUB_STEP_SUMMARY=str(file))
    told = file.read_text("utf-8")
    assert told.startswith(f"before\n{MARKER}\n")
    assert "RW102" in told
    run("scan", "main", "invoices", "--format", "json", cwd=shop_repository, GITHUB_STEP_SUMMARY=str(file))
    assert file.read_text("utf-8") == told


@pytest.mark.parametrize("size", [MOST_SUMMARY - 1500, MOST_SUMMARY - 10, MOST_SUMMARY + 10])
def test_a_full_summary_is_never_made_too_long(
    run: Run, shop_repository: Path, tmp_path: Path, size: int
) -> None:
    file = tmp_path / "summary.md"
    file.write_bytes(b"x" * (size - 1) + b"\n")
    done = run(
        "scan", "main", "invoices", "--format", "github", cwd=shop_repository, GITHUB_STEP_SUMMARY=str(file)
    )
    assert done.status == 1
    assert file.stat().st_size <= max(size, MOST_SUMMARY)


def test_a_summary_that_cannot_be_written_is_said(run: Run, shop_repository: Path, tmp_path: Path) -> None:
    done = run("scan", "main", "--format", "github", cwd=shop_repository, GITHUB_STEP_SUMMARY=str(tmp_path))
    assert (done.status, done.out) == (2, "")
    assert "cannot write the job summary" in done.err
