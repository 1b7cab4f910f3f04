"""Where Python finds modules in a tree whose `sys.path` nobody tells: roots are inferred from each importer."""

from __future__ import annotations

import fnmatch
import posixpath
import sys
from typing import TYPE_CHECKING, Final

from conflictscan.languages.python.known import SEMANTICS
from conflictscan.languages.resolver import Found, Spelling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.languages.resolver import Folders

__all__ = ["SEMANTICS", "Modules"]

_SOURCE_FOLDERS: Final = ("src", "lib", "python")
_COMPILED: Final = frozenset({"pyx", "so", "pyd", "c", "cpp", "rs", "dll"})
_GENERATED: Final = (
    "_version",
    "version",
    "__version__",
    "*_pb2",
    "*_pb2_grpc",
    "*_rc",
    "_build*",
    "ui_*",
    "_generated*",
)
_MAX_SIBLINGS: Final = 64


class Modules:
    """Module lookup in one snapshot; every answer is remembered."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._names: dict[str, dict[str, str]] = {}
        self._roots: dict[str, tuple[str, ...]] = {}
        self._found: dict[tuple[str, str, int], Found] = {}
        self._guessed: dict[tuple[str, str], Found | None] = {}
        self._ignored: dict[str, tuple[str, ...]] = {}

    # -- the three questions -------------------------------------------------------------------

    def find(self, importer: str, module: str, level: int = 0) -> Found:
        """What `module` names in the file `importer`."""
        folder = posixpath.dirname(importer)
        own = importer if not level and _is_called(importer, module.partition(".")[0]) else ""
        key = (own or folder, module, level)
        known = self._found.get(key)
        if known is None:
            known = (
                self._relative(folder, module, level) if level else self._absolute(folder, module, importer)
            )
            self._found[key] = known
        return known

    def child(self, package: str, name: str) -> Found:
        """A submodule of a package."""
        folder = self._package_folder(package)
        if folder is None:
            return Found()
        return self._descend(package, folder, (name,), 0)

    def name(self, path: str) -> str:
        """The dotted name of a module, from the root that its package stands in."""
        folder, _, last = path.rpartition("/")
        root = self._package_root(folder)
        if root == folder and folder:  # in no package: from the top of the repository, or its source folder
            root = ""
            head = folder.split("/")
            for place in range(len(head), 0, -1):
                if head[place - 1] in _SOURCE_FOLDERS:
                    root = "/".join(head[:place])
                    break
        inside = folder[len(root) :].strip("/")
        stem = last.partition(".")[0]
        parts = [*inside.split("/")] if inside else []
        if stem != "__init__":
            parts.append(stem)
        return ".".join(parts) or stem

    def stub(self, path: str) -> str | None:
        """The `.pyi` beside a `.py`."""
        if not path.endswith(".py"):
            return None
        folder, _, name = path.rpartition("/")
        return f"{path}i" if f"{name}i" in self._list(folder) else None

    def is_package(self, path: str) -> bool:
        """Is the module the `__init__` of a package, or a folder?"""
        return self._package_folder(path) is not None

    def visible(self, path: str, name: str) -> tuple[str, ...]:
        """None: a file sees what it imports."""
        del path, name
        return ()

    def spellings(self, importer: str, target: str, written: str, old: str) -> Iterator[Spelling]:
        """Relative where it was written so, and the dotted name."""
        del old
        if written.startswith("."):
            yield from _spelled_relative(importer, target)
        yield Spelling(0, self.name(target))

    # -- lookup --------------------------------------------------------------------------------

    def _relative(self, folder: str, module: str, level: int) -> Found:
        for _ in range(level - 1):
            if not folder:
                return Found()
            folder = posixpath.dirname(folder)
        start = self._package_file(folder) or folder
        if not module:
            return Found(path=start, consulted=(start,))
        return self._descend(start, folder, tuple(module.split(".")), 0)

    def _absolute(self, folder: str, module: str, importer: str) -> Found:
        first, *rest = module.split(".")
        roots = self._search_path(folder)
        standard = first in sys.stdlib_module_names
        if standard:
            roots = roots[:1]
        loose: list[str] = []
        for root in roots:
            path = self._module_at(root, first)
            if path is None or (path == importer and not _is_package(path)):
                continue  # a script never imports itself by its bare name
            if self._list(path):
                loose.append(path)
                continue
            return self._from(path, root, first, tuple(rest), 0)
        for path in loose if not standard else ():
            found = self._descend(path, path, tuple(rest), 1) if rest else Found(path=path, level=1)
            if found.path:
                return found
        probes = tuple(p for root in roots for p in _probes(root, first))
        if standard:
            return Found(external=first, consulted=probes)
        guessed = self._guess(folder, first, "" if _holds(importer, rest) else importer)
        if guessed is not None:
            return self._from(guessed.path, posixpath.dirname(guessed.path), first, tuple(rest), 2)
        if loose and rest:
            return self._descend(loose[0], loose[0], tuple(rest), 1)
        return Found(external=first, consulted=probes)

    def _from(self, path: str, root: str, first: str, rest: tuple[str, ...], level: int) -> Found:
        if not rest:
            return Found(path=path, consulted=(path,), level=level)
        folder = posixpath.join(root, first) if path.rpartition("/")[2].startswith("__init__.") else None
        if level and folder is not None:
            folder = posixpath.dirname(path)
        return self._descend(path, folder, rest, level)

    def _descend(self, package: str, folder: str | None, parts: tuple[str, ...], level: int) -> Found:
        consulted = [package]
        for place, part in enumerate(parts):
            missing = ".".join(parts[place:])
            if folder is None:
                return Found(missing=missing, missing_in=package, consulted=tuple(consulted), level=level)
            path = self._module_at(folder, part)
            if path is None:
                consulted.extend(_probes(folder, part))
                if self._made_elsewhere(folder, part):
                    return Found(consulted=tuple(consulted))
                return Found(missing=missing, missing_in=package, consulted=tuple(consulted), level=level)
            package = path
            consulted.append(path)
            folder = self._package_folder(path)
        return Found(path=package, consulted=tuple(consulted), level=level)

    def _guess(self, folder: str, name: str, importer: str) -> Found | None:
        """A package that stands alone in one of the folders beside the importer's own: `backend/`, `tests/`."""
        for around in self._ancestors(self._package_root(folder)):
            key = (around, name)
            if key not in self._guessed:
                self._guessed[key] = self._beside(around, name)
            found = self._guessed[key]
            if found is not None and found.path != importer:
                return found
        return None

    def _beside(self, around: str, name: str) -> Found | None:
        folders = [n for n, kind in self._list(around).items() if kind == "folder" and not n.startswith(".")]
        hits: list[str] = []
        for sibling in folders[:_MAX_SIBLINGS]:
            inside = self._list(posixpath.join(around, sibling))
            if inside.get(name) == "folder" and "__init__.py" not in inside:
                path = self._package_file(posixpath.join(around, sibling, name))
                if path is not None:
                    hits.append(path)
        return Found(path=hits[0]) if len(hits) == 1 else None

    # -- roots ---------------------------------------------------------------------------------

    def _search_path(self, folder: str) -> tuple[str, ...]:
        known = self._roots.get(folder)
        if known is None:
            own = self._package_root(folder)
            found: dict[str, None] = {}
            for root in self._ancestors(own):
                if root != own and self._package_file(root):
                    continue
                found.setdefault(root)
                names = self._list(root)
                for source in _SOURCE_FOLDERS:
                    inside = posixpath.join(root, source)
                    if names.get(source) == "folder" and not self._package_file(inside):
                        found.setdefault(inside)
            known = self._roots[folder] = tuple(found)
        return known

    def _package_root(self, folder: str) -> str:
        """The folder that the outermost package around `folder` stands in; `folder` itself if it is no package."""
        while folder and self._package_file(folder):
            folder = posixpath.dirname(folder)
        return folder

    @staticmethod
    def _ancestors(folder: str) -> Iterator[str]:
        yield folder
        while folder:
            folder = posixpath.dirname(folder)
            yield folder

    # -- files ---------------------------------------------------------------------------------

    def _module_at(self, folder: str, name: str) -> str | None:
        """The module of that name in a folder: package, then file, then stub, then plain folder with Python in it."""
        names = self._list(folder)
        place = f"{folder}/{name}" if folder else name
        is_folder = names.get(name) == "folder"
        if is_folder:
            package = self._package_file(place)
            if package:
                return package
        for suffix in (".py", ".pyi"):
            if f"{name}{suffix}" in names:
                return place + suffix
        return place if is_folder and self._holds_python(place) else None

    def _holds_python(self, folder: str, depth: int = 2) -> bool:
        names = self._list(folder)
        if any(name.endswith((".py", ".pyi")) for name in names):
            return True
        return depth > 0 and any(
            self._holds_python(f"{folder}/{name}", depth - 1)
            for name, kind in names.items()
            if kind == "folder"
        )

    def _package_file(self, folder: str) -> str | None:
        names = self._list(folder)
        for name in ("__init__.py", "__init__.pyi"):
            if name in names:
                return f"{folder}/{name}" if folder else name
        return None

    def _package_folder(self, path: str) -> str | None:
        """The folder in which submodules of a module stand; None if it can have none."""
        folder, _, name = path.rpartition("/")
        if name.startswith("__init__.py"):
            return folder
        return path if self._list(path) else None

    def _made_elsewhere(self, folder: str, name: str) -> bool:
        """Is the absent module compiled, generated, or kept out of version control?"""
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in _GENERATED):
            return True
        for entry, kind in self._list(folder).items():
            stem, _, suffix = entry.partition(".")
            if stem == name and (kind in {"symlink", "submodule"} or suffix.rpartition(".")[2] in _COMPILED):
                return True
        path = posixpath.join(folder, name)
        return any(self._is_ignored(around, path) for around in self._ancestors(folder))

    def _is_ignored(self, around: str, path: str) -> bool:
        if around not in self._ignored:
            content = self._folders.read(posixpath.join(around, ".gitignore")) or b""
            lines = (line.strip() for line in content.decode("utf-8", "replace").splitlines())
            self._ignored[around] = tuple(
                line.strip("/") for line in lines if line and not line.startswith(("#", "!"))
            )
        inside = path[len(around) :].strip("/")
        candidates = (inside, f"{inside}.py", posixpath.basename(path), f"{posixpath.basename(path)}.py")
        return any(fnmatch.fnmatchcase(c, pattern) for pattern in self._ignored[around] for c in candidates)

    def _list(self, folder: str) -> dict[str, str]:
        known = self._names.get(folder)
        if known is None:
            known = self._names[folder] = {e.name: str(e.kind) for e in self._folders.list(folder)}
        return known


def _is_called(path: str, name: str) -> bool:
    """Is this the name of the module at the path, were its folder a root?"""
    folder, _, last = path.rpartition("/")
    stem = last.partition(".")[0]
    return name == (folder.rpartition("/")[2] if stem == "__init__" else stem)


def _holds(path: str, rest: list[str]) -> bool:
    """Can a package that imports `a.b` from its own `__init__` mean a module of its own?"""
    return bool(rest) and _is_package(path)


def _is_package(path: str) -> bool:
    return path.rpartition("/")[2].startswith("__init__.")


def _probes(folder: str, name: str) -> tuple[str, str]:
    place = f"{folder}/{name}" if folder else name
    return f"{place}.py", f"{place}/__init__.py"


def _spelled_relative(importer: str, target: str) -> Iterator[Spelling]:
    folder, module = posixpath.dirname(importer), posixpath.splitext(target)[0].removesuffix("/__init__")
    for level in range(1, importer.count("/") + 1):
        prefix = f"{folder}/" if folder else ""
        if module.startswith(prefix):
            yield Spelling(level, module[len(prefix) :].replace("/", "."))
            return
        folder = posixpath.dirname(folder)
