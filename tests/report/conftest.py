from __future__ import annotations

import pytest

from conflictscan.facts.findings import (
    Consequence,
    Coverage,
    Diagnostic,
    Edit,
    Finding,
    Fix,
    Location,
    Report,
    Revision,
    Severity,
    Side,
    Statistics,
    Unchecked,
)

OURS = "a" * 40
THEIRS = "b" * 40


@pytest.fixture
def finding() -> Finding:
    return Finding(
        code="RW102",
        rule="renamed-symbol-used",
        severity=Severity.ERROR,
        confidence=0.93,
        fingerprint="0123456789abcdef",
        symbol="app.users.get_user",
        message="theirs calls `get_user`, which ours renamed to `fetch_user`; the merge has no `get_user`",
        consequence=Consequence.FAILS_AT_RUN_TIME,
        cause=Location(
            side=Side.OURS,
            path="app/users.py",
            line=2,
            column=5,
            commit=OURS,
            author="Ann",
            label="renamed to `fetch_user`",
        ),
        effect=Location(side=Side.THEIRS, path="api/orders.py", line=3, column=12, commit=THEIRS),
        fix=Fix(
            summary="Call `fetch_user` instead.",
            edits=(
                Edit(path="api/orders.py", line=3, column=12, end_line=3, end_column=20, text="fetch_user"),
            ),
        ),
    )


@pytest.fixture
def report(finding: Finding) -> Report:
    return Report(
        base="c" * 40,
        ours=Revision(rev="main", oid=OURS),
        theirs=Revision(rev="feature", oid=THEIRS),
        merged_tree=None,
        textual_conflicts=("setup.cfg",),
        findings=(finding,),
        coverage=Coverage(
            checked={"python": 12, "toml": 1},
            unchecked=(Unchecked(path="logo.png", reason="no reader for this kind of file"),),
        ),
        diagnostics=(Diagnostic(kind="unparsed", path="app/broken.py", message="3 syntax errors"),),
        statistics=Statistics(files_changed={"ours": 5, "theirs": 9}, blobs_parsed=3, seconds=0.123456),
        suppressed=2,
    )
