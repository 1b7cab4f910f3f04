"""Both sides added a test or a fixture of one name, and only one of the two runs.

## What it does

Reports a test, a class of tests or a fixture that both sides added under one name to one module or class
of a test file; and two test files of one base name that the sides added to folders without `__init__.py`.

## Why it matters

The later definition replaces the other: a test is never run again and nobody is told, or the tests of
one side get the fixture of the other. Two files of one module name stop pytest at collection
("import file mismatch").

## Example

{fixture: two-tests}

## Fix

Give one of the two another name; join two tests that are equal. For two files: add an `__init__.py` to both
folders, or set pytest's import mode to `importlib`.

## Known limits

- A fixture that shadows one of a `conftest.py` further up is taken for meant.
- Test files of one name are told only for projects that run them in one session, as far as a
  configuration file between the two folders shows.

## Source

pytest documentation, Good Integration Practices (test layout, import modes), Fixtures (overriding).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule
from conflictscan.rules.engines import doubles, pytest_names
from conflictscan.rules.engines.doubles import double_of, without_repetition
from conflictscan.rules.engines.pytest_files import clashes
from conflictscan.rules.framework.drafts import Draft

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import Symbol
    from conflictscan.facts.findings import Side
    from conflictscan.rules.engines.doubles import Double
    from conflictscan.rules.framework.drafts import Problem
    from conflictscan.rules.framework.scope import Scope
    from conflictscan.rules.framework.world import World

RULE = Rule(
    code="WW104",
    name="duplicate-test-or-fixture",
    summary="Both sides added a test or a fixture of one name, and only one of the two runs.",
    severity=Severity.ERROR,
    confidence=0.95,
    languages=("python",),
    elsewhere="it knows the ways of pytest; elsewhere two tests of one name are told by WW101",
)

_EQUAL = 0.45
_FILES = 0.9


def problems(scope: Scope) -> Iterator[Problem]:
    """Tests and fixtures of one name in one scope."""
    yield from doubles.problems_of(scope, _are_tests)
    for path, facts in scope.shared_facts():
        for first, second in pytest_names.fixtures_of_one_name(path, facts):
            yield doubles.problem_of(scope.tree, path, first, second, slot=pytest_names.fixture_name(first))


def _are_tests(path: str, first: Symbol, second: Symbol) -> bool:
    return pytest_names.is_test_slot(path, first) and pytest_names.is_test_slot(path, second)


def draft(world: World, problem: Problem) -> Draft | None:
    """The later of the two is the cause: the other is never run."""
    double = double_of(world, problem)
    if double is None:
        return None
    symbol, side = double.winner.symbol, double.side
    fixture = pytest_names.is_fixture(symbol)
    name = pytest_names.fixture_name(symbol) if fixture else symbol.name
    what = "fixture" if fixture else "test"
    return Draft(
        subject=problem.subject,
        message=f"{side} and {side.other} both define the {what} `{name}` in {problem.path}: {_lost(double)}",
        consequence=Consequence.SILENTLY_WRONG,
        cause=double.later,
        effect=double.earlier,
        fix=f"drop one of the two `{name}`" if double.same else f"give one of the two `{name}` another name",
        edits=without_repetition(world, problem),
        factors=(_EQUAL if double.same else 1.0,),
        key=(name,),
    )


def _lost(double: Double) -> str:
    """What the later of the two does to the other."""
    if double.same:
        return "they are equal"
    if double.winner.symbol.name != double.loser.symbol.name:
        return "pytest takes one of them for both"
    if pytest_names.is_fixture(double.winner.symbol):
        return f"the tests of {double.side.other} get that of {double.side}"
    return f"that of {double.side.other} is never run"


def pairs(world: World, cause: Side, effect: Side) -> Iterator[Draft]:
    """Test files of one module name; told once, the one that pytest meets second is the cause."""
    for clash in clashes(world, cause, effect):
        yield Draft(
            subject=clash.module,
            message=(
                f"{cause} added {clash.later.path} and {effect} {clash.earlier.path}: "
                f"for pytest both are the module `{clash.module}`"
            ),
            consequence=Consequence.FAILS_AT_RUN_TIME,
            cause=clash.later,
            effect=clash.earlier,
            fix="rename one of the two, or add an `__init__.py` beside each",
            factors=(_FILES,),
            key=("files",),
        )
