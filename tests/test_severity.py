"""Severity as a team sets it, in whole scans."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import msgspec
import pytest

from conflictscan.cli.demo.shop import build, shop
from conflictscan.cli.scanning import Pair, scanned
from conflictscan.config import Config
from conflictscan.facts.findings import Severity
from conflictscan.rules.framework.findings import in_order

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    build(tmp_path, shop())
    return tmp_path


def configured(repository: Path, branch: str, text: str) -> None:
    (repository / "conflictscan.toml").write_text(text)
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
    for command in (
        ("switch", "--quiet", branch),
        ("add", "."),
        (*who, "commit", "--quiet", "-m", "configure"),
    ):
        subprocess.run(["git", *command], cwd=repository, check=True)


def test_a_rule_made_a_note_fails_no_scan(repository: Path) -> None:
    with scanned(repository, Pair("main", "invoices"), cache=False) as before:
        assert before.fails
    configured(repository, "invoices", '[severity]\nRW102 = "note"\n')
    with scanned(repository, Pair("main", "invoices"), cache=False) as after:
        assert [finding.severity for finding in after.report.findings] == [Severity.NOTE]
        assert not after.fails
        assert [finding.fingerprint for finding in after.report.findings] == [
            finding.fingerprint for finding in before.report.findings
        ]


def test_the_change_under_scan_cannot_soften_its_own_findings(repository: Path) -> None:
    configured(repository, "invoices", '[severity]\nALL = "note"\n')
    with scanned(repository, Pair("invoices", "main"), cache=False) as result:
        assert result.fails


def test_what_has_become_milder_stands_further_down(repository: Path) -> None:
    with scanned(repository, Pair("main", "invoices"), cache=False) as result:
        one = result.report.findings[0]
    two = msgspec.structs.replace(one, code="RW101", rule="removed-symbol-used")
    config = Config(severity=((two.code, Severity.WARNING),))
    assert [finding.code for finding in in_order([two, one])] == ["RW101", "RW102"]
    assert [finding.code for finding in in_order(map(config.judged, [two, one]))] == ["RW102", "RW101"]
