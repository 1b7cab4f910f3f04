"""Where C# finds types: in all files of the namespaces that a file is in or uses."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from conflictscan.languages.csharp.builtin import BUILTIN
from conflictscan.languages.resolver import Found, Semantics

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.languages.resolver import Folders

_MAX_FILES: Final = 40_000
_NAMESPACE: Final = re.compile(rb"^[ \t\xef\xbb\xbf]*namespace[ \t]+([\w.]+)", re.MULTILINE)
_USING: Final = re.compile(rb"^[ \t\xef\xbb\xbf]*(global[ \t]+)?using[ \t]+([\w.]+)[ \t]*;", re.MULTILINE)
_TYPE: Final = re.compile(
    rb"^[ \t]*(?:\[[^\n]*\][ \t]*)?((?:(?:public|internal|private|protected|static|abstract|sealed|partial|readonly|"
    rb"ref|unsafe|new|file)[ \t]+)*)(?:class|struct|interface|enum|record(?:[ \t]+(?:class|struct))?|"
    rb"delegate[ \t]+[\w.<>,?\[\] \t]+?)[ \t]+(\w+)",
    re.MULTILINE,
)
_OBJECT: Final = frozenset(
    {"Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize", "ReferenceEquals"}
)

SEMANTICS: Final = Semantics(
    object_members=_OBJECT,
    class_members=_OBJECT,
    module_members=frozenset(),
    injected=frozenset(),
    constructors=(".ctor",),
    allocators=frozenset(),
    call="",
    index="",
    enter=(),
    read="",
    hooks=frozenset(),
    transparent_classes=frozenset(),
    transparent=frozenset(),
    contexts=frozenset(),
    uncallable=frozenset(),
    neutral_bases=frozenset(),
    own_files=(".cs",),
    plain_decorators=True,
    static_through_instance=False,
    overloads=True,
    compiled=True,
    declared_overrides=True,
    writes_define=False,
    package_scope=True,
    open_classes=True,
    closed_stars=True,
    builtin=BUILTIN,
)


class _Head:
    """What a file declares and uses, told by its text alone."""

    __slots__ = ("everywhere", "namespaces", "parts", "types", "used")

    def __init__(self, source: bytes) -> None:
        self.namespaces = frozenset(match[1].decode() for match in _NAMESPACE.finditer(source)) or frozenset(
            {""}
        )
        usings = list(_USING.finditer(source))
        self.used = frozenset(match[2].decode() for match in usings)
        self.everywhere = frozenset(match[2].decode() for match in usings if match[1])
        declared = [(match[2].decode(), b"partial" in match[1]) for match in _TYPE.finditer(source)]
        self.types = frozenset(name for name, _ in declared)
        self.parts = frozenset(name for name, partial in declared if partial)


@functools.lru_cache(maxsize=200_000)
def _remembered(blob: str) -> list[_Head]:
    """A place for the head of a blob: four snapshots share most of their files."""
    del blob
    return []


class Modules:
    """The types of one snapshot by namespace; files are looked at once, by a regular expression."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._heads: dict[str, _Head] | None = None
        self._declaring: dict[str, list[str]] = {}
        self._everywhere: frozenset[str] = frozenset()
        self._visible: dict[tuple[str, str], tuple[str, ...]] = {}
        self._parts: dict[str, tuple[str, ...]] = {}

    def find(self, importer: str, module: str, level: int = 0) -> Found:
        """A namespace is no file: names of the repository are found by `visible`."""
        del importer, level
        return Found(external=module)

    def child(self, package: str, name: str) -> Found:
        """Nothing: a file has no members but its own."""
        del package, name
        return Found()

    def name(self, path: str) -> str:
        """The namespace of a file; its path where there is none."""
        head = self._known().get(path)
        named = sorted(head.namespaces - {""}) if head is not None else []
        return named[0] if named else path.removesuffix(".cs")

    def stub(self, path: str) -> str | None:
        """Declarations stand with the code."""
        del path

    def is_package(self, path: str) -> bool:
        """No file has files within."""
        del path
        return False

    def visible(self, path: str, name: str) -> tuple[str, ...]:
        """Files that declare a type of that name where `path` sees it, nearest namespace first; parts of its types."""
        key = (path, name)
        found = self._visible.get(key)
        if found is None:
            found = self._visible[key] = (*self._named(path, name), *self._others(path))
        return found

    # -- lookup --------------------------------------------------------------------------------

    def _named(self, path: str, name: str) -> Iterator[str]:
        heads = self._known()
        own = heads.get(path)
        candidates = [each for each in self._declaring.get(name, ()) if each != path]
        if own is None or not candidates:
            return
        given: set[str] = set()
        for namespace in _around(own.namespaces):
            for other in candidates:
                if other not in given and namespace in heads[other].namespaces:
                    given.add(other)
                    yield other
        used = own.used | self._everywhere
        yield from (o for o in candidates if o not in given and not used.isdisjoint(heads[o].namespaces))

    def _others(self, path: str) -> tuple[str, ...]:
        """Files with other parts of the types of this one."""
        known = self._parts.get(path)
        if known is not None:
            return known
        heads = self._known()
        own = heads.get(path)
        found: dict[str, None] = {}
        for name in sorted(own.parts) if own is not None else ():
            for other in self._declaring.get(name, ()):
                there = heads[other]
                if (
                    other != path
                    and name in there.parts
                    and own
                    and not own.namespaces.isdisjoint(there.namespaces)
                ):
                    found[other] = None
        self._parts[path] = tuple(found)
        return self._parts[path]

    def _known(self) -> dict[str, _Head]:
        if self._heads is None:
            self._heads = dict(self._read())
            declaring: defaultdict[str, list[str]] = defaultdict(list)
            for path, head in self._heads.items():
                for name in head.types:
                    declaring[name].append(path)
            self._declaring = declaring
            self._everywhere = frozenset(name for head in self._heads.values() for name in head.everywhere)
        return self._heads

    def _read(self) -> Iterator[tuple[str, _Head]]:
        count = 0
        pending = [""]
        while pending and count < _MAX_FILES:
            folder = pending.pop()
            for entry in self._folders.list(folder):
                path = f"{folder}/{entry.name}" if folder else entry.name
                if entry.kind == "folder":
                    pending.append(path)
                elif entry.kind == "file" and entry.name.endswith(".cs"):
                    count += 1
                    yield path, self._head(path)

    def _head(self, path: str) -> _Head:
        place = _remembered(self._folders.blob(path) or "")
        if not place:
            place.append(_Head(self._folders.read(path) or b""))
        return place[0]


def _around(namespaces: frozenset[str]) -> list[str]:
    """The namespaces and all around them, innermost first."""
    found: dict[str, None] = {}
    for name in sorted(namespaces):
        parts = name.split(".")
        for count in range(len(parts), -1, -1):
            found[".".join(parts[:count])] = None
    return sorted(found, key=lambda name: -name.count(".") if name else 1)
