"""What the rest of the program knows of a language: data, and three functions over one source."""

from __future__ import annotations

import functools
import importlib
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from conflictscan.facts.code import Chain, Span

if TYPE_CHECKING:
    from conflictscan.facts.code import FileFacts


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """One simple statement, or the head of a compound one, of one function, with what flows through it.

    Names in `reads`, `writes` and `calls` are dotted as written (`x`, `self.cache`, `cmd.name`).
    `path` says where it stands: one step per enclosing compound statement, outermost first, as
    `number:arm` (`3:else`); two statements whose paths first differ in the arm of one number
    exclude each other, unless that is a loop.
    """

    span: Span
    kind: str  # assign, expression, return, raise, break, continue, if, for, while, with, try, match, def, other
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    text: str = ""  # normalised tokens, to find one statement again in another version
    chains: tuple[Chain, ...] = ()  # what `calls` name, bound as references are
    log: bool = False  # a log call: no part in behaviour


class Extractor(Protocol):
    """What reads the sources of one language."""

    def extract(self, source: bytes) -> FileFacts:
        """All facts of one source; never raises."""
        ...

    def tokens(self, source: bytes, span: Span) -> tuple[str, ...]:
        """The normalised tokens of one definition's body, names kept."""
        ...

    def statements(self, source: bytes, span: Span) -> tuple[Statement, ...]:
        """The statements of one function in source order, nested functions left out."""
        ...


class Language(msgspec.Struct, frozen=True, kw_only=True):
    """One language: its data, and its package, imported when first asked for work."""

    name: str
    suffixes: tuple[str, ...]
    version: str  # of extractor and grammar: facts of another version are stale
    package: str
    title: str = ""  # as people write it, where that is not the name with a capital
    grammar: str = ""  # the `Grammar` in the package's module `grammar`, which the shared passes read with

    @property
    def resolver(self) -> Any:  # noqa: ANN401 - its type lives in the graph, above this layer
        """The module that finds the files behind imports of this language."""
        return _module(f"{self.package}.resolve")

    def extract(self, source: bytes) -> FileFacts:
        """All facts of one source; a source that cannot be read gives facts with `skipped`."""
        return self._extractor().extract(source)

    def tokens(self, source: bytes, span: Span) -> tuple[str, ...]:
        """The normalised tokens of the definition at `span`: as its body hash sees them, names kept."""
        return self._extractor().tokens(source, span)

    def statements(self, source: bytes, span: Span) -> tuple[Statement, ...]:
        """The statements of the function at `span`, in source order."""
        return self._extractor().statements(source, span)

    def differing(self, old: bytes, new: bytes) -> frozenset[bytes]:
        """Names of functions that two versions of a file do not share, by their text alone; rather too many."""
        names: frozenset[bytes] = _module(f"{self.package}.blocks").differing(old, new)
        return names

    def _extractor(self) -> Extractor:
        module = _module(f"{self.package}.{'grammar' if self.grammar else 'extract'}")
        extractor: Extractor = getattr(module, self.grammar) if self.grammar else module
        return extractor


@functools.cache
def _module(name: str) -> Any:  # noqa: ANN401 - what it holds, the protocols above say
    """A module of a language's package, imported when first asked for; asked for tens of thousands of times."""
    return importlib.import_module(name)


def stamp(*packages: str) -> str:
    """A digest of an extractor's own code and queries, the shared passes included: facts of another are not read."""
    digest = 0
    for folder in (Path(__file__).parent / "syntax", *(Path(package).parent for package in packages)):
        for file in sorted((*folder.glob("*.py"), *folder.glob("queries/*.scm"))):
            digest = zlib.crc32(file.read_bytes(), digest)
    return f"{digest:08x}"
