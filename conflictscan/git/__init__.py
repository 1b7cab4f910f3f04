"""Reading a repository: revisions, the merge in memory, snapshots, changes between them.

`Repository.open(folder).triple(ours, theirs)` gives the four trees of one scan. Names resolve and trees
merge through the git program, so that git decides; nothing is written to the repository, and nothing that
its configuration names is run.
"""

from conflictscan.git.model import Commit, Entry, FileChange, Kind, Status
from conflictscan.git.repository import Repository
from conflictscan.git.snapshot import Snapshot
from conflictscan.git.state import Operation, Pending, pending
from conflictscan.git.triple import Triple

__all__ = [
    "Commit",
    "Entry",
    "FileChange",
    "Kind",
    "Operation",
    "Pending",
    "Repository",
    "Snapshot",
    "Status",
    "Triple",
    "pending",
]
