"""Where the parts of a repository are, asked from git itself."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.errors import NotARepository
from conflictscan.git.failures import cannot_open
from conflictscan.git.program import Git, kept_environment

if TYPE_CHECKING:
    from collections.abc import Mapping


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """One repository as seen from one folder."""

    git_dir: Path  # of this work tree
    common_dir: Path  # shared by all work trees
    work_dir: Path | None
    objects: Path
    index: Path
    shallow: bool
    object_format: str
    extra_objects: tuple[Path, ...] = ()  # GIT_ALTERNATE_OBJECT_DIRECTORIES of a receiving hook

    @property
    def name(self) -> Path:
        """The folder to call the repository by in messages."""
        return self.work_dir or self.git_dir


def checkouts(layout: Layout) -> tuple[Path, ...]:
    """Every folder that holds files of the repository: its work trees, and git's own folders."""
    found = [layout.common_dir, layout.git_dir]
    if layout.work_dir is not None:
        found.append(layout.work_dir)
    if layout.common_dir.name == ".git":
        found.append(layout.common_dir.parent)
    for pointer in (layout.common_dir / "worktrees").glob("*/gitdir"):
        with contextlib.suppress(OSError):
            dot_git = (
                pointer.parent / os.fsdecode(pointer.read_bytes()).strip()
            )  # absolute, or seen from here
            found.append(dot_git.parent)
    return tuple(sorted({folder.resolve() for folder in found}))


_QUESTIONS = (
    "--git-dir",
    "--git-common-dir",
    "--is-shallow-repository",
    "--show-object-format",
    "--git-path",
    "objects",
    "--git-path",
    "index",
    "--show-toplevel",  # fails in a bare repository, after the other answers
)
_ANSWERS = 6


def program_for(directory: Path, environ: Mapping[str, str]) -> Git:
    """Git as it runs in the user's folder."""
    if not directory.is_dir():
        raise NotARepository(f"{directory} is not a folder; name the repository with `--repo DIR`")
    here = directory.resolve() == Path.cwd().resolve()
    return Git(directory, kept_environment(environ, place=here))


def discover(git: Git) -> Layout:
    """The layout of the repository around `git.cwd`."""
    done = git.run("rev-parse", "--path-format=absolute", *_QUESTIONS)
    lines = os.fsdecode(done.out).split("\n")
    if len(lines) <= _ANSWERS:
        raise cannot_open(git.cwd, done.err)
    answers = lines[:_ANSWERS]
    alternates = git.environment.get("GIT_ALTERNATE_OBJECT_DIRECTORIES", "")
    return Layout(
        git_dir=Path(answers[0]),
        common_dir=Path(answers[1]),
        shallow=answers[2] == "true",
        object_format=answers[3],
        objects=Path(answers[4]),
        index=Path(answers[5]),
        work_dir=Path(lines[_ANSWERS]) if done.code == 0 else None,
        extra_objects=tuple(Path(p).absolute() for p in alternates.split(os.pathsep) if p),
    )
