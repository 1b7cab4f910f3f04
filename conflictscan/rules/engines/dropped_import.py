"""The import that one side dropped and the other needs, back in the merged tree where it stood."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

import msgspec

from conflictscan.rules.engines.edits import newline_of, of_bytes
from conflictscan.rules.engines.import_statements import Statement, statement_of
from conflictscan.rules.framework.same_lines import same_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import FileFacts, Import, ImportedName
    from conflictscan.facts.findings import Edit
    from conflictscan.languages.resolver import ImportSyntax
    from conflictscan.rules.framework.uses import UseCase


class _Dropped(msgspec.Struct, frozen=True):
    """An import as the side that needs it has it, and the name that is meant of it."""

    statement: Statement

    @property
    def moves(self) -> bool:
        """Would it mean something else in another folder?"""
        imported = self.statement.imported
        return bool(imported.level) or imported.module.startswith(".")

    @property
    def written(self) -> str:
        """As lines of their own; empty where it shares them with something else."""
        statement = self.statement
        imported, syntax = statement.imported, statement.syntax
        if statement.name is None and syntax.whole:
            module = syntax.whole.format(module=imported.module)
            return syntax.renamed.format(name=module, local=imported.alias) if imported.alias else module
        if len(statement.names) < 2 and not syntax.one:
            return self._lines
        module = "." * imported.level + imported.module
        text = statement.of_one(module, statement.name.name if statement.name else "")
        return f"{statement.indent}{text}" if text and not statement.indent.strip() else ""

    @property
    def _lines(self) -> str:
        """The lines that it takes; a clause of a statement takes all of them."""
        span, lines = self.statement.imported.span, self.statement.source.split(b"\n")
        before = lines[span.start_line][: span.start_column]
        behind = lines[span.end_line][span.end_column :].partition(b";")[2].strip()
        if b";" in before or (behind and not behind.startswith(self.statement.syntax.comment.encode())):
            return ""
        text = b"\n".join(lines[span.start_line : span.end_line + 1])
        return text.decode("utf-8", "replace").rstrip()


def again(case: UseCase, local: str) -> tuple[Edit, ...]:
    """The import put back; () where it was conditional, or relative in a file that stands elsewhere now."""
    world, path, own = case.world, case.after.path, case.before.path
    facts, side = world.merged.facts(path), case.before.tree.facts(own)
    syntax = world.merged.semantics(path).imports
    if facts is None or side is None or syntax is None:
        return ()
    found = list(_binding(side, local))
    if len(found) != 1 or not _is_plain(found[0][0]):
        return ()
    imported, name = found[0]
    start = name.span.start_byte if name is not None else imported.span.start_byte
    statement = statement_of(own, case.before.tree.source(own), side, start, syntax)
    if statement is None:
        return ()
    dropped, source = _Dropped(statement), world.merged.source(path)
    if dropped.moves and posixpath.dirname(path) != posixpath.dirname(own):
        return ()
    edit = _joined(path, source, facts, dropped, syntax) or _placed(path, source, dropped)
    return () if edit is None else (edit,)


def _binding(facts: FileFacts, local: str) -> Iterator[tuple[Import, ImportedName | None]]:
    for imported in facts.imports:
        for name in imported.names:
            if name.local == local:
                yield imported, name
        if not imported.names and not imported.star:
            bound = imported.alias or imported.module.partition(".")[0]
            if bound == local:
                yield imported, None


def _is_plain(imported: Import) -> bool:
    """Does it hold for the whole module, under no condition?"""
    return not (imported.scope or imported.branch or imported.guards)


def _joined(
    path: str, source: bytes, facts: FileFacts, dropped: _Dropped, syntax: ImportSyntax
) -> Edit | None:
    """The name back in a statement that still takes others from the module, behind the name that it followed."""
    own = dropped.statement
    if own.name is None or not own.listed(own.name):
        return None
    before = [name for _, name in own.names if own.listed(name)]
    before = before[: before.index(own.name)]
    for first in _first_names(facts, own.imported):
        statement = statement_of(path, source, facts, first.span.start_byte, syntax)
        names = [name for _, name in statement.names if statement.listed(name)] if statement else []
        if statement is None or not names:
            continue
        known = {each.local: each for each in names}
        last = next((known[each.local] for each in reversed(before) if each.local in known), None)
        if last is None:
            start = statement.extent(names[0])[0]
            return of_bytes(path, source, start, start, f"{own.part()}, ")
        if last.local == last.name:
            end = last.span.end_byte
            return of_bytes(path, source, end, end, f"{_separator(own, before)}{own.part()}")
    return None


def _first_names(facts: FileFacts, like: Import) -> Iterator[ImportedName]:
    """A name of each plain import that takes names from the same module in the same way."""
    wanted = (like.module, like.level, like.types_only, like.reexport)
    for imported in facts.imports:
        had = (imported.module, imported.level, imported.types_only, imported.reexport)
        if had == wanted and imported.names and _is_plain(imported):
            yield imported.names[0]


def _separator(own: Statement, before: list[ImportedName]) -> str:
    """What stood before the name in its own file: a comma, and perhaps a new line."""
    if own.name is None:
        return ", "
    start, end = own.extent(before[-1])[1], own.extent(own.name)[0]
    text = own.source[start:end].decode("utf-8", "replace")
    return text if text.strip() == "," else ", "


# -- a statement of its own --------------------------------------------------------------------


def _placed(path: str, source: bytes, dropped: _Dropped) -> Edit | None:
    """Beside the line of the merge that it stood beside, with the blank lines that were between them."""
    span, own, written = dropped.statement.imported.span, dropped.statement.source, dropped.written
    if not written:
        return None
    lines, shared = own.split(b"\n"), same_lines(own, source)
    above = _neighbour(lines, range(span.start_line - 1, -1, -1))
    below = _neighbour(lines, range(span.end_line + 1, len(lines)))
    places = sorted(
        (abs(line - edge), line > edge, line, edge)
        for line, edge in ((above, span.start_line), (below, span.end_line))
        if line is not None and line in shared
    )
    newline = newline_of(source)
    for distance, is_below, line, _ in places:
        gap = newline * (distance - 1)
        if is_below:
            offset = _start_of(source, shared[line])
            return of_bytes(path, source, offset, offset, f"{written}{newline}{gap}")
        offset = _start_of(source, shared[line] + 1)
        if offset > len(source) or lines[line].rstrip().endswith((b"\\", b"(", b",")):
            continue
        return of_bytes(path, source, offset, offset, f"{gap}{written}{newline}")
    return None


def _neighbour(lines: list[bytes], numbers: range) -> int | None:
    """The nearest line with something on it."""
    return next((number for number in numbers if lines[number].strip()), None)


def _start_of(source: bytes, line: int) -> int:
    """The offset of a line; beyond the end where the file has no such line, nor a newline to begin it."""
    offset = 0
    for _ in range(line):
        end = source.find(b"\n", offset)
        if end < 0:
            return len(source) + 1
        offset = end + 1
    return offset
