"""One side renamed a definition whose old name the other side uses anew.

## What it does

Reports a use added on one side that names a function, class, method, field or variable by the name it
had before the other side renamed it. The match of old and new definition rests on the likeness of
signature, body and name. A new string that is the old name of a class is a warning, where the renaming side
wrote strings anew along with the class.

## Why it matters

The renaming side changed every use it could see; the new one it could not. Git merges the two without a
conflict, and the merge raises ImportError, NameError or AttributeError when it comes to the use.

## Example

{fixture: function-renamed}

## Fix

Use the new name; the finding carries the edit.

## Known limits

Where a definition changed its name and most of its body at once, it counts as removed (RW101).

## Source

Brun et al., Proactive Detection of Collaboration Conflicts (2011).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.changes import FateKind
from conflictscan.facts.code import ReferenceKind, Root
from conflictscan.facts.findings import Severity
from conflictscan.facts.rules import Rule
from conflictscan.rules.engines import named_by_string
from conflictscan.rules.engines.dangle import DOUBLES, Gone, dangling, draft, problem
from conflictscan.rules.engines.edits import replaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import Reference
    from conflictscan.facts.findings import Edit, Side
    from conflictscan.rules.engines.dangle import Dangling
    from conflictscan.rules.framework.drafts import Draft
    from conflictscan.rules.framework.uses import UseCase
    from conflictscan.rules.framework.world import World

__all__ = ["RULE", "pairs", "problem", "verdict"]

RULE = Rule(
    code="RW102",
    name="renamed-symbol-used",
    summary="A definition was renamed on one side and is used by its old name on the other.",
    severity=Severity.ERROR,
    confidence=0.95,
)


def verdict(case: UseCase) -> Draft | None:
    """The other side has it under another name."""
    if case.before.reference.kind in DOUBLES:
        return None
    found = dangling(case)
    if found is None or found.gone is not Gone.RENAMED:
        return None
    if _out_of_reach(case, found):
        return draft(
            case, found, fix=f"keep `{found.name}` open, or use what its package offers in its place"
        )
    return draft(case, found, fix=f"use `{found.new}` here", edits=_edits(case, found))


def _out_of_reach(case: UseCase, found: Dangling) -> bool:
    """Is the new name one that the package of the use does not see?"""
    merged, home = case.world.merged, case.world.merged_path(case.other, found.cause.path)
    if home is None or not merged.semantics(home).capital_exports or found.new[:1].isupper():
        return False
    return merged.module_name(home) != merged.module_name(case.after.path)


def _edits(case: UseCase, found: Dangling) -> tuple[Edit, ...]:
    """The new name in place of the old, where the use is written with the old name and not an alias.

    A file that hands the name on in `__all__` goes on doing so: its import gets the old name as an alias.
    """
    path, reference = case.after.path, case.after.reference
    span, old = reference.name_span, found.name.encode("utf-8", "surrogateescape")
    if case.world.merged.source(path)[span.start_byte : span.end_byte] != old:
        return ()
    facts = case.world.merged.facts(path)
    if facts is not None and found.name in (facts.exports or ()) and _is_module_name(reference, found.name):
        is_import = reference.kind is ReferenceKind.IMPORT
        return (replaced(path, span, f"{found.new} as {found.name}"),) if is_import else ()
    return (replaced(path, span, found.new),)


def _is_module_name(reference: Reference, name: str) -> bool:
    chain = reference.chain
    return (
        chain.root is Root.MODULE and chain.name == name and not any(s.startswith(".") for s in chain.steps)
    )


def pairs(world: World, cause: Side, effect: Side) -> Iterator[Draft]:
    """Strings that name a class by its old name."""
    for mention in named_by_string.mentions(world, cause, effect):
        if mention.fate.kind is FateKind.RENAMED:
            yield named_by_string.draft(world, mention, effect)
