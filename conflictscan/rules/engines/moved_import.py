"""The import of what the other side moved, written anew in the merged tree."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.facts.code import Import, ImportedName, ReferenceKind
from conflictscan.graph import Status
from conflictscan.rules.engines.edits import end_of_line, newline_of, of_bytes
from conflictscan.rules.framework.drafts import START

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import FileFacts
    from conflictscan.facts.findings import Edit
    from conflictscan.rules.engines.dangle import Dangling
    from conflictscan.rules.framework.uses import UseCase

_ALIAS: Final = re.compile(rb"\s+as\s+\w+")
_FROM: Final = re.compile(rb"from\s+([.\w\s]+?)\s+import\b")


class _Spelling(msgspec.Struct, frozen=True):
    """A module as an import statement writes it: leading dots, and the dotted rest."""

    level: int
    module: str

    @property
    def text(self) -> str:
        return "." * self.level + self.module


class _Statement(msgspec.Struct, frozen=True):
    """An import statement of a merged file, and which of its names is meant; None for the module itself."""

    path: str
    source: bytes
    imported: Import
    name: ImportedName | None

    @property
    def text(self) -> bytes:
        span = self.imported.span
        return self.source[span.start_byte : span.end_byte]

    @property
    def alone(self) -> bool:
        """Does nothing but a comment share its lines?"""
        span, lines = self.imported.span, self.source.split(b"\n")
        behind = lines[span.end_line][span.end_column :].strip()
        before = lines[span.start_line][: span.start_column]
        return not before.strip() and (not behind or behind.startswith(b"#"))

    def replaced(self, start: int, end: int, text: str) -> Edit:
        return of_bytes(self.path, self.source, start, end, text)


def moved(case: UseCase, found: Dangling) -> tuple[Edit, ...]:
    """The import of what the other side moved, from where it is in the merge; () where that is no mechanical edit."""
    target = case.world.merged_path(case.other, found.cause.path)
    facts = case.world.merged.facts(case.after.path)
    if target is None or facts is None:
        return ()
    whole = found.cause.span == START
    if case.after.reference.kind is not ReferenceKind.IMPORT:
        return _prefix(case, found.new, _module_that_went(case, found))
    statement = _statement_of(case, facts)
    if statement is None:
        return ()
    if whole:
        return _of_module(case, found, statement, target)
    return _of_definition(case, statement, found.new, target)


def _statement_of(case: UseCase, facts: FileFacts) -> _Statement | None:
    path, start = case.after.path, case.after.reference.span.start_byte
    source = case.world.merged.source(path)
    for imported in facts.imports:
        for name in imported.names:
            if name.span.start_byte == start:
                return _Statement(path, source, imported, name)
        if not imported.names and not imported.star and imported.span.start_byte == start:
            return _Statement(path, source, imported, None)
    return None


# -- a definition ------------------------------------------------------------------------------


def _of_definition(case: UseCase, statement: _Statement, new: str, target: str) -> tuple[Edit, ...]:
    spelled = _spelled(case, statement, new, target)
    if spelled is None or statement.name is None:
        return ()
    merged, imported = case.world.merged, statement.imported
    stays = [name for name in imported.names if not _went(case, imported, name, target)]
    if not stays:
        return _other_module(statement, spelled)
    if merged.names.attribute(target, statement.name.name).status is not Status.BOUND:
        return ()
    return _split(statement, spelled, statement.name.name, statement.name.local)


def _went(case: UseCase, imported: Import, name: ImportedName, target: str) -> bool:
    merged, path = case.world.merged, case.after.path
    gone = merged.names.imported(path, imported, name).status is Status.MISSING
    return gone and merged.names.attribute(target, name.name).status is Status.BOUND


def _other_module(statement: _Statement, spelled: _Spelling) -> tuple[Edit, ...]:
    found = _FROM.match(statement.text)
    if found is None:
        return ()
    start = statement.imported.span.start_byte
    return (statement.replaced(start + found.start(1), start + found.end(1), spelled.text),)


def _split(statement: _Statement, spelled: _Spelling, name: str, local: str) -> tuple[Edit, ...]:
    """The name out of its statement, and a statement of its own behind it."""
    taken = _without_name(statement)
    if taken is None or not statement.alone:
        return ()
    span, source = statement.imported.span, statement.source
    indent = source.split(b"\n")[span.start_line][: span.start_column].decode("utf-8", "replace")
    alias = "" if local == name else f" as {local}"
    line = f"{newline_of(source)}{indent}from {spelled.text} import {name}{alias}"
    end = end_of_line(source, span.end_byte)
    return taken, statement.replaced(end, end, line)


def _without_name(statement: _Statement) -> Edit | None:
    """One name of several out of a statement; None where a comment stands in the way."""
    names, name, source = statement.imported.names, statement.name, statement.source
    if name is None or len(names) < 2:
        return None
    place = names.index(name)
    end = _extent(source, name)
    if place + 1 < len(names):
        start, end = name.span.start_byte, names[place + 1].span.start_byte
    elif (comma := re.match(rb"\s*,", source[end:])) is not None:
        start, end = name.span.start_byte, end + comma.end()
        start -= len(source[:start]) - len(source[:start].rstrip())
    else:
        start = _extent(source, names[place - 1])
    return None if b"#" in source[start:end] else statement.replaced(start, end, "")


def _extent(source: bytes, name: ImportedName) -> int:
    """Where `name as local` ends."""
    alias = _ALIAS.match(source, name.span.end_byte) if name.local != name.name else None
    return alias.end() if alias is not None else name.span.end_byte


# -- a module ----------------------------------------------------------------------------------


def _of_module(case: UseCase, found: Dangling, statement: _Statement, target: str) -> tuple[Edit, ...]:
    spelled = _spelled(case, statement, found.new, target)
    if spelled is None:
        return ()
    imported, name = statement.imported, statement.name
    if name is None:  # import a.b, import a.b as c
        start, old = imported.span.start_byte, imported.module.encode()
        if spelled.level or not statement.text.startswith(old):
            return ()
        return (statement.replaced(start, start + len(old), spelled.module),)
    if _is_source(case, found, imported):
        return _other_module(statement, spelled)
    parent, _, stem = spelled.module.rpartition(".")
    if not parent and not spelled.level:
        return ()
    package = _Spelling(spelled.level, parent)
    if len(imported.names) > 1:
        return _split(statement, package, stem, name.local)
    edits = _other_module(statement, package)
    if stem == name.name or not edits:
        return edits
    alias = f" as {name.local}" if name.local == name.name else ""
    return (*edits, statement.replaced(name.span.start_byte, name.span.end_byte, stem + alias))


def _is_source(case: UseCase, found: Dangling, imported: Import) -> bool:
    """Is the module that went the one after `from`, and not a name that it takes?"""
    tree = case.before.tree
    own = tree.names.module(case.before.path, imported.module, imported.level).module
    return own is not None and tree.module_name(own) == found.subject


def _module_that_went(case: UseCase, found: Dangling) -> str:
    """The old name of the module that moved as a whole; empty where it stayed, without the definition."""
    if found.cause.span == START:
        return found.subject
    origin, changes = case.origin, case.world.changes[case.other]
    if origin is None or changes.path_in_side(origin.path) != found.cause.path:
        return ""
    return case.world.base.module_name(origin.path)


def _prefix(case: UseCase, new: str, old: str) -> tuple[Edit, ...]:
    """`a.b` at the head of `a.b.use`; the import of `a.b` has an edit of its own."""
    span, path = case.after.reference.span, case.after.path
    source, head = case.world.merged.source(path), f"{old}.".encode()
    if not old or not source[span.start_byte :].startswith(head):
        return ()
    return (of_bytes(path, source, span.start_byte, span.start_byte + len(head) - 1, new),)


def _spelled(case: UseCase, statement: _Statement, new: str, target: str) -> _Spelling | None:
    """The new module as the statement would write it, tried against the merge."""
    spellings = [_Spelling(0, new)]
    if statement.imported.level:
        spellings = [*_relative(statement.path, target), *spellings]
    modules = case.world.merged.modules(statement.path)
    for spelling in spellings:
        if modules.find(statement.path, spelling.module, spelling.level).path == target:
            return spelling
    return None


def _relative(importer: str, target: str) -> Iterator[_Spelling]:
    folder, module = posixpath.dirname(importer), posixpath.splitext(target)[0].removesuffix("/__init__")
    for level in range(1, importer.count("/") + 1):
        prefix = f"{folder}/" if folder else ""
        if module.startswith(prefix):
            yield _Spelling(level, module[len(prefix) :].replace("/", "."))
            return
        folder = posixpath.dirname(folder)
