"""Everything that is wrong with one configuration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from conflictscan.config import OWN_FILE, SHARED_FILE, read_settings
from conflictscan.facts.errors import ConflictScanError, NotARepository, UsageError
from conflictscan.git import Repository
from conflictscan.rules.rule_set import rule_set

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.config import Readable, Settings


class Checked(NamedTuple):
    """What is wrong, what is odd, and one line that sums up."""

    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    verdict: str


class Folder:
    """A folder as a tree; with `only`, that one file stands for the configuration."""

    def __init__(self, folder: Path, only: Path | None = None) -> None:
        self._folder = folder
        self._only = only

    def read(self, path: str) -> bytes | None:
        """The content of a file; None when there is none."""
        if self._only is not None and path in (OWN_FILE, SHARED_FILE):
            return self._only.read_bytes() if path == _role(self._only) else None
        try:
            return (self._folder / path).read_bytes()
        except OSError:
            return None


def _role(file: Path) -> str:
    """Which of the two a file is; one of another name is read as conflictscan.toml."""
    return SHARED_FILE if file.name == SHARED_FILE else OWN_FILE


def checked(what: str | None, folder: Path) -> Checked:
    """The configuration of a file, a folder, a revision, or of the work tree where nothing is named."""
    if what is not None and Path(what).is_file():
        file = Path(what)
        where = "" if file.name in (OWN_FILE, SHARED_FILE) else what  # the name says it all
        return judged(read_settings(Folder(file.parent, file), where=where), where, _checkouts(folder))
    with Repository.open(folder) as repository:
        tree: Readable
        if what is not None:
            tree, where = repository.snapshot(what), what
        elif repository.work_dir is not None:
            tree, where = Folder(repository.work_dir), "the work tree"
        else:
            raise UsageError(
                f"{repository.git_dir} has no work tree; name a revision, as in `conflictscan config check HEAD`"
            )
        return judged(read_settings(tree, where=where), where, repository.checkouts())


def _checkouts(folder: Path) -> tuple[Path, ...]:
    try:
        with Repository.open(folder) as repository:
            return repository.checkouts()
    except NotARepository:
        return ()


def judged(settings: Settings, where: str, checkouts: tuple[Path, ...]) -> Checked:
    """The verdict on settings that were read from `where`."""
    errors = (*settings.problems, *_errors(settings, checkouts))
    place = f" of {where}" if where else ""
    warnings = ()
    if settings.shadowed:
        warnings = (f"[tool.conflictscan] in {SHARED_FILE}{place} is not read: {OWN_FILE} holds",)
    if not settings.file:
        return Checked(errors, warnings, f"{where or SHARED_FILE} has no configuration: the defaults hold")
    if errors:
        return Checked(errors, warnings, f"{settings.file}{place} is not valid")
    number = len(settings.keys)
    told = f"{settings.file}{place} is valid: it sets {number} key{'s' * (number != 1)}"
    return Checked(errors, warnings, told)


def _errors(settings: Settings, checkouts: tuple[Path, ...]) -> Iterator[str]:
    try:
        known = rule_set(settings.config.plugins, checkouts)
    except ConflictScanError as error:
        yield str(error)
        return
    yield from (row.message for row in known.diagnostics)
    if not known.diagnostics:  # of a plug-in that failed nobody knows the names
        yield from settings.config.unknown_rules(known.rules)
