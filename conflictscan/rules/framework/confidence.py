"""Confidence and severity of a draft: start value x binder level x penalties (rules.md section 8)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from conflictscan.facts.findings import ERROR_FROM, WARNING_FROM, Severity

if TYPE_CHECKING:
    from conflictscan.facts.rules import Rule
    from conflictscan.rules.framework.drafts import Draft

LEVEL = (1.0, 0.95, 0.9, 0.65, 0.22)
"""Factor of each binder level, relative to L0, whose 0.95 is already in the rules' start values."""

LOOSE = 0.6
"""A call that the language lets pass: arguments left out are undefined, those too many are dropped."""

GUARDED, DYNAMIC, UNKNOWN_DECORATOR, NEAR_ERROR, SPLAT = 0.4, 0.6, 0.7, 0.6, 0.5

_TEST_CODE = re.compile(
    r"(^|/)(tests?|testing|fixtures?|examples?|specs?|__tests__|__mocks__)/"
    r"|(^|/)(test_[^/]*|[^/]*_test|conftest)\.\w+$|\.(test|spec|unittest)\.\w+$|(Tests?|IT|Spec)\.\w+$"
)
_TEST = 0.98
_STOP = frozenset(
    [
        "get",
        "set",
        "run",
        "add",
        "name",
        "id",
        "value",
        "data",
        "init",
        "close",
        "update",
        "delete",
        "create",
        "list",
        "find",
        "parse",
        "render",
        "handle",
        "send",
        "start",
        "stop",
        "next",
        "map",
        "filter",
        "test",
    ]
)
_SHORT = 4
_INFERRED = 3  # binder level from which a common name is no proof


def confidence(rule: Rule, draft: Draft) -> float:
    """0..1 with two digits."""
    value = rule.confidence * LEVEL[draft.level]
    for factor in draft.factors:
        value *= factor
    if is_test_code(draft.effect.path) or is_test_code(draft.cause.path):
        value *= _TEST
    if draft.level >= _INFERRED and draft.name and (draft.name in _STOP or len(draft.name) < _SHORT):
        value *= 0.5
    return round(value, 2)


def severity(rule: Rule, draft: Draft, value: float) -> Severity:
    """What the confidence allows, never more than rule and draft claim."""
    if value >= ERROR_FROM:
        allowed = Severity.ERROR
    elif value >= WARNING_FROM:
        allowed = Severity.WARNING
    else:
        allowed = Severity.NOTE
    return max((allowed, rule.severity, draft.ceiling), key=lambda s: s.rank)


def is_test_code(path: str) -> bool:
    """Is the file a test, a fixture or an example by its path?"""
    return bool(_TEST_CODE.search(path))


def guard_factor(guards: tuple[str, ...]) -> float:
    """How much a use inside `try … except ImportError`, `hasattr` and the like is worth."""
    soft = ("except:", "hasattr:", "version", "platform", "raises")
    return GUARDED if any(guard.startswith(soft) for guard in guards) else 1.0
