"""`pom.xml`: dependencies by scope. Properties, parents and managed versions stay as they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import FileFacts, Requirement
from conflictscan.formats.lines import Lines
from conflictscan.formats.xml import Broken, root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.formats.xml import Element

_SCOPES: Final = {
    "test": "test",
    "provided": "provided",
    "runtime": "main",
    "system": "provided",
    "import": "constraint",
}


def extract(source: bytes) -> FileFacts:
    """The dependencies of one project, of its profiles and of what it manages."""
    lines = Lines(source)
    try:
        project = root(source)
    except Broken as broken:
        at = min(broken.at, len(source))
        return FileFacts(language="xml", syntax_errors=(lines.between(at, at),))
    rows = tuple(_requirements(project, lines)) if project.name == "project" else ()
    return FileFacts(language="xml", requirements=rows)


def _requirements(project: Element, lines: Lines) -> Iterator[Requirement]:
    parent = project.first("parent")
    if parent is not None:
        yield from _requirement(parent, "parent", lines)
    yield from _of(project, "", lines)
    for profiles in project.all("profiles"):
        for profile in profiles.all("profile"):
            yield from _of(profile, "optional:" + profile.value("id"), lines)


def _of(owner: Element, scope: str, lines: Lines) -> Iterator[Requirement]:
    """What stands directly below a project or profile: dependencies of plugins are the build's own."""
    for listed in owner.all("dependencies"):
        for dependency in listed.all("dependency"):
            yield from _requirement(dependency, scope or _scope(dependency), lines)
    for managed in owner.all("dependencyManagement"):
        for listed in managed.all("dependencies"):
            for dependency in listed.all("dependency"):
                yield from _requirement(dependency, "constraint", lines)


def _scope(dependency: Element) -> str:
    if dependency.value("optional") == "true":
        return "optional"
    return _SCOPES.get(dependency.value("scope"), "main")


def _requirement(dependency: Element, scope: str, lines: Lines) -> Iterator[Requirement]:
    group, name = dependency.value("groupId"), dependency.first("artifactId")
    if group and name is not None and name.text.strip() and "${" not in group + name.text:
        span = lines.between(name.start, name.end)
        yield Requirement("maven", f"{group}:{name.text.strip()}", dependency.value("version"), scope, span)
