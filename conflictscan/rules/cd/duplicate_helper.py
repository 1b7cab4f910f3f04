"""Both sides wrote a helper for the same thing, in different places.

## What it does

Reports two functions or classes, one added by each side to different modules, that have one name (however its
words are put together) and take the same, and whose bodies are alike. Where only the bodies are alike, or only
name and parameters, it is a note.

## Why it matters

Nothing breaks. But from now on there are two, each with callers of its own, and a mistake mended in one stays
in the other. It happens most where several people, or agents, get neighbouring tasks at one time.

## Example

{fixture: same-helper-in-two-modules}

## Fix

Keep one, and let the other side's callers import it.

## Known limits

- Methods, tests and short functions are left out: their names and bodies repeat for good reasons.
- In changes of many files only helpers of one name are compared.

## Source

GitClear, AI Copilot Code Quality (2025): the share of copied lines rose from 8.3 to 12.3 percent in three years.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.changes.similarity import body_similarity
from conflictscan.facts.code import SymbolKind
from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule
from conflictscan.rules.engines import namesakes
from conflictscan.rules.engines.words import words
from conflictscan.rules.framework.confidence import is_test_code
from conflictscan.rules.framework.drafts import Draft, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import Symbol
    from conflictscan.facts.findings import Side
    from conflictscan.graph import Definition
    from conflictscan.rules.framework.world import World

RULE = Rule(
    code="CD103",
    name="duplicate-helper",
    summary="Both sides added a function or class for the same thing, in different places.",
    severity=Severity.WARNING,
    confidence=0.7,
)

_KINDS: Final = (SymbolKind.FUNCTION, SymbolKind.CLASS)
_MANDATED: Final = frozenset(
    {
        "app",
        "cli",
        "command",
        "config",
        "configure",
        "downgrade",
        "forwards",
        "handle",
        "handler",
        "index",
        "init",
        "lifespan",
        "main",
        "migrate",
        "register",
        "run",
        "setup",
        "setup_module",
        "teardown",
        "upgrade",
        "urls",
        "backwards",
        "forward",
        "reverse",
        "meta",
        "migration",
        "settings",
        "create_app",
        "includeme",
        "load_tests",
    }
)  # fmt: skip - names that a framework asks for
_LEAST_STATEMENTS: Final = 4
_ALIKE: Final = 0.45  # of a body whose name and parameters are the same
_COPIED: Final = 0.8  # of a body under another name
_FEW: Final = 24
_BY_BODY, _BY_NAME = 0.64, 0.6


def pairs(world: World, cause: Side, effect: Side) -> Iterator[Draft]:
    """Each pair once: the cause stands first by path and name."""
    mine = list(_helpers(world, cause))
    theirs = list(_helpers(world, effect)) if mine else []
    for one in mine:
        best = max(
            ((likeness(one.symbol, two.symbol), two) for two in theirs if _apart(one, two)),
            key=lambda row: (row[0], row[1].path),
            default=None,
        )
        if best is None or best[0] == (0.0, 0.0):
            continue
        (factor, alike), two = best
        if (one.path, one.symbol.qualname) < (two.path, two.symbol.qualname) and _both_new(
            world, cause, one, two
        ):
            yield _draft(world, one, two, cause, factor=factor, alike=alike)


def _helpers(world: World, side: Side) -> Iterator[Definition]:
    changes = world.changes[side]
    few = len(changes.files) <= _FEW and len(world.changes[side.other].files) <= _FEW
    all_paths = (path for path in sorted(changes.by_new) if world.language_of(path) is not None)
    for path in all_paths if few else namesakes.paths(world, side):
        if is_test_code(path):
            continue
        facts = changes.tree.facts(path)
        if facts is None or facts.generated:
            continue
        for definition in changes.added(path):
            if is_helper(definition.symbol):
                yield definition


def is_helper(symbol: Symbol) -> bool:
    """Is it a function or class of a module that somebody could have written twice?"""
    name = symbol.name.strip("_").lower()
    return (
        symbol.kind in _KINDS
        and not symbol.container
        and symbol.statements >= _LEAST_STATEMENTS
        and name not in _MANDATED
        and not symbol.decorators
        and "test" not in symbol.modifiers
    )


def _apart(one: Definition, two: Definition) -> bool:
    """Of one kind and in different files: one name in one file is another rule's."""
    return one.symbol.kind is two.symbol.kind and one.path != two.path


def likeness(one: Symbol, two: Symbol) -> tuple[float, float]:
    """The factor of the confidence, and how alike the bodies are; zeros when they are two things."""
    alike = body_similarity(one, two)
    named = words(one.name) == words(two.name) and _takes(one) == _takes(two)
    if named and alike >= _ALIKE:
        return 1.0, alike
    if alike >= _COPIED:
        return _BY_BODY, alike
    return (_BY_NAME, alike) if named and len(words(one.name)) > 1 else (0.0, 0.0)


def _takes(symbol: Symbol) -> tuple[int, int]:
    parameters = symbol.parameters or ()
    return sum(p.required for p in parameters), len(symbol.bases)


def _both_new(world: World, side: Side, one: Definition, two: Definition) -> bool:
    """Both are in the merge, and neither was moved or copied from what the merge base had."""
    merged = namesakes.in_merge(world, side, one), namesakes.in_merge(world, side.other, two)
    return None not in merged and not _from_base(world, side, one) and not _from_base(world, side.other, two)


def _from_base(world: World, side: Side, definition: Definition) -> bool:
    for change in (*world.changes[side].files, *world.changes[side.other].files):
        source = world.base.source(change.old_path) if change.old_path else b""
        if definition.symbol.name.encode("utf-8", "surrogateescape") not in source:
            continue
        facts = world.base.facts(change.old_path)
        if any(
            symbol.name == definition.symbol.name and body_similarity(symbol, definition.symbol) >= _ALIKE
            for symbol in (facts.symbols if facts else ())
        ):
            return True
    return False


def _draft(
    world: World, one: Definition, two: Definition, cause: Side, *, factor: float, alike: float
) -> Draft:
    name, other = one.symbol.name, two.symbol.name
    also = f"`{other}`" if other != name else "one of that name"
    return Draft(
        subject=world.tree(cause).display(one),
        message=(
            f"{cause} added `{name}` ({one.path}:{one.symbol.name_span.start_line + 1}) and {cause.other} added {also} "
            f"({two.path}:{two.symbol.name_span.start_line + 1}) for the same thing: "
            f"their bodies are {round(100 * alike)} % alike"
        ),
        consequence=Consequence.SILENTLY_WRONG,
        cause=Place(side=cause, path=one.path, span=one.symbol.name_span),
        effect=Place(side=cause.other, path=two.path, span=two.symbol.name_span),
        fix=f"keep one of the two, and import `{name}` from there",
        factors=(factor,),
        key=(other,),
    )
