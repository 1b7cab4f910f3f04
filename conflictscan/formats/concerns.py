"""The concerns that conflictscan knows: competing libraries (`concerns.toml`) and mechanisms (`mechanisms.toml`)."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources

import msgspec

from conflictscan.facts.concerns import Concern, Concerns, extended


def concerns(given: Concerns = ()) -> dict[str, Concern]:
    """Concerns with their libraries, and what a team's configuration adds."""
    return extended(_known("concerns"), given)


def mechanisms(given: Concerns = ()) -> dict[str, Concern]:
    """Concerns with their mechanisms, and what a team's configuration adds."""
    return extended(_known("mechanisms"), given)


@functools.cache
def _known(file: str) -> dict[str, Concern]:
    text = resources.files("conflictscan.formats").joinpath(f"{file}.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, Concern])
