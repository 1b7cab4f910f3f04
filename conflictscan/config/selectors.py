"""Rules by name: a code (RW102), a prefix (RW, RW1), a name (renamed-symbol-used), or ALL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

ALL: Final = "ALL"
_PREFIX: Final = re.compile(r"([A-Z]{2,5})(\d{0,2})")
_EXACT: Final = 9


class Identified(Protocol):
    """Something with the two names of a rule."""

    @property
    def code(self) -> str:
        """RW102."""
        ...

    @property
    def name(self) -> str:
        """renamed-symbol-used."""
        ...


def names(selector: str, code: str, name: str) -> bool:
    """Whether a selector means a rule."""
    return precision(selector, code, name) > 0


def precision(selector: str, code: str, name: str) -> int:
    """How closely a selector names a rule: 0 not at all, 1 for ALL, more for every digit, most for the rule itself."""
    if selector in (code, name):
        return _EXACT
    if selector == ALL:
        return 1
    prefix = _PREFIX.fullmatch(selector)
    if prefix is None or code.rstrip("0123456789") != prefix[1] or not code.startswith(selector):
        return 0
    return 2 + len(prefix[2])


def spellings(rules: Iterable[Identified]) -> list[str]:
    """Every code and name, to look for the nearest in."""
    return [text for rule in rules for text in (rule.code, rule.name)]
