"""Numbers that both sides raised alike, and the things that they count."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.facts.findings import Side
from conflictscan.rules.engines.collections import Collection, collections
from conflictscan.rules.framework.world import SIDES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.graph import Tree
    from conflictscan.rules.framework.world import World

_NUMBER: Final = re.compile(rb"(?<![\w.\-])\d{1,3}(?:[_,]?\d{3})*(?![\w\-]|\.\d)")
_LOCK: Final = re.compile(r"(?:^|/)(?:[^/]*lock[^/]*|[^/]*\.(?:sum|snap|svg|min\.js|map))$")
_LARGEST: Final = 400_000


class Raised(msgspec.Struct, frozen=True, kw_only=True):
    """One number that both sides changed to the same; lines count from 0."""

    path: str  # in the merge
    before: int
    after: int
    text: bytes  # the line as it is now
    line: int  # in the merge
    start: int  # in bytes of the line
    end: int


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """What a number counts: a collection, or the files of a folder."""

    name: str
    path: str  # in the merge
    now: int
    places: tuple[tuple[Side, str, int], ...]  # what each side added: path of the side, line; ours first
    linked: bool  # the line of the number names it, or stands in the same file


def raised(world: World) -> Iterator[Raised]:
    """Numbers that both sides changed alike on a line that git took once."""
    for path in world.shared_paths():
        if _LOCK.search(path) or len(world.merged.source(path)) > _LARGEST:
            continue
        news = [world.candidates.fresh(side, path).text for side in SIDES]
        common = frozenset(news[0].splitlines()) & frozenset(news[1].splitlines())
        lines = [line for line in common if _NUMBER.search(line)]
        own = world.side_path(SIDES[0], path) if lines else None
        base_path = world.base_path(SIDES[0], own) if own is not None else None
        if base_path is not None:
            yield from _raised(world, path, base_path, frozenset(lines))


def _raised(world: World, path: str, base_path: str, lines: frozenset[bytes]) -> Iterator[Raised]:
    merged = world.merged.source(path).splitlines()
    before = world.base.source(base_path).splitlines()
    templates = Counter(_template(line) for line in before)
    old = {_template(line): line for line in before}
    times = Counter(merged)
    for number, line in enumerate(merged):
        template = _template(line) if line in lines and times[line] == 1 else b""
        if not template or templates[template] != 1:
            continue
        was, now = _NUMBER.findall(old[template]), list(_NUMBER.finditer(line))
        changed = [(int(_plain(w)), m) for w, m in zip(was, now, strict=True) if w != m[0]]
        if len(changed) == 1:
            value, match = changed[0]
            yield Raised(
                path=path,
                before=value,
                after=int(_plain(match[0])),
                text=line,
                line=number,
                start=match.start(),
                end=match.end(),
            )


def _template(line: bytes) -> bytes:
    return _NUMBER.sub(b"\0", line)


def _plain(digits: bytes) -> bytes:
    return digits.replace(b"_", b"").replace(b",", b"")


def counted(world: World, numbers: list[Raised]) -> dict[Raised, list[Counted]]:
    """Things of which there were as many as a number says in the merge base and on each side, and not in the merge."""
    found: dict[Raised, list[Counted]] = {number: [] for number in numbers}
    truths = {_truth(number) for number in numbers}
    for path in world.shared_paths():
        merged = {
            name: each for name, each in collections(world.merged, path).items() if each.count in truths
        }
        for number, one in _collections(world, path, merged, numbers) if merged else ():
            found[number].append(one)
    for number in numbers:
        found[number] += _files(world, number)
    return found


def _collections(
    world: World, path: str, merged: dict[str, Collection], numbers: list[Raised]
) -> Iterator[tuple[Raised, Counted]]:
    own = {side: world.side_path(side, path) or "" for side in SIDES}
    base = world.base_path(SIDES[0], own[SIDES[0]])
    old = collections(world.base, base) if base is not None else {}
    sides = {side: collections(world.tree(side), own[side]) for side in SIDES} if old else {}
    for name, now in merged.items():
        if name not in old or not all(name in each for each in sides.values()):
            continue
        counts = (old[name].count, *(each[name].count for each in sides.values()), now.count)
        for number in numbers:
            if counts == (number.before, number.after, number.after, _truth(number)):
                places = tuple(
                    (side, own[side], _first_new(world, side, path, sides[side][name].lines))
                    for side in SIDES
                )
                linked = path == number.path or _names(number.text, name)
                yield number, Counted(name=name, path=path, now=now.count, places=places, linked=linked)


def _first_new(world: World, side: Side, merged: str, lines: tuple[int, int]) -> int:
    own, other = (world.candidates.fresh(each, merged).text.splitlines() for each in (side, side.other))
    fresh = frozenset(own) - frozenset(other)  # a line that both wrote holds the number
    source = world.tree(side).source(world.side_path(side, merged) or "").splitlines()
    return next((at for at in range(*lines) if at < len(source) and source[at] in fresh), lines[0])


def _files(world: World, number: Raised) -> Iterator[Counted]:
    """Folders that both sides added files of one kind to."""
    added = {side: _added(world, side) for side in SIDES}
    for key in sorted(added[SIDES[0]].keys() & added[SIDES[1]].keys()):
        folder, suffix = key
        step = number.after - number.before
        if any(len(added[side][key]) != step for side in SIDES):
            continue
        counts = [_many(tree, folder, suffix) for tree in (world.base, *map(world.tree, SIDES), world.merged)]
        if counts == [number.before, number.after, number.after, _truth(number)]:
            places = tuple((side, min(added[side][key]), 0) for side in SIDES)
            name = folder.rpartition("/")[2]
            yield Counted(
                name=f"{folder}/*{suffix}",
                path=folder,
                now=counts[-1],
                places=places,
                linked=_names(number.text, name),
            )


def _added(world: World, side: Side) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for change, _ in world.brought(side):
        folder, slash, name = change.path.rpartition("/")
        if change.status == "added" and slash:
            found.setdefault((folder, "." + name.rpartition(".")[2]), []).append(change.path)
    return found


def _many(tree: Tree, folder: str, suffix: str) -> int:
    return sum(entry.name.endswith(suffix) for entry in tree.snapshot.list(folder))


def _truth(number: Raised) -> int:
    return 2 * number.after - number.before


def _names(line: bytes, name: str) -> bool:
    """Does a line name the thing, in whatever spelling (`EXPECTED_TABLES`, `tables`, `len(TABLES)`)?"""
    words = {_singular(word) for word in re.findall(r"[a-z]+", _spaced(line.decode("utf-8", "replace")))}
    wanted = {_singular(word) for word in re.findall(r"[a-z]+", _spaced(name))}
    return bool(wanted) and wanted <= words


def _spaced(text: str) -> str:
    return re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", text).lower()


def _singular(word: str) -> str:
    return word.removesuffix("s")
