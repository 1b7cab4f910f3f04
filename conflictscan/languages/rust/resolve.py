"""Where Rust finds modules: crates of a workspace, files declared by `mod`, and files that may add to a type."""

from __future__ import annotations

import posixpath
import re
import tomllib
from typing import TYPE_CHECKING, Final, cast

import msgspec

from conflictscan.languages.resolver import Found, Spelling
from conflictscan.languages.rust.known import SEMANTICS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.languages.resolver import Folders

__all__ = ["SEMANTICS", "Modules"]

_MANIFEST: Final = "Cargo.toml"
_ROOTS: Final = ("src/lib.rs", "src/main.rs")
_HOMES: Final = frozenset({"mod.rs", "lib.rs", "main.rs"})
_TARGETS: Final = ("lib", "bin", "test", "bench", "example")
_SKIPPED: Final = frozenset({"target", "node_modules", ".git"})
_PATH: Final = rb'#\[path\s*=\s*"([^"]+)"\]\s*(?:#\[[^\]]*\]\s*)*(?:pub(?:\([^)]*\))?\s+)?'
_MAX_FILES: Final = 3000
_MAX_DEPTH: Final = 12


class _Crate(msgspec.Struct, frozen=True):
    """One package: where it is, its name in code, the roots its manifest names."""

    folder: str
    name: str
    roots: tuple[str, ...]
    old: bool  # of the edition of 2015: paths of imports start at the root


class Modules:
    """Module lookup in one snapshot; every answer is remembered."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._crates: dict[str, _Crate | None] = {}
        self._known: dict[str, str] | None = None
        self._roots: dict[str, str] = {}
        self._texts: dict[str, bytes] = {}
        self._files: dict[str, tuple[str, ...]] = {}
        self._found: dict[tuple[str, str], Found] = {}
        self._visible: dict[tuple[str, str], tuple[str, ...]] = {}

    def find(self, importer: str, module: str, level: int = 0) -> Found:
        """The file of the module that a path names in a file."""
        del level
        key = (importer, module)
        known = self._found.get(key)
        if known is None:
            known = self._found[key] = self._find(importer, module)
        return known

    def child(self, package: str, name: str) -> Found:
        """Nothing: a module has the modules that it declares."""
        del package, name
        return Found()

    def name(self, path: str) -> str:
        """The path of the module, from the name of its crate."""
        crate = self._crate(path)
        if crate is None:
            return path.removesuffix(".rs")
        root = self._root(path)
        if not root:
            return path.removesuffix(".rs")
        home = posixpath.dirname(root)
        inner = path.removesuffix(".rs").removeprefix(f"{home}/" if home else "")
        parts = [] if path == root else [part for part in inner.split("/") if part != "mod"]
        base = crate.name
        if posixpath.basename(root) not in ("lib.rs", "main.rs") or posixpath.basename(home) != "src":
            base += "/" + root.removesuffix(".rs").removeprefix(f"{crate.folder}/" if crate.folder else "")
        return "::".join([base, *parts])

    def stub(self, path: str) -> str | None:
        """Nothing declares what a module holds but the module."""
        del path

    def is_package(self, path: str) -> bool:
        """What a module has, it says."""
        del path
        return False

    def visible(self, path: str, name: str) -> tuple[str, ...]:
        """The files of the crate that define something of that name."""
        crate = self._crate(path)
        if crate is None or not name.isidentifier():
            return ()
        root = self._root(path)
        folder = posixpath.dirname(root) if root else crate.folder
        key = (folder, name)
        known = self._visible.get(key)
        if known is None:
            word = name.encode()
            head = re.compile(rb"\b(?:fn|const|type)\s+(?:r#)?" + re.escape(word) + rb"\b")
            known = tuple(
                each
                for each in self._sources(folder)
                if word in (text := self._text(each)) and head.search(text) is not None
            )
            self._visible[key] = known
        return tuple(each for each in known if each != path)

    def spellings(self, importer: str, target: str, written: str, old: str) -> Iterator[Spelling]:
        """From the root of its own crate, or by the name of another."""
        del written, old
        head, _, rest = self.name(target).partition("::")
        own = self.name(importer).partition("::")[0]
        yield Spelling(0, "::".join(["crate" if head == own else head, *([rest] if rest else [])]))

    # -- paths ---------------------------------------------------------------------------------

    def _find(self, importer: str, module: str) -> Found:
        if not module:
            return Found()
        head, *rest = module.split("::")
        at: str | None
        if head == "crate":
            at = self._root(importer) or None
        elif head == "self":
            at = importer
        elif head == "super":
            at = self._parent(importer)
        else:
            return self._outside(importer, head, rest)
        while at is not None and rest and rest[0] in ("super", "self"):
            at = self._parent(at) if rest[0] == "super" else at
            rest = rest[1:]
        return self._walk(at, rest) if at is not None else Found()

    def _outside(self, importer: str, head: str, rest: list[str]) -> Found:
        """A path that starts with a name: a module of the file, a crate of the workspace, or one from elsewhere."""
        if self._declared(importer, head):
            return self._walk(importer, [head, *rest])
        own = self._crate(importer)
        if own is not None and own.old:
            root = self._root(importer)
            if root and self._declared(root, head):
                return self._walk(root, [head, *rest])
        folder = self._names().get(head)
        if folder is not None:
            root = self._library(folder)
            return self._walk(root, rest) if root else Found()
        if re.search(
            rb"\b(?:use|as|mod)\b[^;]*\b" + re.escape(head.encode()) + rb"\s*[;,}{]", self._text(importer)
        ):
            return Found()  # a module that the file imports under this name, or one written inline
        return Found(external=head)

    def _walk(self, at: str, names: list[str]) -> Found:
        """From module to module by what each declares."""
        trail = [at]
        for name in names:
            below = self._module_file(at, name)
            if below is None:
                text = self._text(at)
                if (
                    text
                    and re.search(rb"\b" + re.escape(name.encode()) + rb"\b|\binclude!|!\s*\{", text) is None
                ):
                    return Found(missing=name, missing_in=at, consulted=tuple(trail))
                return Found(consulted=tuple(trail))
            at = below
            trail.append(at)
        return Found(path=at, consulted=tuple(trail))

    def _declared(self, path: str, name: str) -> bool:
        """By a `mod` of the file itself, or by one that a macro is given: `experimental!(pub mod arrow)`."""
        pattern = rb"\bmod\s+(?:r#)?" + re.escape(name.encode()) + rb"\s*[;)}\]]"
        return re.search(pattern, self._text(path)) is not None

    def _module_file(self, path: str, name: str) -> str | None:
        """The file of `mod name;` in a file."""
        if not self._declared(path, name):
            return None
        text = self._text(path)
        given = re.search(
            rb'#\[path\s*=\s*"([^"]+)"\]\s*(?:#\[[^\]]*\]\s*)*(?:pub(?:\([^)]*\))?\s+)?mod\s+'
            + name.encode()
            + rb"\s*[;)}\]]",
            text,
        )
        folder, _, base = path.rpartition("/")
        if given is not None:
            there = posixpath.normpath(posixpath.join(folder, given[1].decode("utf-8", "replace")))
            return there if self._is_file(there) else None
        home = folder if base in _HOMES or path == self._root(path) else path.removesuffix(".rs")
        for candidate in (posixpath.join(home, f"{name}.rs"), posixpath.join(home, name, "mod.rs")):
            if self._is_file(candidate):
                return candidate
        return None

    def _parent(self, path: str) -> str | None:
        """The file that declares a module."""
        if path == self._root(path):
            return None
        folder, _, base = path.rpartition("/")
        own = posixpath.basename(folder) if base == "mod.rs" else base.removesuffix(".rs")
        around = posixpath.dirname(folder) if base == "mod.rs" else folder
        candidates = [posixpath.join(around, "mod.rs"), f"{around}.rs", self._root(path)]
        for candidate in candidates:
            if candidate and self._is_file(candidate) and self._module_file(candidate, own) == path:
                return candidate
        return None

    # -- crates --------------------------------------------------------------------------------

    def _root(self, path: str) -> str:
        """The root of the crate that a file belongs to; empty where none is known."""
        known = self._roots.get(path)
        if known is None:
            known = self._roots[path] = self._root_of(path)
        return known

    def _root_of(self, path: str) -> str:
        crate = self._crate(path)
        if crate is None:
            return ""
        inner = path.removeprefix(f"{crate.folder}/") if crate.folder else path
        if path in crate.roots or inner == "build.rs":
            return path
        parts = inner.split("/")
        if parts[0] in ("tests", "examples", "benches") or parts[:2] == ["src", "bin"]:
            depth = 2 if parts[0] == "src" else 1
            if len(parts) == depth + 1:
                return path
            main = posixpath.join(crate.folder, *parts[: depth + 1], "main.rs")
            return main if self._is_file(main) else ""
        around = [root for root in crate.roots if path.startswith(f"{posixpath.dirname(root)}/")]
        first = parts[1].removesuffix(".rs") if len(parts) > 1 else ""
        declaring = [root for root in around if first and self._declared(root, first)]
        return next(iter(declaring or around), "")

    def _library(self, folder: str) -> str:
        crate = self._package(folder)
        roots = crate.roots if crate is not None else ()
        return next((root for root in roots if not root.endswith("main.rs")), "")

    def _crate(self, path: str) -> _Crate | None:
        folder: str = posixpath.dirname(path)
        for _ in range(_MAX_DEPTH * 2):
            crate = self._package(folder)
            if crate is not None:
                return crate
            if not folder:
                return None
            folder = posixpath.dirname(folder)
        return None

    def _package(self, folder: str) -> _Crate | None:
        if folder not in self._crates:
            self._crates[folder] = self._manifest(folder)
        return self._crates[folder]

    def _manifest(self, folder: str) -> _Crate | None:
        source = self._folders.read(posixpath.join(folder, _MANIFEST))
        if source is None:
            return None
        try:
            manifest = tomllib.loads(source.decode("utf-8", "replace"))
        except (tomllib.TOMLDecodeError, RecursionError):
            return None
        package = _table(manifest.get("package")) or _table(manifest.get("project"))
        written, edition = package.get("name"), package.get("edition", "2015")
        if not isinstance(written, str):
            return None
        name = _table(manifest.get("lib")).get("name", written)
        roots: list[str] = []
        for target in _TARGETS:
            for each in _tables(manifest.get(target)):
                path = each.get("path")
                if isinstance(path, str):
                    roots.append(posixpath.normpath(posixpath.join(folder, path)))
        roots.extend(posixpath.join(folder, root) for root in _ROOTS)
        return _Crate(
            folder,
            (name if isinstance(name, str) else written).replace("-", "_"),
            tuple(dict.fromkeys(root for root in roots if self._is_file(root))),
            edition == "2015",
        )

    def _names(self) -> dict[str, str]:
        """The crates of the repository by name, and where they are."""
        if self._known is None:
            self._known = {}
            folder: str
            for folder in self._folders_below("", _MANIFEST):
                crate = self._package(folder)
                if crate is not None:
                    self._known.setdefault(crate.name, folder)
        return self._known

    # -- files ---------------------------------------------------------------------------------

    def _folders_below(self, folder: str, wanted: str) -> Iterator[str]:
        stack: list[tuple[str, int]] = [(folder, 0)]
        while stack:
            here, depth = stack.pop()
            entries = self._folders.list(here)
            if any(entry.name == wanted for entry in entries):
                yield here
            if depth < _MAX_DEPTH // 2:
                stack.extend(
                    (posixpath.join(here, entry.name), depth + 1)
                    for entry in entries
                    if entry.kind == "folder"
                    and entry.name not in _SKIPPED
                    and not entry.name.startswith(".")
                )

    def _sources(self, folder: str) -> tuple[str, ...]:
        known = self._files.get(folder)
        if known is None:
            found: list[str] = []
            stack = [folder]
            while stack and len(found) < _MAX_FILES:
                here = stack.pop()
                for entry in self._folders.list(here):
                    path = posixpath.join(here, entry.name)
                    if entry.kind == "folder" and entry.name not in _SKIPPED:
                        stack.append(path)
                    elif entry.kind == "file" and entry.name.endswith(".rs"):
                        found.append(path)
            known = self._files[folder] = tuple(sorted(found))
        return known

    def _text(self, path: str) -> bytes:
        known = self._texts.get(path)
        if known is None:
            known = self._texts[path] = self._folders.read(path) or b""
        return known

    def _is_file(self, path: str) -> bool:
        return self._folders.kind(path) in ("file", "symlink")


def _table(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def _tables(value: object) -> list[dict[str, object]]:
    """A table, or a list of tables."""
    listed = cast("list[object]", value) if isinstance(value, list) else [value]
    return [_table(each) for each in listed]
