"""The branch that HEAD would merge into.

In this order, first found:

1. the upstream of the current branch, when it is a branch of another name
   (as after `git switch -c topic --track origin/main`);
2. the default branch of the remote (the branch's own remote, `origin`, or the only one): `<remote>/HEAD`,
   then `<remote>/` with init.defaultBranch, main, master, trunk, develop;
3. the local branch init.defaultBranch, main, master, trunk, develop.

On the default branch itself this is its upstream (`main` merges into `origin/main`); without one there is
no target.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from conflictscan.facts.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from conflictscan.git.program import Git

_CUSTOMARY = ("main", "master", "trunk", "develop")


def default_target(git: Git, repository: Path) -> str:
    """A revision that names the target branch; UsageError when none can be told."""
    branch = _line(git, "symbolic-ref", "--quiet", "--short", "HEAD")
    upstream = ""
    if branch:
        upstream = _line(git, "for-each-ref", "--format=%(upstream:short)", f"refs/heads/{branch}")
    names = tuple(
        dict.fromkeys(filter(None, (_line(git, "config", "--get", "init.defaultBranch"), *_CUSTOMARY)))
    )
    remotes = _text(git, "remote").split("\n")[:-1]
    remote = _remote(git, branch, remotes)
    if upstream and _without_remote(upstream, remotes) != branch:
        return upstream
    for candidate in _candidates(git, remote, names):
        if candidate != branch and _exists(git, candidate):
            return candidate
        if candidate == branch and upstream:
            return upstream
    place = f"on the branch {branch!r}" if branch else "on no branch"
    raise UsageError(
        f"{repository} is {place} and has no other branch that it would merge into; "
        "name one, as in `conflictscan scan HEAD BRANCH`"
    )


def _candidates(git: Git, remote: str, names: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    if remote:
        head = _line(git, "symbolic-ref", "--quiet", "--short", f"refs/remotes/{remote}/HEAD")
        found += [head] if head else []
        found += [f"{remote}/{name}" for name in names]
    return found + list(names)


def _remote(git: Git, branch: str, remotes: list[str]) -> str:
    own = _line(git, "config", "--get", f"branch.{branch}.remote") if branch else ""
    if own in remotes:
        return own
    if "origin" in remotes:
        return "origin"
    return remotes[0] if len(remotes) == 1 else ""


def _without_remote(upstream: str, remotes: list[str]) -> str:
    for remote in remotes:
        if upstream.startswith(f"{remote}/"):
            return upstream[len(remote) + 1 :]
    return upstream


def _exists(git: Git, name: str) -> bool:
    return git.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}").code == 0


def _line(git: Git, *arguments: str) -> str:
    return _text(git, *arguments).strip("\n")


def _text(git: Git, *arguments: str) -> str:
    done = git.run(*arguments)
    return os.fsdecode(done.out) if done.code == 0 else ""
