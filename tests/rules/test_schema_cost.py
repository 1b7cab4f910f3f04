"""What the tables of a repository cost a scan: nothing where no side changed them, little where it has many."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

from tests.fixture_cases import Case, Trees, build, scanned

if TYPE_CHECKING:
    from pathlib import Path

_LOADED = """
import sys
from pathlib import Path
from conflictscan.scan import ScanOptions, scan
scan(ScanOptions(repository=Path(sys.argv[1]), ours="ours", theirs="theirs", cache=False))
print(*sorted(name for name in sys.modules if name.startswith(("sqlglot", "conflictscan"))))
"""
_SCHEMA = {"conflictscan.rules.engines.schemas", "conflictscan.rules.engines.schema_state", "sqlglot"}
_MANY = 5000


def _modules(repository: Path) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, str(repository)], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_a_scan_without_changed_tables_loads_nothing_for_them(tmp_path: Path) -> None:
    trees = Case("renamed-symbol-used", "call-added").trees()
    tables = {"db/0001_users.sql": b"CREATE TABLE users (id INTEGER PRIMARY KEY);\n"}
    repository = build(tmp_path, {side: files | tables for side, files in trees.items()})
    assert not _modules(repository) & _SCHEMA


def test_tables_that_one_side_alone_changed_load_nothing(tmp_path: Path) -> None:
    trees = Case("renamed-symbol-used", "call-added").trees()
    trees["ours"]["db/0001_users.sql"] = b"CREATE TABLE users (id INTEGER PRIMARY KEY);\n"
    assert not _modules(build(tmp_path, trees)) & _SCHEMA


def test_tables_that_both_sides_changed_load_it(tmp_path: Path) -> None:
    """The other two could not fail otherwise."""
    assert _modules(build(tmp_path, _essay())) >= _SCHEMA


def test_five_thousand_migrations_are_replayed_in_seconds(tmp_path: Path) -> None:
    old = {
        f"db/migrations/{n:05}_t.sql": b"CREATE TABLE t%d (\n  id BIGSERIAL PRIMARY KEY,\n  name TEXT NOT NULL\n);\n"
        % n
        for n in range(1, _MANY)
    }
    few, essay = _essay(), _essay()
    for side, files in essay.items():
        essay[side] = old | {path.replace("/000", "/900"): text for path, text in files.items()}
    scanned(build(tmp_path, few))  # loads what is loaded once
    start = time.process_time()
    report = scanned(build(tmp_path, essay))
    assert [finding.code for finding in report.findings] == ["AC101"]
    assert time.process_time() - start < 6


def _essay() -> Trees:
    return Case("key-type-mismatch", "uuid-key-integer-reference").trees()
