"""package.json, workspaces and tsconfig.json: what maps a specifier to files of the repository."""

from __future__ import annotations

import fnmatch
import json
import posixpath
import re
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.languages.resolver import Folders

_MAX_EXTENDS: Final = 8
_MAX_FOLDERS: Final = 4000
_MAX_CONFIG: Final = 1_000_000
_CONFIGS: Final = ("tsconfig.json", "jsconfig.json", "tsconfig.base.json")
_CONDITIONS: Final = (
    "types",
    "typescript",
    "source",
    "import",
    "module",
    "require",
    "node",
    "browser",
    "default",
)
_MAIN_FIELDS: Final = ("source", "types", "typings", "module", "main")
_STRING_OR_COMMENT: Final = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/', re.DOTALL)
_TRAILING_COMMA: Final = re.compile(r",(?=\s*[}\]])")
_PNPM: Final = re.compile(r"^\s*-\s*[\"']?([^\"'#\s]+)", re.MULTILINE)


class Projects:
    """The manifests of one snapshot, read when asked for."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._json: dict[str, dict[str, Any]] = {}
        self._mappings: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {}
        self._workspaces: dict[str, dict[str, str]] = {}
        self._roots: dict[str, str] = {}

    # -- package.json --------------------------------------------------------------------------

    def main(self, folder: str) -> str:
        """The file that a folder's own manifest names as its entry; empty without one."""
        manifest = self._manifest(folder)
        entry = next((manifest[f] for f in _MAIN_FIELDS if isinstance(manifest.get(f), str)), "")
        return posixpath.normpath(posixpath.join(folder, entry)) if entry else ""

    def imports(self, folder: str, module: str) -> Iterator[str]:
        """Files that `#name` stands for: the `imports` of the nearest manifest."""
        home = self._nearest(folder, "package.json")
        if home is not None:
            yield from _mapped(self._manifest(home).get("imports"), module, home)

    def entries(self, home: str, inner: str) -> Iterator[str]:
        """Files that a package gives under a name: by `exports`, else by its entry or path."""
        manifest = self._manifest(home)
        key = f"./{inner}" if inner else "."
        exports: Any = manifest.get("exports")
        paths = [name for name in _dict(exports) if name.startswith(".")]
        yield from _mapped(exports if paths or exports is None else {".": exports}, key, home)
        if not inner:
            main = self.main(home)
            if main:
                yield main

    def workspace(self, folder: str, name: str) -> str | None:
        """The folder of a package of the same repository; None for a package from outside."""
        root = self._root(folder)
        known = self._workspaces.get(root)
        if known is None:
            known = self._workspaces[root] = dict(self._packages(root))
        return known.get(name)

    def _root(self, folder: str) -> str:
        """The outermost folder around that declares workspaces, else the nearest with a manifest."""
        known = self._roots.get(folder)
        if known is None:
            found = ""
            for each in _upwards(folder):
                if self._globs(each):
                    found = each
            known = self._roots[folder] = found
        return known

    def _packages(self, root: str) -> Iterator[tuple[str, str]]:
        folders = [root, *self._expanded(root, self._globs(root))]
        for folder in folders:
            name = self._manifest(folder).get("name")
            if isinstance(name, str) and name:
                yield name, folder

    def _globs(self, folder: str) -> tuple[str, ...]:
        declared = self._manifest(folder).get("workspaces")
        if isinstance(declared, dict):
            declared = cast("dict[str, Any]", declared).get("packages")
        found = (
            [g for g in cast("list[Any]", declared) if isinstance(g, str)]
            if isinstance(declared, list)
            else []
        )
        lerna = self._read(posixpath.join(folder, "lerna.json")).get("packages")
        if isinstance(lerna, list):
            found.extend(g for g in cast("list[Any]", lerna) if isinstance(g, str))
        pnpm = self._text(posixpath.join(folder, "pnpm-workspace.yaml"))
        if pnpm:
            found.extend(_PNPM.findall(pnpm.partition("catalog")[0]))
        return tuple(found)

    def _expanded(self, root: str, globs: tuple[str, ...]) -> list[str]:
        """Folders that workspace patterns match, so many and no more."""
        found: list[str] = []
        for glob in globs:
            if glob.startswith("!"):
                out = posixpath.join(root, glob[1:])
                found = [folder for folder in found if not fnmatch.fnmatch(folder, out)]
                continue
            places = [root]
            for part in glob.strip("/").removeprefix("./").split("/"):
                places = self._step(places, part)[:_MAX_FOLDERS]
            found.extend(places)
        return list(dict.fromkeys(found))[:_MAX_FOLDERS]

    def _step(self, places: list[str], part: str) -> list[str]:
        if part == "**":
            found = list(places)
            for place in found:
                if len(found) > _MAX_FOLDERS:
                    break
                found.extend(self._folders_in(place))
            return found
        if not any(c in part for c in "*?[{"):
            return [posixpath.join(place, part) for place in places]
        alternatives = _braces(part)
        return [
            folder
            for place in places
            for folder in self._folders_in(place)
            if any(fnmatch.fnmatch(folder.rpartition("/")[2], each) for each in alternatives)
        ]

    def _folders_in(self, folder: str) -> list[str]:
        return [
            posixpath.join(folder, entry.name)
            for entry in self._folders.list(folder)
            if entry.kind == "folder" and entry.name not in ("node_modules", ".git")
        ]

    # -- tsconfig.json -------------------------------------------------------------------------

    def paths(self, folder: str, module: str) -> Iterator[tuple[str, bool]]:
        """Files that a specifier stands for by the mappings of the nearest configuration; is it a pattern's own?"""
        for name in _CONFIGS:
            home = self._nearest(folder, name)
            if home is None:
                continue
            file = posixpath.join(home, name)
            mapping = self._mappings.get(file)
            if mapping is None:
                mapping = self._mappings[file] = tuple(self._mapping(file, 0))
            for pattern, targets in mapping:
                matched = _match(pattern, module)
                if matched is not None:
                    yield from ((target.replace("*", matched, 1), pattern != "*") for target in targets)
            if mapping:
                return

    def _mapping(self, file: str, depth: int) -> Iterator[tuple[str, tuple[str, ...]]]:
        config = self._read(file)
        home = posixpath.dirname(file)
        options = _dict(config.get("compilerOptions"))
        base = options.get("baseUrl")
        paths = options.get("paths")
        root = posixpath.normpath(posixpath.join(home, base)) if isinstance(base, str) else home
        if isinstance(paths, dict):
            given = cast("dict[str, Any]", paths)
            for pattern in sorted(given, key=lambda p: (-len(p.partition("*")[0]), p)):
                targets = [t for t in _list(given[pattern]) if isinstance(t, str)]
                yield pattern, tuple(_under(root, target) for target in targets)
        elif depth < _MAX_EXTENDS:
            for parent in self._extended(config, home):
                yield from self._mapping(parent, depth + 1)
        for reference in _list(config.get("references")):
            path = _dict(reference).get("path")
            if isinstance(path, str) and depth == 0 and not isinstance(paths, dict):
                place = posixpath.normpath(posixpath.join(home, path))
                child = place if place.endswith(".json") else posixpath.join(place, "tsconfig.json")
                yield from self._mapping(child, _MAX_EXTENDS)
        if isinstance(base, str):
            yield "*", (_under(root, "*"),)

    def _extended(self, config: dict[str, Any], home: str) -> Iterator[str]:
        extends = config.get("extends")
        for each in reversed(_list(extends)) if isinstance(extends, list) else [extends]:
            if isinstance(each, str) and each.startswith("."):
                path = posixpath.normpath(posixpath.join(home, each))
                yield path if path.endswith(".json") else f"{path}.json"

    # -- reading -------------------------------------------------------------------------------

    def _manifest(self, folder: str) -> dict[str, Any]:
        return self._read(posixpath.join(folder, "package.json"))

    def _nearest(self, folder: str, name: str) -> str | None:
        return next(
            (f for f in _upwards(folder) if self._folders.kind(posixpath.join(f, name)) == "file"), None
        )

    def _read(self, path: str) -> dict[str, Any]:
        """A JSON file with comments, as far as it is one; empty where it is not."""
        known = self._json.get(path)
        if known is None:
            known = self._json[path] = _object(self._text(path))
        return known

    def _text(self, path: str) -> str:
        content = self._folders.read(path) if self._folders.kind(path) == "file" else None
        return content.decode("utf-8-sig", "replace") if content and len(content) < _MAX_CONFIG else ""


def _object(text: str) -> dict[str, Any]:
    if not text:
        return {}
    plain = _STRING_OR_COMMENT.sub(lambda m: m[0] if m[0][0] == '"' else "", text)
    try:
        return _dict(json.loads(_TRAILING_COMMA.sub("", plain)))
    except (ValueError, RecursionError):
        return {}


def _dict(value: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON of strangers
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:  # noqa: ANN401 - JSON of strangers
    return cast("list[Any]", value) if isinstance(value, list) else []


def _under(root: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(root, target)).removeprefix("./")


def _upwards(folder: str) -> Iterator[str]:
    yield folder
    while folder:
        folder = posixpath.dirname(folder)
        yield folder


def _match(pattern: str, module: str) -> str | None:
    """What the star of a pattern stands for; empty where the pattern has none; None where it does not match."""
    before, star, after = pattern.partition("*")
    if not star:
        return "" if pattern == module else None
    if module.startswith(before) and module.endswith(after) and len(module) >= len(before) + len(after):
        return module[len(before) : len(module) - len(after)]
    return None


def _mapped(table: Any, key: str, home: str) -> Iterator[str]:  # noqa: ANN401 - JSON of strangers
    """Targets of a key in an `exports` or `imports` table, the longest pattern first."""
    if not isinstance(table, dict):
        return
    given = cast("dict[str, Any]", table)
    for pattern in sorted(given, key=lambda p: (-len(p.partition("*")[0]), p)):
        matched = _match(pattern, key)
        if matched is not None:
            for target in _targets(given[pattern], 0):
                yield posixpath.normpath(posixpath.join(home, target.replace("*", matched)))


def _targets(value: Any, depth: int) -> Iterator[str]:  # noqa: ANN401 - JSON of strangers
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in cast("list[Any]", value):
            yield from _targets(each, depth + 1)
    elif isinstance(value, dict) and depth < _MAX_EXTENDS:
        given = cast("dict[str, Any]", value)
        for condition in (*_CONDITIONS, *(c for c in given if c not in _CONDITIONS)):
            if condition in given:
                yield from _targets(given[condition], depth + 1)


def _braces(part: str) -> list[str]:
    """`{a,b}` spelled out, one level."""
    match = re.search(r"\{([^{}]*)\}", part)
    if match is None:
        return [part]
    return [part[: match.start()] + each + part[match.end() :] for each in match[1].split(",")]
