"""One migration hung behind another: its parent rewritten, and its number with it where the chain is numbered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.facts.findings import Edit, Move
from conflictscan.rules.engines.added_files import added_files
from conflictscan.rules.engines.edits import of_bytes
from conflictscan.rules.engines.migrations import after

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.rules.engines.migrations import Migration
    from conflictscan.rules.engines.numbered_files import Twice
    from conflictscan.rules.framework.world import World

_NUMBERED: Final = re.compile(r"(\d{4})_")
_COUNTED: Final = re.compile(r"(\D?)(\d+)(.*)", re.DOTALL)


class Rehung(msgspec.Struct, frozen=True):
    """What puts a migration in its new place."""

    edits: tuple[Edit, ...] = ()
    moves: tuple[Move, ...] = ()


def rehung(world: World, two: Migration, head: Migration | None, side: Side) -> Rehung:
    """`two`, a migration of the side, behind `head`; nothing where its parent is not written plainly."""
    path = world.merged_path(side, two.path)
    if head is None or path is None or len(two.parents) > 1 or head.scope != two.scope:
        return Rehung()
    source = world.merged.source(path)
    if source != world.tree(side).source(two.path):
        return Rehung()
    rewrite = _alembic if two.tool == "alembic" else _django
    edits = tuple(
        of_bytes(path, source, start, end, text) for start, end, text in rewrite(two, head.name, source)
    )
    return Rehung(edits, tuple(_renumbered(world, two, head, side, path)) if edits else ())


def last_of(first: Migration, added: list[Migration]) -> Migration | None:
    """The end of the chain that begins with `first`, among what its side added; None when it branches."""
    names = after(first, added)
    chain = [each for each in added if each.scope == first.scope and each.name in names]
    parents = {parent for each in chain for parent in each.parents}
    ends = [each for each in chain if each.name not in parents]
    return ends[0] if len(ends) == 1 else None


def _alembic(two: Migration, head: str, source: bytes) -> Iterator[tuple[int, int, str]]:
    """The literal after `down_revision =`, and the line of the docstring that repeats it."""
    parent = re.escape(two.parents[0].encode()) if two.parents else b""
    written = re.compile(rb"=\s*((?P<quote>[\"'])%s(?P=quote)|\(?None\)?)\s*\Z" % parent)
    found = written.search(source, two.span.start_byte, two.span.end_byte)
    if found is None:
        return
    quote = (found["quote"] or b'"').decode()
    told = re.search(rb"^Revises:[ \t]*(%s)[ \t]*\r?$" % parent, source[: two.span.start_byte], re.MULTILINE)
    if told is not None:
        space = "" if source[: told.start(1)].endswith(b" ") else " "
        yield told.start(1), told.end(1), space + head
    yield found.start(1), found.end(1), f"{quote}{head}{quote}"


def _django(two: Migration, head: str, source: bytes) -> Iterator[tuple[int, int, str]]:
    """The name in the dependency on the own app."""
    if not two.parents:
        return
    app = re.escape(_app(two).encode())
    written = re.compile(rb"[\"']%s[\"']\s*,\s*[\"'](%s)[\"']" % (app, re.escape(two.parents[0].encode())))
    found = written.search(source, two.span.start_byte, two.span.end_byte)
    if found is not None:
        yield found.start(1), found.end(1), head


def _app(migration: Migration) -> str:
    """Django's label of the application: the folder above `migrations`."""
    return migration.scope.rpartition("/")[0].rpartition("/")[2]


def _renumbered(world: World, two: Migration, head: Migration, side: Side, path: str) -> Iterator[Move]:
    """The next number, where both have one and nothing else that the side wrote names the migration."""
    own, other = _NUMBERED.match(two.name), _NUMBERED.match(head.name)
    if two.tool != "django" or own is None or other is None or int(own[1]) > int(other[1]):
        return
    name = f"{int(other[1]) + 1:04}_{two.name[own.end() :]}"
    to = f"{path.rpartition('/')[0]}/{name}.py"
    word = two.name.encode()
    named = any(word in world.merged.source(each) for _, each in world.brought(side) if each != path)
    if not named and world.merged.snapshot.kind(to) is None:
        yield Move(path=path, to=to)


def counted_on(world: World, side: Side, places: list[Twice]) -> tuple[Move, ...]:
    """The side's migration under the next free number, in each folder; () where that could change an order.

    So it is where the side added another migration behind it, or names it in a file.
    """
    moves: list[Move] = []
    for twice in places:
        entry, folder = twice.two, twice.folder
        files = [path for path in added_files(world, side) if path.rpartition("/")[0] == folder]
        own = [path for path in files if path.rpartition("/")[2].startswith(f"{entry.stem}.")]
        counted = _COUNTED.fullmatch(entry.stem)
        others = [p for p in files if p not in own and twice.convention.form.fullmatch(p.rpartition("/")[2])]
        if twice.kind != "version" or not twice.following or counted is None or others or not own:
            return ()
        head, number, rest = counted.groups()
        stem = f"{head}{twice.following.zfill(len(number))}{rest}"
        named = entry.stem.encode("utf-8", "surrogateescape")
        if any(named in world.merged.source(path) for _, path in world.brought(side) if path not in own):
            return ()
        for path in own:
            name = path.rpartition("/")[2]
            to = f"{path[: len(path) - len(name)]}{stem}{name[len(entry.stem) :]}"
            if world.merged.snapshot.kind(to) is not None:
                return ()
            moves.append(Move(path=path, to=to))
    return tuple(moves)
