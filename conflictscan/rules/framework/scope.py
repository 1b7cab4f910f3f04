"""The part of one tree that a tree rule is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import SymbolKind
from conflictscan.graph import Definition, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import FileFacts


class Scope(msgspec.Struct, frozen=True):
    """A tree and the paths in it that matter: `shared` were changed by both sides, `changed` by at least one."""

    tree: Tree
    shared: tuple[str, ...]
    changed: tuple[str, ...]

    def shared_facts(self) -> Iterator[tuple[str, FileFacts]]:
        """Facts of the files that both sides changed."""
        yield from self._facts(self.shared)

    def changed_facts(self) -> Iterator[tuple[str, FileFacts]]:
        """Facts of the files that at least one side changed."""
        yield from self._facts(self.changed)

    def classes(self) -> Iterator[Definition]:
        """Classes defined in changed files."""
        for path, facts in self.changed_facts():
            for symbol in facts.symbols:
                if symbol.kind is SymbolKind.CLASS:
                    yield Definition(path=path, symbol=symbol)

    def _facts(self, paths: tuple[str, ...]) -> Iterator[tuple[str, FileFacts]]:
        for path in paths:
            facts = self.tree.facts(path)
            if facts is not None:
                yield path, facts
