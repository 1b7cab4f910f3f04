"""Facts of small Kotlin sources, and where its names are found beside those of Java."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from conflictscan.facts.code import Root, SymbolKind
from conflictscan.languages import for_path
from conflictscan.languages.kotlin.grammar import KOTLIN
from conflictscan.languages.kotlin.resolve import Modules
from conflictscan.languages.syntax.marks import unknown_captures
from tests.languages.test_java import Files, symbol, use

if TYPE_CHECKING:
    from conflictscan.facts.code import FileFacts


def facts(source: str) -> FileFacts:
    language = for_path("A.kt")
    assert language is not None
    found = language.extract(textwrap.dedent(source).encode())
    assert not found.syntax_errors
    return found


def test_the_queries_name_nothing_that_no_pass_reads() -> None:
    assert unknown_captures(KOTLIN.query) == []


def test_a_primary_constructor_takes_all_parameters_and_keeps_those_with_val() -> None:
    found = facts("""
        open class User(val id: Long, private var name: String = "x", vararg tags: String) : Base(id), Named {
            val full: String get() = name
        }
    """)
    built = symbol(found, "User.<init>")
    assert [(p.name, p.required, p.kind.value) for p in built.parameters or ()] == [
        ("id", True, "pos_or_named"),
        ("name", False, "pos_or_named"),
        ("tags", False, "rest_pos"),
    ]
    fields = {s.qualname for s in found.symbols if s.kind is SymbolKind.FIELD}
    assert fields == {"User.id", "User.name", "User.full"}
    assert [str(base) for base in symbol(found, "User").bases] == ["Base", "Named"]


def test_a_default_belongs_to_the_parameter_before_it() -> None:
    found = facts("fun f(a: Int, b: Int = LIMIT, vararg c: Int) {}")
    kinds = [(p.name, p.required, p.default) for p in symbol(found, "f").parameters or ()]
    assert kinds == [("a", True, ""), ("b", False, "LIMIT"), ("c", False, "")]


def test_members_of_a_companion_are_static_members_of_its_class() -> None:
    found = facts("""
        class A {
            companion object {
                const val MAX = 1
                fun of(): A = A()
            }
        }
    """)
    assert "staticmethod" in symbol(found, "A.of").modifiers
    assert symbol(found, "A.MAX").kind is SymbolKind.FIELD


@pytest.mark.parametrize(
    ("source", "marked"),
    [
        ("class A(b: B) : B by b", {"delegating", "dynamic"}),
        ("class A {\n    companion object : Logging()\n}", {"dynamic"}),
        ("class A(b: B) : B", set[str]()),
    ],
)
def test_what_others_give_a_class_is_not_known(source: str, marked: set[str]) -> None:
    assert {"delegating", "dynamic"} & {*symbol(facts(source), "A").modifiers} == marked


def test_members_of_an_interface_without_a_body_are_abstract() -> None:
    found = facts("interface I {\n    fun a()\n    fun b() {}\n    fun c() = 1\n}")
    assert ["abstract" in symbol(found, f"I.{name}").modifiers for name in "abc"] == [True, False, False]


def test_a_function_that_extends_a_type_is_one_of_the_package() -> None:
    found = facts("fun Shop.Order.label(size: Int): String = this.title()")
    assert symbol(found, "label").kind is SymbolKind.FUNCTION
    assert "extension" in symbol(found, "label").modifiers
    assert use(found, ".title").chain.root is Root.UNKNOWN


def test_a_lambda_behind_a_call_is_an_argument_whose_place_is_not_known() -> None:
    arguments = use(facts("fun f() {\n    each(3) { n -> n }\n}"), "each").arguments
    assert arguments is not None
    assert (arguments.positional, arguments.splat_positional) == (1, True)


def test_the_name_of_an_argument_is_no_use_of_a_property() -> None:
    found = facts('fun f() {\n    User(id = 1, name = "x")\n}')
    arguments = use(found, "User").arguments
    assert arguments is not None
    assert arguments.names == ("id", "name")
    assert not [r for r in found.references if str(r.chain) in ("id", "name")]


def test_suspending_functions_are_not_awaited() -> None:
    assert {"suspend"} == {*symbol(facts("suspend fun f() {}"), "f").modifiers}


@pytest.mark.parametrize(
    ("written", "module", "names"),
    [
        ("import a.b.C", "a.b.C", [("C", "C")]),
        ("import a.b.C.D", "a.b.C", [("C.D", "D")]),
        ("import a.b.f", "a.b.f", [("f", "f")]),
        ("import a.b.f as g", "a.b.f", [("f", "g")]),
        ("import a.b.*", "a.b.*", []),
    ],
)
def test_an_import_names_what_a_package_declares(
    written: str, module: str, names: list[tuple[str, str]]
) -> None:
    (found,) = facts(f"{written}\n").imports
    assert (found.module, [(n.name, n.local) for n in found.names]) == (module, names)


# -- where names are -----------------------------------------------------------------------------

PROJECT = {
    "core/src/main/kotlin/a/b/Texts.kt": (
        "package a.b\n\nfun <T> quoted(x: T) = x\n\nval String.long: Int\n    get() = 1\n\n"
        "private fun hidden() = 1\n\ninternal data class Page(val x: Int)\n\ntypealias Pages = List<Page>\n"
    ),
    "core/src/main/java/a/b/Row.java": "package a.b;\n\npublic class Row {\n}\n",
    "core/src/test/kotlin/a/c/Test.kt": "package a.c\n\nimport a.b.*\n",
    "core/src/test/java/a/c/Use.java": "package a.c;\n\nimport a.b.Page;\n",
}


@pytest.mark.parametrize("name", ["quoted", "long", "Page", "Pages"])
def test_a_file_sees_functions_and_properties_of_the_packages_it_imports(name: str) -> None:
    seen = Modules(Files(PROJECT)).visible("core/src/test/kotlin/a/c/Test.kt", name)
    assert seen == ("core/src/main/kotlin/a/b/Texts.kt",)


def test_java_and_kotlin_find_each_other() -> None:
    modules = Modules(Files(PROJECT))
    kotlin, java = "core/src/test/kotlin/a/c/Test.kt", "core/src/test/java/a/c/Use.java"
    assert modules.visible(kotlin, "Row") == ("core/src/main/java/a/b/Row.java",)
    assert modules.find(java, "a.b.Page").path == "core/src/main/kotlin/a/b/Texts.kt"
    assert modules.find(kotlin, "a.b.hidden").missing == "hidden"
