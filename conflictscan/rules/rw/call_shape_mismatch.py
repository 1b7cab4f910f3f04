"""A call added on one side does not fit the signature changed on the other.

## What it does

Reports a call (of a function, method, class, decorator, or `super().__init__`) that fits the
parameters on its own side and does not fit them in the merge, because the other side added a
required parameter, or removed, renamed or re-kinded one.

## Why it matters

The side that changed the signature mended every call it could see. The other side's call is in
a different place, so git merges both, and the call raises `TypeError` when it is reached.

## Example

{fixture: required-parameter-added}

## Fix

Give the call the arguments that the changed signature asks for, or give the new parameter a default.

## Known limits

- A decorator that is not known to keep the signature lowers the confidence, and one that came with the
  change is taken to hide it from callers; fixtures, commands and tasks, whose callers are frameworks, are
  not checked.
- `functools.partial` and calls through variables that hold a function are not followed.

## Source

Python Language Reference, 6.3.4 Calls. Da Silva, Borba, Pires: Build conflicts in the wild (2022),
where a call that no longer fits is one build conflict in nine.
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
    code="RW201",
    name="call-shape-mismatch",
    summary="A call added on one side does not fit the signature changed on the other.",
    severity=Severity.ERROR,
    confidence=0.95,
)

problem = call_problem


def verdict(case: UseCase) -> Draft | None:
    """The call fitted on its own side; a signature that the other side alone changed is the cause."""
    conflict = call_conflict(case)
    if conflict is None or conflict.after.implied or conflict.mutual:
        return None
    return draft_of(case, conflict)
