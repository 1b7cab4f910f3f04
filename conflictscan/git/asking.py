"""What the git layer asks, whoever answers: the git program or libgit2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from conflictscan.git.model import FileChange


class Resolver(Protocol):
    """Revisions to object ids; a name that does not resolve raises UnknownRevision."""

    def commits(self, *revs: str) -> tuple[tuple[str, str], ...]:
        """(commit id, tree id) of each revision."""
        ...

    def tree(self, rev: str) -> tuple[str | None, str]:
        """(commit id or None, tree id) of anything that has a tree."""
        ...

    def find(self, rev: str) -> str | None:
        """The commit id; None when there is no such commit."""
        ...


class Differ(Protocol):
    """Differences between two trees."""

    def changes(self, old_tree: str, new_tree: str) -> tuple[FileChange, ...]:
        """What the new tree has changed, sorted by path."""
        ...


class Unrecorded(Protocol):
    """States that have no commit."""

    def tree(self, rev: str) -> str:
        """The tree of `:index` or `:worktree`."""
        ...

    def parents(self) -> tuple[str, ...]:
        """The parents that the next commit would have."""
        ...
