"""Data and manifest files: mappings with their keys, and declared dependencies."""

from __future__ import annotations

import functools
import importlib
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from conflictscan.facts.code import FileFacts

__all__ = ["Format", "for_path", "registered"]

_BY_SUFFIX: Final = {
    ".json": "json",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".toml": "toml",
    ".ini": "ini",
    ".cfg": "ini",
    ".env": "env",
}
_BY_NAME: Final = {"Pipfile": "toml", ".env": "env", "setup.cfg": "ini", "tox.ini": "ini"}
_SHARED: Final = ("lines", "requirements")  # modules that formats have in common
_LOCKS: Final = frozenset({"package-lock.json", "poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock"})


class Format(msgspec.Struct, frozen=True):
    """One kind of data file; its module is imported when it is first asked for facts."""

    name: str
    version: str

    def extract(self, source: bytes) -> FileFacts:
        """All facts of one source; one that cannot be parsed gives its syntax errors."""
        module = importlib.import_module(f"conflictscan.formats.{self.name}")
        facts: FileFacts = module.extract(source)
        return facts


def for_path(path: str) -> Format | None:
    """What reads a data file, by its name; None for what is no data file, and for lock files."""
    name = path.rpartition("/")[2]
    if name in _LOCKS:
        return None
    if _is_requirements(path, name):
        return _format("requirements")
    if name in _BY_NAME or name.startswith(".env."):
        return _format(_BY_NAME.get(name, "env"))
    _, dot, suffix = name.rpartition(".")
    kind = _BY_SUFFIX.get(f".{suffix.lower()}") if dot else None
    return _format(kind) if kind else None


def registered() -> tuple[Format, ...]:
    """All formats, by name; loads no parser."""
    return tuple(map(_format, sorted({*_BY_SUFFIX.values(), *_BY_NAME.values(), "requirements"})))


def _is_requirements(path: str, name: str) -> bool:
    if not name.endswith((".txt", ".in")):
        return False
    return "requirements" in name or "constraints" in name or "/requirements/" in f"/{path}"


@functools.cache
def _format(name: str) -> Format:
    return Format(name, _stamp(name))


def _stamp(name: str) -> str:
    """A digest of the code that reads the format: facts that other code made are not taken from the cache."""
    folder = Path(__file__).parent
    digest = 0
    for module in (name, *_SHARED):
        digest = zlib.crc32((folder / f"{module}.py").read_bytes(), digest)
    return f"{digest:08x}"
