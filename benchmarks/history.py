"""Git as the benchmarks ask it: no configuration of the machine, nothing written to a mirror."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

WHO = {
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in (("NAME", "bench"), ("EMAIL", "bench@example.invalid"), ("DATE", "1700000000 +0000"))
}


class GitFailed(Exception):
    """Git gave another status than 0 or 1."""


def environment(scratch: Path | None = None, mirror: Path | None = None) -> dict[str, str]:
    """The variables git runs with. New objects go to `scratch`, those of `mirror` are only read."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    env |= {
        **WHO,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }
    if scratch and mirror:
        env |= {
            "GIT_OBJECT_DIRECTORY": str(scratch),
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(mirror / "objects"),
        }
    return env


class History:
    """One clone. With `scratch`, it stays as it is whatever is asked."""

    def __init__(self, directory: Path, scratch: Path | None = None) -> None:
        self.directory = directory
        self._environment = environment(scratch, directory if scratch else None)

    def ask(self, *arguments: str, stdin: str = "") -> str:
        """What git prints, stripped."""
        status, out = self.try_ask(*arguments, stdin=stdin)
        if status:
            raise GitFailed(f"git {' '.join(arguments[:3])} gave status {status} in {self.directory.name}")
        return out

    def try_ask(self, *arguments: str, stdin: str = "") -> tuple[int, str]:
        """Git's status, 0 or 1, and what it prints."""
        done = subprocess.run(
            ["git", "-c", "core.quotePath=false", *arguments],
            cwd=self.directory,
            input=stdin.encode(),
            capture_output=True,
            env=self._environment,
            check=False,
        )
        if done.returncode not in (0, 1):
            message = done.stderr.decode("utf-8", "replace").strip()[:200]
            raise GitFailed(f"git {arguments[0]}: {message}")
        return done.returncode, done.stdout.decode("utf-8", "replace").strip()

    def merge(self, ours: str, theirs: str) -> str | None:
        """The tree of git's automatic merge, or nothing where it conflicts."""
        status, out = self.try_ask("merge-tree", "--write-tree", "--no-messages", ours, theirs)
        return None if status else out.splitlines()[0]

    def changed(self, base: str, side: str) -> dict[str, str]:
        """Path to new blob id of each file that a side changed (zeroes where it removed one)."""
        out = self.ask("diff-tree", "-r", "--no-renames", base, side)
        rows = [line.split("\t", 1) for line in out.splitlines() if line.startswith(":")]
        return {path: meta.split()[3] for meta, path in rows}

    def has_all(self, objects: Iterable[str]) -> bool:
        """Whether every one of these objects is there; clones can lack some of the largest."""
        wanted = [oid for oid in objects if set(oid) != {"0"}]
        out = self.ask("cat-file", "--batch-check=%(objectname)", stdin="".join(f"{oid}\n" for oid in wanted))
        return "missing" not in out


def mirror_of(mirrors: Path, repository: str) -> Path:
    """The git directory of OWNER/NAME below `mirrors`, in one of the usual places."""
    owner, name = repository.split("/", 1)
    for stem in (f"{owner}+{name}/repo", f"{owner}+{name}", f"{owner}/{name}"):
        for place in (mirrors / stem / ".git", mirrors / stem, mirrors / f"{stem}.git"):
            if (place / "HEAD").is_file() and (place / "objects").is_dir():
                return place
    raise FileNotFoundError(f"no mirror of {repository} in {mirrors}")
