"""A judge that shares no code with us: of the standard library, the extractor says what `ast` and `symtable` say."""

from __future__ import annotations

import ast
import sysconfig
import tokenize
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conflictscan.facts.code import Reference, Span, SymbolKind
from conflictscan.languages.python.extract import extract
from tests.languages.by_ast import (
    Call,
    Definition,
    Import,
    Judge,
    Parameter,
    Place,
    module_names,
    named,
    no_definitions,
    root,
)

if TYPE_CHECKING:
    from conflictscan.facts.code import FileFacts, Symbol

LIBRARY = Path(sysconfig.get_path("stdlib"))
NOT_READ = frozenset({"test", "tests", "idle_test", "site-packages"})  # broken and odd sources on purpose
EVERY = 6
DEFINITIONS = (SymbolKind.FUNCTION, SymbolKind.METHOD, SymbolKind.CLASS)


def sources() -> list[Path]:
    found = sorted(
        path
        for path in LIBRARY.rglob("*.py")
        if not NOT_READ.intersection(path.relative_to(LIBRARY).parts) and path.stat().st_size
    )
    return [path for path in found[::EVERY] if _is_utf8(path)]


def _is_utf8(path: Path) -> bool:
    """Python itself converts other encodings first, after which columns differ."""
    with path.open("rb") as file:
        return tokenize.detect_encoding(file.readline)[0] in ("utf-8", "utf-8-sig")


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(LIBRARY).as_posix())
def test_the_extractor_and_python_read_the_same(path: Path) -> None:
    check(path.read_bytes())


@pytest.mark.parametrize(
    "source",
    [
        "class A:\n    def f(self):\n        type(self).made = self.g(1)\n        type (self)[0] = h(*a)\n",
        "def f(a='x  y', *, b=('\t ',\n  1)): pass\n",
        "def f():\n    global a, b\n    import a.c\n    from m import x as b\n",
        "try:\n    import a\nexcept ImportError:\n    import b as a\nelse:\n    import c\nfinally:\n    import d\n",
        "if x:\n    import a\nelif y:\n    import b\nelse:\n    import c\n",
        "@d(1, *a)\n@e.f(k=1, **o)\nasync def g(a, /, b, *c, d, e=1, **f):\n    await h(x for x in y)\n",
    ],
)
def test_what_a_sample_may_lack_is_read_as_python_does(source: str) -> None:
    check(source.encode())


def check(source: bytes) -> None:
    tree = ast.parse(source)
    judge, facts = Judge(tree), extract(source)
    assert definitions(facts) == sorted(judge.definitions, key=lambda each: each.line)
    assert imports(facts) == [each for each in judge.imports if each.module != "__future__" or not each.names]
    found, expected = calls(facts), judge.calls
    assert found == {place: call for place, call in expected.items() if place in found}
    unread = {place: root(judge.callees[place]) for place in expected.keys() - found.keys()}
    # by design no reference: calls of what literals give (`"".join(…)`, also through variables), of `(a or b)(…)`
    assert [name for name in unread.values() if name in named(tree)] == []
    bound = module_names(source.decode("utf-8-sig"))
    assert names(facts) <= bound
    assert bound - names(facts) <= no_definitions(tree)
    assert facts.syntax_errors == ()


def test_there_is_enough_to_compare() -> None:
    assert len(sources()) >= 60


# -- ours, in the judge's words ----------------------------------------------------------------


def definitions(facts: FileFacts) -> list[Definition]:
    return [
        Definition(
            symbol.qualname,
            symbol.name_span.start_line + 1,
            symbol.kind.value,
            "async" in symbol.modifiers,
            _parameters(symbol),
        )
        for symbol in facts.symbols
        if symbol.kind in DEFINITIONS
    ]


def _parameters(symbol: Symbol) -> tuple[Parameter, ...] | None:
    if symbol.parameters is None:
        return None
    return tuple(Parameter(p.name, p.kind.value, p.required, _normal(p.default)) for p in symbol.parameters)


def _normal(default: str) -> str:
    return ast.unparse(ast.parse(f"({default})", mode="eval")) if default else ""


def calls(facts: FileFacts) -> dict[Place, Call]:
    return {_place(reference.span): _call(reference) for reference in facts.references if reference.arguments}


def _call(reference: Reference) -> Call:
    found = reference.arguments
    assert found is not None
    return Call(
        found.positional,
        found.names,
        found.splat_positional,
        found.splat_named,
        reference.enclosing,
        reference.awaited,
    )


def _place(span: Span) -> Place:
    return span.start_line + 1, span.start_column, span.end_line + 1, span.end_column


def imports(facts: FileFacts) -> list[Import]:
    return [
        Import(
            item.span.start_line + 1,
            item.module,
            item.level,
            item.alias,
            tuple((name.name, name.local) for name in item.names),
            item.star,
            item.scope,
        )
        for item in facts.imports
    ]


def names(facts: FileFacts) -> set[str]:
    found = {symbol.name for symbol in facts.symbols if not symbol.container}
    for item in facts.imports:
        if not item.scope:
            found |= {name.local for name in item.names}
            if not item.names and not item.star:
                found.add(item.alias or item.module.partition(".")[0])
    return found
