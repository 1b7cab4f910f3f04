"""Work trees outside of the repository, each with a `.git` of its own that borrows the repository's objects.

`git worktree add` would write refs and metadata into the repository, and run its hooks and filters. Here the
files come from `git checkout-index` under no configuration at all: a file under a filter (Git LFS, say) is what
the repository stores of it, a submodule is an empty folder. The `.git` is there for tools that ask git.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import TYPE_CHECKING

from conflictscan.facts.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from conflictscan.git.quarantine import Quarantine


def checked_out(
    quarantine: Quarantine, folder: Path, commits: Mapping[str, tuple[str, str]], *, object_format: str
) -> dict[str, Path]:
    """One folder for each name: (commit, tree)."""
    store = folder / "objects"
    shutil.copytree(quarantine.objects, store)  # the merge, and the way to the repository's objects
    made: dict[str, Path] = {}
    for name, (commit, tree) in commits.items():
        root = made[name] = folder / name
        _write_git_dir(root / ".git", quarantine, store, commit, object_format)
        place = {
            "GIT_DIR": str(root / ".git"),
            "GIT_WORK_TREE": str(root),
            "GIT_INDEX_FILE": str(root / ".git" / "index"),
        }
        for arguments in (("read-tree", tree), ("checkout-index", "--all", "--force", "-u")):
            done = quarantine.git.run(*arguments, extra=place)
            if done.code != 0:
                told = next((line for line in done.err.splitlines() if line.strip()), "no message")
                raise GitError(f"cannot lay out {name} in {root}: {told}; is there room in TMPDIR?")
    return made


def _write_git_dir(
    git_dir: Path, quarantine: Quarantine, store: Path, commit: str, object_format: str
) -> None:
    (git_dir / "objects" / "info").mkdir(parents=True)
    (git_dir / "refs").mkdir()
    (git_dir / "HEAD").write_text(f"{commit}\n")
    (git_dir / "objects" / "info" / "alternates").write_bytes(os.fsencode(store) + b"\n")
    extension = "" if object_format == "sha1" else f"[extensions]\n\tobjectformat = {object_format}\n"
    (git_dir / "config").write_text(f"[core]\n\trepositoryformatversion = 1\n\tbare = false\n{extension}")
    for name in ("shallow", "packed-refs", "info/grafts"):
        with contextlib.suppress(FileNotFoundError):
            content = (quarantine.git_dir / name).read_bytes()
            (git_dir / name).parent.mkdir(exist_ok=True)
            (git_dir / name).write_bytes(content)
