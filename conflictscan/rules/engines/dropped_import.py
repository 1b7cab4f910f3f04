"""The import that one side dropped and the other needs, back in the merged tree where it stood."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import Import, ImportedName
from conflictscan.rules.engines.edits import newline_of, of_bytes
from conflictscan.rules.framework.same_lines import same_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import FileFacts
    from conflictscan.facts.findings import Edit
    from conflictscan.rules.framework.uses import UseCase


_GLANCE = 80


class _Dropped(msgspec.Struct, frozen=True):
    """An import as the side that needs it has it, and the name that is meant of it."""

    imported: Import
    name: ImportedName | None
    alone: bool = False  # does its statement bring nothing else?

    @property
    def plain(self) -> bool:
        """Does it hold for the whole module, under no condition?"""
        return not (self.imported.scope or self.imported.branch or self.imported.guards)

    def written(self, own: bytes) -> str:
        """As a statement of its own: the very lines where it stands alone, else in Python's words; "" in others'."""
        imported, name = self.imported, self.name
        lines = own.split(b"\n")[imported.span.start_line : imported.span.end_line + 1]
        text = b"\n".join(lines).decode("utf-8", "replace").rstrip()
        if self.alone:
            return text
        if not text.startswith(("from ", "import ")) or text.endswith((";", "'", '"')):
            return ""
        if name is None:
            return f"import {imported.module}" + (f" as {imported.alias}" if imported.alias else "")
        return f"from {'.' * imported.level}{imported.module} import {self.part}"

    @property
    def part(self) -> str:
        """The name in a list of names."""
        if self.name is None or self.name.local == self.name.name:
            return self.name.name if self.name else ""
        return f"{self.name.name} as {self.name.local}"


def again(case: UseCase, local: str) -> tuple[Edit, ...]:
    """The import put back; () where it was conditional, or relative in a file that stands elsewhere now."""
    world, path, own = case.world, case.after.path, case.before.path
    facts, side = world.merged.facts(path), case.before.tree.facts(own)
    if facts is None or side is None:
        return ()
    found = list(_binding(side, local))
    if len(found) != 1 or not found[0].plain:
        return ()
    dropped = found[0]
    if dropped.imported.level and posixpath.dirname(path) != posixpath.dirname(own):
        return ()
    source, its = world.merged.source(path), case.before.tree.source(own)
    edit = _joined(path, source, facts, dropped, own=its) or _placed(path, source, its, dropped)
    return () if edit is None else (edit,)


def _binding(facts: FileFacts, local: str) -> Iterator[_Dropped]:
    for imported in facts.imports:
        alone = len(imported.names) < 2 and all(
            other is imported
            or other.span.start_line > imported.span.end_line
            or other.span.end_line < imported.span.start_line
            for other in facts.imports
        )
        for name in imported.names:
            if name.local == local:
                yield _Dropped(imported, name, alone)
        if not imported.names and not imported.star:
            bound = imported.alias or imported.module.partition(".")[0]
            if bound == local:
                yield _Dropped(imported, None, alone)


def _joined(path: str, source: bytes, facts: FileFacts, dropped: _Dropped, *, own: bytes) -> Edit | None:
    """The name back in a statement that still takes others from the module, behind the name that it followed."""
    imported, name = dropped.imported, dropped.name
    if name is None:
        return None
    for statement in facts.imports:
        same = (statement.module, statement.level) == (imported.module, imported.level)
        if not same or not statement.names or not _Dropped(statement, None).plain:
            continue
        if not _is_listed(source, statement.names[-1]):
            continue
        before = imported.names[: imported.names.index(name)]
        known = {each.local: each for each in statement.names}
        last = next((known[each.local] for each in reversed(before) if each.local in known), None)
        if last is None:
            first = statement.names[0].span.start_byte
            return of_bytes(path, source, first, first, f"{dropped.part}, ")
        if last.local == last.name:
            end = last.span.end_byte
            return of_bytes(path, source, end, end, f"{_separator(imported, name, own)}{dropped.part}")
    return None


def _is_listed(source: bytes, last: ImportedName) -> bool:
    """May another name follow? Not where the statement ends with its one name (`import a.B;`, `use a::b;`)."""
    behind = source[last.span.end_byte : last.span.end_byte + _GLANCE].lstrip(b" \t")
    return behind[:1] in (b"", b"\r", b"\n", b",", b"}", b")", b"#")


def _separator(imported: Import, name: ImportedName, own: bytes) -> str:
    """What stood before the name in its own file: a comma, and perhaps a new line."""
    before = imported.names[imported.names.index(name) - 1]
    text = own[before.span.end_byte : name.span.start_byte].decode("utf-8", "replace")
    return text if text.strip() == "," else ", "


# -- a statement of its own --------------------------------------------------------------------


def _placed(path: str, source: bytes, own: bytes, dropped: _Dropped) -> Edit | None:
    """Beside the line of the merge that it stood beside, with the blank lines that were between them."""
    span = dropped.imported.span
    lines, shared = own.split(b"\n"), same_lines(own, source)
    above = _neighbour(lines, range(span.start_line - 1, -1, -1))
    below = _neighbour(lines, range(span.end_line + 1, len(lines)))
    places = sorted(
        (abs(line - edge), line > edge, line, edge)
        for line, edge in ((above, span.start_line), (below, span.end_line))
        if line is not None and line in shared
    )
    newline, written = newline_of(source), dropped.written(own)
    for distance, is_below, line, _ in places if written else ():
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
