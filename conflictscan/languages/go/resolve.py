"""Where Go finds packages: folders, named by the module path of go.mod, or by what the imports have in common."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from conflictscan.languages.go.builtin import BUILTIN
from conflictscan.languages.resolver import Found, ImportSyntax, Semantics, Spelling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.languages.resolver import Folders

__all__ = ["SEMANTICS", "Modules"]

SEMANTICS: Final = Semantics(
    object_members=frozenset(),
    class_members=frozenset(),
    module_members=frozenset(),
    injected=frozenset(),
    constructors=(),
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
    own_files=(".go",),
    imports=ImportSyntax(module=r"(?:[\w.]+\s+)?\"([^\"\n]+)\"", alias="", named='{name} "{module}"'),
    package_scope=True,
    file_conditions=True,
    open_classes=True,
    built_by_call=False,
    result_lists=True,
    implicit_interfaces=True,
    repeatable=frozenset({"init", "_", "main"}),
    compiled=True,
    builtin=BUILTIN,
    capital_exports=True,
)

_MODULE: Final = re.compile(rb"^module\s+\"?([^\s\"]+)", re.MULTILINE)
_PACKAGE: Final = re.compile(rb"^package\s+(\w+)", re.MULTILINE)
_QUOTED: Final = re.compile(
    rb"^\s*(?:import\s+)?(?:[\w.]+\s+)?\"([\w.\-]+\.[\w.\-]+/[^\"\s]+)\"", re.MULTILINE
)
_BUILD: Final = re.compile(rb"^//(?:go:build| ?\+build)\s+([^\n]+)", re.MULTILINE)
_SYSTEMS: Final = frozenset(
    [
        "aix",
        "android",
        "darwin",
        "dragonfly",
        "freebsd",
        "illumos",
        "ios",
        "js",
        "linux",
        "netbsd",
        "openbsd",
        "plan9",
        "solaris",
        "wasip1",
        "windows",
        "386",
        "amd64",
        "arm",
        "arm64",
        "loong64",
        "mips",
        "mips64",
        "mips64le",
        "mipsle",
        "ppc64",
        "ppc64le",
        "riscv64",
        "s390x",
        "wasm",
    ]
)
_HOST_OWNER_NAME: Final = 3
_FILES: Final = 40
_HEAD: Final = 1 << 14


class Modules:
    """Package lookup in one snapshot; every answer is remembered."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._roots: dict[str, tuple[str, str] | None] = {}
        self._inferred: dict[str, str] = {}
        self._files: dict[str, tuple[str, ...]] = {}
        self._packages: dict[str, bytes] = {}
        self._found: dict[tuple[str, str], Found] = {}
        self._visible: dict[tuple[str, str], tuple[str, ...]] = {}

    def find(self, importer: str, module: str, level: int = 0) -> Found:
        """The package that an import path names: one of its files stands for it."""
        del level
        key = (posixpath.dirname(importer), module)
        known = self._found.get(key)
        if known is None:
            known = self._found[key] = self._find(importer, module)
        return known

    def child(self, package: str, name: str) -> Found:
        """Nothing: a package in a folder below is no member."""
        del package, name
        return Found()

    def name(self, path: str) -> str:
        """The folder of the package; the file at the top of the repository."""
        return posixpath.dirname(path) or path.removesuffix(".go")

    def stub(self, path: str) -> str | None:
        """Nothing declares types beside a file."""
        del path

    def is_package(self, path: str) -> bool:
        """No package has members that are packages."""
        del path
        return False

    def visible(self, path: str, name: str) -> tuple[str, ...]:
        """Other files of the package that hold the name as a word."""
        key = (path, name)
        known = self._visible.get(key)
        if known is None:
            word = re.compile(
                rb"(?<![\w\x80-\xff])%s(?![\w\x80-\xff])" % re.escape(name.encode("utf-8", "surrogateescape"))
            )
            found = (other for other in self._siblings(path) if word.search(self._folders.read(other) or b""))
            known = self._visible[key] = tuple(found)
        return known

    def spellings(self, importer: str, target: str, written: str, old: str) -> Iterator[Spelling]:
        """The import path of the package, below the same module; one that is internal to others is left out."""
        before, now = posixpath.dirname(old), posixpath.dirname(target)
        prefix = written if not before else written.removesuffix(f"/{before}")
        if before and prefix == written:
            root = self._root(posixpath.dirname(target))
            if root is None:
                return
            prefix, now = root[0], posixpath.relpath(now, root[1] or ".")
        around, internal, _ = f"/{now}/".partition("/internal/")
        if not internal or f"/{importer}".startswith(f"{around}/"):
            yield Spelling(0, f"{prefix}/{now}" if now not in ("", ".") else prefix)

    def condition(self, path: str) -> str:
        """The build line of a file, and the system or processor that its name ends with."""
        line = _BUILD.search((self._folders.read(path) or b"")[:_HEAD])
        parts = path.rpartition("/")[2].removesuffix(".go").removesuffix("_test").split("_")[1:]
        named = [part for part in parts[-2:] if part in _SYSTEMS]
        return " ".join(
            [*named, line[1].decode("utf-8", "replace").strip() if line is not None else ""]
        ).strip()

    # -- lookup --------------------------------------------------------------------------------

    def _find(self, importer: str, module: str) -> Found:
        if "." not in module.partition("/")[0] and not self._is_own(importer, module):
            return Found(external=module)
        root = self._root(posixpath.dirname(importer))
        prefix, home = root if root is not None else (self._prefix(importer), "")
        if not prefix or not (module == prefix or module.startswith(f"{prefix}/")):
            return Found(external=module)
        folder = posixpath.join(home, module[len(prefix) + 1 :]) if module != prefix else home
        files = [file for file in self._go_files(folder) if not file.endswith("_test.go")]
        if files:
            return Found(path=files[0])
        return Found(missing=module.rpartition("/")[2], missing_in=folder, consulted=(folder,))

    def _is_own(self, importer: str, module: str) -> bool:
        """Is the first part of a path without a dot that of the repository's own module?"""
        root = self._root(posixpath.dirname(importer))
        return root is not None and (module == root[0] or module.startswith(f"{root[0]}/"))

    def _root(self, folder: str) -> tuple[str, str] | None:
        """Module path and folder of the nearest go.mod."""
        if folder in self._roots:
            return self._roots[folder]
        content = self._folders.read(posixpath.join(folder, "go.mod"))
        match = _MODULE.search(content) if content else None
        if match is not None:
            found: tuple[str, str] | None = (match[1].decode("utf-8", "replace"), folder)
        else:
            found = self._root(posixpath.dirname(folder)) if folder else None
        self._roots[folder] = found
        return found

    def _prefix(self, importer: str) -> str:
        """The path of the repository itself, where no go.mod says it: what its imports have before its own folders."""
        folder = posixpath.dirname(importer)
        known = self._inferred.get(folder)
        if known is None:
            counts: Counter[str] = Counter()
            for file in self._go_files(folder)[:_FILES]:
                for path in _QUOTED.findall((self._folders.read(file) or b"")[:_HEAD]):
                    counts.update(self._prefixes(path.decode("utf-8", "replace")))
            known = self._inferred[folder] = max(counts, key=lambda p: (counts[p], p)) if counts else ""
        return known

    def _prefixes(self, path: str) -> Iterator[str]:
        parts = path.split("/")
        for count in range(_HOST_OWNER_NAME, len(parts)):
            folder = "/".join(parts[count:])
            if self._go_files(folder):
                yield "/".join(parts[:count])
                return

    # -- files ---------------------------------------------------------------------------------

    def _go_files(self, folder: str) -> tuple[str, ...]:
        known = self._files.get(folder)
        if known is None:
            names = sorted(
                e.name for e in self._folders.list(folder) if e.name.endswith(".go") and e.kind == "file"
            )
            known = self._files[folder] = tuple(posixpath.join(folder, name) for name in names)
        return known

    def _siblings(self, path: str) -> Iterator[str]:
        own, test = self._package(path), path.endswith("_test.go")
        for other in self._go_files(posixpath.dirname(path)):
            if other != path and (test or not other.endswith("_test.go")) and self._package(other) == own:
                yield other

    def _package(self, path: str) -> bytes:
        known = self._packages.get(path)
        if known is None:
            match = _PACKAGE.search(self._folders.read(path) or b"")
            known = self._packages[path] = match[1] if match is not None else b""
        return known
