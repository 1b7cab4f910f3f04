"""One side dropped an import that the other side's new code in the same file needs.

## What it does

Reports a use added on one side of a name that its file imported in the merge base, where the other side
removed that import because nothing used it any more.

## Why it matters

The import stands at the top and the use far below, so git merges both without a conflict. The merge raises
NameError when it comes to the use.

## Example

{fixture: unused-import-removed}

## Fix

Put the import back.

## Known limits

Silent where a star import could still bring the name.

## Source

Python Language Reference, 4.2.2 Resolution of names; linters such as pyflakes (F401, F821), which see
one tree at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.findings import Severity
from conflictscan.facts.rules import Rule, without
from conflictscan.rules.engines.dangle import DOUBLES, Gone, dangling, draft, problem
from conflictscan.rules.engines.dropped_import import again

if TYPE_CHECKING:
    from conflictscan.rules.framework.drafts import Draft
    from conflictscan.rules.framework.uses import UseCase

__all__ = ["RULE", "problem", "verdict"]

RULE = Rule(
    code="RW105",
    name="dropped-import-needed",
    summary="An import was removed on one side whose name the other side uses anew in the same file.",
    severity=Severity.ERROR,
    confidence=0.95,
    languages=without("csharp", "ruby"),
    elsewhere="a `using` or `require` binds no name of its own",
)


def verdict(case: UseCase) -> Draft | None:
    """The other side removed the import from this very file."""
    if case.before.reference.kind in DOUBLES:
        return None
    found = dangling(case)
    if found is None or found.gone is not Gone.UNIMPORTED:
        return None
    fix = f"import `{found.name}` again in {case.after.path}"
    return draft(case, found, fix=fix, edits=again(case, found.name))
