"""The facts of one file, by name."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from conflictscan.facts.code import ReferenceKind, Root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import Export, FileFacts, Import, ImportedName, Symbol


class FileIndex:
    """Lookup tables over the facts of one file."""

    def __init__(self, facts: FileFacts) -> None:
        self.facts = facts
        self.members: dict[tuple[str, str], list[Symbol]] = defaultdict(list)
        self.qualnames: dict[tuple[str, int], Symbol] = {}
        self.contents: dict[str, list[Symbol]] = defaultdict(list)
        for symbol in facts.symbols:
            self.contents[symbol.container].append(symbol)
            self.members[symbol.container, symbol.name].append(symbol)
            self.qualnames[symbol.qualname, symbol.ordinal] = symbol
            self.qualnames.setdefault((symbol.qualname, 0), symbol)  # overloads have numbers of their own
        self.imports: dict[str, list[tuple[Import, ImportedName | None]]] = defaultdict(list)
        self.by_span: dict[int, tuple[Import, ImportedName | None]] = {}
        self.stars: list[Import] = []
        self.exported: dict[str, Export] = {}
        self.handed_on: dict[str, list[tuple[Import, ImportedName | None]]] = defaultdict(list)
        self.star_exports: list[Import] = []
        for imported in facts.imports:
            self._add_reexport(imported) if imported.reexport else self._add_import(imported)
        for export in facts.exported:
            self.exported.setdefault(export.name, export)
        self.written = frozenset(
            reference.chain.last
            for reference in facts.references
            if reference.kind is ReferenceKind.WRITE
            and reference.chain.steps
            and reference.chain.root is not Root.INSTANCE
        )
        """Attributes assigned from outside of their class: `Repo.cache = …`."""

    @property
    def whole(self) -> bool:
        """Are all names of the file known?"""
        facts = self.facts
        return not (facts.skipped or facts.syntax_errors or facts.exports_dynamic or facts.conflict_markers)

    def _add_reexport(self, imported: Import) -> None:
        """`export … from`; without names, star or alias an import for its effect alone."""
        for name in imported.names:
            self.by_span[name.span.start_byte] = (imported, name)
            self.handed_on[name.local].append((imported, name))
        if not imported.names:
            self.by_span[imported.span.start_byte] = (imported, None)
            if imported.star:
                self.star_exports.append(imported)
            elif imported.alias:
                self.handed_on[imported.alias].append((imported, None))

    def twins(self, qualname: str) -> Iterator[Symbol]:
        """All definitions of one qualname, in source order."""
        ordinal = 0
        while (symbol := self.qualnames.get((qualname, ordinal))) is not None:
            yield symbol
            ordinal += 1

    def _add_import(self, imported: Import) -> None:
        if imported.star:
            if not imported.scope:
                self.stars.append(imported)
            self.by_span[imported.span.start_byte] = (imported, None)
            return
        for name in imported.names:
            self.by_span[name.span.start_byte] = (imported, name)
            if not imported.scope:
                self.imports[name.local].append((imported, name))
        if not imported.names:
            self.by_span[imported.span.start_byte] = (imported, None)
            if not imported.scope:
                local = imported.alias or imported.module.partition(".")[0]
                self.imports[local].append((imported, None))
