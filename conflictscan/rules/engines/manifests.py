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
_VERSION: Final = re.compile(r"(==|~=|\^|>=|>|<=|<)v?(\d+)(?:\.(\d+))?")
_HOLDING: Final = ("==", "~=", "^", "<", "<=")


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
    """What the side's manifests ask for no longer, or only in a later major version; PyPI alone."""
    changes = world.changes[side]
    for change in changes.files:
        if not change.old_path or not _MANIFEST.search(change.old_path):
            continue
        if world.language_of(change.old_path) is not None:
            continue  # what a `setup.py` asks for is code
        before = _requirements(world.base, change.old_path)
        after = {} if change.status == "deleted" else _requirements(changes.tree, change.path)
        for name, old in before.items():
            new = after.get(name)
            if new is None:
                yield Dropped(old_path=change.old_path, old=old)
            elif _lifted(old.range, new.range):
                yield Dropped(old_path=change.old_path, old=old, path=change.path, new=new)


def listed(tree: Tree, distribution: str, beside: Iterable[str]) -> bool:
    """Does a manifest name the distribution: one at the root, in `requirements/`, or beside the given paths?"""
    word = re.compile(
        rb"(?<![\w.-])" + rb"[-_.]+".join(map(re.escape, distribution.encode().split(b"-"))) + rb"(?![\w-])",
        re.IGNORECASE,
    )
    folders = {"", "requirements", *(path.rpartition("/")[0] for path in beside)}
    for folder in sorted(folders):
        for entry in tree.snapshot.list(folder):
            path = f"{folder}/{entry.name}" if folder else entry.name
            if _MANIFEST.search(path) and any(
                word.search(line.partition(b"#")[0]) for line in tree.source(path).splitlines()
            ):
                return True
    return False


def needed(world: World, side: Side, modules: Iterable[str]) -> list[Needed]:
    """New imports of the modules in the side's files that the merge has; unconditional ones, of what is not ours."""
    wanted = {module for module in modules if module.partition(".")[0] not in sys.stdlib_module_names}
    pattern = _importing(wanted)
    found: list[Needed] = []
    for change, merged in world.brought(side) if wanted else ():
        if not change.path.endswith(".py"):
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
            module = next((m for m in wanted if _within(imported.module, m)), None)
            if module is None or imported.level or imported.guards:
                continue
            if tree.import_target(change.path, imported).status is Status.EXTERNAL:
                found.append(Needed(path=change.path, imported=imported, module=module))
    return sorted(found, key=lambda each: (each.path, each.imported.span))


def imports_still(tree: Tree, modules: Iterable[str]) -> list[str]:
    """Python files of a whole tree that import one of the modules. Reads all of them: for when all else is certain."""
    pattern = _importing(set(modules))
    return [
        path for path in tree.snapshot.walk() if path.endswith(".py") and pattern.search(tree.source(path))
    ]


def modules_of(requirement: Requirement) -> tuple[str, ...]:
    """What can be imported thanks to a requirement."""
    return import_names(requirement.name)


def _requirements(tree: Tree, path: str) -> dict[str, Requirement]:
    facts = tree.facts(path)
    return {row.name: row for row in (facts.requirements if facts else ()) if row.ecosystem == "pypi"}


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


def _importing(modules: set[str]) -> re.Pattern[bytes]:
    names = b"|".join(re.escape(module).encode() for module in sorted(modules))
    return re.compile(rb"^[ \t]*(?:import|from)[ \t]+(?:%s)(?![\w])" % names, re.MULTILINE)


def _within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")
