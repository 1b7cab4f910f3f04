"""Test files that pytest cannot import side by side.

In its default import modes (`prepend`, `append`) pytest names a test module after its path from the first
folder without `__init__.py`. Two files of one such name cannot be imported in one session.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import SymbolKind
from conflictscan.git import Kind
from conflictscan.rules.engines.added_files import added_files, place_of_file
from conflictscan.rules.engines.pytest_names import is_test_file
from conflictscan.rules.framework.drafts import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.git import Snapshot
    from conflictscan.graph import Tree
    from conflictscan.rules.framework.world import World

_PROJECT = ("pyproject.toml", "setup.cfg", "setup.py", "pytest.ini", ".pytest.ini", "tox.ini")
_CONFIGURATION = ("pyproject.toml", "setup.cfg", "pytest.ini", ".pytest.ini", "tox.ini")
_IMPORTLIB = re.compile(r"import[-_]mode[\s=\"',]*importlib")


class Clash(msgspec.Struct, frozen=True):
    """Two files of one module name, the later one by path first, as pytest comes to them."""

    module: str
    later: Place
    earlier: Place


def clashes(world: World, later: Side, earlier: Side) -> Iterator[Clash]:
    """Test files that one side each added, where that of `later` is collected second."""
    mine, others = _added(world, later), _added(world, earlier)
    for module in sorted(mine.keys() & others.keys()):
        if len(mine[module]) > 1 or len(others[module]) > 1:
            continue  # one side has two by itself
        path, other = mine[module][0], others[module][0]
        if path > other and _meet(world, path, other) and not _known(world, module):
            yield Clash(module, place_of_file(world, later, path), place_of_file(world, earlier, other))


def _added(world: World, side: Side) -> dict[str, list[str]]:
    """Merged paths of the test files that the side added, by module name."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in added_files(world, side):
        if is_test_file(path) and not path.endswith("conftest.py"):
            found[_module(world.merged.snapshot, path)].append(path)
    return found


def _module(snapshot: Snapshot, path: str) -> str:
    folder, _, name = path.rpartition("/")
    parts = [name.removesuffix(".py")]
    while folder and snapshot.kind(f"{folder}/__init__.py") is Kind.FILE:
        folder, _, last = folder.rpartition("/")
        parts.append(last)
    return ".".join(reversed(parts))


def _meet(world: World, path: str, other: str) -> bool:
    """Does one session collect both, in an import mode that asks for names of their own?"""
    snapshot = world.merged.snapshot
    one, two = _projects(snapshot, path), _projects(snapshot, other)
    if one[:1] != two[:1]:
        return False
    if any(_is_importlib(world.merged, folder) for folder in one):
        return False
    return _is_pytest(world.merged, path) and _is_pytest(world.merged, other)


def _projects(snapshot: Snapshot, path: str) -> list[str]:
    """Folders around a file that hold a project's configuration, the innermost first; always the root."""
    found: list[str] = []
    folder = path.rpartition("/")[0]
    while folder:
        if any(snapshot.kind(f"{folder}/{name}") is Kind.FILE for name in _PROJECT):
            found.append(folder)
        folder = folder.rpartition("/")[0]
    return [*found, ""]


def _is_importlib(tree: Tree, folder: str) -> bool:
    for name in _CONFIGURATION:
        facts = tree.facts(f"{folder}/{name}" if folder else name)
        rows = (key for mapping in facts.mappings for key in mapping.keys) if facts is not None else ()
        if any(_IMPORTLIB.search(f"{key.name} = {key.value}") for key in rows):
            return True
    return False


def _is_pytest(tree: Tree, path: str) -> bool:
    """Tests as plain functions, or an import of pytest: unittest finds files in its own way."""
    facts = tree.facts(path)
    if facts is None:
        return False
    plain = any(s.kind is SymbolKind.FUNCTION and s.name.startswith("test") for s in facts.symbols)
    return plain or any(each.module.partition(".")[0] == "pytest" for each in facts.imports)


def _known(world: World, module: str) -> bool:
    """Did the merge base have two such files of any name? Then its tests are not run in one session."""
    snapshot = world.base.snapshot
    seen: dict[str, str] = {}
    for path in snapshot.walk():
        if is_test_file(path) and not path.endswith("conftest.py"):
            name = _module(snapshot, path)
            if name == module or name in seen:
                return True
            seen[name] = path
    return False
