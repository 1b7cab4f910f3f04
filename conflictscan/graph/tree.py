"""The graph of one snapshot, lazy: what a use means, pulled from just the files on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan import languages
from conflictscan.facts.code import Chain, ReferenceKind, Root
from conflictscan.facts.errors import MissingObjects
from conflictscan.graph.classes import Classes
from conflictscan.graph.index import FileIndex
from conflictscan.graph.model import Binding, Constructor, Definition, Lineage, Status
from conflictscan.graph.names import Names
from conflictscan.graph.values import Values
from conflictscan.sources.unreadable import reason_by_size

if TYPE_CHECKING:
    from conflictscan.facts.code import FileFacts, Import, Reference, Symbol
    from conflictscan.facts.schema import SchemaFacts
    from conflictscan.git import Snapshot
    from conflictscan.languages.resolver import Modules, Semantics
    from conflictscan.sources import Sources

_UNKNOWN = Binding(Status.UNKNOWN)
_GUESSED = 3  # binder level of what only looks like a name
_UNDOUBTED_WRITES = (ReferenceKind.WRITE, ReferenceKind.DELETE)


class Tree:
    """The symbols of one snapshot. Every answer is remembered."""

    def __init__(
        self, snapshot: Snapshot, sources: Sources, *, unreadable: frozenset[str] = frozenset()
    ) -> None:
        self.snapshot = snapshot
        self._sources = sources
        self._unreadable = unreadable  # textually conflicted: what they will hold is not known
        self._indexes: dict[str, FileIndex | None] = {}
        self._modules: dict[str, Modules] = {}
        self._resolved: dict[tuple[str, Chain, bool], Binding] = {}
        self.names = Names(self)
        self.classes = Classes(self)
        self._values = Values(self)

    # -- files ---------------------------------------------------------------------------------

    def facts(self, path: str) -> FileFacts | None:
        """Facts of one file; None when it is absent, no language reads it, or git left it in conflict."""
        index = self.index(path)
        return None if index is None else index.facts

    def source(self, path: str) -> bytes:
        """The raw bytes of a file, for looking at words; empty when it is absent, or too large to be read.

        Empty, too, where the clone lacks the object: whoever needs the file's facts says so in the report.
        """
        snapshot = self.snapshot
        try:
            return b"" if reason_by_size(snapshot.size(path) or 0) else snapshot.read(path) or b""
        except MissingObjects:
            return b""

    def unread(self, path: str) -> str:
        """Why a file is not read, as far as that is known without extracting its facts; empty if it is."""
        return self._sources.unread(self.snapshot, path)

    def schema(self, path: str) -> SchemaFacts | None:
        """What one file states about database tables; None where it says nothing, or git left it in conflict."""
        return None if path in self._unreadable else self._sources.schema(self.snapshot, path)

    def index(self, path: str) -> FileIndex | None:
        """Facts of one file, by name."""
        if path not in self._indexes:
            facts = None if path in self._unreadable else self._sources.facts(self.snapshot, path)
            self._indexes[path] = None if facts is None else FileIndex(facts)
        return self._indexes[path]

    def modules(self, path: str) -> Modules:
        """Module lookup in the language of a file."""
        language = languages.for_path(path) or languages.for_path("module.py")
        assert language is not None  # noqa: S101 - the default is registered
        known = self._modules.get(language.name)
        if known is None:
            finder = language.resolver.Modules
            shared = next((m for m in self._modules.values() if type(m) is finder), None)
            known = self._modules[language.name] = shared or finder(self.snapshot)
        return known

    def semantics(self, path: str) -> Semantics:
        """The object model of the language of a file."""
        language = languages.for_path(path) or languages.for_path("module.py")
        assert language is not None  # noqa: S101 - the default is registered
        semantics: Semantics = language.resolver.SEMANTICS
        return semantics

    # -- uses ----------------------------------------------------------------------------------

    def resolve(self, path: str, chain: Chain, *, called: bool = False) -> Binding:
        """What an expression of the file names; `called`: it is the callee of a call."""
        key = (path, chain, called and self.semantics(path).overloads)
        known = self._resolved.get(key)
        if known is None:
            self._resolved[key] = _UNKNOWN  # cycles end here
            known = self._resolved[key] = self._values.resolve(path, chain, called=called)
        return known

    def bind(self, path: str, reference: Reference) -> Binding:
        """What a use means."""
        match reference.kind:
            case ReferenceKind.IMPORT:
                return self._import(path, reference)
            case ReferenceKind.TARGET if self.semantics(path).module_targets:
                return self._import(path, reference)
            case ReferenceKind.TARGET:
                return self._values.dotted(path, reference.text)
            case ReferenceKind.PATCH_ATTRIBUTE:
                chain = reference.chain
                steps = (*chain.steps, f".{reference.text}")
                return self.resolve(path, Chain(chain.name, chain.root, steps, chain.scope))
            case ReferenceKind.STRING:
                return self._string(path, reference.text)
            case _:
                found = self.resolve(path, reference.chain, called=reference.kind is ReferenceKind.CALL)
        made = reference.kind in _UNDOUBTED_WRITES and found.status is Status.MISSING
        if made and self.semantics(path).writes_define:
            return _UNKNOWN  # an assignment makes the attribute
        return found

    def _string(self, path: str, text: str) -> Binding:
        """A dotted string that no call is known to look up: it may name a definition, and may be anything else."""
        found = self._values.dotted(path, text) if "." in text else _UNKNOWN
        return found if found.level >= _GUESSED else msgspec.structs.replace(found, level=_GUESSED)

    def import_target(self, path: str, imported: Import) -> Binding:
        """The module that an import statement names."""
        return self.names.module(path, imported.module, imported.level)

    def _import(self, path: str, reference: Reference) -> Binding:
        index = self.index(path)
        if index is None:
            return _UNKNOWN
        place = index.by_span.get(reference.span.start_byte) or index.by_span.get(
            reference.name_span.start_byte
        )
        if place is None:
            return (
                self.resolve(path, reference.chain) if reference.chain.root is not Root.UNKNOWN else _UNKNOWN
            )
        imported, name = place
        found = self.names.imported(path, imported, name, whole=True)
        if found.status is Status.MISSING and name is not None and not imported.scope:
            # `try: from new import f` / `except ImportError: from old import f`: one of them will do
            either = self.names.lookup(path, name.local)
            return found if either.status is Status.MISSING else either
        return found

    def given(self, path: str, chain: Chain) -> Binding:
        """What the value of an expression is an instance of."""
        return self._values.given(path, chain)

    # -- definitions ---------------------------------------------------------------------------

    def definition(self, path: str, qualname: str, ordinal: int = 0) -> Definition | None:
        """A definition by its name within the file."""
        index = self.index(path)
        symbol = index.qualnames.get((qualname, ordinal)) if index else None
        return None if symbol is None else Definition(path, symbol)

    def lineage(self, cls: Definition) -> Lineage:
        """A class and its bases in method resolution order."""
        return self.classes.lineage(cls)

    def member(self, cls: Definition, name: str) -> Binding:
        """An attribute of an instance of a class."""
        return self.classes.member(cls, name, instance=True)

    def constructor(self, cls: Definition) -> Constructor | None:
        """What building an instance takes."""
        return self.classes.constructor(cls)

    def enum_members(self, cls: Definition) -> tuple[Symbol, ...] | None:
        """The members of an enumeration, in order; None when the class is none or makes them at run time."""
        return self.classes.enum_members(cls)

    # -- names of things -----------------------------------------------------------------------

    def module_name(self, path: str) -> str:
        """The dotted name of a module; the path of a file that is none."""
        return self.modules(path).name(path) if languages.for_path(path) else path

    def module_path(self, dotted: str, importer: str = "") -> str | None:
        """The file of a module."""
        found = self.modules(importer).find(importer, dotted)
        return found.path or None

    def display(self, definition: Definition) -> str:
        """The dotted name of a definition: `app.users.User.get`."""
        if self.semantics(definition.path).reopened:
            return definition.symbol.qualname  # no file is part of the name
        return f"{self.module_name(definition.path)}.{definition.symbol.qualname}"
