"""Where Java finds types: in the files of their names, below whatever folder a package begins in."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from conflictscan.languages.java.builtin import BUILTIN
from conflictscan.languages.java.known import OBJECT
from conflictscan.languages.resolver import Found, ImportSyntax, Semantics, Spelling

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conflictscan.languages.resolver import Folders

_MAX_FILES: Final = 100_000
_PACKAGE: Final = re.compile(rb"^[ \t]*package[ \t]+([\w.]+)[ \t]*;", re.MULTILINE)
_STAR: Final = re.compile(rb"^[ \t]*import[ \t]+([\w.]+)\.\*[ \t]*;", re.MULTILINE)
_TYPE: Final = re.compile(
    rb"^(?:@[\w.]+(?:\([^\n]*\))?[ \t]+)*(?:(?:public|abstract|final|sealed|non-sealed|strictfp)[ \t]+)*"
    rb"(?:class|interface|enum|record|@interface)[ \t]+(\w+)",
    re.MULTILINE,
)

SEMANTICS: Final = Semantics(
    object_members=OBJECT,
    class_members=OBJECT,
    module_members=frozenset(),
    injected=frozenset(),
    constructors=("<init>",),
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
    own_files=(".java",),
    plain_decorators=True,
    compiled=True,
    writes_define=False,
    package_scope=True,
    closed_stars=True,
    overloads=True,
    file_conditions=True,
    standard=("java.", "javax."),
    module_of_known="conflictscan.languages.java.known",
    builtin=BUILTIN,
    imports=ImportSyntax(module=r"(?:import\s+)?(?:static\s+)?([\w.]+)", alias="", lists=False),
)


class _Head:
    """What a file says of itself before its code, told by its text alone."""

    __slots__ = ("package", "stars", "types")

    def __init__(self, source: bytes) -> None:
        package = _PACKAGE.search(source)
        self.package = package[1].decode() if package else ""
        self.stars = tuple(match[1].decode() for match in _STAR.finditer(source))
        self.types = frozenset(match[1].decode() for match in _TYPE.finditer(source))


@functools.lru_cache(maxsize=100_000)
def _remembered(blob: str) -> list[_Head]:
    """A place for the head of a blob: four snapshots share most of their files."""
    del blob
    return []


class Modules:
    """The types of one snapshot by the names of their files; a file is opened only when a name may hide in it."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._files: dict[str, list[str]] | None = None  # by name of the type
        self._packages: dict[str, list[str]] = {}  # folders with files, by their own names
        self._listed: dict[str, list[str]] = {}  # files by folder
        self._found: dict[tuple[str, str], Found] = {}
        self._visible: dict[tuple[str, str], tuple[str, ...]] = {}

    def find(self, importer: str, module: str, level: int = 0) -> Found:
        """The file of a type; all names of a package at once are found by `visible`."""
        del level
        if module.endswith(".*"):
            return Found(external=module.removesuffix(".*"))
        module_folder = importer.partition("/src/")[0]
        key = (module_folder, module)
        known = self._found.get(key)
        if known is None:
            known = self._found[key] = self._find(importer, module)
        return known

    def child(self, package: str, name: str) -> Found:
        """Nothing: a file has no members but its own."""
        del package, name
        return Found()

    def name(self, path: str) -> str:
        """The package of a file; its path where it names none."""
        head = self._head(path)
        return head.package if head is not None and head.package else path.removesuffix(".java")

    def stub(self, path: str) -> str | None:
        """Declarations stand with the code."""
        del path

    def is_package(self, path: str) -> bool:
        """No file has files within."""
        del path
        return False

    def visible(self, path: str, name: str) -> tuple[str, ...]:
        """Files with a type of that name in the package of `path`, then in those it imports whole."""
        key = (path, name)
        known = self._visible.get(key)
        if known is None:
            known = self._visible[key] = tuple(self._seen(path, name)) if name[:1].isupper() else ()
        return known

    def spellings(self, importer: str, target: str, written: str, old: str) -> Iterator[Spelling]:
        """The package of the file, and its name."""
        del importer, written, old
        yield Spelling(0, f"{self.name(target)}.{target.rpartition('/')[2].removesuffix('.java')}")

    def condition(self, path: str) -> str:
        """The folder of a file: another source set or module may have types of the same package and name."""
        return path.rpartition("/")[0]

    # -- lookup --------------------------------------------------------------------------------

    def _find(self, importer: str, module: str) -> Found:
        package, _, name = module.rpartition(".")
        found = list(self._declaring(importer, package, name))
        if found:
            return Found(path=found[0])
        folders = self._folders_of(package)
        around = package
        while (
            not folders and "." in around
        ):  # the last file may have left the package, and the folder with it
            around = around.rpartition(".")[0]
            folders = self._folders_of(around)
        if not folders or package.startswith(SEMANTICS.standard):
            return Found(external=package or name)
        tried = tuple(f"{each}/{name}.java" for each in folders)
        return Found(missing=name, missing_in=folders[0], consulted=tried)

    def _seen(self, path: str, name: str) -> Iterator[str]:
        head = self._head(path)
        if head is None:
            return
        for package in (head.package, *head.stars):
            yield from self._declaring(path, package, name, apart=path)

    def _declaring(self, importer: str, package: str, name: str, apart: str = "") -> Iterator[str]:
        """Files that declare the type, nearest first: those of its name, and else those that hide it."""
        folder = package.replace(".", "/")
        named = [path for path in self._known().get(name, ()) if _is_in(path, folder) and path != apart]
        if not named:
            files = self._files_of(package)
            named = [path for path in files if path != apart and name in self._types(path)]
        yield from sorted(named, key=lambda path: (-_shared(importer, path), path))

    def _types(self, path: str) -> frozenset[str]:
        head = self._head(path)
        return head.types if head is not None else frozenset()

    def _files_of(self, package: str) -> Iterable[str]:
        return (path for folder in self._folders_of(package) for path in self._listed[folder])

    def _folders_of(self, package: str) -> list[str]:
        self._known()
        folder = package.replace(".", "/")
        last = folder.rpartition("/")[2]
        return [
            each for each in self._packages.get(last, ()) if each == folder or each.endswith(f"/{folder}")
        ]

    def _known(self) -> dict[str, list[str]]:
        if self._files is None:
            files: defaultdict[str, list[str]] = defaultdict(list)
            packages: defaultdict[str, list[str]] = defaultdict(list)
            for folder, names in self._walk():
                self._listed[folder] = [f"{folder}/{name}" if folder else name for name in names]
                packages[folder.rpartition("/")[2]].append(folder)
                for name, path in zip(names, self._listed[folder], strict=True):
                    files[name.removesuffix(".java")].append(path)
            self._files, self._packages = dict(files), dict(packages)
        return self._files

    def _walk(self) -> Iterator[tuple[str, list[str]]]:
        """All folders with Java files, and the names of these."""
        count = 0
        pending = [""]
        while pending and count < _MAX_FILES:
            folder = pending.pop()
            names: list[str] = []
            for entry in self._folders.list(folder):
                if entry.kind == "folder":
                    pending.append(f"{folder}/{entry.name}" if folder else entry.name)
                elif entry.kind == "file" and entry.name.endswith(".java"):
                    names.append(entry.name)
            count += len(names)
            if names:
                yield folder, names

    def _head(self, path: str) -> _Head | None:
        blob = self._folders.blob(path)
        if blob is None:
            return None
        place = _remembered(blob)
        if not place:
            place.append(_Head(self._folders.read(path) or b""))
        return place[0]


def _is_in(path: str, folder: str) -> bool:
    here = path.rpartition("/")[0]
    return here == folder or here.endswith(f"/{folder}") or not folder


def _shared(importer: str, path: str) -> int:
    """How many folders the two have in common from the top: a module's own files are nearer than another's."""
    count = 0
    for one, other in zip(importer.split("/"), path.split("/"), strict=False):
        if one != other:
            break
        count += 1
    return count
