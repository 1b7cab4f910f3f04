"""Where JavaScript and TypeScript find modules: relative files, package manifests, workspaces, path mappings."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Final

from conflictscan.languages.javascript.known import SEMANTICS
from conflictscan.languages.javascript.projects import Projects
from conflictscan.languages.javascript.spelling import SUFFIXES, WRITTEN_FOR, mapped, relative, stem
from conflictscan.languages.resolver import Found, Spelling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.languages.resolver import Folders

__all__ = ["SEMANTICS", "Modules"]

_BUILT: Final = ("dist", "lib", "build", "out", "es", "esm", "cjs", "output")
"""Folders that packages publish and repositories lack: what is asked for there stands in `src`."""


class Modules:
    """Module lookup in one snapshot; every answer is remembered."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._projects = Projects(folders)
        self._found: dict[tuple[str, str], Found] = {}
        self._listed: dict[str, frozenset[str]] = {}

    def find(self, importer: str, module: str, level: int = 0) -> Found:
        """What the specifier `module` names in the file `importer`."""
        del level
        folder = posixpath.dirname(importer)
        key = (folder, module)
        known = self._found.get(key)
        if known is None:
            known = self._found[key] = self._find(folder, module.partition("?")[0])
        return known

    def child(self, package: str, name: str) -> Found:
        """Nothing: a folder's files are no members of its index."""
        del package, name
        return Found()

    def name(self, path: str) -> str:
        """The path without its suffix, and without `index`."""
        return stem(path).removesuffix("/index")

    def stub(self, path: str) -> str | None:
        """Declarations beside a module are found by its name."""
        del path

    def is_package(self, path: str) -> bool:
        """No module has submodules."""
        del path
        return False

    def visible(self, path: str, name: str) -> tuple[str, ...]:
        """None: a file sees what it imports."""
        del path, name
        return ()

    def spellings(self, importer: str, target: str, written: str, old: str) -> Iterator[Spelling]:
        """Relative where it was written so; else through the mapping that the specifier went through."""
        if "?" in written or "!" in written:
            return
        if not written.startswith("."):
            through = written.startswith("#") or any(
                self._projects.paths(posixpath.dirname(importer), written)
            )
            if not through:
                return  # by the name of a package: what another of its files is called, its manifest decides
            yield from (Spelling(0, each) for each in mapped(target, written, old))
        yield Spelling(0, relative(importer, target, written, old))

    # -- lookup --------------------------------------------------------------------------------

    def _find(self, folder: str, module: str) -> Found:
        if not module or "!" in module or "\0" in module:
            return Found()
        if module.startswith(("./", "../")) or module in (".", ".."):
            return self._relative(folder, module)
        if module.startswith("/"):
            return Found()
        if module.startswith("node:"):
            return Found(external=module[5:].partition("/")[0])
        if module.startswith("#"):
            return self._first(self._projects.imports(folder, module)) or Found()
        mapped = list(self._projects.paths(folder, module))
        found = self._first(iter([path for path, _ in mapped]))
        if found is not None:
            return found
        if any(own for _, own in mapped):
            last = module.rpartition("/")[2]
            tried = tuple(each for path, _ in mapped for each in self._candidates(path))
            return Found(missing=last.partition(".")[0] or last, missing_in=mapped[0][0], consulted=tried)
        return self._package(folder, module)

    def _relative(self, folder: str, module: str) -> Found:
        path = posixpath.normpath(posixpath.join(folder, module))
        if path.startswith(".."):
            return Found()
        path = "" if path == "." else path
        found, tried = self._file(path)
        if found:
            return Found(path=found, consulted=tried)
        last = path.rpartition("/")[2]
        if posixpath.splitext(last)[1] not in ("", *SUFFIXES) and not self._same_stem(path):
            return Found()  # a style sheet, a picture: what becomes of it, a bundler knows
        return Found(missing=last.partition(".")[0] or last, missing_in=path, consulted=tried)

    def _same_stem(self, path: str) -> bool:
        """Is it a name with dots (`user.service`), not a kind of file that no language reads?"""
        suffix = posixpath.splitext(path)[1]
        return len(suffix) > 5 or suffix in (".service", ".spec", ".test", ".page", ".model", ".types")

    def _package(self, folder: str, module: str) -> Found:
        parts = module.split("/")
        count = 2 if module.startswith("@") else 1
        name, inner = "/".join(parts[:count]), "/".join(parts[count:])
        if name in ("@", "~") or name.startswith("@/") or not parts[0].strip("@"):
            return Found()  # an alias that only a bundler's program knows
        home = self._projects.workspace(folder, name)
        if home is None:
            return Found(external=name)
        found = self._first(self._projects.entries(home, inner))
        if found is not None:
            return found
        found = self._first(self._sources(home, inner))
        return found or Found(consulted=(f"{home}/package.json",))

    def _sources(self, home: str, inner: str) -> Iterator[str]:
        """Where a package keeps what it will publish."""
        head, _, rest = inner.partition("/")
        inner = rest if head in _BUILT and rest else inner
        for place in (inner, f"src/{inner}" if inner else "src", f"lib/{inner}" if inner else "lib"):
            yield posixpath.join(home, place) if place else home

    def _first(self, candidates: Iterator[str]) -> Found | None:
        tried: list[str] = []
        for candidate in candidates:
            found, looked = self._file(candidate)
            tried.extend(looked)
            if found:
                return Found(path=found, consulted=tuple(tried))
            built = self._unbuilt(candidate)
            if built:
                found, looked = self._file(built)
                tried.extend(looked)
                if found:
                    return Found(path=found, consulted=tuple(tried))
        return None

    @staticmethod
    def _unbuilt(path: str) -> str:
        """`packages/a/dist/index.js` as `packages/a/src/index`."""
        parts = path.split("/")
        for place, part in enumerate(parts):
            if part in _BUILT and place < len(parts) - 1:
                rest = stem("/".join(["src", *parts[place + 1 :]]))
                return "/".join([*parts[:place], rest]) if place else rest
        return ""

    def _file(self, path: str) -> tuple[str, tuple[str, ...]]:
        """The file that a path without certain suffix stands for, and the paths that were looked at."""
        tried: list[str] = []
        for candidate in self._candidates(path):
            tried.append(candidate)
            if self._is_file(candidate):
                return candidate, tuple(tried)
        return "", tuple(tried)

    def _candidates(self, path: str) -> Iterator[str]:
        plain, suffix = posixpath.splitext(path)
        if suffix and path:
            yield path
            for written in WRITTEN_FOR.get(suffix, ()):
                yield plain + written
        if path:
            for each in SUFFIXES:
                yield path + each
        main = self._projects.main(path)
        if main:
            yield from (main, *(main + each for each in SUFFIXES))
        for each in SUFFIXES:
            yield posixpath.join(path, f"index{each}")

    def _is_file(self, path: str) -> bool:
        folder, _, name = path.rpartition("/")
        known = self._listed.get(folder)
        if known is None:
            known = frozenset(e.name for e in self._folders.list(folder) if e.kind in ("file", "symlink"))
            self._listed[folder] = known
        return name in known
