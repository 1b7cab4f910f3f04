"""Builds the demo's repository from `shop.toml` with git."""

from __future__ import annotations

import os
import subprocess
import tomllib
from importlib import resources
from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

_CLOCK = 1767225600  # one fixed time, so that the demo's commits have the same ids everywhere


class Branch(msgspec.Struct, frozen=True):
    """What one author added, what is wrong with it, and the code that says so (empty for a healthy one)."""

    name: str
    story: str
    expects: str
    files: dict[str, str]


class Shop(msgspec.Struct, frozen=True):
    """The whole story."""

    base: dict[str, str]
    main: dict[str, str]
    branch: tuple[Branch, ...]


def shop() -> Shop:
    """The story as `shop.toml` tells it."""
    text = resources.files("conflictscan.cli.demo").joinpath("shop.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), type=Shop)


def build(folder: Path, told: Shop) -> None:
    """Make the repository; the folder must be new or empty. Ends with main checked out."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        empty = not any(folder.iterdir())
    except OSError as error:
        raise UsageError(f"cannot use {str(folder)!r}: {error.strerror}") from error
    if not empty:
        raise UsageError(f"{str(folder)!r} is not empty; name a new folder")
    _git(folder, "init", "--quiet", "--template=", "--initial-branch=main")
    _commit(folder, told.base, "shop 1.4", "Ada")
    for branch in told.branch:
        _git(folder, "checkout", "--quiet", "-b", branch.name, "main")
        _commit(folder, branch.files, branch.name.replace("-", " "), "Grace")
    _git(folder, "checkout", "--quiet", "main")
    _commit(folder, told.main, "clean up names, mails and dependencies", "Alan")


def _commit(folder: Path, files: dict[str, str], subject: str, author: str) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--no-verify", "--message", subject, author=author)


def _git(folder: Path, *arguments: str, author: str = "Ada") -> None:
    """Run git without the user's settings: no signing, no hooks, no templates."""
    who = {"NAME": author, "EMAIL": f"{author.lower()}@example.org", "DATE": f"{_CLOCK} +0000"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {
        f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()
    }
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = [
        "git",
        "-c",
        "core.autocrlf=false",
        "-c",
        "core.hooksPath=/dev/null",
        "-C",
        str(folder),
        *arguments,
    ]
    try:
        subprocess.run(command, check=True, capture_output=True, env=environment)  # noqa: S603 - fixed words
    except FileNotFoundError as error:
        raise UsageError("the `git` program is not in PATH, and the demo needs it") from error
    except subprocess.CalledProcessError as error:
        said = os.fsdecode(error.stderr).strip()
        raise UsageError(f"`git {arguments[0]}` failed in {str(folder)!r}: {said}") from error
