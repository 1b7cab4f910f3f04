"""The source lines that findings point at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from conflictscan.config import Readable
    from conflictscan.facts.findings import Location


class Snapshots(Protocol):
    """The trees of a scan; `Triple` is one."""

    def snapshot(self, which: Literal["base", "ours", "theirs", "merged"], /) -> Readable:
        """One of the trees."""
        ...


class SourceLines:
    """Gives all lines of the file at a location, from the tree that the location is in; () without one."""

    def __init__(self, trees: Snapshots) -> None:
        self._trees = trees
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}

    def __call__(self, location: Location) -> tuple[str, ...]:
        """Lines as git and the parsers count them: by the newline alone."""
        return self._lines("base" if location.in_base else location.side.value, location.path)

    def merged(self, path: str) -> tuple[str, ...]:
        """The lines of a file of the merge."""
        return self._lines("merged", path)

    def _lines(self, tree: Literal["base", "ours", "theirs", "merged"], path: str) -> tuple[str, ...]:
        if (tree, path) not in self._known:
            content = self._trees.snapshot(tree).read(path)
            decoded = (content or b"").decode("utf-8", "surrogateescape")
            self._known[tree, path] = tuple(decoded.split("\n")) if content is not None else ()
        return self._known[tree, path]
