"""Where PHP finds names: in whatever file declares them in the namespace that the name leads to."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from conflictscan.languages.resolver import Found, Semantics

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.languages.resolver import Folders

_MAX_FILES: Final = 60_000
_SKIPPED: Final = frozenset({"vendor", "node_modules", "var", "cache"})
_NAMESPACE: Final = re.compile(
    rb"^[ \t]*(?:<\?php[ \t]+)?namespace[ \t]+([\w\\]+)[ \t]*[;{\r\n]", re.MULTILINE
)
_USE: Final = re.compile(rb"^[ \t]*use[ \t]+\\?([\w\\]+)(?:[ \t]+as[ \t]+(\w+))?[ \t]*;", re.MULTILINE)
_DECLARED: Final = re.compile(
    rb"^[ \t]*(?:#\[[^\n]*\][ \t]*)?(?:(?:abstract|final|readonly)[ \t]+)*"
    rb"(?:(?:class|interface|trait|enum)[ \t]+(\w+)|function[ \t]+&?[ \t]*(\w+)[ \t]*\(|const[ \t]+(\w+)[ \t]*=)",
    re.MULTILINE,
)

SEMANTICS: Final = Semantics(
    object_members=frozenset(),
    class_members=frozenset({"class"}),
    module_members=frozenset(),
    injected=frozenset(),
    constructors=("__construct",),
    allocators=frozenset(),
    call="__invoke",
    index="",
    enter=(),
    read="",
    hooks=frozenset(),
    transparent_classes=frozenset(),
    transparent=frozenset(),
    contexts=frozenset(),
    uncallable=frozenset(),
    neutral_bases=frozenset(),
    own_files=(".php",),
    plain_decorators=True,
    writes_define=True,
    package_scope=True,
    surplus_arguments=True,
    unique_names=True,
    final_keyword=True,
)


class _Head:
    """What a file declares and imports, told by its text alone."""

    __slots__ = ("names", "namespace", "used")

    def __init__(self, source: bytes) -> None:
        found = _NAMESPACE.search(source)
        self.namespace = found[1].decode("utf-8", "replace").strip("\\") if found is not None else ""
        self.names = frozenset(
            name.decode("utf-8", "replace")
            for match in _DECLARED.finditer(source)
            for name in match.groups()
            if name
        )
        self.used = {
            (match[2] or match[1].rpartition(b"\\")[2]).decode("utf-8", "replace"): match[1].decode(
                "utf-8", "replace"
            )
            for match in _USE.finditer(source)
        }


@functools.lru_cache(maxsize=200_000)
def _remembered(blob: str) -> list[_Head]:
    """A place for the head of a blob: four snapshots share most of their files."""
    del blob
    return []


class Modules:
    """The names of one snapshot by namespace; files are looked at once, by a regular expression."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._heads: dict[str, _Head] | None = None
        self._declaring: dict[str, list[str]] = {}
        self._namespaces: frozenset[str] = frozenset()

    def find(self, importer: str, module: str, level: int = 0) -> Found:
        """The file that declares the full name; one of a namespace of the repository that none declares is missing."""
        del level
        self._known()
        full = module.strip("\\")
        declaring = self._declaring.get(full, ())
        if declaring:
            own = [path for path in declaring if path == importer]
            return Found(path=(own or list(declaring))[0])
        namespace, _, name = full.rpartition("\\")
        if full in self._namespaces:
            return Found()
        if namespace and namespace in self._namespaces:
            return Found(missing=name, missing_in=importer)
        return Found(external=full)

    def child(self, package: str, name: str) -> Found:
        """Nothing: a file has no members but its own."""
        del package, name
        return Found()

    def name(self, path: str) -> str:
        """The namespace of a file; its path where there is none."""
        head = self._known().get(path)
        return head.namespace if head is not None and head.namespace else path.removesuffix(".php")

    def stub(self, path: str) -> str | None:
        """Nothing declares types beside a file."""
        del path

    def is_package(self, path: str) -> bool:
        """No file has files within."""
        del path
        return False

    def visible(self, path: str, name: str) -> tuple[str, ...]:
        """Other files that declare what the name leads to from the file's namespace and imports, global ones last."""
        head = self._known().get(path)
        if head is None:
            return ()
        if "\\" not in name:
            candidates = [f"{head.namespace}\\{name}" if head.namespace else name]
            if head.namespace and not name[:1].isupper():
                candidates.append(name)
        elif name.startswith("\\"):
            candidates = [name[1:]]
        else:
            first, _, rest = name.partition("\\")
            base = head.used.get(first) or (f"{head.namespace}\\{first}" if head.namespace else first)
            candidates = [f"{base}\\{rest}"]
        found = (other for full in candidates for other in self._declaring.get(full, ()) if other != path)
        return tuple(dict.fromkeys(found))

    # -- files ---------------------------------------------------------------------------------

    def _known(self) -> dict[str, _Head]:
        if self._heads is None:
            self._heads = dict(self._read())
            declaring: defaultdict[str, list[str]] = defaultdict(list)
            for path, head in self._heads.items():
                for name in head.names:
                    declaring[f"{head.namespace}\\{name}" if head.namespace else name].append(path)
            self._declaring = declaring
            self._namespaces = frozenset(head.namespace for head in self._heads.values())
        return self._heads

    def _read(self) -> Iterator[tuple[str, _Head]]:
        count = 0
        pending = [""]
        while pending and count < _MAX_FILES:
            folder = pending.pop()
            for entry in sorted(self._folders.list(folder), key=lambda each: each.name):
                path = f"{folder}/{entry.name}" if folder else entry.name
                if entry.kind == "folder" and entry.name not in _SKIPPED:
                    pending.append(path)
                elif entry.kind == "file" and entry.name.endswith(".php"):
                    count += 1
                    yield path, self._head(path)

    def _head(self, path: str) -> _Head:
        place = _remembered(self._folders.blob(path) or "")
        if not place:
            place.append(_Head(self._folders.read(path) or b""))
        return place[0]
