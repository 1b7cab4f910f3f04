"""Declared dependencies of two sides, and the imports that need them."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.facts.code import Import, Requirement
from conflictscan.formats.distributions import import_names
from conflictscan.graph import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.graph import Tree
    from conflictscan.rules.framework.world import World

_MANIFEST: Final = re.compile(
    r"(?:^|/)(?:setup\.py|setup\.cfg|pyproject\.toml|Pipfile|tox\.ini|noxfile\.py|environment[^/]*\.ya?ml|meta\.yaml"
    r"|[^/]*(?:requirements|constraints)[^/]*\.(?:txt|in)|[^/]*requirements/[^/]+\.(?:txt|in))$"
)
_PACKAGE_JSON: Final = re.compile(r"^(?!.*(?:^|/)node_modules/)(?:.*/)?package\.json$")
_PYTHON: Final = (".py",)
_SCRIPT: Final = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte")
_VERSION: Final = re.compile(r"(==|~=|\^|>=|>|<=|<)v?(\d+)(?:\.(\d+))?")
_HOLDING: Final = ("==", "~=", "^", "<", "<=")


class Ecosystem(msgspec.Struct, frozen=True, kw_only=True):
    """Where packages of one kind are asked for, and how code names them. `importing` takes alternatives."""

    name: str
    manifest: re.Pattern[str]
    suffixes: tuple[str, ...]
    importing: bytes
    separator: str  # between a module and what is in it
    comment: bytes = b""  # begins one in a manifest
    standard: frozenset[str] = frozenset()

    def modules(self, requirement: Requirement) -> tuple[str, ...]:
        """What can be imported thanks to a requirement."""
        return (
            import_names(requirement.name) if self.name == _PYPI else (requirement.alias or requirement.name,)
        )

    def has(self, module: str, package: str) -> bool:
        """Is the module the package, or within it?"""
        return module == package or module.startswith(f"{package}{self.separator}")


_PYPI: Final = "pypi"
_ECOSYSTEMS: Final = {
    each.name: each
    for each in (
        Ecosystem(
            name=_PYPI,
            manifest=_MANIFEST,
            suffixes=_PYTHON,
            importing=rb"^[ \t]*(?:import|from)[ \t]+(?:%s)(?![\w])",
            separator=".",
            comment=b"#",
            standard=frozenset(sys.stdlib_module_names),
        ),
        Ecosystem(
            name="npm",
            manifest=_PACKAGE_JSON,
            suffixes=_SCRIPT,
            importing=rb"(?:\bfrom|\bimport|\brequire)\s*\(?\s*['\"](?:%s)(?=['\"/])",
            separator="/",
        ),
    )
}


def is_manifest(path: str) -> bool:
    """May the file ask for packages?"""
    return any(each.manifest.search(path) for each in _ECOSYSTEMS.values())


def ecosystem_of(requirement: Requirement) -> Ecosystem:
    """The ecosystem that a requirement belongs to."""
    return _ECOSYSTEMS[requirement.ecosystem]


class Dropped(msgspec.Struct, frozen=True, kw_only=True):
    """A dependency that one side took out of a manifest, or lifted to another major version (`new`)."""

    old_path: str  # in the merge base
    old: Requirement
    path: str = ""  # on the side
    new: Requirement | None = None


class Needed(msgspec.Struct, frozen=True, kw_only=True):
    """An import statement of a side's file, new there, of a module from outside."""

    path: str
    imported: Import
    module: str

    @property
    def names(self) -> tuple[str, ...]:
        """What it takes from the module."""
        return tuple(each.name for each in self.imported.names)


def dropped(world: World, side: Side) -> Iterator[Dropped]:
    """What the side's manifests ask for no longer, or only in a later major version."""
    changes = world.changes[side]
    for change in changes.files:
        kind = next((e for e in _ECOSYSTEMS.values() if e.manifest.search(change.old_path)), None)
        if kind is None or world.language_of(change.old_path) is not None:
            continue  # what a `setup.py` asks for is code
        before = _requirements(world.base, change.old_path, kind)
        after = {} if change.status == "deleted" else _requirements(changes.tree, change.path, kind)
        for name, old in before.items():
            new = after.get(name)
            if new is None:
                yield Dropped(old_path=change.old_path, old=old)
            elif _lifted(old.range, new.range):
                yield Dropped(old_path=change.old_path, old=old, path=change.path, new=new)


def listed(tree: Tree, requirement: Requirement, beside: Iterable[str]) -> bool:
    """Does a manifest name the package: one at the root, in `requirements/`, or in a folder around the given paths?"""
    kind = ecosystem_of(requirement)
    word = re.compile(
        rb"(?<![\w.-])"
        + rb"[-_.]+".join(map(re.escape, requirement.name.encode().split(b"-")))
        + rb"(?![\w-])",
        re.IGNORECASE,
    )
    folders = {"", "requirements", *(folder for path in beside for folder in _around(path))}
    for folder in sorted(folders):
        for entry in tree.snapshot.list(folder):
            path = f"{folder}/{entry.name}" if folder else entry.name
            if kind.manifest.search(path) and any(
                word.search(line.partition(kind.comment)[0] if kind.comment else line)
                for line in tree.source(path).splitlines()
            ):
                return True
    return False


def _around(path: str) -> Iterator[str]:
    """The folders that a file stands in, the innermost first."""
    folder = path.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def needed(world: World, side: Side, requirement: Requirement) -> list[Needed]:
    """New imports of a package in the side's files that the merge has; unconditional ones, of what is not ours."""
    kind = ecosystem_of(requirement)
    wanted = {m for m in kind.modules(requirement) if m.partition(".")[0] not in kind.standard}
    pattern = _importing(kind, wanted)
    found: list[Needed] = []
    for change, merged in world.brought(side) if wanted else ():
        if not change.path.endswith(kind.suffixes):
            continue
        tree = world.tree(side)
        if not pattern.search(tree.source(change.path)):
            continue
        if change.old_path and pattern.search(world.base.source(change.old_path)):
            continue
        facts = world.merged.facts(merged)
        if facts is None or not pattern.search(world.merged.source(merged)):
            continue
        own = tree.facts(change.path)
        for imported in own.imports if own else ():
            module = next((m for m in wanted if kind.has(imported.module, m)), None)
            if module is None or imported.level or imported.guards or imported.types_only:
                continue
            if tree.import_target(change.path, imported).status is Status.EXTERNAL:
                found.append(Needed(path=change.path, imported=imported, module=module))
    return sorted(found, key=lambda each: (each.path, each.imported.span))


def imports_still(tree: Tree, requirement: Requirement) -> list[str]:
    """Files of a whole tree that import a package. Reads all of them: for when all else is certain."""
    kind = ecosystem_of(requirement)
    pattern = _importing(kind, set(kind.modules(requirement)))
    return [
        path
        for path in tree.snapshot.walk()
        if path.endswith(kind.suffixes) and pattern.search(tree.source(path))
    ]


def _requirements(tree: Tree, path: str, kind: Ecosystem) -> dict[str, Requirement]:
    facts = tree.facts(path)
    return {row.name: row for row in (facts.requirements if facts else ()) if row.ecosystem == kind.name}


def _lifted(old: str, new: str) -> bool:
    """Did the range hold the major version that the new one leaves behind?"""
    before, after = _majors(old, _HOLDING), _majors(new, ("==", "~=", "^", ">=", ">"))
    return bool(before and after) and 0 < max(before) < min(after)


def _majors(text: str, operators: tuple[str, ...]) -> list[int]:
    found: list[int] = []
    for operator, major, minor in _VERSION.findall(text):
        if operator in operators:
            below = operator == "<" and not int(minor or 0)
            found.append(int(major) - below)
    return found


def _importing(kind: Ecosystem, modules: set[str]) -> re.Pattern[bytes]:
    names = b"|".join(re.escape(module).encode() for module in sorted(modules))
    return re.compile(kind.importing % names, re.MULTILINE)
