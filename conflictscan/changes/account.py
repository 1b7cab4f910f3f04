"""Everything that one tree has otherwise than another, by symbol: the account of one side's changes.

Where two versions differ in layout, comments or the names of locals alone, there is nothing to tell.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import msgspec

from conflictscan.changes.deltas import Delta, DeltaKind, deltas
from conflictscan.changes.side import FateKind
from conflictscan.changes.texts import decorators_text, signature_text, value_tokens
from conflictscan.facts.code import Symbol, SymbolKind
from conflictscan.graph import Definition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.changes.side import SideChanges
    from conflictscan.facts.code import FileFacts, Import, Span

_VALUES = (SymbolKind.VARIABLE, SymbolKind.FIELD, SymbolKind.VARIANT)
_IN_SIGNATURE = frozenset(kind for kind in DeltaKind if kind.startswith("parameter"))
_LONGEST = 60


class What(enum.StrEnum):
    """What happened to one thing."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    CHANGED = "changed"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One difference.

    `thing` is the kind of symbol, or import, requirement, key or file. `path` and `line` (from 1) are those of the
    newer tree, of what was removed those of the older one. `old` and `new` are the two forms of what has no deltas:
    a signature, a version range, a value.
    """

    what: What
    thing: str
    name: str
    path: str
    line: int
    old_name: str = ""
    old_path: str = ""
    old: str = ""
    new: str = ""
    deltas: tuple[Delta, ...] = ()

    @property
    def order(self) -> tuple[str, int, str, str]:
        """By file and place."""
        return (self.path, self.line, self.thing, self.name)


def account(changes: SideChanges) -> tuple[Row, ...]:
    """All differences between the two trees, by file and place."""
    return tuple(sorted(_rows(changes), key=lambda row: row.order))


def _rows(changes: SideChanges) -> Iterator[Row]:
    arrived: set[tuple[str, str]] = set()  # what other files' symbols have become
    for path in sorted(changes.by_old):
        yield from _of_base_file(changes, path, arrived)
    for change in changes.files:
        if change.status in ("added", "deleted"):
            what = What.ADDED if change.status == "added" else What.REMOVED
            yield Row(what=what, thing="file", name=change.path, path=change.path, line=0)
        elif change.status == "renamed":
            yield Row(
                what=What.MOVED,
                thing="file",
                name=change.path,
                path=change.path,
                line=0,
                old_path=change.old_path,
            )
        if change.status != "deleted":
            yield from _added(changes, change.path, arrived)
        yield from _statements(changes, change.old_path, change.path)


# -- symbols -----------------------------------------------------------------------------------


def _of_base_file(changes: SideChanges, path: str, arrived: set[tuple[str, str]]) -> Iterator[Row]:
    change = changes.by_old[path]
    if change.status != "deleted":
        for old, new, _ in changes.pairs(path).values():
            yield from _compared(changes, Definition(path, old), Definition(change.path, new))
    removed = list(changes.removed(path))
    gone: set[str] = set()
    for each in removed:
        fate = changes.fate(each)
        if fate.new is not None and fate.kind is FateKind.MOVED:
            arrived.add((fate.new.path, fate.new.symbol.qualname))
            yield from _moved(changes, each, fate.new)
            continue
        gone.add(each.symbol.qualname)
        if each.symbol.container not in gone and _is_told(each.symbol):
            yield _row(What.REMOVED, each, old=_form(each.symbol))


def _moved(changes: SideChanges, old: Definition, new: Definition) -> Iterator[Row]:
    """A symbol in another file; its members go without saying, but for what is new about them."""
    if old.symbol.container:
        yield from _compared(changes, old, new)
        return
    yield _row(What.MOVED, new, was=old, found=_differences(changes, old, new))


def _compared(changes: SideChanges, old: Definition, new: Definition) -> Iterator[Row]:
    if not _is_told(new.symbol):
        return
    found = _differences(changes, old, new)
    if old.symbol.name != new.symbol.name:
        yield _row(What.RENAMED, new, was=old, found=found)
    elif found:
        yield _row(What.CHANGED, new, was=old, found=found)


def _differences(changes: SideChanges, old: Definition, new: Definition) -> tuple[Delta, ...]:
    was, now = old.symbol, new.symbol
    found = [delta for delta in deltas(was, now) if delta.kind is not DeltaKind.RENAMED]
    if now.kind is SymbolKind.CLASS:  # its members are told one by one
        found = [delta for delta in found if delta.kind is not DeltaKind.BODY_CHANGED]
    if now.kind in _VALUES:
        found = [delta for delta in found if delta.kind is not DeltaKind.VALUE_CHANGED]
        before = value_tokens(changes.base.source(old.path), was.span)
        after = value_tokens(changes.tree.source(new.path), now.span)
        if before != after and not found and was.name == now.name:
            found.append(Delta(DeltaKind.VALUE_CHANGED, now.name, _value(was, before), _value(now, after)))
    return tuple(
        msgspec.structs.replace(
            delta,
            old=decorators_text([each for each in was.decorators if each not in now.decorators]),
            new=decorators_text([each for each in now.decorators if each not in was.decorators]),
        )
        if delta.kind is DeltaKind.DECORATORS
        else delta
        for delta in found
    )


def _added(changes: SideChanges, path: str, arrived: set[tuple[str, str]]) -> Iterator[Row]:
    names: set[str] = set()
    for each in changes.added(path):
        qualname = each.symbol.qualname
        known = each.symbol.container in names or (path, each.symbol.container) in arrived
        if (path, qualname) in arrived:
            continue
        names.add(qualname)
        if not known and _is_told(each.symbol):
            yield _row(What.ADDED, each, new=_form(each.symbol))


def _row(
    what: What,
    definition: Definition,
    *,
    was: Definition | None = None,
    found: tuple[Delta, ...] = (),
    old: str = "",
    new: str = "",
) -> Row:
    symbol = definition.symbol
    if was is not None and any(delta.kind in _IN_SIGNATURE or _returns(delta) for delta in found):
        old, new = _form(was.symbol), _form(symbol)
    return Row(
        what=what,
        thing=symbol.kind.value,
        name=symbol.qualname,
        path=definition.path,
        line=symbol.name_span.start_line + 1,
        old_name=was.symbol.qualname if was and was.symbol.qualname != symbol.qualname else "",
        old_path=was.path if was and was.path != definition.path else "",
        old=old,
        new=new,
        deltas=found,
    )


def _returns(delta: Delta) -> bool:
    return delta.kind is DeltaKind.RETURN_TYPE


def _is_told(symbol: Symbol) -> bool:
    """Not what a function holds, nor fields that its methods assign: the body says so."""
    inner = ".<locals>." in symbol.qualname
    return not inner and not (symbol.field is not None and symbol.field.assigned_in)


def _form(symbol: Symbol) -> str:
    """How a reader knows it: the signature of a function, the bases of a class, the value of a constant."""
    if symbol.parameters is not None:
        returns = f" -> {symbol.returns}" if symbol.returns else ""
        prefix = "async " if "async" in symbol.modifiers else ""
        return f"{prefix}{signature_text(symbol.parameters, typed=True)}{returns}"
    if symbol.kind is SymbolKind.CLASS:
        return f"({', '.join(str(base) for base in symbol.bases)})" if symbol.bases else ""
    return _short(symbol.value.text) if symbol.value is not None else ""


def _value(symbol: Symbol, tokens: tuple[bytes, ...]) -> str:
    if symbol.value is not None:
        return _short(symbol.value.text)
    _, equals, value = b" ".join(tokens).decode("utf-8", "replace").partition(" = ")
    return _short(value) if equals else ""


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 1]}…"


# -- imports, requirements, keys ---------------------------------------------------------------


def _statements(changes: SideChanges, old_path: str, path: str) -> Iterator[Row]:
    """What is no symbol; of files that are there in both trees, as all else is new with its file."""
    before = changes.base.facts(old_path) if old_path else None
    after = changes.tree.facts(path)
    if before is None or after is None:
        return
    for thing, listed in (("import", _imports), ("requirement", _requirements), ("key", _keys)):
        was, now = listed(before), listed(after)
        for name in was.keys() | now.keys():
            old, new = was.get(name), now.get(name)
            if old is None and new is not None:
                yield _plain(What.ADDED, thing, name, (path, new[1]), new=new[0])
            elif new is None and old is not None:
                yield _plain(What.REMOVED, thing, name, (old_path, old[1]), old=old[0])
            elif old is not None and new is not None and old[0] != new[0]:
                yield _plain(What.CHANGED, thing, name, (path, new[1]), old=old[0], new=new[0])


def _plain(
    what: What, thing: str, name: str, place: tuple[str, Span], *, old: str = "", new: str = ""
) -> Row:
    return Row(
        what=what,
        thing=thing,
        name=name,
        path=place[0],
        line=place[1].start_line + 1,
        old=_short(old),
        new=_short(new),
    )


def _imports(facts: FileFacts) -> dict[str, tuple[str, Span]]:
    return {text: ("", span) for each in facts.imports for text, span in _import_texts(each)}


def _import_texts(imported: Import) -> Iterator[tuple[str, Span]]:
    module = "." * imported.level + imported.module
    if imported.star:
        yield f"{module}.*", imported.span
    for each in imported.names:
        renamed = f" as {each.local}" if each.local != each.name else ""
        yield f"{module}{'' if module.endswith('.') else '.'}{each.name}{renamed}", each.span
    if not imported.names and not imported.star:
        yield module + (f" as {imported.alias}" if imported.alias else ""), imported.span


def _requirements(facts: FileFacts) -> dict[str, tuple[str, Span]]:
    return {
        f"{each.name} ({each.scope})": (each.range or "any version", each.span) for each in facts.requirements
    }


def _keys(facts: FileFacts) -> dict[str, tuple[str, Span]]:
    """Settings of a data file; mappings of code belong to the symbols that hold them."""
    if facts.symbols or facts.references:
        return {}
    return {
        f"{mapping.place}.{key.name}" if mapping.place else key.name: (key.value, key.span)
        for mapping in facts.mappings
        for key in mapping.keys
    }
