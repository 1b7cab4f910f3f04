"""From what git printed to one clear sentence with the command that helps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from conflictscan.facts.errors import GitError, MissingObjects, NotARepository

if TYPE_CHECKING:
    from pathlib import Path

_OWNER = re.compile(r"dubious ownership in repository at '(.*?)'\n", re.DOTALL)
_OBJECT = re.compile(r"\b([0-9a-f]{40}|[0-9a-f]{64})\b")
_DAMAGE = re.compile(
    r"corrupt|is empty|inflate|hash mismatch|promisor|transport '"
    r"|unable to (?:read|unpack|parse|find)|(?:could not|failed to) (?:read|parse|get)|cannot (?:read|open)"
    r"|bad (?:object|tree|file)|missing (?:blob|tree|commit)|invalid object|not a valid object",
    re.IGNORECASE,
)


def cannot_open(directory: Path, err: str) -> GitError:
    """The error for a folder that git does not open as a repository."""
    if owner := _OWNER.search(err):
        return GitError(
            f"the repository {owner[1]} belongs to another user; if you trust it, run "
            f"`git config --global --add safe.directory {owner[1]}`"
        )
    if "not a git repository" in err:
        return NotARepository(
            f"{directory} is not inside a git repository; "
            "go into one, name one with `--repo DIR`, or run `git init`"
        )
    if "extension" in err or "repository format" in err.lower() or "repo version" in err:
        return GitError(
            f"the repository at {directory} uses a format that this git cannot read "
            f"({_first_line(err)}); install a newer git"
        )
    return GitError(f"git cannot open {directory}: {_first_line(err)}; see `git -C {directory} status`")


def failed(action: str, repository: Path, err: str, *, partial: bool) -> GitError:
    """The error for a git command that failed although the repository opened."""
    if _DAMAGE.search(err):
        found = _OBJECT.search(err)
        return missing(found[0] if found else "", repository, partial=partial)
    return GitError(f"cannot {action} in {repository}: {_first_line(err)}; check it with `git fsck`")


def missing(oid: str, repository: Path, *, partial: bool) -> MissingObjects:
    """The error for an object that is absent or corrupt."""
    what = f"object {oid}" if oid else "an object"
    if partial:
        return MissingObjects(
            f"{what} is not in the partial clone {repository}; "
            "run `git fetch --refetch --no-filter` there to get all of them"
        )
    return MissingObjects(
        f"{what} is missing or corrupt in {repository}; "
        "run `git fsck --full`, then fetch it anew or restore a backup"
    )


def _first_line(err: str) -> str:
    lines = [line.strip() for line in err.splitlines() if line.strip()]
    fatal = next((line for line in lines if line.startswith("fatal:")), lines[0] if lines else "no message")
    text = fatal.removeprefix("fatal: ").removeprefix("error: ").rstrip(".")
    if text.endswith(":"):  # the detail stands on the next line
        following = lines[lines.index(fatal) + 1 :]
        text = f"{text} {following[0]}" if following else text
    return text
