"""Keys that stand twice in one mapping, tables and sections that stand twice in one file."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import FileFacts, Key, Mapping

_ELEMENT = re.compile(r"\[\d+\]$")
_STEP = re.compile(r'"[^"]*"|\'[^\']*\'|[^.]+')
_MERGE = "<<"
_BRANCHES = ("{}", "[]")


class Slot(msgspec.Struct, frozen=True):
    """One key, table or section: its full name in the file, how it is called, where it stands."""

    path: str
    name: str
    kind: str  # key, table, section
    form: str  # of the mapping: dict, json, yaml, toml, ini, env
    span: Span
    value: str = ""
    place: str = ""


class Repeated(msgspec.Struct, frozen=True):
    """Two slots that are one, in their order; `same` tells that their values are equal."""

    first: Slot
    second: Slot
    same: bool

    @property
    def kind(self) -> str:
        """What stands twice: key, table, section, or `key and table` where one is each."""
        kinds = sorted({self.first.kind, self.second.kind})
        return " and ".join(kinds)


def repeated(facts: FileFacts, source: bytes) -> Iterator[Repeated]:
    """Slots that stand exactly twice; what stands more often was there twice before."""
    groups: dict[tuple[object, ...], list[Slot]] = defaultdict(list)
    for scope, slot in _scoped(facts, source):
        groups[scope, slot.path].append(slot)
    for found in groups.values():
        if len(found) == 2:
            yield Repeated(found[0], found[1], same=_same(facts, found[0], found[1]))


def has_repeated(facts: FileFacts, source: bytes) -> bool:
    """Does the file hold any slot more than once?"""
    seen: set[tuple[object, ...]] = set()
    for scope, slot in _scoped(facts, source):
        if (scope, slot.path) in seen:
            return True
        seen.add((scope, slot.path))
    return False


def slot_at(facts: FileFacts, source: bytes, slot: Slot, line: int) -> Slot | None:
    """The slot of that name on a line of another version of the file."""
    for _, other in _scoped(facts, source):
        if other.span.start_line == line and (other.name, other.kind) == (slot.name, slot.kind):
            return other
    return None


def _scoped(facts: FileFacts, source: bytes) -> Iterator[tuple[object, Slot]]:
    """Every slot with the mapping that it must be unique in."""
    if facts.language == "toml":
        yield from (("", slot) for slot in _toml(facts.mappings))
        return
    for number, mapping in enumerate(facts.mappings):
        if mapping.form == "ini" and mapping.place:
            yield "", _heading(mapping, mapping.place, "section")
        for key in mapping.keys:
            name = _identity(mapping.form, key, source)
            if name:
                yield number, _key(mapping, key, name)


def _key(mapping: Mapping, key: Key, path: str) -> Slot:
    return Slot(
        path=path,
        name=key.name,
        kind="key",
        form=mapping.form,
        span=key.span,
        value=key.value,
        place=mapping.place,
    )


def _heading(mapping: Mapping, path: str, kind: str) -> Slot:
    start = mapping.span
    width = len(mapping.place.encode("utf-8", "replace")) + 2
    span = Span(
        start.start_line,
        start.start_column,
        start.start_line,
        start.start_column + width,
        start.start_byte,
        start.start_byte + width,
    )
    return Slot(path=path, name=mapping.place, kind=kind, form=mapping.form, span=span)


def _identity(form: str, key: Key, source: bytes) -> str:
    """What makes two keys one; empty for keys that may repeat, or whose value is not known."""
    match form:
        case "dict":
            return _literal(source[key.span.start_byte : key.span.end_byte].decode("utf-8", "replace"))
        case "yaml":
            return "" if key.name == _MERGE else key.name
        case "ini":
            # a key alone is a line of a list; `key[] =` and `host option=` come once for each value
            return "" if not key.value or key.name.endswith("]") or " " in key.name else key.name
        case "env":
            extends = re.search(rf"\$\{{?{re.escape(key.name)}\b", key.value) is not None
            return "" if extends else key.name
        case _:
            return key.name


def _literal(text: str) -> str:
    """A literal, or a constant of a class (`Status.OPEN`), as Python compares keys."""
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text if re.fullmatch(r"(?:\w+\.)*[A-Z]\w*\.[A-Z][A-Z0-9_]*", text) else ""
    return f"{type(value).__name__} {value!r}"


# -- TOML --------------------------------------------------------------------------------------


def _toml(mappings: tuple[Mapping, ...]) -> Iterator[Slot]:
    """Tables and keys by their full names; tables below an element of an array belong to the last element."""
    elements: dict[str, str] = {}
    for mapping in mappings:
        raw = _ELEMENT.sub("", mapping.place)
        is_element = raw != mapping.place
        path = _below(_normal(raw), elements)
        if is_element:
            elements[path] = path = f"{path}{_ELEMENT.findall(mapping.place)[0]}"
        elif mapping.place:
            yield _heading(mapping, path, "table")
        for key in mapping.keys:
            name = _normal(key.name)
            yield _key(mapping, key, f"{path}.{name}" if path else name)


def _normal(dotted: str) -> str:
    return ".".join(step.strip().strip("\"'") for step in _STEP.findall(dotted))


def _below(path: str, elements: dict[str, str]) -> str:
    """The path with the array elements in it numbered."""
    out = ""
    steps = path.split(".")
    for index, step in enumerate(steps):
        out = f"{out}.{step}" if out else step
        if index < len(steps) - 1:
            out = elements.get(out, out)
    return out


# -- values ------------------------------------------------------------------------------------


def _same(facts: FileFacts, first: Slot, second: Slot) -> bool:
    if first.value != second.value or first.kind != "key" or second.kind != "key":
        return False
    if first.form not in ("json", "yaml") or first.value not in _BRANCHES:
        return True
    one = _content(facts, first, second.span.start_byte)
    return one is not None and one == _content(facts, second, None)


def _content(facts: FileFacts, slot: Slot, end: int | None) -> tuple[object, ...] | None:
    """All keys and values below a slot; None where lists hold what is not known."""
    if slot.value == "[]":
        return None
    top = f"{slot.place}.{slot.name}" if slot.place else slot.name
    found: list[tuple[object, ...]] = []
    for mapping in facts.mappings:
        at = mapping.span.start_byte
        below = mapping.place == top or mapping.place.startswith(f"{top}.")
        if not below or at < slot.span.start_byte or (end is not None and at >= end):
            continue
        rows = tuple((key.name, key.value) for key in mapping.keys)
        if any(value == "[]" for _, value in rows):
            return None
        found.append((mapping.place, rows))
    return tuple(sorted(found, key=repr))
