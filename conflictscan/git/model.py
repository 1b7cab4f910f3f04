"""The plain values of the git layer: kinds, entries, commits, changed files."""

from __future__ import annotations

import enum

import msgspec


class Kind(enum.StrEnum):
    """What a tree entry is."""

    FILE = "file"
    SYMLINK = "symlink"
    SUBMODULE = "submodule"
    FOLDER = "folder"


class Status(enum.StrEnum):
    """What a side did to a path."""

    ADDED = "added"
    DELETED = "deleted"
    MODIFIED = "modified"
    RENAMED = "renamed"
    TYPE_CHANGED = "type_changed"


class Entry(msgspec.Struct, frozen=True):
    """One name in a folder."""

    name: str
    kind: Kind


class Commit(msgspec.Struct, frozen=True):
    """A revision as the user named it, and what it resolved to."""

    rev: str
    oid: str | None  # None for `:index`, `:worktree` and a virtual merge base
    tree: str


class FileChange(msgspec.Struct, frozen=True, kw_only=True):
    """One path that differs between the merge base and a side.

    `path` is the name on the side (for a deleted file: in the base); `old_path` is the name in the base,
    empty for an added file. Blob ids are None where that version is no regular file.
    """

    status: Status
    path: str
    old_path: str
    old_blob: str | None
    new_blob: str | None
    similarity: int  # percent; 100 but for inexact renames


class TreeItem(msgspec.Struct, frozen=True):
    """One raw entry of a tree object."""

    mode: int
    oid: str

    @property
    def kind(self) -> Kind:
        """What the mode says."""
        return _KINDS.get(self.mode & 0o170000, Kind.FILE)


_KINDS = {0o040000: Kind.FOLDER, 0o120000: Kind.SYMLINK, 0o160000: Kind.SUBMODULE}
