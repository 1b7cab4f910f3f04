"""From findings to their neighbourhoods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

from conflictscan.facts.code import Reference, Symbol, SymbolKind
from conflictscan.facts.findings import Changed, Finding, Neighbour, Neighbourhood, Side, Tie
from conflictscan.neighbourhood.users import VERBS, Naming, User, searched_name, users
from conflictscan.neighbourhood.words import change_of_definition, change_of_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from conflictscan.changes import SideChanges
    from conflictscan.facts.code import FileFacts, Span
    from conflictscan.facts.findings import Location
    from conflictscan.graph import Definition, Tree

_AROUND = (SymbolKind.FUNCTION, SymbolKind.METHOD, SymbolKind.CLASS)
_MOST_USERS = 8


class Trees(Protocol):
    """What a scan knows of its four trees; `World` is one."""

    @property
    def base(self) -> Tree:
        """The merge base."""
        ...

    @property
    def merged(self) -> Tree:
        """The merge."""
        ...

    @property
    def changes(self) -> Mapping[Side, SideChanges]:
        """What each side changed."""
        ...

    def merged_path(self, side: Side, path: str, /) -> str | None:
        """A path of the side, as the merge calls it."""
        ...

    def side_path(self, side: Side, merged_path: str, /) -> str | None:
        """A path of the merge, as the side calls it."""
        ...


class _Spot(msgspec.Struct, frozen=True):
    """A place of a finding, seen as a definition or a file. `path` is the merge's, where it has one."""

    path: str
    symbol: Symbol | None
    line: int
    named: bool = False  # the place is the definition's own name
    reference: Reference | None = None  # the use that stands at the place

    @property
    def key(self) -> tuple[str, str]:
        return (self.path, self.symbol.qualname if self.symbol else "")


class _About(msgspec.Struct, frozen=True):
    """One finding: what it is about, and its other places."""

    finding: Finding
    subjects: tuple[_Spot, ...]
    broken: tuple[_Spot, ...]


def neighbourhoods(findings: Iterable[Finding], trees: Trees) -> dict[str, Neighbourhood]:
    """Fingerprint -> neighbourhood, for each finding that has one: a place with something beside it."""
    about = [_about(finding, trees) for finding in findings]
    definitions = (_in_merge(trees, spot) for each in about for spot in each.subjects)
    names = sorted({searched_name(found) for found in definitions if found is not None})
    changed = sorted(
        path
        for side in Side
        for own in trees.changes[side].by_new
        if (path := trees.merged_path(side, own)) is not None
    )
    naming = Naming(trees.merged, names, changed)
    made = {each.finding.fingerprint: _Gathering(each, trees).gathered(naming) for each in about}
    return {key: found for key, found in made.items() if len(found.neighbours) > 1}


def _about(finding: Finding, trees: Trees) -> _About:
    cause, effect = _spot(finding.cause, trees), _spot(finding.effect, trees)
    subjects = [cause]
    if effect.named and effect.reference is None and effect.key != cause.key:
        subjects.append(effect)
    places = (effect, *(_spot(place, trees) for place in finding.related))
    about = {spot.key for spot in subjects}
    return _About(
        finding=finding,
        subjects=tuple(subjects),
        broken=tuple(
            spot
            for spot in places
            if spot.key not in about and (spot is effect or spot.reference is not None)
        ),
    )


# -- places ------------------------------------------------------------------------------------


def _spot(location: Location, trees: Trees) -> _Spot:
    """The definition whose name stands there, or the function or class around it, or the file."""
    side, line, column = location.side, location.line - 1, location.column - 1
    changes = trees.changes[side]
    facts = (changes.base if location.in_base else changes.tree).facts(location.path)
    own = changes.path_in_side(location.path) if location.in_base else location.path
    path = (trees.merged_path(side, own) if own else None) or location.path
    if facts is None:
        return _Spot(path, None, location.line)
    at = next((s for s in facts.symbols if _starts(s.name_span, line, column)), None)
    used = next((r for r in facts.references if _starts(r.name_span, line, column)), None)
    return _Spot(path, at or _enclosing(facts, line), location.line, at is not None, used)


def _starts(span: Span, line: int, column: int) -> bool:
    return (span.start_line, span.start_column) == (line, column)


def _enclosing(facts: FileFacts, line: int) -> Symbol | None:
    around = [s for s in facts.symbols if s.kind in _AROUND and s.span.start_line <= line <= s.span.end_line]
    return max(around, key=lambda symbol: symbol.span.start_byte, default=None)


def _in_merge(trees: Trees, spot: _Spot) -> Definition | None:
    if spot.symbol is None:
        return None
    return trees.merged.definition(spot.path, spot.symbol.qualname, spot.symbol.ordinal)


# -- the neighbourhood -------------------------------------------------------------------------


class _Gathering:
    """One neighbourhood in the making: neighbours by key, in the order of their coming."""

    def __init__(self, about: _About, trees: Trees) -> None:
        self._about = about
        self._trees = trees
        self._neighbours: dict[tuple[str, str], Neighbour] = {}
        self._ties: dict[tuple[int, int], Tie] = {}

    def gathered(self, naming: Naming) -> Neighbourhood:
        """Subjects first, then what the merge breaks, then the other users, as many as can be looked at."""
        subjects, broken = self._about.subjects, self._about.broken
        for spot in (*subjects, *broken[:_MOST_USERS]):
            self._add(spot.key, spot.symbol.kind if spot.symbol else "file", spot.line)
        for spot in (*subjects[1:], *broken[:_MOST_USERS]):
            self._tie(spot.key, subjects[0].key, _verb(spot, subjects[0]), breaks=True)
        left_out = max(0, len(broken) - _MOST_USERS)
        unread = 0
        for spot in subjects:
            definition = _in_merge(self._trees, spot)
            if definition is not None:
                found = users(self._trees.merged, definition, naming)
                left_out += self._add_users(spot, found.found)
                unread = max(unread, found.unread)
        return Neighbourhood(
            neighbours=tuple(self._neighbours.values()),
            subjects=len(subjects),
            ties=tuple(self._ties.values()),
            more_users=left_out,
            unread=unread,
        )

    def _add_users(self, spot: _Spot, found: Iterable[User]) -> int:
        """Add those that a side changed before the others; how many were left out."""
        others = [user for user in found if (user.path, user.qualname) != spot.key]
        others.sort(key=lambda user: not any(_changes(self._trees, user.path, user.qualname)))
        left_out = 0
        for user in others:
            key = (user.path, user.qualname)
            if key not in self._neighbours:
                if len(self._neighbours) >= _MOST_USERS + len(self._about.subjects):
                    left_out += 1
                    continue
                symbol = self._trees.merged.definition(*key)
                self._add(key, symbol.symbol.kind if symbol else "file", user.line)
            self._tie(key, spot.key, VERBS[user.kind], times=user.times)
        return left_out

    def _add(self, key: tuple[str, str], kind: str, line: int) -> None:
        if key not in self._neighbours:
            self._neighbours[key] = self._neighbour(key, kind, line)

    def _neighbour(self, key: tuple[str, str], kind: str, line: int) -> Neighbour:
        path, qualname = key
        merged = self._trees.merged
        now = merged.definition(path, qualname) if qualname else None
        gone = now is None if qualname else merged.snapshot.blob(path) is None
        changes = {each.side: each for each in _changes(self._trees, path, qualname)}
        cause = self._about.finding.cause
        if key == self._about.subjects[0].key and (cause.label or gone):
            changes[cause.side] = Changed(cause.side, cause.label or "removed")
        return Neighbour(
            name=qualname,
            kind=kind,
            path=path,
            line=now.symbol.name_span.start_line + 1 if now else line,
            gone=gone,
            changes=tuple(changes[side] for side in Side if side in changes),
        )

    def _tie(
        self, user: tuple[str, str], used: tuple[str, str], verb: str, *, times: int = 1, breaks: bool = False
    ) -> None:
        """What was known first stays: that the merge breaks a use says more than that it is one."""
        order = {key: index for index, key in enumerate(self._neighbours)}
        ends = (order[user], order[used])
        known = self._ties.get(ends)
        if known is None:
            self._ties[ends] = Tie(user=ends[0], used=ends[1], verb=verb, times=times, breaks=breaks)
        else:
            self._ties[ends] = msgspec.structs.replace(known, times=max(known.times, times))


def _changes(trees: Trees, path: str, qualname: str) -> Iterator[Changed]:
    """What each side did to a definition or file of the merge."""
    for side in Side:
        own = trees.side_path(side, path)
        if own is None:
            continue
        changes = trees.changes[side]
        how = change_of_definition(changes, own, qualname) if qualname else change_of_file(changes, own)
        if how:
            yield Changed(side, how)


def _verb(spot: _Spot, subject: _Spot) -> str:
    """How a place of the finding is tied to what it is about."""
    if spot.reference is not None:
        return VERBS[spot.reference.kind]
    one, other = spot.symbol, subject.symbol
    if one is None or other is None or one.name != other.name or not spot.named:
        return "meets"
    return "overrides" if one.container and one.container != other.container else "same name as"
