from __future__ import annotations

import importlib
import subprocess
import sys
from typing import TYPE_CHECKING, Protocol

import pytest

from conflictscan.rules.rule_set import rule_set

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

RULE = """
'''Both sides do something.'''
from conflictscan.rules.api import START, Consequence, Draft, Place, Rule, Severity

RULE = Rule(code={code!r}, name={name!r}, summary="a summary", severity=Severity.WARNING, confidence={confidence!r})

def pairs(world, cause, effect):
    {body}

def _draft(side, *, path="errors.py", subject="x", **more):
    place = Place(side=side, path=path, span=START)
    return Draft(subject=subject, message="m", consequence=Consequence.SILENTLY_WRONG, cause=place, effect=place,
                 fix="f", **more)
"""
QUIET = "yield from ()"


def rule(code: str, name: str = "a-rule", *, confidence: object = 0.7, body: str = QUIET) -> str:
    """The source of a rule."""
    return RULE.format(code=code, name=name, confidence=confidence, body=body)


class Install(Protocol):
    def __call__(
        self, name: str, files: Mapping[str, str], *, value: str = "", at: Path | None = None
    ) -> None: ...


@pytest.fixture
def install(tmp_path: Path) -> Iterator[Install]:
    """Lays out a distribution as an installer does, in a folder that Python looks in."""
    modules, path = set(sys.modules), list(sys.path)
    rule_set.cache_clear()

    def install(name: str, files: Mapping[str, str], *, value: str = "", at: Path | None = None) -> None:
        folder = at or tmp_path / "site"
        for path, text in files.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        about = folder / f"{name}-2.5.dist-info"
        about.mkdir(parents=True)
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 2.5\n")
        (about / "entry_points.txt").write_text(f"[conflictscan.rules]\n{name} = {value or name}\n")
        if str(folder) not in sys.path:
            sys.path.insert(0, str(folder))
            importlib.invalidate_caches()

    yield install
    rule_set.cache_clear()
    sys.path[:] = path
    for module in set(sys.modules) - modules:
        del sys.modules[module]


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two branches that each take the next free error number; `main` asks for the plug-in `example`."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    (folder / "conflictscan.toml").write_text('plugins = ["example"]\n')
    numbers = "".join(f"ERR_{number} = {number}\n" for number in range(1, 7))
    _commit(folder, numbers)
    git(folder, "branch", "quota")
    _commit(folder, f"{numbers}ERR_LOCKED = 7\n")
    git(folder, "switch", "--quiet", "quota")
    _commit(folder, f"ERR_QUOTA = 7\n{numbers}")
    git(folder, "switch", "--quiet", "main")
    return folder


def _commit(folder: Path, errors: str) -> None:
    (folder / "errors.py").write_text(errors)
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "change")
