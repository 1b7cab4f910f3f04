"""What is asked of one function is read without the bodies of the others: nothing may depend on those."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import pytest

from conflictscan.facts.code import SymbolKind
from conflictscan.languages.python import extract as python
from conflictscan.languages.python.bodies import Bodies
from conflictscan.languages.python.flow import Flow

LIBRARY = Path(sysconfig.get_path("stdlib"))
SAMPLE = (
    *("ast.py", "bdb.py", "calendar.py", "enum.py"),
    *("logging/__init__.py", "multiprocessing/util.py", "warnings.py"),
)

REACHING = b"""
def first():
    global shared
    shared = make()


def second():
    import json
    return json


def outer():
    count = 0

    def inner():
        nonlocal count
        count = Counter()

    return count.most()


def asked():
    import os
    return shared.use(os.fspath(name))
"""


@pytest.mark.parametrize("name", SAMPLE)
def test_statements_and_tokens_are_those_of_the_whole_file(name: str) -> None:
    file = LIBRARY / name
    if not file.is_file():
        pytest.skip(f"this Python has no {name}")
    _compare(file.read_bytes(), every=4)


def test_what_other_functions_bind_outside_of_themselves_counts() -> None:
    _compare(REACHING)


def _compare(source: bytes, every: int = 1) -> None:
    whole = python._Read(source)  # pyright: ignore[reportPrivateUsage]  # the judge
    bodies = Bodies(whole.notes)
    asked = 0
    for symbol in python.extract(source).symbols[::every]:
        definition = whole.definition(symbol.span)
        block = definition.node.get("body") if definition is not None else None
        if symbol.kind not in (SymbolKind.FUNCTION, SymbolKind.METHOD) or definition is None or block is None:
            continue
        asked += 1
        flow = Flow(whole.tree, whole.chains, definition.scope)
        assert python.statements(source, symbol.span) == flow.statements(block), symbol.qualname
        leaves = bodies.kept_leaves(block)
        tokens = tuple(whole.tree.text(leaf) if leaf.end > leaf.start else leaf.kind for leaf in leaves)
        assert python.tokens(source, symbol.span) == tokens, symbol.qualname
    assert asked
