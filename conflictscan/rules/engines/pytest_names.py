"""What pytest and unittest look up by name: test files, tests, fixtures."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from conflictscan.facts.code import SymbolKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import FileFacts, Symbol

_TEST_FILE = re.compile(r"(?:^|/)(?:test_[^/]*|[^/]*_test|tests|conftest)\.py$")
_FIXTURE_NAME = re.compile(r"\s*name\s*=\s*(.+)", re.DOTALL)


def is_test_file(path: str) -> bool:
    """Does a test runner take the file for tests or fixtures by its name?"""
    return _TEST_FILE.search(path) is not None


def is_test_slot(path: str, symbol: Symbol) -> bool:
    """Is it a test, a class of tests or a fixture of a test file?"""
    if not is_test_file(path):
        return False
    if symbol.kind is SymbolKind.CLASS:
        named = symbol.name.startswith("Test") or symbol.name.endswith(("Test", "Tests", "TestCase"))
        return named or any(base.last.endswith("TestCase") for base in symbol.bases)
    if symbol.kind not in (SymbolKind.FUNCTION, SymbolKind.METHOD):
        return False
    return symbol.name.startswith("test") or is_fixture(symbol)


def is_fixture(symbol: Symbol) -> bool:
    """Is it a function that pytest provides as a fixture?"""
    return any(decorator.chain.last in ("fixture", "yield_fixture") for decorator in symbol.decorators)


def fixture_name(symbol: Symbol) -> str:
    """The name that tests ask for: `name=` of the decorator, else that of the function."""
    for decorator in symbol.decorators:
        for argument in decorator.arguments:
            found = _FIXTURE_NAME.fullmatch(argument)
            value = _string(found[1]) if found else ""
            if value:
                return value
    return symbol.name


def _string(text: str) -> str:
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return ""
    return value if isinstance(value, str) else ""


def fixtures_of_one_name(path: str, facts: FileFacts) -> Iterator[tuple[Symbol, Symbol]]:
    """Two fixtures of a test file that `name=` gives one name, whatever their functions are called."""
    if not is_test_file(path):
        return
    found: dict[tuple[str, str, str], list[Symbol]] = defaultdict(list)
    for symbol in facts.symbols:
        if is_fixture(symbol) and "<locals>" not in symbol.qualname:
            found[symbol.container, symbol.branch, fixture_name(symbol)].append(symbol)
    for symbols in found.values():
        if len(symbols) == 2 and symbols[0].name != symbols[1].name:
            yield symbols[0], symbols[1]
