"""Lock files beside manifests: which of a manifest's requirements they do not hold. Read as text, name by name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, cast

import msgspec

from conflictscan.formats.requirements import normalised
from conflictscan.rules.engines.projects import around

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import Requirement
    from conflictscan.graph import Tree

_LOCKED: Final = frozenset({"main", "dev", "test", "docs", "optional", "indirect"})
_NAME_ROW: Final = re.compile(r'^name = "([^"]+)"', re.MULTILINE)
_YARN: Final = re.compile(r'^"?((?:@[^@/\s"]+/)?[^@\s"]+)@', re.MULTILINE)
_YARN_MORE: Final = re.compile(r'[,"]\s*((?:@[^@/\s"]+/)?[^@\s",]+)@')
_GEM: Final = re.compile(r"^ {2,}([\w.-]+)(?: \(|!|$)", re.MULTILINE)
_PNPM: Final = re.compile(r"""^\s+['"]?((?:@[^@/\s'"]+/)?[^@\s'":]+)['"]?:""", re.MULTILINE)
_GO: Final = re.compile(r"^(\S+) (\S+?)(?:/go\.mod)? h1:", re.MULTILINE)


class Lock(msgspec.Struct, frozen=True):
    """One kind of lock file: its name, its manifest's, how they are compared, and the command that refuses."""

    file: str
    manifest: str
    ecosystem: str
    held: Callable[[str], frozenset[str] | None]
    command: str
    above: bool = False  # one lock serves the manifests of the folders below


class Beside(msgspec.Struct, frozen=True):
    """A lock file and a manifest that it has to satisfy."""

    lock: Lock
    path: str
    manifest: str


def _rows(text: str) -> frozenset[str]:
    return frozenset(_NAME_ROW.findall(text))


def _python(text: str) -> frozenset[str]:
    return frozenset(map(normalised, _rows(text)))


def _table(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def _document(text: str) -> dict[str, object] | None:
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, object]", found) if isinstance(found, dict) else None


def _npm(text: str) -> frozenset[str] | None:
    """What the root project asks for, with its range: `npm ci` compares the two."""
    document = _document(text)
    if document is None:
        return None
    if "packages" not in document:
        return frozenset(_table(document.get("dependencies")))
    root = _table(_table(document["packages"]).get(""))
    listed = [_table(root.get(each)) for each in ("dependencies", "devDependencies", "optionalDependencies")]
    return frozenset(name for each in listed for name in each)


def _composer(text: str) -> frozenset[str] | None:
    document = _document(text)
    if document is None:
        return None
    rows = [
        _table(row)
        for key in ("packages", "packages-dev")
        for row in cast("list[object]", document.get(key) or [])
    ]
    return frozenset(str(row.get("name", "")).lower() for row in rows)


def _pipenv(text: str) -> frozenset[str] | None:
    document = _document(text)
    if document is None:
        return None
    return frozenset(normalised(name) for key in ("default", "develop") for name in _table(document.get(key)))


def _yarn(text: str) -> frozenset[str]:
    heads = "\n".join(line for line in text.splitlines() if line[:1] not in (" ", "#", ""))
    return frozenset(_YARN.findall(heads)) | frozenset(_YARN_MORE.findall(heads))


def _pnpm(text: str) -> frozenset[str]:
    return frozenset(_PNPM.findall(text))


def _gems(text: str) -> frozenset[str]:
    return frozenset(_GEM.findall(text))


def _go(text: str) -> frozenset[str]:
    return frozenset(f"{name} {version}" for name, version in _GO.findall(text))


LOCKS: Final = (
    Lock("package-lock.json", "package.json", "npm", _npm, "npm ci"),
    Lock("npm-shrinkwrap.json", "package.json", "npm", _npm, "npm ci"),
    Lock("yarn.lock", "package.json", "npm", _yarn, "yarn install --frozen-lockfile"),
    Lock("pnpm-lock.yaml", "package.json", "npm", _pnpm, "pnpm install --frozen-lockfile"),
    Lock("poetry.lock", "pyproject.toml", "pypi", _python, "poetry install"),
    Lock("uv.lock", "pyproject.toml", "pypi", _python, "uv sync --locked"),
    Lock("pdm.lock", "pyproject.toml", "pypi", _python, "pdm install --frozen-lockfile"),
    Lock("Pipfile.lock", "Pipfile", "pypi", _pipenv, "pipenv install --deploy"),
    Lock("Cargo.lock", "Cargo.toml", "crates", _rows, "cargo build --locked", above=True),
    Lock("go.sum", "go.mod", "go", _go, "go build"),
    Lock("Gemfile.lock", "Gemfile", "gems", _gems, "bundle install --frozen"),
    Lock("composer.lock", "composer.json", "composer", _composer, "composer install"),
)
FILES: Final = frozenset(name for lock in LOCKS for name in (lock.file, lock.manifest))


def beside(tree: Tree, path: str) -> Iterator[Beside]:
    """The locks of a tree that a manifest stands under, by the manifest's path."""
    folder, _, name = path.rpartition("/")
    for lock in LOCKS:
        if lock.manifest != name:
            continue
        for here in around(path) if lock.above else (folder,):
            at = f"{here}/{lock.file}" if here else lock.file
            if tree.snapshot.kind(at) is not None:
                yield Beside(lock, at, path)
                break


def unlocked(tree: Tree, pair: Beside) -> dict[str, Requirement]:
    """What the manifest of a tree asks for and its lock does not hold; nothing where either is not there or read."""
    source = tree.source(pair.path)
    facts = tree.facts(pair.manifest) if source else None
    if facts is None or facts.syntax_errors:
        return {}
    held = pair.lock.held(source.decode("utf-8", "replace"))
    if held is None:
        return {}
    return {
        row.name: row
        for row in facts.requirements
        if row.ecosystem == pair.lock.ecosystem and _is_locked(row) and not _holds(held, row, pair.lock)
    }


def _is_locked(row: Requirement) -> bool:
    return row.scope in _LOCKED or row.scope.startswith("optional:")


def _holds(held: frozenset[str], row: Requirement, lock: Lock) -> bool:
    match lock.ecosystem:
        case "go":
            return f"{row.name} {row.range}" in held
        case "composer":
            return "/" not in row.name or row.name in held
        case "npm":
            return (row.alias or row.name) in held
        case _:
            return row.name in held or (bool(row.alias) and row.alias in held)
