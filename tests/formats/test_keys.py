"""Keys of data files: all of them, in their order, doubles too, each at its place."""

from __future__ import annotations

import pytest

from conflictscan import formats
from tests.formats.reading import at, keys, read, values

JSON = """\
{
  "name": "shop",
  "scripts": {"test": "x", "test": "y"},
  "files": [1, {"a": {"é\\u0041": null}}, []],
  "name": true
}
"""
YAML = """\
name: shop
jobs:
  test: &t
    steps:
      - run: x
      - {run: y, if: z}
  other:
    <<: *t
    "quoted": |
      text: no
name: again
? [odd, key]
: 1
---
second: 1
"""
TOML = """\
top = 1
a.b = 2
[tool.x]
"quoted" = "x"
'with space' = { inner = 1 }
"dot.ted" . more = [
  1,
]
[ tool . "y" ]
[[list]]
n = 1
[[list]]
n = 2
"""
INI = """\
; a comment
[Section]
Key = 1
other: 2
    and more
    [no section]
key = 3

[indented]
  a = 1
  b = 2
    c = 3
[empty]
[Section]
x=
alone
"""
ENV = """\
# NO=1
A=1
export B = two # a comment
C="quoted # no comment" # a comment
D='single'
E=
KEY="-----BEGIN
abc=
-----END"
A=again
F='unclosed
G=#empty
not a variable
"""


def test_json() -> None:
    facts = read("x.json", JSON)
    assert keys(facts) == [
        ("", ["name", "scripts", "files", "name"]),
        ("scripts", ["test", "test"]),
        ("files.[1]", ["a"]),
        ("files.[1].a", ["éA"]),
    ]
    assert values(facts)["files.[1].a.éA"] == "null"
    assert [at(key.span, JSON) for key in facts.mappings[0].keys] == [
        '"name"',
        '"scripts"',
        '"files"',
        '"name"',
    ]
    assert [key.span.start_line for key in facts.mappings[0].keys] == [1, 2, 3, 4]
    assert at(facts.mappings[1].span, JSON) == '{"test": "x", "test": "y"}'


def test_json_with_comments_and_trailing_commas() -> None:
    text = '// head\n{"a": 1, /* "b": 2, */ "c": [1, 2,],\n// "d": 1\n}'
    facts = read("tsconfig.json", text)
    assert keys(facts) == [("", ["a", "c"])]
    assert facts.syntax_errors == ()


@pytest.mark.parametrize(
    "text",
    ["{", "}", '{"a"}', '{"a":}', '{"a" 1}', "{1: 2}", "[1 2]", "[,]", '{"a": x}', "{} {}", '"a', "[}"],
)
def test_broken_json_has_an_error(text: str) -> None:
    (error,) = read("x.json", text).syntax_errors
    assert error.start_byte <= len(text)


def test_yaml() -> None:
    facts = read("x.yaml", YAML)
    assert sorted(keys(facts)) == [
        ("", ["name", "jobs", "name"]),
        ("2", ["second"]),
        ("jobs", ["test", "other"]),
        ("jobs.other", ["<<", "quoted"]),
        ("jobs.test", ["steps"]),
        ("jobs.test.steps.[0]", ["run"]),
        ("jobs.test.steps.[1]", ["run", "if"]),
    ]
    top = next(mapping for mapping in facts.mappings if not mapping.place)
    assert [at(key.span, YAML) for key in top.keys] == ["name: shop", "jobs:", "name: again"]
    assert values(facts)["jobs.other.quoted"] == "text: no\n"


@pytest.mark.parametrize("text", ["a: b: c", "\t- x", "a: [", "a: *nowhere\n b: 1", "%YAML 9", "'"])
def test_broken_yaml_has_an_error_and_keeps_what_came_before(text: str) -> None:
    facts = read("x.yaml", f"before: {{x: 1}}\n{text}\n")
    assert len(facts.syntax_errors) == 1
    assert ("before", ["x"]) in keys(facts)


def test_toml() -> None:
    facts = read("x.toml", TOML)
    assert keys(facts) == [
        ("", ["top", "a.b"]),
        ("tool.x", ["quoted", "with space", '"dot.ted".more']),
        ("tool.y", []),
        ("list[1]", ["n"]),
        ("list[2]", ["n"]),
    ]
    assert [at(key.span, TOML) for key in facts.mappings[1].keys] == [
        '"quoted"',
        "'with space'",
        '"dot.ted" . more',
    ]
    assert values(facts)['tool.x."dot.ted".more'] == "[ 1, ]"


def test_toml_keeps_doubles() -> None:
    assert keys(read("x.toml", "[a]\nx = 1\nx = 2\n[a]\n'x' = 3\n")) == [("a", ["x", "x"]), ("a", ["x"])]


@pytest.mark.parametrize("text", ["x =", "= 1", "[a", "x = [1", "x = 'a", "x 1", "[a]\nx = = 2\ny = 1"])
def test_broken_toml_has_an_error(text: str) -> None:
    assert read("x.toml", f"ok = 1\n{text}\n").syntax_errors


def test_ini() -> None:
    facts = read("x.ini", INI)
    assert keys(facts) == [
        ("Section", ["key", "other", "key"]),
        ("indented", ["a", "b"]),
        ("empty", []),
        ("Section", ["x", "alone"]),
    ]
    assert values(facts)["Section.other"] == "2\nand more\n[no section]"
    assert values(facts)["indented.b"] == "2\nc = 3"
    assert [at(mapping.span, INI) for mapping in facts.mappings] == [
        "[Section]",
        "[indented]",
        "[empty]",
        "[Section]",
    ]
    assert [at(key.span, INI) for key in facts.mappings[0].keys] == ["Key = 1", "other: 2", "key = 3"]


def test_env() -> None:
    facts = read(".env", ENV)
    assert [(key.name, key.value) for key in facts.mappings[0].keys] == [
        ("A", "1"),
        ("B", "two"),
        ("C", "quoted # no comment"),
        ("D", "single"),
        ("E", ""),
        ("KEY", "-----BEGIN\nabc=\n-----END"),
        ("A", "again"),
        ("F", "'unclosed"),
        ("G", ""),
    ]
    assert [key.span.start_line for key in facts.mappings[0].keys] == [1, 2, 3, 4, 5, 6, 9, 10, 11]


@pytest.mark.parametrize("odd", ["\r", "\x85", "\u2028", "\u2029"])
def test_lines_of_yaml_are_counted_as_those_of_the_file(odd: str) -> None:
    text = f"a: 1\nb: 'x{odd} y'\nc: {{d: 1}}\n"
    facts = read("x.yaml", text)
    assert sorted(keys(facts)) == [("", ["a", "b", "c"]), ("c", ["d"])]
    assert [key.span.start_line for mapping in facts.mappings for key in mapping.keys] == [2, 0, 1, 2]


@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        ("x.json", '{\n"a": 1,\n"é": 2}', ["a", "é"]),
        ("x.yaml", "a: 1\né: 2\n", ["a", "é"]),
        ("x.toml", "a = 1\n'é' = 2\n", ["a", "é"]),
        ("x.ini", "[s]\na = 1\né = 2\n", ["a", "é"]),
        ("x.env", "A=1\nB=é\n", ["A", "B"]),
    ],
)
@pytest.mark.parametrize("form", ["plain", "mark", "CRLF", "no last line end"])
def test_marks_and_line_ends_change_no_key(path: str, text: str, names: list[str], form: str) -> None:
    source = text.encode()
    match form:
        case "mark":
            source = b"\xef\xbb\xbf" + source
        case "CRLF":
            source = source.replace(b"\n", b"\r\n")
        case "no last line end":
            source = source.rstrip()
        case _:
            pass
    facts = read(path, source)
    assert facts.syntax_errors == ()
    found = [key for mapping in facts.mappings for key in mapping.keys]
    assert [key.name for key in found] == names
    lines = source.split(b"\n")
    assert [names[n].encode() in lines[key.span.start_line] for n, key in enumerate(found)] == [True, True]
    for key in found:
        at(key.span, source)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a/b.json", "json"),
        ("B.JSON", "json"),
        ("x.yml", "yaml"),
        ("Pipfile", "toml"),
        ("setup.cfg", "ini"),
        (".env", "env"),
        (".env.local", "env"),
        ("requirements.txt", "requirements"),
        ("requirements/dev.in", "requirements"),
        ("dev-requirements.txt", "requirements"),
        ("constraints.txt", "requirements"),
        ("notes.txt", ""),
        ("poetry.lock", ""),
        ("a/package-lock.json", ""),
        ("json", ""),
        ("environment", ""),
    ],
)
def test_the_name_of_a_file_tells_its_format(path: str, name: str) -> None:
    found = formats.for_path(path)
    assert (found.name if found else "") == name


def test_every_format_has_a_version_of_its_code() -> None:
    versions = {formats.for_path(path) for path in ("x.json", "x.yaml", "x.toml", "x.ini", ".env")}
    assert len({found.version for found in versions if found}) == 5
