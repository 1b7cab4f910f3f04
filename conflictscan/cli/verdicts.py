"""What a check of `conflictscan doctor` says."""

from __future__ import annotations

from typing import Final, NamedTuple

OK: Final = "ok"
WARN: Final = "warn"
FAIL: Final = "fail"


class Check(NamedTuple):
    """One thing that was looked at; `advice` says what to do where it is not well."""

    name: str
    status: str
    message: str
    advice: str = ""
