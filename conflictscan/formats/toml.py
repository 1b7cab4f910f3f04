"""TOML: tables with their keys, from tree-sitter's tree; dependencies of `pyproject.toml` and `Pipfile`."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import tree_sitter
import tree_sitter_toml

from conflictscan.facts.code import FileFacts, Key, Mapping, Requirement, Span
from conflictscan.formats.requirements import normalised, requirement

if TYPE_CHECKING:
    from collections.abc import Iterator

_LANGUAGE = tree_sitter.Language(tree_sitter_toml.language())
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
        elif node.type == "ERROR" or node.is_missing:
            errors.append(_span(node))
    if loose:
        mappings.insert(0, Mapping(place="", form="toml", keys=tuple(loose), span=loose[0].span))
    return FileFacts(
        language="toml",
        mappings=tuple(mappings),
        requirements=tuple(_requirements(source, mappings)),
        syntax_errors=tuple(errors),
    )


def _place(table: tree_sitter.Node) -> str:
    name = next((c for c in table.children if c.type in ("bare_key", "dotted_key", "quoted_key")), None)
    return _text(name) if name is not None else ""


def _key(pair: tree_sitter.Node) -> Key:
    name, value = pair.children[0], pair.children[-1]
    return Key(
        _text(name).replace(" ", "").strip("\"'"), " ".join(_text(value).split()), _span(pair.children[0])
    )


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
    spans = {(m.place, key.name): key.span for m in mappings for key in m.keys}
    tables = {m.place: m.span for m in mappings}
    start = Span(0, 0, 0, 0, 0, 0)
    for place, name, scope, rows in _listed(content):
        span = spans.get((place, name)) or tables.get(place) or start
        for row in rows:
            found = requirement(row, scope, _nearest(source, row, span))
            if found is not None:
                yield found
    for place, scope in _poetry(content):
        for mapping in mappings:
            if mapping.place == place:
                for key in mapping.keys:
                    if key.name != "python":
                        yield Requirement(
                            "pypi", normalised(key.name), key.value.strip("\"'"), scope, key.span
                        )


def _listed(content: dict[str, object]) -> Iterator[tuple[str, str, str, list[str]]]:
    project = _table(content, "project")
    yield "project", "dependencies", "main", _strings(project.get("dependencies"))
    for extra, rows in _table(project, "optional-dependencies").items():
        yield "project.optional-dependencies", extra, f"optional:{extra}", _strings(rows)
    for group, rows in _table(content, "dependency-groups").items():
        yield "dependency-groups", group, "dev", _strings(rows)
    yield "build-system", "requires", "build", _strings(_table(content, "build-system").get("requires"))


def _poetry(content: dict[str, object]) -> Iterator[tuple[str, str]]:
    poetry = _table(_table(content, "tool"), "poetry")
    yield "tool.poetry.dependencies", "main"
    yield "tool.poetry.dev-dependencies", "dev"
    for group in _table(poetry, "group"):
        yield f"tool.poetry.group.{group}.dependencies", "dev"
    yield "packages", "main"
    yield "dev-packages", "dev"


def _table(content: dict[str, object], name: str) -> dict[str, object]:
    found = content.get(name)
    return {str(key): value for key, value in found.items()} if isinstance(found, dict) else {}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - tomllib gives strings


def _strings(rows: object) -> list[str]:
    return [row for row in rows if isinstance(row, str)] if isinstance(rows, list) else []  # pyright: ignore[reportUnknownVariableType] - tomllib gives plain values


def _nearest(source: bytes, row: str, span: Span) -> Span:
    """The line that writes the requirement, after the key it belongs to."""
    at = source.find(row.encode("utf-8", "replace"), span.start_byte)
    if at < 0:
        return span
    line = source.count(b"\n", 0, at)
    column = at - (source.rfind(b"\n", 0, at) + 1)
    length = len(row.encode("utf-8", "replace"))
    return Span(line, column, line, column + length, at, at + length)
