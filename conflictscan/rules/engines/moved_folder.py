"""Files that one side added to a folder which the other side renamed: git asks where they belong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.rules.framework.world import World

_SUGGESTED = "directory rename suggested"


class Stray(msgspec.Struct, frozen=True):
    """A file added as `path` whose neighbours the other side moved, one of them to `neighbour`."""

    path: str
    neighbour: str

    @property
    def new_folder(self) -> str:
        """Where its neighbours are now."""
        return self.neighbour.rpartition("/")[0]


def strays(world: World, cause: Side, effect: Side) -> Iterator[Stray]:
    """Files that the effect side added to folders which the cause side renamed, by git's own judgement."""
    suggested = {path for path, kind in world.triple.conflict_kinds if kind == _SUGGESTED}
    if not suggested:
        return
    moved = [c for c in world.changes[cause].files if c.status == "renamed"]
    for change in world.changes[effect].files:
        if change.status != "added":
            continue
        folder, _, name = change.path.rpartition("/")
        near = (c.path for c in moved if c.old_path.rpartition("/")[0] == folder)
        neighbour = next((p for p in near if f"{p.rpartition('/')[0]}/{name}".lstrip("/") in suggested), None)
        if neighbour is not None:
            yield Stray(change.path, neighbour)
