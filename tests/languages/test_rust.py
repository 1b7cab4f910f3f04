"""Facts of small Rust sources, and modules found in a workspace."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from conflictscan.facts.code import FileFacts, ReferenceKind, Root, Symbol, SymbolKind
from conflictscan.languages.rust.grammar import RUST
from conflictscan.languages.rust.resolve import Modules
from conflictscan.languages.syntax.marks import unknown_captures


def _facts(source: str) -> FileFacts:
    facts = RUST.extract(source.encode())
    assert not facts.syntax_errors
    return facts


def _symbol(facts: FileFacts, qualname: str) -> Symbol:
    return next(symbol for symbol in facts.symbols if symbol.qualname == qualname)


def test_the_queries_use_known_names_alone() -> None:
    assert unknown_captures(RUST.query) == []


def test_members_of_impl_blocks_belong_to_the_type_and_those_of_traits_to_the_implementation() -> None:
    facts = _facts(
        "struct A<T> { t: T }\n"
        "impl<T> A<T> { pub fn new(t: T) -> Self { A { t } } pub fn get(&self) -> &T { &self.t } }\n"
        "trait Named { const ID: u8; fn name(&self) -> String; fn twice(&self) {} }\n"
        "impl<T> Named for A<T> { const ID: u8 = 1; fn name(&self) -> String { String::new() } }\n"
    )
    assert "staticmethod" in _symbol(facts, "A.new").modifiers
    assert "staticmethod" not in _symbol(facts, "A.get").modifiers
    assert "abstract" in _symbol(facts, "Named.name").modifiers
    assert "abstract" in _symbol(facts, "Named.ID").modifiers
    assert "abstract" not in _symbol(facts, "Named.twice").modifiers
    assert _symbol(facts, "impl Named for A<T>.name").kind is SymbolKind.METHOD
    assert [str(base) for base in _symbol(facts, "A").bases] == ["impl Named for A<T>"]
    assert [str(base) for base in _symbol(facts, "impl Named for A<T>").bases] == ["Named"]


def test_a_use_tree_gives_one_import_for_each_name() -> None:
    facts = _facts("use a::{b, c::{self, d as e}, f::*};\nuse crate::g;\nuse super::h as _;\n")
    found = [(i.module, tuple((n.name, n.local) for n in i.names), i.star) for i in facts.imports]
    assert found == [
        ("a", (("b", "b"),), False),
        ("a", (("c", "c"),), False),
        ("a::c", (("d", "e"),), False),
        ("a::f", (), True),
        ("crate", (("g", "g"),), False),
    ]


def test_an_inline_module_sees_the_file_only_through_super() -> None:
    facts = _facts(
        "fn f() {}\nmod open { use super::*; fn g() { f() } }\nmod shut { fn g() { f() } }\n"
        "mod named { fn g() { super::f() } }\n"
    )
    calls = {r.enclosing: r.chain for r in facts.references if r.kind is ReferenceKind.CALL}
    assert calls["open.g"].root is Root.MODULE
    assert "shut.g" not in calls
    start = facts.imports[int(calls["named.g"].scope)]
    assert (start.module, calls["named.g"].steps) == ("self", (".f",))


@pytest.mark.parametrize(
    ("arms", "default"),
    [
        ("E::A => 1, E::B(n) | E::C { n, .. } => n,", False),
        ("E::A => 1, E::B(n) if n > 2 => n, other => 0,", True),
        ("E::A => 1, _ => 0,", True),
        ("E::A => 1, _ if late => 0, E::B(_) => 2,", False),
        ("NONE => 1, x if late => 2,", False),
    ],
)
def test_an_arm_takes_the_rest_only_without_a_condition(arms: str, *, default: bool) -> None:
    (match,) = _facts(f"fn f(e: E, late: bool) -> u8 {{ match e {{ {arms} }} }}\n").matches
    assert (match.has_default, match.total) == (default, "" if default else "required")


def test_names_in_patterns_hide_functions_of_the_file() -> None:
    facts = _facts(
        "fn price() {}\nfn f(o: Option<u8>) { if let Some(price) = o { g(price) } }\nfn g(_: u8) {}\n"
    )
    assert not [r for r in facts.references if r.chain.name == "price"]


def test_macros_of_expressions_are_read_and_others_are_not() -> None:
    facts = _facts("fn f() { assert_eq!(g(1), vec![h(2)]); strange! { i(3) } }\n")
    calls = {r.chain.name for r in facts.references if r.kind is ReferenceKind.CALL}
    assert {"g", "h"} <= calls
    assert "i" not in calls


def test_a_macro_at_the_top_may_define_anything() -> None:
    assert _facts("lazy_static! { static ref A: u8 = 1; }\n").exports_dynamic
    assert not _facts("macro_rules! m { () => {} }\nfn f() { m!() }\n").exports_dynamic


def test_conditions_are_kept_and_those_of_tests_are_not() -> None:
    facts = _facts("#[cfg(unix)]\nfn a() {}\n#[cfg(test)]\nmod tests { fn b() {} }\n")
    assert _symbol(facts, "a").guards == ("cfg:unix",)
    assert _symbol(facts, "tests.b").guards == ()


def test_a_lifetime_is_no_character() -> None:
    one = _facts("fn f<'a>(x: &'a str) -> &'a str { let y: &'a str = x; g(y, 'b') }\n").symbols[0]
    two = _facts("fn f<'a>(x: &'a str) -> &'a str { let y: &'a str = x; h(y, 'b') }\n").symbols[0]
    assert one.body_hash != two.body_hash


def test_a_call_on_a_type_parameter_means_its_bound() -> None:
    facts = _facts(
        "use o::Offset;\nfn f<T: Offset + 'static>() { T::large() }\nfn g<T>() where T: Offset { T::large() }\n"
    )
    calls = [r.chain for r in facts.references if r.kind is ReferenceKind.CALL]
    assert [(c.name, c.root, c.steps) for c in calls] == [("Offset", Root.MODULE, (".large",))] * 2


# -- modules -----------------------------------------------------------------------------------


class _Entry(NamedTuple):
    name: str
    kind: str


class _Folders:
    """Files by path, as a snapshot shows them."""

    def __init__(self, files: dict[str, str]) -> None:
        self._files = files

    def list(self, folder: str) -> list[_Entry]:
        prefix = f"{folder}/" if folder else ""
        below = {path.removeprefix(prefix) for path in self._files if path.startswith(prefix)}
        heads = {path.partition("/")[0]: "folder" if "/" in path else "file" for path in below}
        return [_Entry(name, kind) for name, kind in sorted(heads.items())]

    def kind(self, path: str) -> str | None:
        if path in self._files:
            return "file"
        return "folder" if any(each.startswith(f"{path}/") for each in self._files) else None

    def blob(self, path: str) -> str | None:
        return path if self.kind(path) == "file" else None

    def read(self, path: str) -> bytes | None:
        text = self._files.get(path)
        return None if text is None else text.encode()


_PACKAGE = '[package]\nname = "{}"\nedition = "2021"\n'
_FILES = {
    "Cargo.toml": '[workspace]\nmembers = ["a-b", "c"]\n',
    "a-b/Cargo.toml": _PACKAGE.format("a-b"),
    "a-b/src/lib.rs": 'pub mod one;\n#[path = "other/place.rs"]\npub mod two;\nmod gone;\n',
    "a-b/src/one.rs": "pub mod inner;\n",
    "a-b/src/one/inner.rs": "",
    "a-b/src/other/place.rs": "",
    "a-b/tests/all.rs": "mod help;\n",
    "a-b/tests/help/mod.rs": "",
    "c/Cargo.toml": _PACKAGE.format("c") + '[lib]\nname = "sea"\npath = "lib.rs"\n',
    "c/lib.rs": "",
}


@pytest.mark.parametrize(
    ("importer", "module", "path"),
    [
        ("a-b/src/one/inner.rs", "crate::one", "a-b/src/one.rs"),
        ("a-b/src/one/inner.rs", "super", "a-b/src/one.rs"),
        ("a-b/src/one/inner.rs", "super::super::two", "a-b/src/other/place.rs"),
        ("a-b/src/one.rs", "self::inner", "a-b/src/one/inner.rs"),
        ("a-b/src/one.rs", "inner", "a-b/src/one/inner.rs"),
        ("a-b/tests/all.rs", "a_b::one::inner", "a-b/src/one/inner.rs"),
        ("a-b/tests/all.rs", "help", "a-b/tests/help/mod.rs"),
        ("a-b/src/one.rs", "sea", "c/lib.rs"),
    ],
)
def test_modules_are_found_by_what_declares_them(importer: str, module: str, path: str) -> None:
    assert Modules(_Folders(_FILES)).find(importer, module).path == path


def test_what_nothing_declares_is_missing_and_what_the_text_names_is_in_doubt() -> None:
    modules = Modules(_Folders(_FILES))
    assert modules.find("a-b/src/one.rs", "crate::never").missing == "never"
    doubtful = modules.find("a-b/src/one.rs", "crate::gone")
    assert (doubtful.path, doubtful.missing, doubtful.external) == ("", "", "")
    assert modules.find("a-b/src/one.rs", "serde::de").external == "serde"


def test_a_module_is_named_by_its_path_in_the_crate() -> None:
    modules = Modules(_Folders(_FILES))
    assert modules.name("a-b/src/lib.rs") == "a_b"
    assert modules.name("a-b/src/one/inner.rs") == "a_b::one::inner"
    assert modules.name("a-b/tests/all.rs") == "a_b/tests/all"
