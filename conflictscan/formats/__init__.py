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

_READERS: Final = {  # name in coverage, module
    "json": ("json", "json"),
    "yaml": ("yaml", "yaml"),
    "toml": ("toml", "toml"),
    "ini": ("ini", "ini"),
    "env": ("env", "env"),
    "requirements": ("requirements", "requirements"),
    "pyproject": ("toml", "manifests.pyproject"),
    "npm": ("json", "manifests.npm"),
    "composer": ("json", "manifests.composer"),
    "cargo": ("toml", "manifests.cargo"),
    "catalog": ("toml", "manifests.catalog"),
    "go_mod": ("go.mod", "manifests.go_mod"),
    "maven": ("xml", "manifests.maven"),
    "nuget": ("xml", "manifests.nuget"),
    "gradle": ("gradle", "manifests.gradle"),
    "gems": ("gemfile", "manifests.gems"),
}
_BY_SUFFIX: Final = {
    ".json": "json",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".toml": "toml",
    ".ini": "ini",
    ".cfg": "ini",
    ".env": "env",
    ".csproj": "nuget",
    ".fsproj": "nuget",
    ".vbproj": "nuget",
    ".gemspec": "gems",
}
_BY_NAME: Final = {
    ".env": "env",
    "setup.cfg": "ini",
    "tox.ini": "ini",
    "pyproject.toml": "pyproject",
    "Pipfile": "pyproject",
    "package.json": "npm",
    "composer.json": "composer",
    "Cargo.toml": "cargo",
    "go.mod": "go_mod",
    "pom.xml": "maven",
    "build.gradle": "gradle",
    "build.gradle.kts": "gradle",
    "Directory.Packages.props": "nuget",
    "Directory.Build.props": "nuget",
    "packages.config": "nuget",
    "Gemfile": "gems",
    "gems.rb": "gems",
}
_CATALOG: Final = ".versions.toml"
_LOCKS: Final = frozenset(
    {"package-lock.json", "npm-shrinkwrap.json", "poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock"}
)


class Format(msgspec.Struct, frozen=True):
    """One kind of data file; its module is imported when it is first asked for facts."""

    name: str
    version: str
    module: str

    def extract(self, source: bytes) -> FileFacts:
        """All facts of one source; one that cannot be parsed gives its syntax errors."""
        module = importlib.import_module(f"conflictscan.formats.{self.module}")
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
    if name.endswith(_CATALOG):
        return _format("catalog")
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
def _format(kind: str) -> Format:
    name, module = _READERS[kind]
    return Format(name, f"{_stamp()}-{kind}", module)


@functools.cache
def _stamp() -> str:
    """A digest of the code that reads formats: facts that other code made are not taken from the cache."""
    digest = 0
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        digest = zlib.crc32(file.read_bytes(), digest)
    return f"{digest:08x}"
