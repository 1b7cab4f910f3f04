"""Which modules a distribution of PyPI installs."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources


def import_names(distribution: str) -> tuple[str, ...]:
    """The modules of a distribution, by its normalised name: `pyyaml` -> `yaml`; a guess from the name otherwise."""
    return _known().get(distribution) or (distribution.replace("-", "_"),)


@functools.cache
def _known() -> dict[str, tuple[str, ...]]:
    text = resources.files("conflictscan.formats").joinpath("distributions.toml").read_text(encoding="utf-8")
    return {name: tuple(modules) for name, modules in tomllib.loads(text).items()}
