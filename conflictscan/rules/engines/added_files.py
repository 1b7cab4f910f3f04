"""Files that a side brought: new ones, and old ones under a new name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.rules.framework.drafts import START, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.rules.framework.world import World


def added_files(world: World, side: Side) -> Iterator[str]:
    """Merged paths that the merge base has not and the side brought, without conflict; sorted."""
    for change, path in world.brought(side):
        if change.status in ("added", "renamed") and world.base.snapshot.kind(path) is None:
            yield path


def place_of_file(world: World, side: Side, path: str) -> Place:
    """The head of a merged file, on a side that has it."""
    return Place(side=side, path=world.side_path(side, path) or path, span=START)
