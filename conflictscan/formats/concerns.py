"""The concerns that conflictscan knows, with their competing libraries and mechanisms: `concerns.toml`."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources

import msgspec

from conflictscan.facts.concerns import Concern, Concerns, extended


def concerns(given: Concerns = ()) -> dict[str, Concern]:
    """All of them, with what a team's configuration adds."""
    return extended(_known(), given)


@functools.cache
def _known() -> dict[str, Concern]:
    text = resources.files("conflictscan.formats").joinpath("concerns.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, Concern])
