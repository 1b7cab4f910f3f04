"""Facts of small Java sources: what is defined, what is used, what is imported."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from conflictscan.facts.code import Root, SymbolKind
from conflictscan.languages import for_path
from conflictscan.languages.java.grammar import JAVA
from conflictscan.languages.java.resolve import Modules
from conflictscan.languages.syntax.marks import unknown_captures

if TYPE_CHECKING:
    from conflictscan.facts.code import FileFacts, Reference, Symbol


class Entry:
    def __init__(self, name: str, kind: str) -> None:
        self.name = name
        self.kind = kind


class Files:
    """A snapshot of files given as text."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = files

    def list(self, folder: str) -> list[Entry]:
        prefix = f"{folder}/" if folder else ""
        inside = [path[len(prefix) :] for path in self.files if path.startswith(prefix)]
        names = {path.partition("/")[0]: "folder" if "/" in path else "file" for path in inside}
        return [Entry(name, kind) for name, kind in sorted(names.items())]

    def kind(self, path: str) -> str | None:
        return "file" if path in self.files else None

    def read(self, path: str) -> bytes | None:
        return self.files[path].encode() if path in self.files else None

    def blob(self, path: str) -> str | None:
        return f"{path}:{self.files[path]}" if path in self.files else None


def facts(source: str) -> FileFacts:
    language = for_path("A.java")
    assert language is not None
    found = language.extract(textwrap.dedent(source).encode())
    assert not found.syntax_errors
    return found


def symbol(found: FileFacts, qualname: str) -> Symbol:
    return next(each for each in found.symbols if each.qualname == qualname)


def use(found: FileFacts, written: str) -> Reference:
    return next(each for each in found.references if str(each.chain) == written)


def test_the_queries_name_nothing_that_no_pass_reads() -> None:
    assert unknown_captures(JAVA.query) == []


def test_a_type_with_its_members() -> None:
    found = facts("""
        package a;
        public abstract class Repo<T> extends Base<T> implements Closeable {
            private static final int SIZE = 3;
            Repo(int size, String... names) {}
            protected abstract User find(long id) throws IOException;
        }
    """)
    repo, size, find = (symbol(found, name) for name in ("Repo", "Repo.SIZE", "Repo.find"))
    assert [str(base) for base in repo.bases] == ["Base", "Closeable"]
    assert {"abstract", "public"} <= {*repo.modifiers}
    assert {"final", "private", "staticmethod"} == {*size.modifiers}
    assert {"abstract", "protected"} == {*find.modifiers}
    assert [str(raised) for raised in find.raises] == ["IOException"]
    assert [p.kind.value for p in symbol(found, "Repo.<init>").parameters or ()] == ["pos_only", "rest_pos"]


def test_members_of_an_interface_are_public_and_without_a_body_abstract() -> None:
    found = facts(
        "interface I { int MAX = 1; void a(); default void b() {} static void c() {} private void d() {} }"
    )
    assert {"abstract", "public"} == {*symbol(found, "I.a").modifiers}
    assert "abstract" not in symbol(found, "I.b").modifiers
    assert {"public", "staticmethod"} == {*symbol(found, "I.c").modifiers}
    assert {"private"} == {*symbol(found, "I.d").modifiers}
    assert {"final", "public", "staticmethod"} == {*symbol(found, "I.MAX").modifiers}


def test_a_record_has_a_field_and_a_method_for_each_component() -> None:
    found = facts("record Point(int x, int y) { public int y() { return 0; } }")
    kinds = [(s.qualname, s.kind) for s in found.symbols if s.container]
    assert kinds.count(("Point.x", SymbolKind.FIELD)) == kinds.count(("Point.x", SymbolKind.METHOD)) == 1
    assert kinds.count(("Point.y", SymbolKind.METHOD)) == 1


def test_an_overload_keeps_its_number_when_another_comes() -> None:
    before = facts("class A { void f(int a) {} }")
    after = facts("class A { void f() {} void f(java.util.List<String> a) {} void f(int b) {} }")
    numbers = [each.ordinal for each in after.symbols if each.name == "f"]
    assert numbers[2] == symbol(before, "A.f").ordinal
    assert len({*numbers}) == 3


def test_an_overload_is_told_by_erased_types() -> None:
    one = facts("class A { void f(java.util.List<String> a) {} }")
    other = facts("class A { void f(List<Integer> all) {} }")
    assert symbol(one, "A.f").ordinal == symbol(other, "A.f").ordinal


def test_what_a_processor_of_annotations_writes_is_not_known() -> None:
    found = facts("@Data class A {} class B { @Getter int x; } @Deprecated class C {}")
    assert ["dynamic" in symbol(found, name).modifiers for name in "ABC"] == [True, True, False]


def test_a_class_without_a_name_is_told_by_what_it_extends() -> None:
    found = facts("class A { Runnable r = new Runnable() { public void run() {} }; }")
    (inner,) = [s for s in found.symbols if s.name == "<new Runnable>"]
    assert [str(base) for base in inner.bases] == ["Runnable"]


def test_a_call_is_one_of_a_member_of_what_stands_before_it() -> None:
    found = facts(
        "class A { Repo repo; void f() { repo.find(1, g(2)).name(); var u = new User(); u.save(); } }"
    )
    assert use(found, "self.repo.find").arguments is not None
    chained = use(found, "self.repo.find().name")
    assert chained.chain.root is Root.INSTANCE
    assert use(found, "User().save").chain.steps == ("()", ".save")


def test_a_bare_call_is_never_a_variable() -> None:
    found = facts("class A { int count() { return 0; } void f() { int count = count(); g(count); } }")
    assert use(found, "self.count").chain.root is Root.INSTANCE


@pytest.mark.parametrize(
    ("text", "count"),
    [("f(a + b, c)", 2), ("f((int) a, b ? 1 : 2, x -> x)", 3), ("f(new int[]{1, 2})", 1), ("f()", 0)],
)
def test_arguments_are_counted_by_their_commas(text: str, count: int) -> None:
    arguments = use(facts(f"class A {{ void m() {{ {text}; }} }}"), "f").arguments
    assert arguments is not None
    assert arguments.positional == count


def test_constructors_call_each_other() -> None:
    found = facts("class A extends B { A() { this(1); } A(int a) { super(a, 2); } }")
    assert use(found, "self.<init>").chain.root is Root.INSTANCE
    assert use(found, "super().<init>").chain.root is Root.SUPER


def test_variables_of_patterns_have_the_type_that_is_tested() -> None:
    found = facts("""
        class A { void f(Object o) {
            if (o instanceof User u) { u.save(); }
            switch (o) { case Repo r -> r.load(); default -> {} }
        } }
    """)
    assert use(found, "User.save").chain.steps == ("@", ".save")
    assert use(found, "Repo.load").chain.steps == ("@", ".load")


@pytest.mark.parametrize(
    ("written", "module", "names", "star"),
    [
        ("import a.b.C;", "a.b.C", [("C", "C")], False),
        ("import a.b.C.D;", "a.b.C", [("C.D", "D")], False),
        ("import static a.b.C.m;", "a.b.C", [("C.m", "m")], False),
        ("import static a.b.C.D.MAX;", "a.b.C", [("C.D.MAX", "MAX")], False),
        ("import a.b.*;", "a.b.*", [], True),
        ("import static a.b.C.*;", "a.b.C", [("C", "*")], True),
    ],
)
def test_an_import_names_a_top_level_type(
    written: str, module: str, names: list[tuple[str, str]], *, star: bool
) -> None:
    (found,) = facts(written).imports
    assert (found.module, [(n.name, n.local) for n in found.names], found.star) == (module, names, star)


# -- where types are -----------------------------------------------------------------------------

PROJECT = {
    "core/src/main/java/a/b/Repo.java": "package a.b;\npublic class Repo {}\nclass Hidden {}\n",
    "core/src/test/java/a/b/RepoTest.java": "package a.b;\nimport a.c.*;\nclass RepoTest {}\n",
    "web/src/main/java/a/c/Page.java": "package a.c;\npublic class Page {}\n",
    "web/src/main/java/a/b/Repo.java": "package a.b;\npublic class Repo {}\n",
}
TEST = "core/src/test/java/a/b/RepoTest.java"


def test_an_import_leads_to_the_file_of_the_type_and_to_the_nearest_of_several() -> None:
    modules = Modules(Files(PROJECT))
    assert modules.find(TEST, "a.b.Repo").path == "core/src/main/java/a/b/Repo.java"
    assert (
        modules.find("web/src/main/java/a/c/Page.java", "a.b.Repo").path == "web/src/main/java/a/b/Repo.java"
    )
    assert modules.find(TEST, "a.b.Hidden").path == "core/src/main/java/a/b/Repo.java"


def test_a_type_that_no_file_declares_is_missing_and_a_package_from_outside_is_not() -> None:
    modules = Modules(Files(PROJECT))
    assert modules.find(TEST, "a.b.Gone").missing == "Gone"
    assert modules.find(TEST, "org.other.Thing").external == "org.other"


def test_a_file_sees_its_package_in_all_source_sets_and_what_it_imports_whole() -> None:
    modules = Modules(Files(PROJECT))
    assert modules.visible(TEST, "Repo")[0] == "core/src/main/java/a/b/Repo.java"
    assert modules.visible(TEST, "Page") == ("web/src/main/java/a/c/Page.java",)
    assert modules.visible("web/src/main/java/a/c/Page.java", "RepoTest") == ()
    assert modules.name(TEST) == "a.b"
