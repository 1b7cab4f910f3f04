"""Configuration: `conflictscan.toml`, or `[tool.conflictscan]` in `pyproject.toml`.

Both are read from the tree of the branch that is merged into, never from the change under scan: a branch
cannot switch off its own check. Where both files stand in one tree, `conflictscan.toml` holds.
"""

from conflictscan.config.globs import matches
from conflictscan.config.keys import FAIL_ON, KEYS, NEVER, Key
from conflictscan.config.model import Config
from conflictscan.config.reading import OWN_FILE, SHARED_FILE, Readable, Settings, read_settings
from conflictscan.config.selectors import ALL, Identified

__all__ = [
    "ALL",
    "FAIL_ON",
    "KEYS",
    "NEVER",
    "OWN_FILE",
    "SHARED_FILE",
    "Config",
    "Identified",
    "Key",
    "Readable",
    "Settings",
    "matches",
    "read_settings",
]
