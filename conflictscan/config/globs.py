"""Globs over paths, as .gitignore has them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import cast


def matches(pattern: str, path: str) -> bool:
    """Whether a glob means a path: `*` and `?` stay in a folder, `**` crosses, a folder means what is in it.

    A pattern without a slash (but at its end) is looked for at any depth, as in .gitignore.
    """
    return _compiled(pattern).match(path) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    bare = pattern.strip("/")
    anywhere = "" if "/" in pattern.rstrip("/") else "(?:.*/)?"
    return re.compile(anywhere + "".join(_pieces(bare)) + r"(?:/.*)?\Z", re.DOTALL)


def _pieces(pattern: str) -> list[str]:
    tokens = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    found = cast("list[str]", re.findall(r"\*\*/|\*\*|\*|\?|[^*?]+", pattern))
    return [tokens.get(token, re.escape(token)) for token in found]
