"""TOML: tables with their keys, from tree-sitter's tree."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import tree_sitter
import tree_sitter_toml

from conflictscan.facts.code import FileFacts, Key, Mapping, Span

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
