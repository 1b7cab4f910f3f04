"""Database migrations that form a chain by naming their parents: Alembic and Django, read from facts alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast

import msgspec

from conflictscan.facts.code import Span
from conflictscan.rules.engines.values import literal_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import FileFacts
    from conflictscan.facts.findings import Side
    from conflictscan.graph import Tree
    from conflictscan.rules.framework.world import World

_ALEMBIC_WORDS = (b"down_revision", b"revision")
_DJANGO_WORDS = (b"Migration", b"dependencies")
_DJANGO_FOLDER = "migrations"
_PAIR: Final = re.compile(r"""\(\s*["'](\w+)["']\s*,\s*["'](\w+)["']\s*,?\s*\)""")


class Migration(msgspec.Struct, frozen=True, kw_only=True):
    """One link of a chain. `scope` (a folder) holds the chain; `parents` are names in it, none for its first link."""

    tool: str
    scope: str
    name: str
    parents: tuple[str, ...]
    path: str
    span: Span  # where it names its parents
    branch: bool = False  # it opens a branch on purpose (Alembic's branch labels)


def migration(tree: Tree, path: str) -> Migration | None:
    """What one file of a tree says as a migration; None for what is none. Reads bytes before it parses."""
    if not path.endswith(".py"):
        return None
    source = tree.source(path)
    folder, _, file = path.rpartition("/")
    if all(word in source for word in _ALEMBIC_WORDS):
        facts = tree.facts(path)
        return _alembic(facts, folder, path) if facts else None
    if folder.rpartition("/")[2] == _DJANGO_FOLDER and all(word in source for word in _DJANGO_WORDS):
        facts = tree.facts(path)
        return _django(facts, folder, file.removesuffix(".py"), path) if facts else None
    return None


def added(world: World, side: Side) -> Iterator[Migration]:
    """Migrations that are new on the side, or that it hung on other parents; named as the merge names them."""
    changes = world.changes[side]
    for change in changes.files:
        path = world.merged_path(side, change.path) if change.status != "deleted" else None
        own = migration(changes.tree, change.path) if path is not None else None
        merged = migration(world.merged, path) if path is not None and own is not None else None
        if own is None or merged is None:
            continue
        now = msgspec.structs.replace(own, name=merged.name, parents=merged.parents)
        before = migration(world.base, change.old_path) if change.old_path else None
        if before is None or (before.name, before.parents) != (now.name, now.parents):
            yield now


def forked_before(tree: Tree, scope: str, parent: str) -> bool:
    """Does a migration of the folder follow `parent` already? Without a parent: is there a first one?"""
    word = parent.encode("utf-8", "surrogateescape")
    for entry in tree.snapshot.list(scope):
        path = f"{scope}/{entry.name}" if scope else entry.name
        if word in tree.source(path):
            found = migration(tree, path)
            if found is not None and (parent in found.parents if parent else not found.parents):
                return True
    return False


def after(first: Migration, migrations: list[Migration]) -> set[str]:
    """Names of all that follow `first` in its scope, its own among them."""
    found = {first.name}
    size = 0
    while len(found) > size:
        size = len(found)
        found.update(m.name for m in migrations if m.scope == first.scope and not found.isdisjoint(m.parents))
    return found


def _alembic(facts: FileFacts, folder: str, path: str) -> Migration | None:
    values = {
        s.name: (s.value.text, s.span) for s in facts.symbols if not s.container and s.value is not None
    }
    name, parents = _plain(values, "revision"), _plain(values, "down_revision")
    if not isinstance(name, str) or "down_revision" not in values:
        return None
    return Migration(
        tool="alembic",
        scope=folder,
        name=name,
        parents=_names(parents),
        path=path,
        span=values["down_revision"][1],
        branch=bool(_plain(values, "branch_labels")),
    )


def _django(facts: FileFacts, folder: str, name: str, path: str) -> Migration | None:
    app = folder.removesuffix(_DJANGO_FOLDER).rstrip("/").rpartition("/")[2]
    if not any(
        s.qualname == "Migration" and s.bases and s.bases[0].last == "Migration" for s in facts.symbols
    ):
        return None
    listed = next((s for s in facts.symbols if s.qualname == "Migration.dependencies"), None)
    if listed is None or listed.value is None:
        return None
    rows = _rows(listed.value.text)
    parents = tuple(sorted(row[1] for row in rows if row[0] == app))
    return Migration(tool="django", scope=folder, name=name, parents=parents, path=path, span=listed.span)


def _plain(values: dict[str, tuple[str, Span]], name: str) -> object:
    found = literal_value(values[name][0]) if name in values else None
    return found[1] if found else None


def _names(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, tuple):
        return tuple(sorted(str(each) for each in cast("tuple[object, ...]", value)))
    return ()


def _rows(text: str) -> list[tuple[str, str]]:
    """The pairs of strings in a list display; what is computed (`swappable_dependency(…)`) is left out."""
    return _PAIR.findall(text)
