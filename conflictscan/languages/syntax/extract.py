"""All facts of one source: the passes, put together for whatever grammar they are given."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from conflictscan.facts.code import FileFacts
from conflictscan.languages.syntax import health
from conflictscan.languages.syntax.bodies import Bodies
from conflictscan.languages.syntax.chains import Chains
from conflictscan.languages.syntax.collect import Collector
from conflictscan.languages.syntax.flow import Flow
from conflictscan.languages.syntax.marks import Marks
from conflictscan.languages.syntax.matches import mappings, matches
from conflictscan.languages.syntax.references import References
from conflictscan.languages.syntax.symbols import Symbols

if TYPE_CHECKING:
    from conflictscan.facts.code import Span
    from conflictscan.languages.language import Statement
    from conflictscan.languages.syntax.grammar import Grammar
    from conflictscan.languages.syntax.notes import Definition


def extract(source: bytes, grammar: Grammar) -> FileFacts:
    """All facts of one source; a broken one gives what can be read, and its syntax errors."""
    read = _Read(source, grammar)
    notes, chains = read.notes, read.chains
    if read.marks.deep:
        return FileFacts(language=grammar.name, skipped="nested too deeply")
    facts = FileFacts(
        language=grammar.name,
        symbols=Symbols(notes, chains).symbols(),
        references=References(notes, chains).all(),
        imports=tuple(notes.imports),
        matches=matches(notes, chains),
        mappings=mappings(notes),
        exported=tuple(notes.exports),
        exports_dynamic=notes.exports_dynamic,
        syntax_errors=health.syntax_errors(read.marks),
        conflict_markers=health.conflict_markers(source),
        generated=health.generated(read.marks),
    )
    chains.close()
    notes.close()
    return facts


def tokens(source: bytes, span: Span, grammar: Grammar) -> tuple[str, ...]:
    """The tokens of the body at `span` that its hash counts, with names as written."""
    read = _read(source, grammar)
    definition = read.definition(span)
    block = definition.node.get("body") if definition is not None else None
    if block is None:
        return ()
    return tuple(token.decode("utf-8", "replace") for token in Bodies(read.notes).tokens(block))


def statements(source: bytes, span: Span, grammar: Grammar) -> tuple[Statement, ...]:
    """The statements of the function at `span`."""
    read = _read(source, grammar)
    definition = read.definition(span)
    block = definition.node.get("body") if definition is not None else None
    if definition is None or block is None:
        return ()
    return Flow(read.notes, read.chains).statements(block, definition.scope)


@functools.lru_cache(maxsize=4)
def _read(source: bytes, grammar: Grammar) -> _Read:
    """Rules ask for one function after the other, of one file in its four versions."""
    return _Read(source, grammar)


class _Read:
    """A source after the first pass."""

    def __init__(self, source: bytes, grammar: Grammar) -> None:
        self.marks = Marks(grammar.prepared(source), grammar.language, grammar.query)
        grammar.shape(self.marks)
        self.notes = Collector(self.marks, grammar)
        self.notes.run()
        self.chains = Chains(self.marks, grammar)
        grammar.settle(self.notes, self.chains)

    def definition(self, span: Span) -> Definition | None:
        """The function or class at a span."""
        for definition in self.notes.definitions:
            whole = definition.whole
            if (whole.start, whole.end) == (span.start_byte, span.end_byte):
                return definition
        return None
