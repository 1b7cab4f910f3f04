"""Generated documents: what our readers find is what the well-known parser of each format finds."""

from __future__ import annotations

import configparser
import json
import tomllib
from collections import Counter
from typing import TYPE_CHECKING, TypeAlias, cast

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import FileFacts

Value: TypeAlias = "dict[str, Value] | list[Value] | str | int | bool | None"
Rows: TypeAlias = "Counter[tuple[str, tuple[str, ...]]]"

BOUNDED = settings(max_examples=100, derandomize=True, deadline=None, database=None)
WORDS = st.text(st.sampled_from("abcXYZ019_-"), min_size=1, max_size=6)
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\x85\ufeff"), max_size=8
)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(10**6), 10**6), TEXTS)


def trees(keys: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Value]]:
    nested: st.SearchStrategy[Value] = st.recursive(
        SCALARS,
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=4)),
        max_leaves=12,
    )
    return st.dictionaries(keys, nested, max_size=5)


def mappings(value: Value, place: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each mapping in a document: the way to it, and its keys in order."""
    if isinstance(value, dict):
        if value:
            yield place, tuple(value)
        for name, inner in value.items():
            yield from mappings(inner, f"{place}.{name}" if place else name)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from mappings(inner, f"{place}.[{number}]" if place else f"[{number}]")


def found(facts: FileFacts) -> Rows:
    assert facts.syntax_errors == ()
    return Counter((mapping.place, tuple(key.name for key in mapping.keys)) for mapping in facts.mappings)


@BOUNDED
@given(trees(TEXTS.filter(bool)), st.sampled_from([None, 0, 2, "\t"]), st.booleans())
def test_json_agrees(document: dict[str, Value], indent: int | str | None, ascii_only: bool) -> None:  # noqa: FBT001 - drawn
    text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)
    facts = read("x.json", text)
    assert found(facts) == Counter(mappings(json.loads(text)))
    source = text.encode()
    for mapping in facts.mappings:
        for key in mapping.keys:
            assert json.loads(source[key.span.start_byte : key.span.end_byte]) == key.name


@BOUNDED
@given(trees(TEXTS.filter(bool)), st.sampled_from([None, True, False]), st.booleans())
def test_yaml_agrees(document: dict[str, Value], flow: bool | None, unicode: bool) -> None:  # noqa: FBT001 - drawn
    text = str(yaml.safe_dump(document, default_flow_style=flow, allow_unicode=unicode, sort_keys=False))
    root = cast("yaml.Node | None", getattr(yaml, "compose")(text))  # noqa: B009 - it has no types
    assert found(read("x.yaml", text)) == Counter(composed(root))


def composed(node: yaml.Node | None, place: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(node, yaml.MappingNode):
        rows = [(str(key.value), value) for key, value in node.value]
        if rows:
            yield place, tuple(name for name, _ in rows)
        for name, value in rows:
            yield from composed(value, f"{place}.{name}" if place else name)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from composed(value, f"{place}.[{number}]" if place else f"[{number}]")


def toml_key(draw: st.DrawFn, name: str) -> str:
    return draw(st.sampled_from([name, f'"{name}"', f"'{name}'", f" {name} "]))


def toml_value(value: Value) -> str:
    match value:
        case None:
            return "1979-05-27"
        case bool() | int():
            return json.dumps(value)
        case str():
            return '"' + "".join(f"\\U{ord(c):08x}" for c in value) + '"'
        case list():
            return "[" + ",\n ".join(map(toml_value, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{name} = {toml_value(inner)}" for name, inner in value.items()) + "}"


@st.composite
def toml(draw: st.DrawFn) -> str:
    out: list[str] = []
    tables = draw(st.dictionaries(st.tuples(WORDS, WORDS), trees(WORDS), max_size=4))
    for (first, second), rows in (
        (("", ""), draw(trees(WORDS.map(lambda word: f"top{word}")))),
        *tables.items(),
    ):
        if first:
            out.append(f"[{toml_key(draw, first)}.{toml_key(draw, second)}]")
        out += [f"{toml_key(draw, name)} = {toml_value(value)}" for name, value in rows.items()]
    return "\n".join(out) + draw(st.sampled_from(["", "\n", "  # end"]))


@BOUNDED
@given(toml())
def test_toml_agrees(text: str) -> None:
    content = tomllib.loads(text)
    expected: dict[str, set[str]] = {}
    for name, value in content.items():
        if name.startswith("top"):
            expected.setdefault("", set()).add(name)
        else:
            expected |= {f"{name}.{inner}": set(keys) for inner, keys in value.items()}
    assert {place: set(keys) for place, keys in found(read("x.toml", text))} == expected


@st.composite
def ini(draw: st.DrawFn) -> str:
    """Sections with keys, values that go on, comments and blank lines, sometimes indented."""
    out: list[str] = []
    for section in draw(st.lists(WORDS, unique_by=str.lower, max_size=4)):
        out.append(f"[{section}]")
        indent = draw(st.sampled_from(["", "  ", "\t"]))
        for name in draw(st.lists(WORDS, unique_by=str.lower, max_size=4)):
            out.append(f"{indent}{name}{draw(st.sampled_from(['=', ' = ', ': ', ':']))}{draw(WORDS)}")
            more = st.sampled_from(
                [f"{indent}  more", f"{indent}\tx = 1", f"{indent}    [x]", "", "# no", "   ; no"]
            )
            out += draw(st.lists(more, max_size=3))
    return "\n".join(out) + draw(st.sampled_from(["", "\n"]))


@BOUNDED
@given(ini())
def test_ini_agrees(text: str) -> None:
    judge = configparser.RawConfigParser(default_section="<none>")
    judge.read_string(text)
    expected = Counter((section, tuple(judge.options(section))) for section in judge.sections())
    facts = read("x.ini", text)
    assert found(facts) == expected
    for mapping in facts.mappings:
        for key in mapping.keys:
            value = judge.get(mapping.place, key.name)
            assert key.value.split() == value.split()
