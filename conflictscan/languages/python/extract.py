"""All facts of one Python source: the passes, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.code import FileFacts
from conflictscan.languages.python.chains import Chains
from conflictscan.languages.python.collect import Collector
from conflictscan.languages.python.imports import Imports
from conflictscan.languages.python.references import References
from conflictscan.languages.python.symbols import Symbols
from conflictscan.languages.python.tree import Tree

if TYPE_CHECKING:
    from conflictscan.facts.code import Reference


def extract(source: bytes) -> FileFacts:
    """All facts of one source; a broken one gives what can be read, and its syntax errors."""
    tree = Tree(source)
    notes = Collector(tree)
    notes.run()
    imports = Imports(tree, notes.imports)
    _settle_imports(notes, imports, tree)
    chains = Chains(tree)
    symbols = Symbols(notes, chains).symbols()
    references = _references(notes, imports, chains, tree)
    facts = FileFacts(
        language="python",
        symbols=symbols,
        references=references,
        imports=tuple(imports.facts),
        syntax_errors=tuple(tree.span(node) for node in tree.errors),
    )
    tree.close()
    return facts


def _settle_imports(notes: Collector, imports: Imports, tree: Tree) -> None:
    """Turn the statement numbers in import bindings into indices of Imports: `import a, b` makes two."""
    seen: set[int] = set()
    scopes = [notes.module, *(d.scope for d in notes.definitions)]
    for scope in scopes:
        for name, bindings in scope.names.items():
            for binding in bindings:
                if binding.how == "import" and id(binding) not in seen:
                    seen.add(id(binding))
                    binding.index = imports.index(binding.index, name)


def _references(notes: Collector, imports: Imports, chains: Chains, tree: Tree) -> tuple[Reference, ...]:
    reader = References(tree, chains)
    found = list(imports.references)
    for use in notes.uses:
        reference = reader.reference(use)
        if reference is not None:
            found.append(reference)
    for node, context in notes.annotations:
        for name in chains.annotations.names(node):
            reference = reader.annotation(name, context)
            if reference is not None:
                found.append(reference)
    found.sort(key=lambda r: (r.span.start_byte, r.span.end_byte, r.kind, r.name_span.start_byte))
    return tuple(found)
