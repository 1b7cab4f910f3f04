"""Facts of small PHP sources, and files found by the names that they declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conflictscan.facts.code import FileFacts, ParameterKind, ReferenceKind, Root, Symbol, SymbolKind
from conflictscan.languages.php.grammar import PHP
from conflictscan.languages.php.resolve import Modules
from conflictscan.languages.syntax.marks import unknown_captures

if TYPE_CHECKING:
    from collections.abc import Sequence


def _facts(source: str) -> FileFacts:
    facts = PHP.extract(f"<?php\n{source}".encode())
    assert not facts.syntax_errors
    return facts


def _symbol(facts: FileFacts, qualname: str) -> Symbol:
    return next(symbol for symbol in facts.symbols if symbol.qualname == qualname)


def _of(facts: FileFacts, kind: ReferenceKind) -> list[str]:
    return [str(each.chain) for each in facts.references if each.kind is kind]


def test_the_queries_use_known_names_alone() -> None:
    assert unknown_captures(PHP.query) == []


def test_traits_stand_before_what_a_class_extends() -> None:
    facts = _facts(
        "class A extends B implements C { use D, E; }\nenum F: string implements G { case H = 'h'; }\n"
    )
    assert [str(base) for base in _symbol(facts, "A").bases] == ["D", "E", "B", "C"]
    assert "enum" in _symbol(facts, "F").modifiers
    assert _symbol(facts, "F.H").kind is SymbolKind.VARIANT


def test_a_property_and_a_method_of_one_name_are_told_apart() -> None:
    facts = _facts(
        "class A { private B $b; public static int $n = 1; function b() { return $this->b->c($this->b()); } }\n"
    )
    assert (_symbol(facts, "A.$b").kind, _symbol(facts, "A.b").kind) == (SymbolKind.FIELD, SymbolKind.METHOD)
    assert str(_symbol(facts, "A.$b").type) == "B"
    assert _of(facts, ReferenceKind.CALL) == ["self.$b.c", "self.b"]


def test_a_promoted_parameter_is_a_property_as_well() -> None:
    facts = _facts(
        "class A { function __construct(private readonly B $b, public ?C $c = null, int ...$d) {} }\n"
    )
    parameters = [(p.name, p.kind, p.required) for p in _symbol(facts, "A.__construct").parameters or ()]
    assert parameters == [
        ("b", ParameterKind.POSITIONAL_OR_NAMED, True),
        ("c", ParameterKind.POSITIONAL_OR_NAMED, False),
        ("d", ParameterKind.REST_POSITIONAL, False),
    ]
    assert {"private", "readonly"} <= {*_symbol(facts, "A.$b").modifiers}
    assert str(_symbol(facts, "A.$c").type) == "C"


def test_a_use_gives_an_import_for_each_name() -> None:
    facts = _facts("use A\\B, A\\C as D;\nuse E\\{F, G as H};\nuse function I\\j;\n")
    found = [(i.module, [(n.name, n.local) for n in i.names]) for i in facts.imports]
    assert found == [
        ("A\\B", [("B", "B")]),
        ("A\\C", [("C", "D")]),
        ("E\\F", [("F", "F")]),
        ("E\\G", [("G", "H")]),
        ("I\\j", [("j", "j")]),
    ]


def test_variables_hide_no_classes_and_no_functions() -> None:
    facts = _facts(
        "use A\\total;\nfunction f($total, Foo $x) { $y = new Foo(); total($total); $x->a(); $y->b(); }\n"
    )
    calls = {each.chain.last: each.chain for each in facts.references if each.kind is ReferenceKind.CALL}
    assert calls["total"].root is Root.MODULE
    assert (str(calls["a"]), str(calls["b"])) == ("Foo.a", "Foo().b")


@pytest.mark.parametrize(
    ("body", "dynamic"),
    [
        ("function __call($n, $a) {}", True),
        ("function __get($n) {}", True),
        ("use T { T::a as b; }", True),
        ("use T;", False),
        ("function m() {}", False),
    ],
)
def test_a_class_that_answers_for_whatever_is_asked_says_so(body: str, dynamic: bool) -> None:  # noqa: FBT001
    assert ("dynamic" in _symbol(_facts(f"class A {{ {body} }}\n"), "A").modifiers) is dynamic


def test_what_has_no_body_is_abstract() -> None:
    facts = _facts(
        "interface A { function a(): int; }\nabstract class B { abstract function b(); function c() {} }\n"
    )
    abstract = {symbol.qualname for symbol in facts.symbols if "abstract" in symbol.modifiers}
    assert abstract == {"A.a", "B", "B.b"}


def test_calls_keep_the_shape_of_their_arguments() -> None:
    facts = _facts("f(1, b: 2);\ng(...$all);\nh(...);\nnew A(c: 3);\n")
    shapes = [each.arguments for each in facts.references if each.kind is ReferenceKind.CALL]
    assert [(a.positional, a.names, a.splat_positional) for a in shapes if a is not None] == [
        (1, ("b",), False),
        (0, (), True),
        (0, (), True),
        (0, ("c",), False),
    ]


def test_a_match_without_a_default_must_name_every_case_and_a_switch_need_not() -> None:
    facts = _facts(
        "function f(S $s) { switch ($s) { case S::A: return 1; } return match($s) { S::A => 1, S::B => 2 }; }\n"
    )
    assert [(len(match.arms), match.total) for match in facts.matches] == [(1, ""), (2, "required")]


class _Entry:
    def __init__(self, name: str, kind: str) -> None:
        self.name = name
        self.kind = kind


class _Folder:
    """A snapshot of a few files."""

    def __init__(self, files: dict[str, str]) -> None:
        self._files = {path: f"<?php\n{source}" for path, source in files.items()}

    def list(self, folder: str) -> Sequence[_Entry]:
        prefix = f"{folder}/" if folder else ""
        inside = {path.removeprefix(prefix) for path in self._files if path.startswith(prefix)}
        first = {(name.partition("/")[0], "folder" if "/" in name else "file") for name in inside}
        return [_Entry(name, kind) for name, kind in sorted(first)]

    def kind(self, path: str) -> str | None:
        return "file" if path in self._files else None

    def read(self, path: str) -> bytes | None:
        found = self._files.get(path)
        return None if found is None else found.encode()

    def blob(self, path: str) -> str | None:
        found = self._files.get(path)
        return None if found is None else f"{hash(found):x}{path}"


def test_a_full_name_is_found_where_it_is_declared() -> None:
    modules = Modules(
        _Folder(
            {"src/A.php": "namespace App;\nclass A {}\n", "src/f.php": "namespace App;\nfunction f() {}\n"}
        )
    )
    assert modules.find("x.php", "App\\A").path == "src/A.php"
    assert modules.find("x.php", "App\\f").path == "src/f.php"
    assert modules.find("x.php", "App\\Gone").missing == "Gone"
    assert modules.find("x.php", "Other\\Thing").external == "Other\\Thing"


def test_a_name_leads_through_namespace_and_imports() -> None:
    modules = Modules(
        _Folder(
            {
                "a.php": "namespace App;\nuse App\\Model as M;\nclass A {}\n",
                "b.php": "namespace App;\nclass B {}\n",
                "c.php": "namespace App\\Model;\nclass C {}\n",
                "d.php": "class D {}\nfunction e() {}\n",
            }
        )
    )
    assert modules.visible("a.php", "B") == ("b.php",)
    assert modules.visible("a.php", "C") == ()
    assert modules.visible("a.php", "M\\C") == ("c.php",)
    assert modules.visible("a.php", "\\D") == ("d.php",)
    assert modules.visible("a.php", "D") == ()
    assert modules.visible("a.php", "e") == ("d.php",)
