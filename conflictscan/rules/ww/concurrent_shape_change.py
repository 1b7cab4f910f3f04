"""Both sides changed one signature, and each call fits only its own side's version.

## What it does

Reports a call that fits the parameters (or fields) on its own side and not those in the merge,
where both sides changed that one parameter list in places that git could merge.

## Why it matters

Each side mended the callers it could see for its own version. The merged signature asks for
both changes, so calls of either side raise `TypeError`.

## Example

{fixture: two-required-parameters}

## Fix

Decide on one signature, then mend the calls of both sides.

## Known limits

- Only calls are checked; a body that unpacks the old fields is not.

## Source

Python Language Reference, 6.3.4 Calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.findings import Severity
from conflictscan.facts.rules import Rule
from conflictscan.rules.engines.call_conflict import call_conflict, call_problem, draft_of

if TYPE_CHECKING:
    from conflictscan.rules.framework.drafts import Draft
    from conflictscan.rules.framework.uses import UseCase

RULE = Rule(
    code="WW303",
    name="concurrent-shape-change",
    summary="Both sides changed one signature, and each call fits only its own side's version.",
    severity=Severity.ERROR,
    confidence=0.9,
)

problem = call_problem


def verdict(case: UseCase) -> Draft | None:
    """The call fitted its own side's version of a parameter list that both sides changed."""
    conflict = call_conflict(case)
    if conflict is None or not conflict.mutual:
        return None
    return draft_of(case, conflict, noun="field" if conflict.after.implied else "parameter")
