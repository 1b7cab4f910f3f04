"""TOML: tables with their keys, from tree-sitter's tree; dependencies of `pyproject.toml` and `Pipfile`."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, cast

import tree_sitter
import tree_sitter_toml

from conflictscan.facts.code import FileFacts, Key, Mapping, Requirement, Span
from conflictscan.formats.requirements import normalised, requirement

if TYPE_CHECKING:
    from collections.abc import Iterator

_LANGUAGE = tree_sitter.Language(tree_sitter_toml.language())
_NAMES = ("dotted_key", "bare_key", "quoted_key")
_TABLES = ("table", "table_array_element")


def extract(source: bytes) -> FileFacts:
    """One mapping for each table heading; inline tables stay values."""
    tree = tree_sitter.Parser(_LANGUAGE).parse(source)
    mappings: list[Mapping] = []
    errors: list[Span] = []
    loose: list[Key] = []
    arrays: dict[str, int] = {}
    for node in tree.root_node.children:
        if node.type == "pair":
            loose.append(_key(node))
        elif node.type in _TABLES:
            place = _place(node)
            if node.type == "table_array_element":
                arrays[place] = arrays.get(place, 0) + 1
                place = f"{place}[{arrays[place]}]"
            keys = tuple(_key(child) for child in node.children if child.type == "pair")
            mappings.append(Mapping(place=place, form="toml", keys=keys, span=_span(node)))
        if node.has_error:
            errors.extend(_errors(node))
    if loose:
        mappings.insert(0, Mapping(place="", form="toml", keys=tuple(loose), span=loose[0].span))
    return FileFacts(
        language="toml",
        mappings=tuple(mappings),
        requirements=tuple(_requirements(source, mappings)),
        syntax_errors=tuple(errors),
    )


def _errors(top: tree_sitter.Node) -> Iterator[Span]:
    stack = [top]
    while stack:
        node = stack.pop()
        if node.type == "ERROR" or node.is_missing:
            yield _span(node)
        elif node.has_error:
            stack.extend(reversed(node.children))


def _place(table: tree_sitter.Node) -> str:
    name = next((c for c in table.children if c.type in _NAMES), None)
    return _name(name) if name is not None else ""


def _key(pair: tree_sitter.Node) -> Key:
    name, value = pair.children[0], pair.children[-1]
    return Key(_name(name), " ".join(_text(value).split()), _span(name))


def _name(node: tree_sitter.Node) -> str:
    """A key by its parts, without quotes but where a part needs them to be one: `a."b.c"`."""
    parts: list[str] = []
    while node.type == "dotted_key":  # one inside the other, as deep as it is long
        parts += [_part(child) for child in reversed(node.children) if child.type in _NAMES[1:]]
        inner = node.children[0]
        if inner.type != "dotted_key":
            break
        node = inner
    else:
        parts.append(_part(node))
    return ".".join(reversed(parts))


def _part(node: tree_sitter.Node) -> str:
    text = _text(node)
    if node.type != "quoted_key":
        return text
    plain = text[1:-1]
    if text.startswith('"') and "\\" in plain:
        try:
            (plain,) = tomllib.loads(f"{text}=0")
        except tomllib.TOMLDecodeError:
            return text
    return f'"{plain}"' if "." in plain or not plain else plain


def _text(node: tree_sitter.Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")


def _span(node: tree_sitter.Node) -> Span:
    start, end = node.start_point, node.end_point
    return Span(start.row, start.column, end.row, end.column, node.start_byte, node.end_byte)


# -- dependencies ------------------------------------------------------------------------------


def _requirements(source: bytes, mappings: list[Mapping]) -> Iterator[Requirement]:
    try:
        content = tomllib.loads(source.decode("utf-8", "replace").lstrip("\ufeff"))
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    spans = _spans(mappings)
    for place, scope, rows in _listed(content):
        span = _nearest_key(spans, place)
        for row in rows:
            found = requirement(row, scope, _row(source, row, span))
            if found is not None:
                yield found
    for place, scope in _tables(content):
        for name, value in _at(content, place).items():
            if name != "python":
                span = _nearest_key(spans, (*place, name))
                yield Requirement("pypi", normalised(name), _range(value), scope, span)


def _spans(mappings: list[Mapping]) -> dict[str, Span]:
    """Where tables and keys begin, by full name; of a dotted key also where its first parts begin."""
    spans: dict[str, Span] = {}
    for mapping in mappings:
        spans.setdefault(mapping.place, mapping.span)
        for key in mapping.keys:
            whole = f"{mapping.place}.{key.name}" if mapping.place else key.name
            while len(whole) > len(mapping.place):
                spans.setdefault(whole, key.span)
                whole = whole.rpartition(".")[0]
    return spans


def _nearest_key(spans: dict[str, Span], place: tuple[str, ...]) -> Span:
    for length in range(len(place), 0, -1):
        span = spans.get(".".join(f'"{part}"' if "." in part else part for part in place[:length]))
        if span is not None:
            return span
    return Span(0, 0, 0, 0, 0, 0)


def _listed(content: dict[str, object]) -> Iterator[tuple[tuple[str, ...], str, list[str]]]:
    """Lists of requirements as PEP 508 writes them: where, for what, which."""
    yield ("project", "dependencies"), "main", _strings(_at(content, ("project",)).get("dependencies"))
    yield ("build-system", "requires"), "build", _strings(_at(content, ("build-system",)).get("requires"))
    groups = (
        (("project", "optional-dependencies"), "optional:"),
        (("dependency-groups",), ""),
        (("tool", "pdm", "dev-dependencies"), ""),
    )
    for place, prefix in groups:
        for name, rows in _at(content, place).items():
            yield (*place, name), f"{prefix}{name}" if prefix else "dev", _strings(rows)
    uv = _at(content, ("tool", "uv"))
    yield ("tool", "uv", "dev-dependencies"), "dev", _strings(uv.get("dev-dependencies"))


def _tables(content: dict[str, object]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Tables of `name = range`: where, and for what."""
    yield ("tool", "poetry", "dependencies"), "main"
    yield ("tool", "poetry", "dev-dependencies"), "dev"
    for group in _at(content, ("tool", "poetry", "group")):
        yield ("tool", "poetry", "group", group, "dependencies"), "dev"
    yield ("packages",), "main"
    yield ("dev-packages",), "dev"


def _at(content: dict[str, object], place: tuple[str, ...]) -> dict[str, object]:
    here: object = content
    for part in place:
        here = here.get(part) if isinstance(here, dict) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType] - tomllib gives plain values
    return {str(key): value for key, value in here.items()} if isinstance(here, dict) else {}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType, reportUnknownMemberType] - same


def _range(value: object) -> str:
    """`^1.0` of `"^1.0"`, `{version = "^1.0"}` and of a list of such; empty where none is given."""
    match value:
        case str():
            return value
        case {"version": str(version)}:
            return version
        case list():
            return ",".join(filter(None, map(_range, cast("list[object]", value))))
        case _:
            return ""


def _strings(rows: object) -> list[str]:
    return [row for row in rows if isinstance(row, str)] if isinstance(rows, list) else []  # pyright: ignore[reportUnknownVariableType] - tomllib gives plain values


def _row(source: bytes, row: str, span: Span) -> Span:
    """Where the requirement is written, after the key it belongs to."""
    text = row.encode("utf-8", "replace")
    found = re.compile(rb"[\"']" + re.escape(text) + rb"[\"']").search(source, span.start_byte)
    if found is None:
        return span
    at = found.start() + 1
    line = source.count(b"\n", 0, at)
    column = at - (source.rfind(b"\n", 0, at) + 1)
    return Span(line, column, line, column + len(text), at, at + len(text))
