"""Facts of small Ruby sources, and what the lines of a file tell without parsing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.code import FileFacts, ParameterKind, ReferenceKind, Root, Symbol, SymbolKind
from conflictscan.languages.ruby.grammar import RUBY
from conflictscan.languages.ruby.heads import Head
from conflictscan.languages.ruby.resolve import Modules
from conflictscan.languages.syntax.marks import unknown_captures

if TYPE_CHECKING:
    from collections.abc import Sequence


def _facts(source: str) -> FileFacts:
    facts = RUBY.extract(source.encode())
    assert not facts.syntax_errors
    return facts


def _symbol(facts: FileFacts, qualname: str) -> Symbol:
    return next(symbol for symbol in facts.symbols if symbol.qualname == qualname)


def _calls(facts: FileFacts) -> list[str]:
    return [str(each.chain) for each in facts.references if each.kind is ReferenceKind.CALL]


def test_the_queries_use_known_names_alone() -> None:
    assert unknown_captures(RUBY.query) == []


def test_a_class_is_known_by_all_names_around_it() -> None:
    facts = _facts("module A\n  class B::C < D\n    def m; end\n    def self.m; end\n  end\nend\n")
    found = _symbol(facts, "A.B.C")
    assert (found.name, found.container, [str(base) for base in found.bases]) == ("C", "A.B", ["D"])
    assert "staticmethod" not in _symbol(facts, "A.B.C.m").modifiers
    own = _symbol(facts, "A.B.C.self.m")
    assert (own.name, own.container, "staticmethod" in own.modifiers) == ("m", "A.B.C", True)


def test_what_a_class_body_says_of_the_methods_below_it_holds_to_its_end() -> None:
    facts = _facts(
        "class A\n  def a; end\n  class << self\n    def b; end\n    private\n    def c; end\n  end\n"
        "  def d; end\n  private\n  def e; end\n  public\n  def f; end\n  def g; end\n  private :g\nend\n"
    )
    hidden = {symbol.name for symbol in facts.symbols if "private" in symbol.modifiers}
    own = {symbol.name for symbol in facts.symbols if "staticmethod" in symbol.modifiers}
    assert (hidden, own) == ({"c", "e", "g"}, {"b", "c"})


def test_parameters_keep_their_kinds_and_a_block_is_none() -> None:
    facts = _facts("def m(a, b = 1, *c, d:, e: 2, **f, &g); end\n")
    kinds = [(p.name, p.kind, p.required) for p in _symbol(facts, "m").parameters or ()]
    assert kinds == [
        ("a", ParameterKind.POSITIONAL_ONLY, True),
        ("b", ParameterKind.POSITIONAL_ONLY, False),
        ("c", ParameterKind.REST_POSITIONAL, False),
        ("d", ParameterKind.NAMED_ONLY, True),
        ("e", ParameterKind.NAMED_ONLY, False),
        ("f", ParameterKind.REST_NAMED, False),
    ]


def test_a_name_is_a_call_unless_something_around_binds_it() -> None:
    facts = _facts("class A\n  def m(a)\n    b = a\n    c\n    [b].each { |d| e(d, b) }\n  end\nend\n")
    assert _calls(facts) == ["self.c", "[].each", "self.e"] or _calls(facts) == ["self.c", "self.e"]


def test_what_self_is_depends_on_the_method_around() -> None:
    facts = _facts("class A\n  a\n  def b; c; end\n  def self.d; e; self.class; end\n  f { g }\nend\n")
    roots = {each.chain.last: each.chain.root for each in facts.references if each.kind is ReferenceKind.CALL}
    assert (roots["a"], roots["c"], roots["e"]) == (Root.CLASS, Root.INSTANCE, Root.CLASS)
    assert "g" not in roots


def test_attributes_aliases_and_delegations_are_members() -> None:
    facts = _facts(
        "class A\n  attr_accessor :a, :b\n  alias_method :c, :a\n  alias d b\n  delegate :e, to: :a\n"
        "  LIMIT = 3\n  POINT = Struct.new(:x) do\n    def y; end\n  end\nend\n"
    )
    fields = {symbol.name for symbol in facts.symbols if symbol.kind is SymbolKind.FIELD}
    assert fields == {"a", "b", "c", "d", "e", "LIMIT"}
    assert _symbol(facts, "A.POINT").kind is SymbolKind.CLASS
    assert _symbol(facts, "A.POINT.y").kind is SymbolKind.METHOD


def test_a_class_whose_members_cannot_be_known_says_so() -> None:
    for body in (
        "def method_missing(n); end",
        "has_many :posts",
        "class_eval { }",
        "included do\n  end",
        "include X.new",
    ):
        assert "dynamic" in _symbol(_facts(f"class A\n  {body}\nend\n"), "A").modifiers, body
    for body in (
        "attr_reader :a",
        "include B",
        "before_action :a",
        "private",
        "def m\n    anything :a\n  end",
    ):
        assert "dynamic" not in _symbol(_facts(f"class A\n  {body}\nend\n"), "A").modifiers, body


def test_what_a_loose_block_defines_is_nobodys() -> None:
    facts = _facts(
        "describe 'x' do\n  def helper; end\nend\nclass A\n  included do\n    def m; end\n  end\nend\n"
    )
    assert {symbol.qualname for symbol in facts.symbols} == {"A"}


def test_calls_keep_the_shape_of_their_arguments() -> None:
    facts = _facts("f(1, *a, b: 2, 'c' => 3)\ng(1, b: 2, c: 3, &h)\ni(**j)\n")
    shapes = {
        each.chain.last: each.arguments
        for each in facts.references
        if each.kind is ReferenceKind.CALL and each.arguments
    }
    assert (shapes["f"].positional, shapes["f"].names, shapes["f"].splat_positional) == (1, (), True)
    assert (shapes["g"].positional, shapes["g"].names) == (1, ("b", "c"))
    assert (shapes["i"].splat_positional, shapes["i"].splat_named) == (False, True)


def test_symbols_that_name_methods_are_uses_of_them() -> None:
    facts = _facts("class A\n  before_action :a, only: :b\n  def m; send(:c); end\n  private :d\nend\n")
    named = {each.chain.last for each in facts.references if each.kind is ReferenceKind.READ}
    assert named == {"a", "c", "d"}


def test_a_require_is_an_import() -> None:
    facts = _facts("require 'json'\nrequire_relative '../a/b'\nrequire name\n")
    assert [(i.module, i.level) for i in facts.imports] == [("json", 0), ("../a/b", 1)]


def test_lines_alone_tell_what_a_file_defines_and_opens() -> None:
    head = Head(
        b"module A\n  class B < C\n    include D\n    attr_reader :e, :f\n    def g?; end\n    def self.h; end\n  end\n"
        b"  I = 1\n  module J\n  end\nend\nclass K::L\n  has_many :m\nend\n"
    )
    assert head.opened == ("A", "A.B", "A.J", "K.L")
    assert head.names >= {"A", "B", "J", "L", "I", "g?", "h"}
    assert head.macros == {"e", "f", "m"}
    assert head.shaping == {"A.B", "K.L"}


class _Folder:
    """A snapshot of a few files."""

    def __init__(self, files: dict[str, str]) -> None:
        self._files = files

    def list(self, folder: str) -> Sequence[_Entry]:
        prefix = f"{folder}/" if folder else ""
        inside = {path.removeprefix(prefix) for path in self._files if path.startswith(prefix)}
        return [
            _Entry(name.partition("/")[0], "folder" if "/" in name else "file") for name in sorted(inside)
        ]

    def kind(self, path: str) -> str | None:
        if path in self._files:
            return "file"
        return "folder" if any(each.startswith(f"{path}/") for each in self._files) else None

    def read(self, path: str) -> bytes | None:
        found = self._files.get(path)
        return None if found is None else found.encode()

    def blob(self, path: str) -> str | None:
        found = self._files.get(path)
        return None if found is None else f"{hash(found):x}{path}"


class _Entry:
    def __init__(self, name: str, kind: str) -> None:
        self.name = name
        self.kind = kind


def test_a_required_file_stands_beside_the_importer_or_below_a_load_root() -> None:
    modules = Modules(_Folder({"lib/a.rb": "", "lib/a/b.rb": "", "bin/x.rb": ""}))
    assert modules.find("lib/a.rb", "a/b", 1).path == "lib/a/b.rb"
    assert modules.find("lib/a.rb", "a/c", 1).missing == "a/c"
    assert modules.find("bin/x.rb", "a/b").path == "lib/a/b.rb"
    assert modules.find("bin/x.rb", "a/c").missing == "a/c"
    assert modules.find("bin/x.rb", "json").external == "json"


def test_tests_do_not_see_what_other_tests_define() -> None:
    source = "class Fake\nend\n"
    modules = Modules(
        _Folder(
            {"spec/a_spec.rb": source, "spec/b_spec.rb": source, "spec/support/c.rb": source, "lib/d.rb": ""}
        )
    )
    assert modules.visible("spec/a_spec.rb", "Fake") == ("spec/support/c.rb",)
    assert modules.visible("lib/d.rb", "Fake") == ()
