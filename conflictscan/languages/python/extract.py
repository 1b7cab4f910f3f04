"""All facts of one Python source: the passes, put together."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from conflictscan.facts.code import FileFacts
from conflictscan.languages.python import health
from conflictscan.languages.python.bodies import Bodies
from conflictscan.languages.python.chains import Chains
from conflictscan.languages.python.collect import Collector
from conflictscan.languages.python.flow import Flow
from conflictscan.languages.python.imports import Imports
from conflictscan.languages.python.mappings import exports, mappings
from conflictscan.languages.python.matches import Matches
from conflictscan.languages.python.references import References
from conflictscan.languages.python.strings import Strings
from conflictscan.languages.python.symbols import Symbols
from conflictscan.languages.python.tree import Tree

if TYPE_CHECKING:
    from conflictscan.facts.code import Reference, Span
    from conflictscan.languages.language import Statement
    from conflictscan.languages.python.notes import Definition


def extract(source: bytes) -> FileFacts:
    """All facts of one source; a broken one gives what can be read, and its syntax errors."""
    read = _Read(source)
    tree, notes, chains = read.tree, read.notes, read.chains
    names, dynamic = exports(notes)
    facts = FileFacts(
        language="python",
        symbols=Symbols(notes, chains).symbols(),
        references=_references(notes, read.imports, chains, tree),
        imports=tuple(read.imports.facts),
        matches=Matches(notes, chains).matches(),
        mappings=mappings(notes),
        exports=names,
        exports_dynamic=dynamic,
        syntax_errors=health.syntax_errors(tree, notes),
        conflict_markers=health.conflict_markers(source),
        generated=health.generated(source),
    )
    chains.close()
    notes.close()
    return facts


def tokens(source: bytes, span: Span) -> tuple[str, ...]:
    """The tokens of the body at `span` that its hash counts, with names as written."""
    read = _Read(source, span)
    definition = read.definition(span)
    block = definition.node.get("body") if definition is not None else None
    if block is None:
        return ()
    text = read.tree.text
    leaves = Bodies(read.notes).kept_leaves(block)
    return tuple(text(leaf) if leaf.end > leaf.start else leaf.kind for leaf in leaves)


@functools.lru_cache(maxsize=128)
def statements(source: bytes, span: Span) -> tuple[Statement, ...]:
    """The statements of the function at `span`; asked for twice, as each side may be the cause."""
    read = _Read(source, span)
    definition = read.definition(span)
    block = definition.node.get("body") if definition is not None else None
    if definition is None or block is None:
        return ()
    return Flow(read.tree, read.chains, definition.scope).statements(block)


class _Read:
    """A source after the first pass; with `within`, as much of it as one function needs."""

    def __init__(self, source: bytes, within: Span | None = None) -> None:
        self.tree = Tree(source, within)
        self.notes = Collector(self.tree)
        self.notes.run()
        self.imports = Imports(self.tree, self.notes.imports)
        _settle_imports(self.notes, self.imports)
        self.chains = Chains(self.tree)

    def definition(self, span: Span) -> Definition | None:
        """The function or class at a span, with or without its decorators."""
        for definition in self.notes.definitions:
            node = definition.node
            first = min((d.start for d in definition.decorators), default=node.start)
            if node.end == span.end_byte and span.start_byte in (node.start, first):
                return definition
        return None


def _settle_imports(notes: Collector, imports: Imports) -> None:
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
    strings = Strings(tree, chains)
    for node, context in notes.strings:
        found.extend(strings.references(node, context))
    found.sort(key=lambda r: (r.span.start_byte, r.span.end_byte, r.kind, r.name_span.start_byte))
    return tuple(found)
