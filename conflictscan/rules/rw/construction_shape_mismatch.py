"""A construction added on one side lacks or misnames a field that the other side changed.

## What it does

Reports a call of a class whose constructor is made from its fields (dataclass, NamedTuple,
attrs, pydantic) when it fits the fields on its own side and not those in the merge: the other side
added a field without default, or removed or renamed one, in the class or in one it inherits from.

## Why it matters

Literals of such classes stand in tests, factories and fixtures, far from the class. The side
that adds a field mends those that exist; one added on the other side raises `TypeError` (or a
validation error) when it is built.

## Example

{fixture: required-field-added}

## Fix

Give the field at the new construction, or give it a default.

## Known limits

- Classes with an `__init__` of their own are the subject of RW201.
- Builders and factories are seen only through the call they make.

## Source

PEP 557 (data classes), PEP 681 (`dataclass_transform`).
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
    code="RW207",
    name="construction-shape-mismatch",
    summary="A construction added on one side lacks or misnames a field that the other side changed.",
    severity=Severity.ERROR,
    confidence=0.95,
)

problem = call_problem


def verdict(case: UseCase) -> Draft | None:
    """The construction fitted on its own side; fields that the other side alone changed are the cause."""
    conflict = call_conflict(case)
    if conflict is None or not conflict.after.implied or conflict.mutual:
        return None
    return draft_of(case, conflict, noun="field")
