"""An import statement as it stands in a file: the module it names and its names, and other words for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import Import, ImportedName
from conflictscan.languages.resolver import ImportSyntax
from conflictscan.rules.engines.edits import of_bytes

if TYPE_CHECKING:
    from conflictscan.facts.code import FileFacts
    from conflictscan.facts.findings import Edit


class Statement(msgspec.Struct, frozen=True):
    """An import statement of a file, and which of its names is meant; None for the module itself."""

    path: str
    source: bytes
    syntax: ImportSyntax
    imported: Import
    name: ImportedName | None
    names: tuple[tuple[Import, ImportedName], ...]  # all that the statement takes, each with its fact

    @property
    def start(self) -> int:
        """Where it begins; what stands before on its line may belong to it."""
        return self.imported.span.start_byte

    @property
    def end(self) -> int:
        """Where it ends; a semicolon may follow."""
        return self.imported.span.end_byte

    @property
    def indent(self) -> str:
        """What stands before it on its line."""
        span = self.imported.span
        line = self.source.split(b"\n")[span.start_line]
        return line[: span.start_column].decode("utf-8", "replace")

    @property
    def alone(self) -> bool:
        """Does nothing but a comment share its lines?"""
        span, lines = self.imported.span, self.source.split(b"\n")
        behind = lines[span.end_line][span.end_column :].strip().removeprefix(b";").lstrip()
        return not self.indent.strip() and (not behind or behind.startswith(self.syntax.comment.encode()))

    def with_module(self, module: str) -> tuple[Edit, ...]:
        """The same of another module; () where it is not written plainly."""
        found = re.compile(self.syntax.module.encode()).match(self.source, self.start)
        written = "." * self.imported.level + self.imported.module
        if found is None or found.lastindex is None:
            return ()
        text = b"".join(found[found.lastindex].split()).decode("utf-8", "replace")
        if text != written:
            return ()
        start, end = found.span(found.lastindex)
        local = self.imported.alias
        if self.syntax.named and local and found.start() == start - 1 and not module.endswith(f"/{local}"):
            named = self.syntax.named.format(name=local, module=module)
            return (of_bytes(self.path, self.source, found.start(), found.end(), named),)
        return (of_bytes(self.path, self.source, start, end, module),)

    def without_name(self) -> Edit | None:
        """The statement without the name that is meant; None where a comment stands in the way."""
        if self.name is None or not all(self.listed(name) for _, name in self.names):
            return None
        names, source = [name for _, name in self.names], self.source
        place = names.index(self.name)
        if len(names) < 2:
            return None
        end = self.extent(self.name)[1]
        if place + 1 < len(names):
            start, end = self.extent(self.name)[0], self.extent(names[place + 1])[0]
        elif (comma := re.match(rb"\s*,", source[end:])) is not None:
            start, end = self.extent(self.name)[0], end + comma.end()
            start -= len(source[:start]) - len(source[:start].rstrip())
        else:
            start = self.extent(names[place - 1])[1]
        comment = self.syntax.comment.encode()
        if comment in source[start:end] or b"/*" in source[start:end]:
            return None
        return of_bytes(self.path, source, start, end, "")

    def of_one(self, module: str, name: str) -> str:
        """A statement that takes nothing but the name that is meant; empty where that is not plain."""
        if self.name is None:
            return ""
        part = self.part(name)
        if self.syntax.one:
            return self.syntax.one.format(module=module, name=part)
        return self._narrowed(part, module)

    def part(self, name: str = "") -> str:
        """The name that is meant as it stands in the list, with its local name; called `name` where it is given."""
        if self.name is None:
            return ""
        start, end = self.extent(self.name)
        if not name or name == self.name.name:
            return self.source[start:end].decode("utf-8", "replace")
        alias = self.source[self.name.span.end_byte : end].decode("utf-8", "replace")
        local = alias or (
            self.syntax.renamed.format(name="", local=self.name.local) if name != self.name.local else ""
        )
        marker = self.source[start : self.name.span.start_byte].decode("utf-8", "replace")
        return f"{marker}{name}{local}"

    def extent(self, name: ImportedName) -> tuple[int, int]:
        """Where a name with its marker begins, and where its local name ends."""
        start, end = name.span.start_byte, name.span.end_byte
        alias = re.compile(self.syntax.alias.encode()).match(self.source, end) if self.syntax.alias else None
        if alias is not None and name.local != name.name:
            end = alias.end()
        if self.syntax.marker:
            marker = re.search(
                rb"\b%s\s+\Z" % self.syntax.marker.encode(), self.source[max(0, start - 40) : start]
            )
            start -= len(marker[0]) if marker is not None and self.listed(name) else 0
        return start, end

    def listed(self, name: ImportedName) -> bool:
        """Does the name stand in the list of names, not before it?"""
        if not self.syntax.braces:
            return self.syntax.lists
        opened, closed = self._braces()
        return opened < name.span.start_byte < closed

    def _narrowed(self, part: str, module: str) -> str:
        """Its own text with nothing but one name in its braces."""
        opened, closed = self._braces()
        edits = self.with_module(module)
        if opened < 0 or len(edits) != 1:
            return ""
        source = self.source
        space = b" " if source[opened + 1 : opened + 2].isspace() else b""
        first = min(name.span.start_byte for _, name in self.names)
        head = source[self.start : min(opened, first)]
        tail = source[closed : self.end].decode("utf-8", "replace")
        written = "." * self.imported.level + self.imported.module
        text = (head + b"{" + space).decode("utf-8", "replace") + part + space.decode() + tail
        return text.replace(written, module, 1) if text.count(written) == 1 else ""

    def _braces(self) -> tuple[int, int]:
        text = self.source[self.start : self.end]
        opened, closed = text.find(b"{"), text.rfind(b"}")
        if opened < 0 or closed < opened:
            return -1, -1
        return self.start + opened, self.start + closed


def statement_of(
    path: str, source: bytes, facts: FileFacts, start: int, syntax: ImportSyntax
) -> Statement | None:
    """The statement with the name, or the module, that begins at an offset; None where several modules share one."""
    for imported in facts.imports:
        beside = [each for each in facts.imports if each.span == imported.span]
        if any((each.module, each.level) != (imported.module, imported.level) for each in beside):
            continue
        names = tuple((each, name) for each in beside for name in each.names)
        for _, name in names:
            if name.span.start_byte == start:
                return Statement(path, source, syntax, imported, name, names)
        if not names and not imported.star and imported.span.start_byte == start:
            return Statement(path, source, syntax, imported, None, ())
    return None
