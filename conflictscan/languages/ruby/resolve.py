"""Where Ruby finds what a name means: a constant of any file, a file by its path below a load root."""

from __future__ import annotations

import functools
import posixpath
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from conflictscan.languages.resolver import Found, Semantics
from conflictscan.languages.ruby.heads import Head
from conflictscan.languages.ruby.known import CLASS, CONSTANTS, OBJECT, OUTSIDE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.languages.resolver import Folders

__all__ = ["SEMANTICS", "Modules", "outside_members"]

SEMANTICS: Final = Semantics(
    object_members=OBJECT,
    class_members=CLASS,
    module_members=frozenset(),
    injected=CONSTANTS,
    constructors=("initialize",),
    allocators=frozenset(),
    call="call",
    index="[]",
    enter=(),
    read="",
    hooks=frozenset(),
    transparent_classes=frozenset(),
    transparent=frozenset(),
    contexts=frozenset(),
    uncallable=frozenset(),
    neutral_bases=frozenset({"Object", "BasicObject", "Kernel", "Comparable", "Enumerable"}),
    own_files=(".rb", ".rake", ".gemspec", ".ru"),
    plain_decorators=True,
    static_through_instance=False,
    writes_define=False,
    package_scope=True,
    open_classes=True,
    reopened=True,
    names_as_mapping=True,
    receiver_privacy=True,
    module_of_known=__name__,
)

_MAX_FILES: Final = 60_000
_SKIPPED: Final = frozenset({"vendor", "node_modules", ".git", "tmp", "log", "sorbet", "rbi"})
_TESTS: Final = re.compile(r"(?:^|/)(?:specs?|tests?|features?|examples?|fixtures?|acceptance|benchmarks?)/")
_TEST: Final = re.compile(
    r"(?:_spec|_test|_steps)\.rb$|(?:^|/)(?:test_|tc_|ts_)[^/]*\.rb$|\.(?:rake|gemspec|ru)$|(?:^|/)migrate/"
)
_HELPER: Final = re.compile(r"(?:^|/)(?:test|spec)_helper\.rb$")


def outside_members(dotted: str) -> frozenset[str] | None:
    """Members of a class of Ruby itself; None when they are not known."""
    return OUTSIDE.get(dotted.removeprefix("builtins."))


@functools.lru_cache(maxsize=200_000)
def _remembered(blob: str) -> list[Head]:
    """A place for the head of a blob: four snapshots share most of their files."""
    del blob
    return []


class Modules:
    """The constants, methods and files of one snapshot."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._heads: dict[str, Head] | None = None
        self._naming: dict[str, list[str]] = {}
        self._opening: dict[str, list[str]] = {}
        self._macros: frozenset[str] = frozenset()
        self._roots: dict[str, tuple[str, ...]] = {}

    # -- files ---------------------------------------------------------------------------------

    def find(self, importer: str, module: str, level: int = 0) -> Found:
        """The file that a `require` names: beside the importer, or below a load root."""
        name = module if module.endswith(".rb") else f"{module}.rb"
        if level:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(importer), name))
            if path.startswith("..") or "#" in module:
                return Found()
            if self._folders.kind(path) is not None:
                return Found(path=path)
            return Found(missing=module, missing_in=posixpath.dirname(path), consulted=(path,))
        consulted: list[str] = []
        own = False
        first = module.partition("/")[0]
        for root in self._load_roots(importer):
            path = posixpath.normpath(posixpath.join(root, name))
            consulted.append(path)
            if self._folders.kind(path) == "file":
                return Found(path=path)
            own = own or self._folders.kind(posixpath.join(root, first)) == "folder"
        if own and "/" in module:
            return Found(missing=module, missing_in=consulted[0], consulted=tuple(consulted))
        return Found(external=first)

    def _load_roots(self, importer: str) -> tuple[str, ...]:
        folder = posixpath.dirname(importer)
        known = self._roots.get(folder)
        if known is None:
            found: dict[str, None] = {}
            here: str = folder
            while True:
                for name in ("lib", "spec", "test"):
                    root = posixpath.join(here, name)
                    if self._folders.kind(root) == "folder":
                        found[root] = None
                if not here:
                    break
                here = posixpath.dirname(here)
            known = self._roots[folder] = tuple(found)
        return known

    def child(self, package: str, name: str) -> Found:
        """Nothing: a file has no members but its own."""
        del package, name
        return Found()

    def name(self, path: str) -> str:
        """The path, as a `require` would name it from the top of the repository."""
        return path.removesuffix(".rb")

    def stub(self, path: str) -> str | None:
        """Nothing declares types beside a file."""
        del path

    def is_package(self, path: str) -> bool:
        """No file has files within."""
        del path
        return False

    # -- names ---------------------------------------------------------------------------------

    def visible(self, path: str, name: str) -> tuple[str, ...]:
        """Other files that define the name, as `path` may see them: tests do not see each other."""
        self._known()
        return tuple(other for other in self._naming.get(name, ()) if other != path and _sees(path, other))

    def opening(self, path: str, qualname: str) -> tuple[str, ...]:
        """Other files that say what the class is made of, as `path` may see them."""
        self._known()
        return tuple(
            other for other in self._opening.get(qualname, ()) if other != path and _sees(path, other)
        )

    def made(self, name: str) -> bool:
        """Does a call in some class body name it by a symbol?"""
        self._known()
        return name in self._macros

    def _known(self) -> dict[str, Head]:
        if self._heads is None:
            self._heads = dict(self._read())
            naming: defaultdict[str, list[str]] = defaultdict(list)
            opening: defaultdict[str, list[str]] = defaultdict(list)
            macros: set[str] = set()
            for path, head in self._heads.items():
                for name in head.names | head.macros:
                    naming[name].append(path)
                for qualname in head.opened:
                    if qualname in head.shaping:
                        opening[qualname].append(path)
                macros |= head.macros
            self._naming, self._opening, self._macros = naming, opening, frozenset(macros)
        return self._heads

    def _read(self) -> Iterator[tuple[str, Head]]:
        count = 0
        pending = [""]
        while pending and count < _MAX_FILES:
            folder = pending.pop()
            for entry in sorted(self._folders.list(folder), key=lambda each: each.name):
                path = f"{folder}/{entry.name}" if folder else entry.name
                if entry.kind == "folder" and entry.name not in _SKIPPED:
                    pending.append(path)
                elif entry.kind == "file" and entry.name.endswith(SEMANTICS.own_files):
                    count += 1
                    yield path, self._head(path)

    def _head(self, path: str) -> Head:
        place = _remembered(self._folders.blob(path) or "")
        if not place:
            place.append(Head(self._folders.read(path) or b""))
        return place[0]


def _sees(path: str, other: str) -> bool:
    """Does a program that runs one file load the other? Each test, and each migration, is a program of its own."""
    if not (_TESTS.search(other) or _TEST.search(other)):
        return True
    if _TEST.search(other) and not _HELPER.search(other):
        return False
    return bool(_TESTS.search(path) or _TEST.search(path))
