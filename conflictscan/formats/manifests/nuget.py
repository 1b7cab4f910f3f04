"""Projects of .NET: `PackageReference`, `PackageVersion` and `packages.config`; ids know no capitals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.code import FileFacts, Requirement
from conflictscan.formats.lines import Lines
from conflictscan.formats.xml import Broken, root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.formats.xml import Element


def extract(source: bytes) -> FileFacts:
    """The packages that one project, or all below a folder, take."""
    lines = Lines(source)
    try:
        top = root(source)
    except Broken as broken:
        at = min(broken.at, len(source))
        return FileFacts(language="xml", syntax_errors=(lines.between(at, at),))
    return FileFacts(language="xml", requirements=tuple(_requirements(top, lines)))


def _requirements(top: Element, lines: Lines) -> Iterator[Requirement]:
    if top.name == "packages":
        for package in top.all("package"):
            scope = "dev" if package.attributes.get("developmentDependency") == "true" else "main"
            yield from _requirement(package, package.attributes.get("id", ""), scope, lines)
        return
    for reference in top.within("PackageReference"):
        scope = "dev" if reference.value("PrivateAssets").lower() == "all" else "main"
        yield from _requirement(reference, reference.attributes.get("Include", ""), scope, lines)
    for kind in ("PackageVersion", "GlobalPackageReference"):
        for version in top.within(kind):
            yield from _requirement(version, version.attributes.get("Include", ""), "constraint", lines)


def _requirement(element: Element, name: str, scope: str, lines: Lines) -> Iterator[Requirement]:
    version = element.value("Version") or element.value("version") or element.value("VersionOverride")
    for each in name.split(";"):
        if each.strip() and "$(" not in each:
            yield Requirement(
                "nuget", each.strip().lower(), version, scope, lines.between(element.start, element.end)
            )
