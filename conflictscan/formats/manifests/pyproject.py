"""`pyproject.toml` (PEP 621, PEP 735, Poetry, PDM, uv) and `Pipfile`."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import msgspec

from conflictscan.facts.code import FileFacts, Requirement
from conflictscan.formats import toml
from conflictscan.formats.manifests.tables import Tables, strings
from conflictscan.formats.requirements import normalised, requirement

if TYPE_CHECKING:
    from collections.abc import Iterator


def extract(source: bytes) -> FileFacts:
    """What any TOML file has, and the requirements."""
    facts = toml.extract(source)
    return msgspec.structs.replace(facts, requirements=tuple(_requirements(Tables(source, facts.mappings))))


def _requirements(tables: Tables) -> Iterator[Requirement]:
    for place, scope, rows in _listed(tables):
        for row in rows:
            found = requirement(row, scope, tables.item(place, row))
            if found is not None:
                yield found
    for place, scope in _tables(tables):
        for name, value in tables.at(place).items():
            if name != "python":
                yield Requirement("pypi", normalised(name), _range(value), scope, tables.span((*place, name)))


def _listed(tables: Tables) -> Iterator[tuple[tuple[str, ...], str, list[str]]]:
    """Lists of requirements as PEP 508 writes them: where, for what, which."""
    yield ("project", "dependencies"), "main", strings(tables.at(("project",)).get("dependencies"))
    yield ("build-system", "requires"), "build", strings(tables.at(("build-system",)).get("requires"))
    groups = (
        (("project", "optional-dependencies"), "optional:"),
        (("dependency-groups",), ""),
        (("tool", "pdm", "dev-dependencies"), ""),
    )
    for place, prefix in groups:
        for name, rows in tables.at(place).items():
            yield (*place, name), f"{prefix}{name}" if prefix else "dev", strings(rows)
    uv = tables.at(("tool", "uv"))
    yield ("tool", "uv", "dev-dependencies"), "dev", strings(uv.get("dev-dependencies"))


def _tables(tables: Tables) -> Iterator[tuple[tuple[str, ...], str]]:
    """Tables of `name = range`: where, and for what."""
    yield ("tool", "poetry", "dependencies"), "main"
    yield ("tool", "poetry", "dev-dependencies"), "dev"
    for group in tables.at(("tool", "poetry", "group")):
        yield ("tool", "poetry", "group", group, "dependencies"), "dev"
    yield ("packages",), "main"
    yield ("dev-packages",), "dev"


def _range(value: object) -> str:
    """`^1.0` of `"^1.0"`, `{version = "^1.0"}` and of a list of such; empty where none is given."""
    match value:
        case str():
            return value
        case {"version": str(version)}:
            return version
        case list():
            return ",".join(filter(None, map(_range, cast("list[object]", value))))
        case _:
            return ""
