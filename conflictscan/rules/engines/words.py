"""Names as sets of words."""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")


def words(name: str) -> frozenset[str]:
    """`getHTTPUser_byId` -> {get, http, user, by, id}."""
    return frozenset(word.lower() for word in _WORD.findall(name))
