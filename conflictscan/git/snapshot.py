"""One tree, read on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.git.model import Entry, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conflictscan.git.model import TreeItem
    from conflictscan.git.objects import Objects


class Trees:
    """Tree objects, parsed once and shared by all snapshots: sides differ in few of them."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self._items: dict[str, dict[str, TreeItem]] = {}
        self._entries: dict[str, tuple[Entry, ...]] = {}

    def items(self, oid: str) -> dict[str, TreeItem]:
        """The raw entries of a tree object."""
        found = self._items.get(oid)
        if found is None:
            found = self._items[oid] = self.objects.tree(oid)
        return found

    def entries(self, oid: str) -> tuple[Entry, ...]:
        """Names and kinds of a tree object, sorted by name."""
        found = self._entries.get(oid)
        if found is None:
            items = self.items(oid)
            found = self._entries[oid] = tuple(Entry(name, items[name].kind) for name in sorted(items))
        return found


class Snapshot:
    """One tree: base, ours, theirs or merged. Paths are relative to its root, "" is the root."""

    def __init__(self, tree: str, trees: Trees) -> None:
        self.tree = tree
        self._trees = trees
        self._folders: dict[str, str | None] = {"": tree}  # folder -> its tree object

    def blob(self, path: str) -> str | None:
        """Blob id of a regular file; None for anything else."""
        item = self.item(path)
        return item.oid if item is not None and item.kind is Kind.FILE else None

    def kind(self, path: str) -> Kind | None:
        """What is at the path; None when nothing is."""
        if not path:
            return Kind.FOLDER
        item = self.item(path)
        return None if item is None else item.kind

    def read(self, path: str) -> bytes | None:
        """Raw content of a regular file, no filter applied; None for anything else."""
        blob = self.blob(path)
        return None if blob is None else self._trees.objects.read(blob)

    def size(self, path: str) -> int | None:
        """Length of a regular file without loading it; None for anything else."""
        blob = self.blob(path)
        return None if blob is None else self._trees.objects.size(blob)

    def ahead(self, blobs: Iterable[str]) -> None:
        """Read blobs that will be asked for, of this tree or of another."""
        self._trees.objects.ahead(blobs)

    def list(self, folder: str = "") -> tuple[Entry, ...]:
        """The entries of a folder, sorted by name; empty when there is no such folder."""
        tree = self._folder(folder)
        return () if tree is None else self._trees.entries(tree)

    def walk(self, folder: str = "") -> Iterator[str]:
        """All regular files below a folder, depth first. Reads every tree object below it."""
        pending = [folder]
        while pending:
            here = pending.pop()
            prefix = f"{here}/" if here else ""
            folders: list[str] = []
            for entry in self.list(here):
                if entry.kind is Kind.FILE:
                    yield prefix + entry.name
                elif entry.kind is Kind.FOLDER:
                    folders.append(prefix + entry.name)
            pending += reversed(folders)

    def item(self, path: str) -> TreeItem | None:
        """The raw entry at a path; None when nothing is there, and for the root."""
        folder, _, name = path.rpartition("/")
        tree = self._folder(folder)
        return None if tree is None else self._trees.items(tree).get(name)

    def _folder(self, folder: str) -> str | None:
        if folder in self._folders:
            return self._folders[folder]
        item = self.item(folder)
        tree = item.oid if item is not None and item.kind is Kind.FOLDER else None
        self._folders[folder] = tree
        return tree
