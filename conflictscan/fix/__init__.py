"""From findings with edits to one patch of the merged tree, tried before it is shown.

`checked_plan` takes the edits that fit together, lays them on the merge in memory, and scans again: what does
not go away by its edit, or brings something new, is left to a person.
"""

from conflictscan.fix.checked import checked_plan
from conflictscan.fix.patch import patch
from conflictscan.fix.plan import FilePatch, Left, Plan
from conflictscan.fix.worktree import apply

__all__ = ["FilePatch", "Left", "Plan", "apply", "checked_plan", "patch"]
