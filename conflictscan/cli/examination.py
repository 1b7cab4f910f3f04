"""The checks of `conflictscan doctor`: each says what is, whether that is well, and what to do if not."""

from __future__ import annotations

import platform
from contextlib import closing
from typing import TYPE_CHECKING, Final

from conflictscan import __version__, formats, languages
from conflictscan.cache import FactCache
from conflictscan.cli.repository_checks import repository_checks
from conflictscan.cli.verdicts import FAIL, OK, WARN, Check
from conflictscan.facts.errors import GitError, NotARepository
from conflictscan.git import Repository
from conflictscan.git.capabilities import FETCHES_NOTHING, MERGES_TREES, git_program, library_versions
from conflictscan.report.display import displayed
from conflictscan.sources.extraction import facts_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["FAIL", "examined", "told"]

_MEGABYTE: Final = 1024 * 1024


def told(checks: Iterable[Check]) -> str:
    """One line a check, and one below it where something is to be done."""
    lines: list[str] = []
    for check in checks:
        lines.append(f"{check.status:<5} {check.name:<14} {displayed(check.message)}")
        if check.advice:
            lines.append(f"{'':<5} {'':<14} -> {displayed(check.advice)}")
    return "\n".join(lines) + "\n"


def examined(folder: Path) -> Iterator[Check]:
    """All checks: the installation, then the repository that the folder is in."""
    yield Check("conflictscan", OK, f"{__version__} on Python {platform.python_version()}")
    yield _git()
    yield _library()
    yield from _grammars()
    yield _cache()
    try:
        with Repository.open(folder) as repository:
            yield from repository_checks(repository)
    except NotARepository as nowhere:
        yield Check("repository", WARN, "none here: only the installation was checked", str(nowhere))
    except GitError as error:
        yield Check("repository", FAIL, "it cannot be opened", str(error))


def _git() -> Check:
    wanted = ".".join(map(str, MERGES_TREES))
    found = git_program()
    if found is None:
        less = "no git program: libgit2 merges, and lines are attributed to nobody"
        return Check("git", WARN, less, f"install git {wanted} or later")
    place = f"{found.version} ({found.path})"
    if found.number < MERGES_TREES:
        less = f"{place} cannot merge without a work tree: libgit2 merges instead, and follows no renamed folders"
        return Check("git", WARN, less, f"install git {wanted} or later")
    fetch = (
        "knows GIT_NO_LAZY_FETCH"
        if found.number >= FETCHES_NOTHING
        else "lazy fetches are refused by protocol"
    )
    return Check("git", OK, f"{place}: merges trees, {fetch}")


def _library() -> Check:
    try:
        binding, library = library_versions()
    except ImportError as error:
        return Check("libgit2", FAIL, f"pygit2 cannot be loaded ({error})", "install conflictscan anew")
    return Check("libgit2", OK, f"{library} (pygit2 {binding})")


def _grammars() -> Iterator[Check]:
    loaded: list[str] = []
    for extractor in (*languages.registered(), *formats.registered()):
        reason = facts_by(extractor, b"\n").skipped
        if reason:
            advice = "install conflictscan anew: its dependencies are not whole"
            yield Check("languages", FAIL, f"{extractor.name} {reason}", advice)
        else:
            loaded.append(extractor.name)
    yield Check("languages", OK, f"these load: {', '.join(loaded)}")


def _cache() -> Check:
    with closing(FactCache.open()) as cache:
        if cache.problem:
            return Check("cache", WARN, cache.problem, "name another folder in CONFLICTSCAN_CACHE_DIR")
        held = cache.info()
        return Check("cache", OK, f"{held.path}: {held.entries} files, {held.size / _MEGABYTE:.1f} MB")
