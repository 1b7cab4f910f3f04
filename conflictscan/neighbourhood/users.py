"""Who uses a definition in the merge: files that hold its name, and the uses in them that are bound to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from conflictscan import languages
from conflictscan.facts.code import ReferenceKind, SymbolKind
from conflictscan.facts.errors import MissingObjects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conflictscan.facts.code import FileFacts, Reference
    from conflictscan.graph import Definition, Tree

_MOST_SEARCHED = 5000  # files of the merge whose bytes are looked at, in one report
_MOST_READ = 40  # files that hold the name, read for one definition
_CONSTRUCTORS = frozenset({"__init__", "__new__", "__post_init__"})

# what says most comes first: of several uses in one function, it names the tie
VERBS = {
    ReferenceKind.EXTEND: "extends",
    ReferenceKind.CALL: "calls",
    ReferenceKind.RECORD: "builds",
    ReferenceKind.DECORATOR: "is decorated with",
    ReferenceKind.RAISE: "raises",
    ReferenceKind.CATCH: "catches",
    ReferenceKind.PATTERN: "matches",
    ReferenceKind.WRITE: "sets",
    ReferenceKind.DELETE: "deletes",
    ReferenceKind.TARGET: "patches",
    ReferenceKind.PATCH_ATTRIBUTE: "patches",
    ReferenceKind.READ: "reads",
    ReferenceKind.STRING: "names",
    ReferenceKind.ANNOTATION: "names as a type",
    ReferenceKind.IMPORT: "imports",
}
_RANK = {kind: rank for rank, kind in enumerate(VERBS)}


class User(msgspec.Struct, frozen=True, kw_only=True):
    """One function, class or file (empty `qualname`) that uses a definition, and how."""

    path: str
    qualname: str
    kind: ReferenceKind
    line: int  # of the first use, from 1
    times: int


class Users(msgspec.Struct, frozen=True):
    """All that was found, and how many files hold the name and were not read."""

    found: tuple[User, ...]
    unread: int


class Naming:
    """Which files of the merge hold which names, read once for all findings."""

    def __init__(self, tree: Tree, names: Iterable[str], first: Iterable[str]) -> None:
        self._tree = tree
        self._paths: dict[str, list[str]] = {name: [] for name in names}
        self._unsearched = 0
        if self._paths:
            self._search(dict.fromkeys(first))

    def paths(self, name: str) -> tuple[list[str], int]:
        """Files that hold the name, those that a side changed first; and how many nobody looked at."""
        return self._paths.get(name, []), self._unsearched

    def _search(self, first: dict[str, None]) -> None:
        """Look for whole words, in which a byte beyond ASCII counts as a letter."""
        found = "|".join(re.escape(name) for name in sorted(self._paths))
        word = re.compile(
            rb"(?<![\w\x80-\xff])(?:%s)(?![\w\x80-\xff])" % found.encode("utf-8", "surrogateescape")
        )
        others = (path for path in self._tree.snapshot.walk() if path not in first)
        searched = 0
        for path in (*first, *others):
            if languages.for_path(path) is None:
                continue
            searched += 1
            if searched > _MOST_SEARCHED:
                self._unsearched += 1
                continue
            for name in set(word.findall(self._tree.source(path))):
                self._paths[name.decode("utf-8", "surrogateescape")].append(path)


def searched_name(definition: Definition) -> str:
    """The name that a user of the definition must write: for a constructor, that of its class."""
    symbol = definition.symbol
    if symbol.name in _CONSTRUCTORS and symbol.container:
        return symbol.container.rpartition(".")[2]
    return symbol.name


def users(tree: Tree, definition: Definition, naming: Naming) -> Users:
    """The users of one definition of the merge, in the order of the files."""
    paths, unread = naming.paths(searched_name(definition))
    wanted = frozenset(_targets(definition))
    found: dict[tuple[str, str], User] = {}
    for path in paths[:_MOST_READ]:
        try:
            uses = list(_uses(tree, path, searched_name(definition), wanted))
        except MissingObjects:  # of a file on the way to a definition, which the clone lacks
            unread += 1
            continue
        for reference in uses:
            user = _user(path, reference)
            known = found.get((path, user.qualname))
            found[path, user.qualname] = user if known is None else _joined(known, user)
    return Users(tuple(_telling(found.values())), unread + max(0, len(paths) - _MOST_READ))


def _targets(definition: Definition) -> Iterator[tuple[str, str]]:
    """What a use of the definition is bound to: building an instance uses what the constructor takes."""
    symbol = definition.symbol
    yield definition.path, symbol.qualname
    built = symbol.name in _CONSTRUCTORS and symbol.kind is SymbolKind.METHOD
    if symbol.container and (built or (symbol.field is not None and symbol.field.in_constructor)):
        yield definition.path, symbol.container


def _uses(tree: Tree, path: str, name: str, wanted: frozenset[tuple[str, str]]) -> Iterator[Reference]:
    facts = tree.facts(path)
    if facts is None:
        return
    names = frozenset(_local_names(facts, name))
    for reference in facts.references:
        if reference.chain.last not in names and name not in reference.text:
            continue
        bound = tree.bind(path, reference).definition
        if bound is not None and (bound.path, bound.symbol.qualname) in wanted:
            yield reference


def _local_names(facts: FileFacts, name: str) -> Iterator[str]:
    yield name
    for imported in facts.imports:
        yield from (each.local for each in imported.names if each.name == name)


def _user(path: str, reference: Reference) -> User:
    line = reference.name_span.start_line + 1
    return User(path=path, qualname=reference.enclosing, kind=reference.kind, line=line, times=1)


def _joined(known: User, user: User) -> User:
    told = min(known, user, key=lambda each: (_RANK[each.kind], each.line))
    return msgspec.structs.replace(told, times=known.times + (user.kind is not ReferenceKind.IMPORT))


def _telling(found: Iterable[User]) -> Iterator[User]:
    """Without files that import what a function in them uses: that says it twice."""
    users = list(found)
    using = {user.path for user in users if user.kind is not ReferenceKind.IMPORT}
    for user in users:
        if user.kind is not ReferenceKind.IMPORT or user.path not in using:
            yield user
