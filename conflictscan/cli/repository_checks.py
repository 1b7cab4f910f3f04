"""The checks of `conflictscan doctor` that ask a repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.cli import hook_scripts
from conflictscan.cli.checking import Folder
from conflictscan.cli.holding import holding
from conflictscan.cli.verdicts import FAIL, OK, WARN, Check
from conflictscan.config import read_settings
from conflictscan.facts.errors import ConflictScanError, UsageError
from conflictscan.rules.plugins import installed
from conflictscan.rules.rule_set import rule_set

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conflictscan.cli.holding import Holding
    from conflictscan.git import Repository
    from conflictscan.rules.rule_set import RuleSet

_PRE_COMMIT = ".pre-commit-config.yaml"


def repository_checks(repository: Repository) -> Iterator[Check]:
    """What may be in a scan's way in this repository."""
    yield _clone(repository)
    try:
        held = holding(repository)
    except ConflictScanError as error:  # no commit yet, say
        yield Check("target", WARN, "there is nothing to scan", str(error))
    else:
        yield _target(held)
        yield from _configuration(repository, held)
    if repository.work_dir is not None:
        yield _hooks(repository.work_dir)


def _clone(repository: Repository) -> Check:
    place = str(repository.work_dir or repository.git_dir)
    if repository.shallow:
        return Check(
            "repository",
            WARN,
            f"{place} is a shallow clone: the merge base may be missing",
            "run `git fetch --unshallow` (in CI: a checkout with `fetch-depth: 0`)",
        )
    if repository.partial:
        return Check(
            "repository",
            WARN,
            f"{place} is a partial clone: a scan fetches nothing, and files may be missing",
            "run `git fetch --refetch --no-filter`",
        )
    return Check("repository", OK, place)


def _target(held: Holding) -> Check:
    if held.no_target:
        return Check(
            "target", WARN, "`conflictscan scan` alone has no branch to scan against", held.no_target
        )
    return Check("target", OK, f"HEAD would merge into {held.theirs}")


# -- configuration -----------------------------------------------------------------------------


def _configuration(repository: Repository, held: Holding) -> Iterator[Check]:
    settings = held.settings
    advice = f"`conflictscan config check {held.theirs}` tells all that is wrong"
    known: RuleSet | None = None
    trouble = ""
    try:
        known = rule_set(settings.config.plugins, repository.checkouts())
        trouble = next((row.message for row in known.diagnostics), "")
    except UsageError as error:
        trouble = str(error)
    problems = list(settings.problems)
    if known is not None and not trouble:
        problems += settings.config.unknown_rules(known.rules)
    if problems:
        yield Check("configuration", FAIL, problems[0], advice)
    else:
        yield _valid(repository, held)
    yield _plugins(known, trouble)


def _valid(repository: Repository, held: Holding) -> Check:
    settings = held.settings
    where = (
        f"{settings.file} of {held.theirs}" if settings.file else f"none in {held.theirs}: the defaults hold"
    )
    if settings.shadowed:
        return Check(
            "configuration",
            WARN,
            f"{where} holds: [tool.conflictscan] in pyproject.toml is not read",
            "keep one of the two",
        )
    if repository.work_dir is not None:
        here = read_settings(Folder(repository.work_dir), where="the work tree")
        if (here.config, here.problems) != (settings.config, settings.problems):
            return Check(
                "configuration",
                WARN,
                f"{where}; that in the work tree is another, and does not hold yet",
                f"commit it, and bring it to {held.theirs}; `conflictscan config check` checks it",
            )
    return Check("configuration", OK, where)


def _plugins(known: RuleSet | None, trouble: str) -> Check:
    if trouble:
        return Check(
            "plug-ins", FAIL, trouble, "install what the configuration names, or take it out of `plugins`"
        )
    running = known.plugins if known is not None else ()
    named = [f"{plugin}: {len(plugin.rules)} rules" for plugin in running]
    idle = [name for name in installed() if name not in {plugin.name for plugin in running}]
    rest = f"installed and not in use: {', '.join(idle)}" if idle else ""
    return Check("plug-ins", OK, "; ".join(filter(None, (*named, rest))) or "none")


# -- hooks -------------------------------------------------------------------------------------


def _hooks(root: Path) -> Check:
    managed = root / _PRE_COMMIT
    if managed.is_file() and b"conflictscan" in managed.read_bytes():
        return Check("hooks", OK, f"those of the pre-commit program, by {_PRE_COMMIT}")
    try:
        folder = hook_scripts.hooks_folder(root)
    except UsageError as error:
        return Check("hooks", WARN, "they cannot be looked for", str(error))
    place = f"{folder} (core.hooksPath)" if hook_scripts.is_elsewhere(root) else str(folder)
    ours = [stage for stage in hook_scripts.STAGES if hook_scripts.is_ours(folder / stage)]
    gone = next((program for stage in ours if (program := hook_scripts.missing_program(folder / stage))), "")
    if gone:
        return Check(
            "hooks", WARN, f"those in {place} start {gone}, which is gone", "run `conflictscan install-hook`"
        )
    if len(ours) == len(hook_scripts.STAGES):
        return Check("hooks", OK, f"{', '.join(ours)} in {place}")
    missing = [stage for stage in hook_scripts.STAGES if stage not in ours]
    message = f"no conflictscan at {', '.join(missing)} in {place}"
    if any(hook_scripts.is_foreign(folder / stage) for stage in missing):
        chain = "`conflictscan install-hook --chain` keeps somebody else's hooks and runs them first"
        return Check("hooks", WARN, message, chain)
    return Check("hooks", WARN, message, "`conflictscan install-hook` installs them")
