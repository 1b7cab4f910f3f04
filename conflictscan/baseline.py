"""The baseline file: fingerprints of findings that a team has seen and accepted for now.

JSON, sorted, one finding a line, so that two branches that each accept a finding seldom touch one line:

    {"schema_version": "1",
     "findings": {
      "0f3a…": "RW102 app.users.get_user api/orders.py",
      …}}

Only the fingerprints count; the text beside each is for people.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conflictscan.facts.findings import Finding

SCHEMA_VERSION = "1"


class _File(msgspec.Struct, forbid_unknown_fields=True):
    schema_version: str
    findings: dict[str, str]


def load_baseline(content: bytes, name: str) -> frozenset[str]:
    """The fingerprints of a baseline file; `name` is how messages call it."""
    try:
        file = msgspec.json.decode(content, type=_File)
    except msgspec.DecodeError as error:
        raise UsageError(
            f"{name} is no baseline ({error}); write it anew with `conflictscan scan --write-baseline {name}`"
        ) from error
    if file.schema_version != SCHEMA_VERSION:
        raise UsageError(f"{name} has baseline version {file.schema_version!r}; this conflictscan reads '1'")
    return frozenset(file.findings)


def baseline(findings: Iterable[Finding]) -> str:
    """The file that accepts these findings."""
    rows = {finding.fingerprint: _described(finding) for finding in findings}
    return json.dumps({"schema_version": SCHEMA_VERSION, "findings": rows}, indent=1, sort_keys=True) + "\n"


def _described(finding: Finding) -> str:
    return f"{finding.code} {finding.symbol} {finding.effect.path}"
