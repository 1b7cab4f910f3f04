"""Libraries that a side begins to use, by the concern that they meet."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.facts.code import Requirement, Span
from conflictscan.formats.concerns import concerns
from conflictscan.formats.distributions import import_names
from conflictscan.rules.engines.projects import (
    MANIFEST,
    is_own,
    is_product,
    manifests_around,
    root_of_manifest,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.concerns import Concern
    from conflictscan.facts.findings import Side
    from conflictscan.graph import Tree
    from conflictscan.rules.framework.world import World

_SHIPPED: Final = frozenset({"main"})
_DEVELOPED: Final = frozenset({"main", "dev", "test", "development"})
_FOR_DEVELOPERS: Final = re.compile(r"(?:dev|test|doc|lint|ci|build|bench|example)", re.IGNORECASE)
_SUFFIXES: Final = {
    "pypi": (".py",),
    "npm": (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte"),
    "go": (".go",),
    "crates": (".rs",),
}
_IMPORTING: Final = {
    "pypi": rb"^[ \t]*(?:import|from)[ \t]+(?:%s)(?!\w)",
    "npm": rb"(?:\bfrom|\bimport|\brequire)\s*\(?\s*['\"](?:%s)(?=['\"/])",
    "go": rb"\"(?:%s)(?=[\"/])",
    "crates": rb"\b(?:%s)(?:::|;)",
}
"""How code takes a package, where that can be told from the package's name."""


class Library(msgspec.Struct, frozen=True):
    """One alternative for a concern."""

    concern: str
    ecosystem: str
    packages: tuple[str, ...]

    def has(self, package: str) -> bool:
        """Is the package one of this library's?"""
        return any(
            package.startswith(each[:-1]) if each.endswith("*") else package == each for each in self.packages
        )


class Adopted(msgspec.Struct, frozen=True, kw_only=True):
    """A library that a side asks for and uses, and the merge base does not."""

    library: Library
    requirement: Requirement
    manifest: str  # on the side
    root: str
    uses: tuple[tuple[str, Span], ...]  # paths of the side, with the import

    @property
    def name(self) -> str:
        """The package that was added."""
        return self.requirement.name


def adopted(world: World, side: Side) -> list[Adopted]:
    """What a side adds to its manifests and begins to use; one row a concern, project and library."""
    known = concerns(world.concerns)
    found: dict[tuple[str, str, Library], Adopted] = {}
    for manifest, requirement in _added(world, side):
        root = root_of_manifest(manifest)
        for library in libraries(known, requirement):
            concern = known[library.concern]
            key = (library.concern, root, library)
            if key in found or not _counts(concern, requirement, manifest):
                continue
            uses = tuple(_uses(world, side, library, root, anywhere=concern.development))
            if uses or library.ecosystem not in _IMPORTING or concern.development:
                found[key] = Adopted(
                    library=library, requirement=requirement, manifest=manifest, root=root, uses=uses
                )
    return list(found.values())


def asked_for(world: World, side: Side) -> set[tuple[str, Library]]:
    """Concerns and libraries that the side adds, for whatever purpose, and whether or not it uses them."""
    known = concerns(world.concerns)
    return {
        (library.concern, library)
        for _, requirement in _added(world, side)
        for library in libraries(known, requirement)
    }


def stood_in_base(world: World, one: Adopted) -> bool:
    """Did the merge base have a library for the concern already, asked for or imported?"""
    concern = concerns(world.concerns)[one.library.concern]
    ecosystem = one.library.ecosystem
    all_of_it = _alternatives(one.library.concern, concern, ecosystem)
    for path in manifests_around(world.base, one.root):
        facts = world.base.facts(path)
        for row in facts.requirements if facts else ():
            if row.ecosystem == ecosystem and any(library.has(row.name) for library in all_of_it):
                return True
    if ecosystem not in _IMPORTING or concern.development:
        return False
    suffixes = _SUFFIXES[ecosystem]
    pattern = _pattern(ecosystem, tuple(name for each in all_of_it for name in each.packages))
    return any(
        pattern.search(world.base.source(path))
        for path in world.base.snapshot.walk(one.root)
        if path.endswith(suffixes) and is_product(path)
    )


def libraries(known: dict[str, Concern], requirement: Requirement) -> Iterator[Library]:
    """Every library that a package belongs to: one may meet several concerns."""
    for name, concern in known.items():
        for library in _alternatives(name, concern, requirement.ecosystem):
            if library.has(requirement.name):
                yield library


def _alternatives(name: str, concern: Concern, ecosystem: str) -> tuple[Library, ...]:
    return tuple(Library(name, ecosystem, tuple(each.split())) for each in concern.libraries(ecosystem))


def _added(world: World, side: Side) -> Iterator[tuple[str, Requirement]]:
    """Requirements of the side's manifests that its merge base's manifests do not have, and the merge does."""
    for change, merged in world.brought(side):
        if not MANIFEST.search(change.path) or not is_own(change.path):
            continue
        before = _names(world.base, change.old_path) if change.status != "added" else frozenset[str]()
        facts = world.tree(side).facts(change.path)
        kept = _names(world.merged, merged)
        for row in facts.requirements if facts else ():
            if row.name not in before and row.name in kept:
                yield change.path, row


def _names(tree: Tree, path: str) -> frozenset[str]:
    facts = tree.facts(path) if path else None
    return frozenset(row.name for row in (facts.requirements if facts else ()))


def _counts(concern: Concern, requirement: Requirement, manifest: str) -> bool:
    if concern.development:
        return requirement.scope in _DEVELOPED
    file = manifest.rpartition("/")[2]
    by_name = file.endswith((".txt", ".in")) and _FOR_DEVELOPERS.search(file) is not None
    return requirement.scope in _SHIPPED and not by_name


def _uses(
    world: World, side: Side, library: Library, root: str, *, anywhere: bool
) -> Iterator[tuple[str, Span]]:
    """Imports of a library in what the side ships of a project."""
    if library.ecosystem not in _IMPORTING:
        return
    suffixes = _SUFFIXES[library.ecosystem]
    pattern = _pattern(library.ecosystem, library.packages)
    for change, _ in world.brought(side):
        path = change.path
        if not path.endswith(suffixes) or not path.startswith(f"{root}/" if root else ""):
            continue
        if not (is_own(path) if anywhere else is_product(path)):
            continue
        source = world.tree(side).source(path)
        match = pattern.search(source)
        if match is not None:
            yield path, span_of(source, match.start(), match.end())


@functools.cache
def _pattern(ecosystem: str, packages: tuple[str, ...]) -> re.Pattern[bytes]:
    names: list[str] = []
    for each in packages:
        plain = each.removesuffix("*")
        names += import_names(plain) if ecosystem == "pypi" else [plain]
        if ecosystem == "crates":
            names[-1] = plain.replace("-", "_")
    alternatives = b"|".join(re.escape(name).encode() for name in sorted(names))
    return re.compile(_IMPORTING[ecosystem] % alternatives, re.MULTILINE)


def span_of(source: bytes, start: int, end: int) -> Span:
    """A region of one source within a line, its leading blanks left out."""
    start += len(source[start:end]) - len(source[start:end].lstrip())
    line_start = source.rfind(b"\n", 0, start) + 1
    row = source.count(b"\n", 0, start)
    stop = source.find(b"\n", start, end)
    end = end if stop < 0 else stop
    return Span(row, start - line_start, row, end - line_start, start, end)
