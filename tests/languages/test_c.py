"""What the languages of C say of small sources: what is no syntax, which names there are, and where includes lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conflictscan import languages
from conflictscan.languages.c.blocks import differing
from conflictscan.languages.c.grammar import C
from conflictscan.languages.c.includes import Modules
from conflictscan.languages.c.preprocess import prepared
from conflictscan.languages.cpp.grammar import CPP, chosen
from conflictscan.languages.syntax.marks import unknown_captures
from tests.fixture_cases import build

if TYPE_CHECKING:
    from pathlib import Path

    from conflictscan.facts.code import FileFacts, Symbol
    from conflictscan.languages.syntax.grammar import Grammar


def _facts(path: str, source: str) -> FileFacts:
    language = languages.for_path(path)
    assert language is not None
    return language.extract(source.encode())


def _symbol(facts: FileFacts, qualname: str) -> Symbol:
    return next(symbol for symbol in facts.symbols if symbol.qualname == qualname)


@pytest.mark.parametrize("grammar", [C, CPP], ids=lambda grammar: grammar.name)
def test_the_grammar_takes_every_query_and_no_capture_is_unknown(grammar: Grammar) -> None:
    assert not unknown_captures(grammar.query)


@pytest.mark.parametrize(
    "source",
    [
        "API int f(void *data UNUSED, int n);\n",
        "static void NORETURN f(const char *s, ...) FORMAT(1, 2);\n",
        "void f(void)\n{\n\tfor_each_item(item, &list) {\n\t\tg(item);\n\t}\n}\n",
        'void f(unsigned long n)\n{\n\tprintf("%" PRIuMAX " of %s", n, NAME);\n}\n',
        "int f(int a)\n{\n#ifdef X\n\tif (a) {\n#else\n\tif (!a) {\n#endif\n\t\treturn 1;\n\t}\n\treturn 0;\n}\n",
        '#ifdef __cplusplus\nextern "C" {\n#endif\nint f(void);\n#ifdef __cplusplus\n}\n#endif\n',
        "struct x *f(void *p)\n{\n\treturn container_of(p, struct x, member);\n}\n",
        "#if 0\nthis is no C {\n#endif\nint a;\n",
    ],
)
def test_what_macros_and_conditions_put_beside_the_syntax_is_no_error(source: str) -> None:
    assert not _facts("a.c", source).syntax_errors


@pytest.mark.parametrize(
    "source",
    [
        "class A {\n    Q_OBJECT\n    Q_DISABLE_COPY(A)\n\npublic slots:\n    void go();\nsignals:\n  void b();\n};\n",
        "class API A final : public B\n{\npublic:\n    int n GUARDED_BY(lock);\n    void f() REQUIRES(lock);\n};\n",
    ],
)
def test_what_macros_put_into_a_class_is_no_error(source: str) -> None:
    assert not _facts("a.cpp", source).syntax_errors


@pytest.mark.parametrize("text", [b"int A" + b"A" * 200 + b" b", b"f() " + b"AAAA" * 60 + b" x", b"(" * 300])
def test_the_source_keeps_its_length_and_odd_ones_take_no_time(text: bytes) -> None:
    assert len(prepared(text)) == len(text)


def test_a_declaration_without_a_body_stands_beside_its_definition() -> None:
    facts = _facts("a.c", "int f(int n, const char *s);\n\nint f(int n, const char *s)\n{\n\treturn n;\n}\n")
    first, second = facts.symbols
    assert "overload" in first.modifiers
    assert "overload" not in second.modifiers
    assert [p.annotation for p in first.parameters or ()] == ["int", "const char*"]


def test_void_is_no_parameter_and_a_macro_has_its_parameters() -> None:
    facts = _facts(
        "a.h", "#define BOTH(a, b) ((a) + (b))\n#define SAY(fmt, ...) say(fmt, __VA_ARGS__)\nint f(void);\n"
    )
    assert len(_symbol(facts, "BOTH").parameters or ()) == 2
    assert [p.required for p in _symbol(facts, "SAY").parameters or ()] == [True, False]
    assert _symbol(facts, "f").parameters == ()


def test_members_of_what_has_no_name_belong_to_the_struct_around() -> None:
    source = "struct s {\n\tint a;\n\tunion {\n\t\tint b;\n\t\tlong c;\n\t};\n};\n"
    facts = _facts("a.h", source + "typedef struct { int d; } t;\n")
    assert {symbol.qualname for symbol in facts.symbols} == {"s", "s.a", "s.b", "s.c", "t", "t.d"}


def test_arms_of_a_condition_are_told_apart_and_the_guard_of_a_header_is_none() -> None:
    source = "#ifndef A_H\n#define A_H\n#ifdef WIDE\nint f(int);\n#else\nint f(void);\n#endif\nint g(void);\n#endif\n"
    facts = _facts("a.h", source)
    guards = [symbol.guards for symbol in facts.symbols if symbol.name == "f"]
    assert guards == [("cfg:ifdef WIDE",), ("cfg:ifdef WIDE", "cfg:else")]
    assert _symbol(facts, "g").guards == ()


def test_a_member_beside_its_class_belongs_to_it() -> None:
    source = "int shop::Store::count(int n) const\n{\n    return n;\n}\nshop::Store::Store(int n) {}\n"
    source += "int util::twice() { return 2; }\n"
    names = {symbol.qualname for symbol in _facts("a.cpp", source).symbols}
    assert names == {"Store.count", "Store..ctor", "twice"}


def test_a_virtual_function_that_is_zero_is_abstract() -> None:
    facts = _facts(
        "a.hpp", "class A {\npublic:\n    virtual int f() = 0;\n    int g() override { return 0; }\n};\n"
    )
    assert "abstract" in _symbol(facts, "A.f").modifiers
    assert "override" in _symbol(facts, "A.g").modifiers


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (b"struct a { int b; };\n", "c"),
        (b"#ifdef __cplusplus\nclass A;\n#endif\n/* std::x */ int f(void);\n", "c"),
        (b"class A { int b; };\n", "cpp"),
        (b"int f(const std::string& s);\n", "cpp"),
    ],
)
def test_a_header_says_by_what_it_holds_which_language_it_is(source: bytes, name: str) -> None:
    assert chosen(source).name == name


def test_a_function_whose_text_one_version_has_is_told_by_its_name() -> None:
    old = b"static int\nget(void)\n{\n\treturn 1;\n}\n\nint put(int n)\n{\n\treturn n;\n}\n"
    assert differing(old, old.replace(b"return 1", b"return 2")) == {b"get"}


def test_an_include_leads_beside_the_file_then_to_the_one_path_that_ends_so(tmp_path: Path) -> None:
    from conflictscan.git import Repository  # noqa: PLC0415 - only this test needs one

    tree = {
        "src/a.c": b'#include "a.h"\n#include <lib/b.h>\n#include <stdio.h>\n',
        "src/a.h": b"int a;\n",
        "other/a.h": b"int b;\n",
        "include/lib/b.h": b'#include "c.h"\n',
        "include/lib/c.h": b"int made(void);\n",
    }
    folder = build(tmp_path, {"base": tree, "ours": tree | {"x": b"1"}, "theirs": tree | {"y": b"1"}})
    with Repository.open(folder) as repository:
        modules = Modules(repository.snapshot("ours"))
        assert modules.find("src/a.c", "a.h").path == "src/a.h"
        assert modules.find("src/a.c", "lib/b.h", 1).path == "include/lib/b.h"
        assert modules.find("src/a.c", "stdio.h", 1).external == "stdio.h"
        assert modules.find("src/a.c", "gone.h").missing == "gone"
        assert modules.visible("src/a.c", "made") == ("include/lib/c.h",)
        assert modules.route("src/a.c", "include/lib/c.h") == (
            "src/a.c",
            "include/lib/b.h",
            "include/lib/c.h",
        )
