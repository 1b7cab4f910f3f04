"""`Cargo.toml`: crates by kind, of targets too; a renamed crate has its own name and the one that code uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.facts.code import FileFacts, Requirement
from conflictscan.formats import toml
from conflictscan.formats.manifests.tables import Tables, table

if TYPE_CHECKING:
    from collections.abc import Iterator

_KINDS: Final = {
    "dependencies": "main",
    "dev-dependencies": "dev",
    "dev_dependencies": "dev",
    "build-dependencies": "build",
    "build_dependencies": "build",
}


def normalised(name: str) -> str:
    """A crate's name as crates.io compares it: `Serde_JSON` is `serde-json`."""
    return name.replace("_", "-").lower()


def extract(source: bytes) -> FileFacts:
    """What any TOML file has, and the requirements."""
    facts = toml.extract(source)
    rows = tuple(_requirements(Tables(source, facts.mappings)))
    return msgspec.structs.replace(facts, requirements=rows)


def _requirements(tables: Tables) -> Iterator[Requirement]:
    for place, scope in _places(tables):
        for key, value in tables.at(place).items():
            settings = table(value)
            package = settings.get("package")
            renamed = isinstance(package, str)
            yield Requirement(
                "crates",
                normalised(package if isinstance(package, str) else key),
                _range(value, settings),
                "optional" if settings.get("optional") is True else scope,
                tables.span((*place, key)),
                key if renamed else "",
            )


def _places(tables: Tables) -> Iterator[tuple[tuple[str, ...], str]]:
    for kind, scope in _KINDS.items():
        yield (kind,), scope
    yield ("workspace", "dependencies"), "constraint"
    for target in tables.at(("target",)):
        for kind, scope in _KINDS.items():
            yield ("target", target, kind), "optional" if scope == "main" else scope
    for registry in tables.at(("patch",)):
        yield ("patch", registry), "constraint"


def _range(value: object, settings: dict[str, object]) -> str:
    """`workspace` where the workspace decides; empty for a path or a repository without a version."""
    if isinstance(value, str):
        return value
    if settings.get("workspace") is True:
        return "workspace"
    version = settings.get("version")
    return version if isinstance(version, str) else ""
