"""The virtual merge base that git made inside a merge, found among the objects the merge wrote.

Where two merge bases conflict with each other, git settles that inside the merge in ways of its own, and
prints nothing of it. But it writes the tree. So the merge runs with an empty object folder in front: of the
root trees found there afterwards, one is the merge, and the other is the base.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conflictscan.git.program import Git

_NAME = re.compile(r"[0-9a-f]{38}(?:[0-9a-f]{24})?")


def written_base(git: Git, objects: Path, merge: Callable[[dict[str, str]], str]) -> str | None:
    """The tree of the virtual base; None when that is no new tree, or several could be meant.

    `merge` runs the merge with the given environment and returns the merged tree.
    """
    fresh = objects.with_name("fresh-objects")
    fresh.mkdir()
    extra = {"GIT_OBJECT_DIRECTORY": str(fresh), "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(objects)}
    merged = merge(extra)
    trees = _trees(git, extra, [path.parent.name + path.name for path in fresh.glob("??/*")])
    inner = {child for children in trees.values() for child in children}
    roots = trees.keys() - inner - {merged}
    shutil.copytree(fresh, objects, dirs_exist_ok=True)
    shutil.rmtree(fresh)
    return roots.pop() if len(roots) == 1 else None


def _trees(git: Git, extra: dict[str, str], oids: list[str]) -> dict[str, set[str]]:
    """The tree objects among the ids, each with the ids that it holds."""
    asked = "".join(f"{oid}\n" for oid in sorted(oids) if _NAME.fullmatch(oid[2:]))
    out = git.run("cat-file", "--batch", stdin=asked.encode("ascii"), extra=extra).out
    found: dict[str, set[str]] = {}
    at = 0
    while at < len(out):
        end = out.index(b"\n", at)
        oid, kind, size = out[at:end].decode("ascii").split(" ")
        at = end + 1 + int(size) + 1
        if kind == "tree":
            found[oid] = set(_children(out[end + 1 : at - 1], len(oid) // 2))
    return found


def _children(tree: bytes, hash_size: int) -> Iterator[str]:
    at = 0
    while at < len(tree):
        at = tree.index(b"\0", at) + 1 + hash_size
        yield tree[at - hash_size : at].hex()
