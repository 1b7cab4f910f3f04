"""Symbols as people write them: `app.users.User.get`, or `app/users.py:User.get` in any language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conflictscan.graph import Tree


def find_symbol(tree: Tree, name: str) -> tuple[str, str] | None:
    """The path and qualified name of a definition; None when the tree has none of that name."""
    path, colon, qualname = name.partition(":")
    if not colon:
        parts = name.split(".")
        for count in range(len(parts) - 1, 0, -1):
            found = tree.module_path(".".join(parts[:count]))
            if found is not None:
                path, qualname = found, ".".join(parts[count:])
                break
    return (path, qualname) if tree.definition(path, qualname) is not None else None
