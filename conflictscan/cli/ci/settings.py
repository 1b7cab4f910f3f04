"""The inputs of the action, as action.yml puts them into the environment: INPUT_FAIL_ON for `fail-on`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from conflictscan.cli.scanning import Overrides
from conflictscan.config import FAIL_ON
from conflictscan.facts.errors import UsageError
from conflictscan.facts.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TOKEN = "INPUT_TOKEN"  # noqa: S105 - the name of the variable
_BOOLEANS = ("true", "false")


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a workflow asks for; an input that is empty counts as not given."""

    folder: Path
    base: str = ""
    fail_on: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    annotations: bool = True
    summary: bool = True
    comment: bool = False
    sarif_file: Path
    report_file: Path
    max_prs: int = 20
    token: str = ""

    @property
    def overrides(self) -> Overrides:
        """What is laid over the configuration of the target."""
        return Overrides(self.select or None, self.ignore, self.fail_on)


def settings(environ: Mapping[str, str]) -> Settings:
    """The settings of a job; UsageError names the input that cannot be used."""
    inputs = {
        name.removeprefix("INPUT_").replace("_", "-").lower(): value.strip()
        for name, value in environ.items()
        if name.startswith("INPUT_") and value.strip()
    }
    comment = _choice(inputs, "comment", _BOOLEANS, "false") == "true"
    if comment and "token" not in inputs:
        raise UsageError(
            "the input 'comment' needs the input 'token', with the permission `pull-requests: write`"
        )
    workspace = Path(environ.get("GITHUB_WORKSPACE", ""))
    temporary = Path(environ.get("RUNNER_TEMP", "")) / "conflictscan"
    return Settings(
        folder=workspace / inputs.get("path", ""),
        base=inputs.get("base", ""),
        fail_on=_choice(inputs, "fail-on", FAIL_ON, None),
        select=_codes(inputs, "select"),
        ignore=_codes(inputs, "ignore"),
        annotations=_choice(inputs, "annotations", _BOOLEANS, "true") == "true",
        summary=_choice(inputs, "summary", _BOOLEANS, "true") == "true",
        comment=comment,
        sarif_file=workspace / (_file(inputs, "sarif-file") or temporary / "conflictscan.sarif"),
        report_file=workspace / (_file(inputs, "report-file") or temporary / "conflictscan.jsonl"),
        max_prs=_number(inputs, "max-prs", 20),
        token=inputs.get("token", ""),
    )


def _choice(inputs: Mapping[str, str], name: str, known: Sequence[str], default: str | None) -> str | None:
    value = inputs.get(name, default)
    if value is not None and value not in known:
        raise UsageError(
            f"the input {name!r} must be one of {', '.join(known)}, not {value!r}{did_you_mean(value, known)}"
        )
    return value


def _codes(inputs: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(code for code in re.split(r"[\s,]+", inputs.get(name, "")) if code)


def _file(inputs: Mapping[str, str], name: str) -> str:
    value = inputs.get(name, "")
    if len(value.splitlines()) > 1:
        raise UsageError(f"the input {name!r} must be the path of one file")
    return value


def _number(inputs: Mapping[str, str], name: str, default: int) -> int:
    value = inputs.get(name, str(default))
    if not re.fullmatch(r"[0-9]{1,4}", value):
        raise UsageError(f"the input {name!r} must be a whole number, not {value!r}")
    return int(value)
