"""Running the git program: one controlled environment, no hook, no prompt, no network.

Every call goes through `Git.run`. Revisions and paths that a user typed never become arguments that git
could take for options: they go through standard input, or after `--end-of-options`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from conflictscan.facts.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# What decides which repository is meant and whether it may be trusted; everything else that begins with
# GIT_ (tracing, external diff, askpass, identities) is dropped.
_KEPT = frozenset(
    {
        "GIT_CEILING_DIRECTORIES",
        "GIT_DISCOVERY_ACROSS_FILESYSTEM",
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_SYSTEM",
        "GIT_CONFIG_NOSYSTEM",
        "GIT_CONFIG_COUNT",
        "GIT_CONFIG_PARAMETERS",
        "GIT_TEST_ASSUME_DIFFERENT_OWNER",
        "GIT_EXEC_PATH",
    }
)
_KEPT_PREFIXES = ("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_")
# Where the repository is: believed only when the scan runs in the folder that git started us in (a hook).
_PLACE = frozenset(
    {
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_COMMON_DIR",
        "GIT_INDEX_FILE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    }
)
# A partial clone may fetch while a name is resolved; not every git knows GIT_NO_LAZY_FETCH.
_QUIET = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "none",  # outranks `protocol.ext.allow` of the repository, as `-c` does not
}
# Configuration may name programs to run.
_SAFE = (
    "--no-pager",
    "-c",
    "core.fsmonitor=false",
    "-c",
    f"core.hooksPath={os.devnull}",
)


class Output(NamedTuple):
    """What one run of git left."""

    code: int
    out: bytes
    err: str


@cache
def executable() -> str | None:
    """Path of the git program; None when there is none."""
    return shutil.which("git")


def kept_environment(environ: Mapping[str, str], *, place: bool) -> dict[str, str]:
    """The environment for the user's repository; with `place`, GIT_DIR and the like count."""
    kept = {
        name: value
        for name, value in environ.items()
        if not name.startswith("GIT_")
        or name in _KEPT
        or name.startswith(_KEPT_PREFIXES)
        or (place and name in _PLACE)
    }
    return kept | _QUIET


def isolated_environment(environ: Mapping[str, str], home: Path) -> dict[str, str]:
    """An environment in which git sees no configuration of user or machine."""
    kept = {name: value for name, value in environ.items() if not name.startswith("GIT_")}
    identity = {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (("NAME", "conflictscan"), ("EMAIL", "conflictscan@invalid"), ("DATE", "@1 +0000"))
    }
    return (
        kept
        | _QUIET
        | identity
        | {
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ATTR_NOSYSTEM": "1",
        }
    )


class Git:
    """The git program in one folder with one environment."""

    def __init__(self, cwd: Path, environment: dict[str, str]) -> None:
        self.cwd = cwd
        self.environment = environment

    def command(self, *arguments: str) -> list[str]:
        """The argument vector of one call."""
        program = executable()
        if program is None:
            raise GitError("the `git` program is not installed; install git 2.38 or later")
        return [program, *_SAFE, *arguments]

    def run(self, *arguments: str, stdin: bytes = b"", extra: Mapping[str, str] | None = None) -> Output:
        """Run to the end; the exit status is the caller's to judge."""
        environment = {**self.environment, **extra} if extra else self.environment
        try:
            done = subprocess.run(  # noqa: S603  (fixed program, no shell; see the module docstring)
                self.command(*arguments),
                input=stdin,
                capture_output=True,
                cwd=self.cwd,
                env=environment,
                check=False,
            )
        except OSError as error:
            raise GitError(f"cannot run git in {self.cwd}: {error.strerror}") from error
        return Output(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))
