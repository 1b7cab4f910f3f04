"""The tables of the four trees, as far as what the sides changed is about them. Computed once a scan.

A chain may have thousands of files. Only those are parsed that name a table which one of the changed files names.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from conflictscan.facts.findings import Diagnostic
from conflictscan.facts.schema import Verb
from conflictscan.rules.engines.schema_files import chain_of, files_of, is_numbered, schema_files
from conflictscan.rules.engines.schema_state import State
from conflictscan.rules.framework.world import SIDES
from conflictscan.sources.schemas import READERS, schema_reader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conflictscan.facts.findings import Side
    from conflictscan.facts.schema import Operation
    from conflictscan.graph import Tree
    from conflictscan.rules.engines.schema_state import Held, Table
    from conflictscan.rules.framework.world import World

_OF_PYTHON = frozenset(reader.name for reader in READERS if reader.suffix == ".py")
_KNOWN: WeakKeyDictionary[World, Schemas] = WeakKeyDictionary()


def schemas(world: World) -> Schemas:
    """The tables of a scan."""
    known = _KNOWN.get(world)
    if known is None:
        known = _KNOWN[world] = Schemas(world)
    return known


class States:
    """The tables of one tree, chain by chain."""

    def __init__(self, chains: dict[str, State]) -> None:
        self.chains = chains

    def table(self, chain: str, name: str) -> Table | None:
        """A table as a file of the chain means it: of its own chain, or of the only other one that has it."""
        own = self.chains[chain].tables.get(name)
        if own is not None:
            return own
        found = [state.tables[name] for state in self.chains.values() if name in state.tables]
        return found[0] if len(found) == 1 else None

    def column(self, chain: str, table: str, name: str) -> Held | None:
        """A column of such a table, where there is no doubt about it."""
        found = self.table(chain, table)
        return None if found is None or found.doubtful else found.columns.get(name)


class Schemas:
    """What the sides' files do, and what comes of it. Paths are those of the merge."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._states: dict[int, States] = {}
        self.files = {side: tuple(schema_files(world, side)) for side in SIDES}
        if all(self.files.values()):
            self._notice()

    def states(self, tree: Tree) -> States:
        """The tables of a tree that has a part in the scan."""
        known = self._states.get(id(tree))
        if known is None:
            known = States({chain: self._replayed(tree, chain) for chain in self.chains})
            self._states[id(tree)] = known
        return known

    @cached_property
    def chains(self) -> tuple[str, ...]:
        """The chains that a side changed."""
        return tuple(sorted(set(self._chain_of.values())))

    @cached_property
    def _chain_of(self) -> dict[str, str]:
        """Files to chains. Those of Python are one chain for each kind: models of any module refer to each other."""
        found: dict[str, str] = {}
        for path in sorted({path for side in SIDES for path in self.files[side]}):
            reader = schema_reader(path, self._world.merged.source(path))
            if path.endswith(".sql"):
                found[path] = chain_of(path)
            elif reader is not None:
                found[path] = reader.name
        return found

    def _running(self, tree: Tree, chain: str) -> list[str]:
        """The files of a chain, in order, as the tree calls them."""
        given = [path for path, name in self._chain_of.items() if name == chain]
        if given[0].endswith(".sql"):
            return running(files_of(tree.snapshot, chain))
        side = next((side for side in SIDES if self._world.tree(side) is tree), None)
        own = given if side is None else [self._world.side_path(side, path) for path in given]
        return [path for path in own if path is not None]

    def operations(self, side: Side, path: str) -> tuple[Operation, ...]:
        """What a file of the merge does in the side's own tree."""
        own = self._world.side_path(side, path)
        facts = self._world.tree(side).schema(own) if own is not None else None
        return facts.operations if facts is not None else ()

    def declared_elsewhere(self, tree: Tree, chain: str, table: str) -> bool:
        """Does a file of Python that no side changed declare a table that a file of the chain refers to?

        A repository may hold several programs, each with a table of the name. Reads all of them: for when all else is
        certain.
        """
        if chain not in _OF_PYTHON:
            return False
        given, word = set(self._running(tree, chain)), _words((table,))
        for path in tree.snapshot.walk():
            if path.endswith(".py") and path not in given and word.search(tree.source(path)):
                facts = tree.schema(path)
                if facts is not None and any(
                    each.verb is Verb.CREATE_TABLE and each.table == table for each in facts.operations
                ):
                    return True
        return False

    def _replayed(self, tree: Tree, chain: str) -> State:
        names = self._names
        while True:
            state = State()
            more: set[str] = set()
            pattern = _words(names)
            for path in self._running(tree, chain):
                if not pattern.search(tree.source(path)):
                    continue
                facts = tree.schema(path)
                if facts is not None:
                    state.run(path, facts.operations)
                    more.update(_earlier(facts.operations, names))
            if not more:
                return state
            names = names | more

    @cached_property
    def _names(self) -> frozenset[str]:
        found: set[str] = set()
        for side in SIDES:
            for path in self.files[side]:
                for each in self.operations(side, path):
                    found.update((each.table, each.new_name), (r.table for r in each.references))
        return frozenset(found - {""})

    def _notice(self) -> None:
        """Say which statements of the changed files were not understood."""
        for path in sorted({path for side in SIDES for path in self.files[side]}):
            facts = self._world.merged.schema(path)
            for each in facts.unread if facts is not None else ():
                where = f"line {each.span.start_line + 1}"
                message = f"the SQL statement at {where} cannot be read: `{each.text}`"
                self._world.notices.add(Diagnostic(kind="unread-statement", path=path, message=message))


def running(files: list[str]) -> list[str]:
    """Of the files of a folder those that run as a chain: the numbered ones, where there are any."""
    numbered = [path for path in files if is_numbered(path)]
    return numbered or files


def _words(names: Iterable[str]) -> re.Pattern[bytes]:
    plain = sorted({name.rpartition(".")[2] for name in names})
    return re.compile(rb"\b(?:" + b"|".join(re.escape(n.encode()) for n in plain) + rb")\b", re.IGNORECASE)


def _earlier(operations: Iterable[Operation], names: frozenset[str]) -> set[str]:
    """What tables of these names were called before."""
    renamed = [each for each in operations if each.verb is Verb.RENAME_TABLE]
    return {each.table for each in renamed if each.new_name in names and each.table not in names}
