"""Gradle's version catalogue (`libs.versions.toml`): coordinates that builds take by an alias."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import FileFacts, Requirement
from conflictscan.formats import toml
from conflictscan.formats.manifests.tables import Tables, table

if TYPE_CHECKING:
    from collections.abc import Iterator


def extract(source: bytes) -> FileFacts:
    """What any TOML file has, and its libraries as constraints: a build says which it takes."""
    facts = toml.extract(source)
    rows = tuple(_requirements(Tables(source, facts.mappings)))
    return msgspec.structs.replace(facts, requirements=rows)


def _requirements(tables: Tables) -> Iterator[Requirement]:
    versions = tables.at(("versions",))
    for alias, value in tables.at(("libraries",)).items():
        name, version = _coordinates(value, versions)
        if name:
            span = tables.span(("libraries", alias))
            yield Requirement("maven", name, version, "constraint", span, alias)


def _coordinates(value: object, versions: dict[str, object]) -> tuple[str, str]:
    if isinstance(value, str):
        group, _, rest = value.partition(":")
        name, _, version = rest.partition(":")
        return (f"{group}:{name}" if group and name else ""), version
    match table(value):
        case {"module": str(module), **rest}:
            return module, _version(rest.get("version"), versions)
        case {"group": str(group), "name": str(name), **rest}:
            return f"{group}:{name}", _version(rest.get("version"), versions)
        case _:
            return "", ""


def _version(value: object, versions: dict[str, object]) -> str:
    if isinstance(value, str):
        return value
    reference = table(value).get("ref")
    found = versions.get(reference) if isinstance(reference, str) else None
    return found if isinstance(found, str) else ""
