"""What one branch brings to its target, as far as a second branch could meet it: names, files and places.

Read once for each branch, so that pairs are found by joining and not by scanning. Whatever a rule may relate between
two sides must leave a trace here; `pairing` says which traces meet. A trace too many costs the time of a scan, one
too few would lose a finding.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan import languages
from conflictscan.facts.code import Reference, Symbol, SymbolKind
from conflictscan.graph import Status
from conflictscan.rules.cd.duplicate_helper import is_helper
from conflictscan.rules.engines.locks import FILES as LOCKING
from conflictscan.rules.engines.manifests import is_manifest
from conflictscan.rules.engines.mechanisms import TEXTS, said
from conflictscan.rules.engines.migration_files import TOOLS, UNKNOWN_TOOL
from conflictscan.rules.engines.migrations import migration
from conflictscan.rules.engines.numbered_files import entry
from conflictscan.rules.engines.pytest_names import is_test_file
from conflictscan.rules.framework.concern import aliases, concern_of, fresh_in
from conflictscan.rules.rw.contract_key_gone import DEFINING
from conflictscan.sources.schemas import schema_reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conflictscan.changes import SideChanges
    from conflictscan.facts.code import FileFacts, Match
    from conflictscan.facts.concerns import Concerns
    from conflictscan.rules.framework.concern import Fresh

_PROJECT: Final = re.compile(
    r"(?:^|/)(?:[jt]sconfig[^/]*\.json|package\.json|pnpm-workspace\.yaml|go\.(?:mod|work)|Cargo\.toml"
    r"|[^/]*\.(?:cs|fs|vb)proj|Directory\.[^/]*\.props)$"
)
"""Files that say what names mean in others."""
_IMPORTS: Final = re.compile(rb"\b(?:import|require|from)\b")
_INIT: Final = "/__init__.py"
_PLAIN: Final = frozenset({SymbolKind.FUNCTION, SymbolKind.METHOD})
_WORD: Final = re.compile(r"\w+")


class Lack(msgspec.Struct, frozen=True):
    """A new use that means nothing on the branch itself: perhaps another branch has it."""

    path: str
    name: str
    reference: Reference


class Traits(msgspec.Struct, frozen=True, kw_only=True):
    """One branch.

    `concerned` are words that its changes concern, `used` words that its new lines name, and those of what they mean.
    `deep` are files where it changed what other names pass through (bases, types, imports, whatever is gone), `trail`
    the files that its new uses pass through. `keys` are places of which there is one: a migration's number, say.
    """

    paths: frozenset[str]
    folders: frozenset[str]  # around what it has added
    left: frozenset[str]  # folders, and those around them, that it moved files out of
    stems: frozenset[str]  # modules that it added
    concerned: frozenset[bytes]
    alternatives: frozenset[bytes]  # of unions that changed
    arms: frozenset[bytes]  # of case analyses that are new, or otherwise
    used: frozenset[bytes]
    deep: frozenset[str]
    trail: frozenset[str]
    keys: frozenset[tuple[str, ...]]
    helpers: tuple[Symbol, ...]
    constructors: bool  # one changed
    builds: bool  # something that may be a class is called anew
    classes: bool  # a class or a member of one changed
    derives: bool  # a class is new, or has other bases
    project: bool  # a file changed that says what names mean
    code: bool  # there is a new line of code
    manifest: bool  # a file changed that says which packages there are
    imports: bool  # something is imported anew
    tables: bool  # a file changed that states something about database tables
    packages: bool  # a manifest or a lock file changed
    defines: bool  # a file changed that defines names which code asks for in strings
    decides: frozenset[str]  # concerns that its new lines may decide
    lacking: tuple[Lack, ...] = ()
    offered: frozenset[str] = frozenset()  # names of what it added, modules among them


def traits_of(changes: SideChanges, concerns: Concerns = ()) -> Traits:
    """What the changes from a target to a branch that landed on it may meet with.

    `concerns` are what a configuration adds to the table of those that branches compete for.
    """
    concern = concern_of(changes)
    anew = dict(_fresh(changes))
    names = frozenset(name for change in changes.files for name in (change.path, change.old_path) if name)
    added = [c.path for c in changes.files if c.status in ("added", "renamed")]
    moved = [c.old_path for c in changes.files if c.status == "renamed"]
    used = {word for path, fresh in anew.items() for word in _words(changes, path, fresh)}
    trail: set[str] = set()
    lacking: list[Lack] = []
    for path, fresh in anew.items():
        used.update(_bound(changes, path, fresh, trail, lacking))
    return Traits(
        paths=names,
        folders=frozenset(folder for path in added for folder in around(path)),
        left=frozenset(folder for path in moved for folder in (path.rpartition("/")[0], *around(path))),
        stems=frozenset(
            path.removesuffix(".py").removesuffix("/__init__") for path in added if path.endswith(".py")
        ),
        concerned=concern.words,
        alternatives=concern.alternatives,
        arms=frozenset(_arm_words(changes)),
        used=frozenset(used),
        deep=frozenset(_deep(changes)),
        trail=frozenset(trail),
        keys=frozenset(_keys(changes, added)),
        helpers=tuple(_helpers(changes)),
        constructors=concern.constructors,
        builds=any(fresh.builds for fresh in anew.values()),
        classes=concern.classes,
        derives=any(fresh.subclass and _has_new_class(changes, path) for path, fresh in anew.items()),
        project=any(_PROJECT.search(name) for name in names),
        code=bool(anew),
        manifest=any(is_manifest(name) for name in names),
        tables=any(_states_tables(changes)),
        packages=any(is_manifest(name) or name.rpartition("/")[2] in LOCKING for name in names),
        defines=any(DEFINING.search(path) for path in changes.by_old),
        decides=frozenset(_decides(changes, concerns)),
        imports=any(_IMPORTS.search(fresh.text) for fresh in anew.values()),
        lacking=tuple(lacking),
        offered=frozenset(_offered(changes, added)),
    )


def around(path: str) -> Iterator[str]:
    """The folders that a file stands in, the innermost first, without the root."""
    folder = path.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def _fresh(changes: SideChanges) -> Iterator[tuple[str, Fresh]]:
    """The new lines of each file of code."""
    for change in changes.files:
        if change.status == "deleted" or languages.for_path(change.path) is None:
            continue
        before = changes.base.source(change.old_path) if change.old_path else b""
        moved = bool(change.old_path) and change.old_path != change.path
        yield change.path, fresh_in(changes.tree.source(change.path), before, moved=moved)


def _states_tables(changes: SideChanges) -> Iterator[bool]:
    for change in changes.files:
        if change.status != "deleted":
            yield schema_reader(change.path, changes.tree.source(change.path)) is not None


def _decides(changes: SideChanges, concerns: Concerns) -> Iterator[str]:
    for change in changes.files:
        if change.status == "deleted":
            continue
        if languages.for_path(change.path) is not None or change.path.endswith(TEXTS):
            before = changes.base.source(change.old_path) if change.old_path else b""
            yield from said(fresh_in(changes.tree.source(change.path), before, moved=False).text, concerns)


def _words(changes: SideChanges, path: str, fresh: Fresh) -> Iterator[bytes]:
    yield from fresh.words
    yield from (old for old, new in aliases(changes.tree.source(path)) if new in fresh.words)


def _has_new_class(changes: SideChanges, path: str) -> bool:
    """Is there a class in the file that was not there, or that had other bases?"""
    if changes.tree.semantics(path).open_classes:
        return True  # what a class has above it may be told apart from it
    known, now = (
        {(s.qualname, s.bases) for s in facts.symbols if s.kind is SymbolKind.CLASS}
        if facts
        else set[object]()
        for facts in (changes.base.facts(changes.path_in_base(path) or ""), changes.tree.facts(path))
    )
    return not now <= known


def _arm_words(changes: SideChanges) -> Iterator[bytes]:
    for change in changes.files:
        if change.status == "deleted" or languages.for_path(change.path) is None:
            continue
        old = changes.base.facts(change.old_path) if change.old_path else None
        for match in _other_matches(old, changes.tree.facts(change.path)):
            for arm in match.arms:
                words = _WORD.findall(str(arm.chain) if arm.chain is not None else arm.literal)
                yield from (word.encode("utf-8", "surrogateescape") for word in words)


def _other_matches(old: FileFacts | None, new: FileFacts | None) -> Iterator[Match]:
    """Case analyses that the file has otherwise: one that lost its default has no new line."""
    known = {(m.form, m.enclosing, _arms(m), m.has_default, m.total) for m in (old.matches if old else ())}
    for match in new.matches if new else ():
        if (match.form, match.enclosing, _arms(match), match.has_default, match.total) not in known:
            yield match


def _arms(match: Match) -> tuple[str, ...]:
    return tuple(str(arm.chain) if arm.chain is not None else arm.literal for arm in match.arms)


def _bound(
    changes: SideChanges, path: str, fresh: Fresh, trail: set[str], lacking: list[Lack]
) -> Iterator[bytes]:
    """Names of what the new uses of a file mean; files on the way go to `trail`, what means nothing to `lacking`."""
    facts = changes.tree.facts(path)
    for reference in facts.references if facts else ():
        if not fresh.may_mean_otherwise(reference):
            continue
        binding = changes.tree.bind(path, reference)
        trail.update(binding.trail)
        if binding.status is Status.MISSING and binding.missing:
            lacking.append(Lack(path, binding.missing.rpartition(".")[2], reference))
        for definition in (binding.definition, binding.owner):
            if definition is None:
                continue
            named = [definition]
            if definition.symbol.kind is SymbolKind.CLASS:
                lineage = changes.tree.lineage(definition)
                trail.update(lineage.trail)
                named += lineage.classes
            parts = {part for each in named for part in each.symbol.qualname.split(".")}
            yield from (part.encode("utf-8", "surrogateescape") for part in parts)


def _deep(changes: SideChanges) -> Iterator[str]:
    """Files, by both names, where more changed than bodies, parameters and what is new."""
    for change in changes.files:
        path = change.old_path or change.path
        if languages.for_path(path) is None or change.status == "added":
            continue
        old = changes.base.facts(path)
        new = changes.tree.facts(change.path) if change.status != "deleted" else None
        if change.status == "renamed" or _is_deep(old, new):
            yield from {path, change.path}


def _is_deep(old: FileFacts | None, new: FileFacts | None) -> bool:
    if old is None or new is None or old.skipped != new.skipped:
        return True
    if (old.imports, old.exports, old.exported) != (new.imports, new.exports, new.exported):
        bare_old, bare_new = _imports(old), _imports(new)
        if bare_old != bare_new:
            return True
    after = _passages(new)
    return any(after.get(key) != passage for key, passage in _passages(old).items())


def _imports(facts: FileFacts) -> tuple[object, ...]:
    """What the file imports and hands out, without the places."""
    imported = frozenset(
        (each.module, each.level, each.alias, each.star, tuple((n.name, n.local) for n in each.names))
        for each in facts.imports
    )
    return imported, frozenset(facts.exports or ()), frozenset(each.name for each in facts.exported)


def _passages(facts: FileFacts) -> dict[tuple[str, int], tuple[object, ...]]:
    """What the meaning of other names can pass through: kinds, results, bases, types, values."""
    return {
        (s.qualname, s.ordinal): (
            s.kind, s.modifiers, s.decorators, s.returns, s.return_type, s.bases, s.annotation, s.type,
            None if s.kind in _PLAIN else s.value, s.alternatives,
        )
        for s in facts.symbols
        if ".<locals>." not in s.qualname
    }  # fmt: skip


def _keys(changes: SideChanges, added: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Places that only one of two branches can have."""
    for path in added:
        folder, _, name = path.rpartition("/")
        yield "path", path.casefold()
        if is_test_file(path):
            yield "test", name
        for convention in (*TOOLS.values(), UNKNOWN_TOOL):
            found = entry(convention, path, changes.tree.source)
            for place in found.places if found is not None else ():
                yield "numbered", folder, *place
    for change in changes.files:
        found = migration(changes.tree, change.path) if change.status != "deleted" else None
        for parent in (found.parents or ("",)) if found is not None else ():
            yield "chain", found.scope, parent  # pyright: ignore[reportOptionalMemberAccess] - it has parents


def _offered(changes: SideChanges, added: Iterable[str]) -> Iterator[str]:
    for path in added:
        folder, _, name = path.rpartition("/")
        yield from (name.partition(".")[0], folder.rpartition("/")[2])
    for change in changes.files:
        if change.status != "deleted" and languages.for_path(change.path) is not None:
            yield from (definition.symbol.name for definition in changes.added(change.path))


def _helpers(changes: SideChanges) -> Iterator[Symbol]:
    for path in sorted(changes.by_new):
        facts = changes.tree.facts(path) if languages.for_path(path) is not None else None
        if facts is not None and not facts.generated:
            yield from (each.symbol for each in changes.added(path) if is_helper(each.symbol))
