"""Files that hold a place of their own in a folder by number or name, and places that both sides took.

A convention says how such files are called and what must not come twice among them; this module knows none.
That a folder follows the convention is shown by what the merge base has in it, never by its name alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.facts.findings import Consequence
from conflictscan.rules.engines.added_files import added_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.graph import Tree
    from conflictscan.rules.framework.world import World

_STAMP: Final = 8  # digits from which a version is a date (20240131), no count
_ANYWHERE: Final = re.compile("")
_ANYTHING: Final = re.compile(b"")


class Convention(msgspec.Struct, frozen=True, kw_only=True):
    """How one tool tells numbered files apart, and what it does about two that it cannot.

    `form` matches the whole name of a file; its group `version` is a number (`.` and `_` part Flyway's), its
    group `name` what must be unique beside it, `stem` what two files of one entry share (by default
    all up to the first dot). Where `mark` has a group, the name stands in the file and not in its own name.
    """

    form: re.Pattern[str]
    unique: tuple[str, ...]  # `version`, `name`, or both
    says: str  # what comes of two: the end of a sentence
    folder: re.Pattern[str] = _ANYWHERE
    mark: re.Pattern[bytes] = _ANYTHING  # in every such file
    unless: re.Pattern[bytes] | None = None  # in no such file
    siblings: int = 1  # entries of the merge base that show the convention to be in use
    next_only: bool = False  # only numbers beyond all of the merge base: a gap may have its reason
    consequence: Consequence = Consequence.FAILS_AT_RUN_TIME  # silently wrong where nobody refuses


class Entry(msgspec.Struct, frozen=True):
    """One file under a convention, with the places it takes: `("version", "46")`."""

    path: str
    stem: str
    places: tuple[tuple[str, str], ...]

    def value(self, kind: str) -> str:
        """What it holds of a kind; empty if nothing."""
        return next((value for each, value in self.places if each == kind), "")


class Twice(msgspec.Struct, frozen=True, kw_only=True):
    """One place that each side gave to an entry of its own; paths are the merge's."""

    convention: Convention
    folder: str
    kind: str
    value: str
    one: Entry
    two: Entry
    following: str = ""  # the next number that is free, where they are counted


def entry(convention: Convention, path: str, read: Callable[[str], bytes]) -> Entry | None:
    """A file as the convention sees it; None where it does not concern it. Reads it only where marks count."""
    folder, _, file = path.rpartition("/")
    match = convention.form.fullmatch(file)
    if match is None or not convention.folder.search(folder):
        return None
    groups = {key: value for key, value in match.groupdict().items() if value}
    if convention.mark is not _ANYTHING or convention.unless:
        source = read(path)
        mark = convention.mark.search(source)
        if mark is None or (convention.unless and convention.unless.search(source)):
            return None
        groups |= {key: value.decode("utf-8", "replace") for key, value in mark.groupdict().items()}
    values = {"version": _number(groups.get("version", "")), "name": groups.get("name", "")}
    places = tuple((kind, values[kind]) for kind in convention.unique if values[kind])
    return Entry(path, groups.get("stem") or file.partition(".")[0], places)


def taken_twice(world: World, one: Side, two: Side, conventions: Iterable[Convention]) -> Iterator[Twice]:
    """Places that both sides took in one folder, each told once: `one` has the entry whose stem sorts first."""
    mine, theirs = _by_folder(world, one), _by_folder(world, two)
    for folder in sorted(mine.keys() & theirs.keys()):
        for convention in conventions:
            if not _shared(convention, mine[folder], theirs[folder]):
                continue
            yield from _in_folder(world, folder, convention, ((one, mine[folder]), (two, theirs[folder])))


def _in_folder(
    world: World, folder: str, convention: Convention, added: tuple[tuple[Side, list[str]], ...]
) -> Iterator[Twice]:
    sides = [_entries(world.merged, paths, convention) for _, paths in added]
    pairs = [(a, b, kind, value) for a in sides[0] for b in sides[1] for kind, value in _common(a, b)]
    pairs = [pair for pair in pairs if pair[0].stem < pair[1].stem]
    if not pairs:
        return
    before = _entries(world.base, _paths(world.base, folder), convention)
    for a, b, kind, value in _first_of_each(pairs):
        if not _in_use(before, convention, kind, value):
            continue
        if any(
            _holds_another(world.tree(side), world.side_path(side, each.path), each, convention, kind)
            for (side, _), each in zip(added, (a, b), strict=True)
        ):
            continue  # a side has two by itself: old news
        following = _following([*before, *sides[0], *sides[1]]) if kind == "version" else ""
        yield Twice(
            convention=convention, folder=folder, kind=kind, value=value, one=a, two=b, following=following
        )


def _first_of_each(
    pairs: list[tuple[Entry, Entry, str, str]],
) -> Iterator[tuple[Entry, Entry, str, str]]:
    """One pair for two entries and a kind: an entry may be several files (`.up.sql`, `.up.sql.j2`)."""
    seen: set[tuple[str, str, str]] = set()
    for pair in sorted(pairs, key=lambda pair: (pair[2] != "version", pair[0].path, pair[1].path)):
        key = (pair[0].stem, pair[1].stem, pair[2])
        if key not in seen:
            seen.add(key)
            yield pair


def _by_folder(world: World, side: Side) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for path in added_files(world, side):
        found[path.rpartition("/")[0]].append(path)
    return found


def _shared(convention: Convention, mine: list[str], theirs: list[str]) -> bool:
    """Has each side a file of that form? Names alone are looked at."""
    return all(
        any(convention.form.fullmatch(path.rpartition("/")[2]) for path in paths) for paths in (mine, theirs)
    )


def _entries(tree: Tree, paths: Iterable[str], convention: Convention) -> list[Entry]:
    found = (entry(convention, path, tree.source) for path in paths)
    return [each for each in found if each is not None]


def _paths(tree: Tree, folder: str) -> list[str]:
    return [f"{folder}/{each.name}" if folder else each.name for each in tree.snapshot.list(folder)]


def _common(one: Entry, two: Entry) -> list[tuple[str, str]]:
    return [place for place in one.places if place in two.places] if one.stem != two.stem else []


def _in_use(before: list[Entry], convention: Convention, kind: str, value: str) -> bool:
    """Does the merge base follow the convention: enough entries, and no two in one place?"""
    holders: dict[str, set[str]] = defaultdict(set)
    for each in before:
        holders[each.value(kind)].add(each.stem)
    holders.pop("", None)
    if len(holders) < convention.siblings or any(len(stems) > 1 for stems in holders.values()):
        return False
    if convention.next_only and kind == "version":
        return all(_order(value) > _order(taken) for taken in holders)
    return True


def _holds_another(tree: Tree, path: str | None, own: Entry, convention: Convention, kind: str) -> bool:
    folder = (path or own.path).rpartition("/")[0]
    return any(
        each.stem != own.stem and each.value(kind) == own.value(kind)
        for each in _entries(tree, _paths(tree, folder), convention)
    )


def _following(entries: list[Entry]) -> str:
    """One more than the highest number of all; empty where numbers are dates, or have several parts."""
    values = [each.value("version") for each in entries]
    if any("." in value or len(value) >= _STAMP for value in values):
        return ""
    return str(max(int(value) for value in values if value) + 1)


def _number(text: str) -> str:
    """`000046` -> `46`, `1_2.0` -> `1.2`: as tools compare versions."""
    parts = [part.lstrip("0") or "0" for part in re.split(r"[._]", text) if part]
    while len(parts) > 1 and parts[-1] == "0":
        parts.pop()
    return ".".join(parts)


def _order(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]
