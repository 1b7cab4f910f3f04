"""What each side changed: symbols of the merge base matched with those of the side, and the deltas between them."""

from conflictscan.changes.deltas import Delta, DeltaKind, deltas
from conflictscan.changes.side import Fate, FateKind, SideChanges

__all__ = ["Delta", "DeltaKind", "Fate", "FateKind", "SideChanges", "deltas"]
