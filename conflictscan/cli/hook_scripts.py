"""The plain git hooks: where they belong, what they hold, and whose a present one is."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

from conflictscan.facts.errors import NotARepository, UsageError

STAGES = ("pre-commit", "pre-merge-commit", "pre-push")
_MARK = "# conflictscan hook: `conflictscan install-hook --uninstall` removes it"
_CHAINED = ".before-conflictscan"

_STARTS = "if [ -x "  # the line that names the program

# -P: the hook starts in the work tree, whose modules must not be taken for those of Python or of conflictscan
_SCRIPT = """\
#!/bin/sh
{mark}
hook="$0{chained}"
if [ {stage} = pre-push ]; then
  pushed=$(cat)
else
  pushed=
fi
if [ -x "$hook" ]; then
  printf '%s\\n' "$pushed" | "$hook" "$@" || exit $?
fi
if [ -x {python} ]; then
  printf '%s\\n' "$pushed" | {python} -P -m conflictscan hook {stage} "$@"
elif command -v conflictscan >/dev/null 2>&1; then
  printf '%s\\n' "$pushed" | conflictscan hook {stage} "$@"
else
  echo 'conflictscan: not installed any more; see `git rev-parse --git-path hooks` to remove its hooks' >&2
fi
"""


def hooks_folder(repository: Path) -> Path:
    """Where git looks for the hooks of a repository; `core.hooksPath` and linked worktrees are respected."""
    folder = _git(repository, "rev-parse", "--git-path", "hooks")
    return (repository / folder).resolve()


def check_belongs(repository: Path, hooks: Path) -> None:
    """Raise when the hooks are those of other repositories too."""
    common = (repository / _git(repository, "rev-parse", "--git-common-dir")).resolve()
    top = _git(repository, "rev-parse", "--show-toplevel", check=False)
    homes = [common] + ([Path(top).resolve()] if top else [])
    if not any(hooks.is_relative_to(home) for home in homes):
        raise UsageError(
            f"core.hooksPath sends git to {str(hooks)!r}, which serves other repositories too;"
            f' add `conflictscan hook <stage> "$@"` to the hooks there, or unset core.hooksPath here'
        )


def install(hooks: Path, stages: tuple[str, ...], *, chain: bool) -> list[Path]:
    """Write the hooks, and return them; all or none. A foreign hook is kept and run first, or refused."""
    foreign = [hooks / stage for stage in stages if is_foreign(hooks / stage)]
    if foreign and not chain:
        raise UsageError(
            f"{str(foreign[0])!r} is somebody else's hook and stays as it is;"
            f' add the line `conflictscan hook {foreign[0].name} "$@"` to it,'
            " or let `conflictscan install-hook --chain` run it first"
        )
    for hook in foreign:
        hook.rename(hook.with_name(hook.name + _CHAINED))
    hooks.mkdir(parents=True, exist_ok=True)
    for stage in stages:
        _write(hooks / stage)
    return [hooks / stage for stage in stages]


def uninstall(hooks: Path, stages: tuple[str, ...]) -> list[Path]:
    """Remove our hooks and put chained ones back; returns those removed."""
    removed: list[Path] = []
    for hook in (hooks / stage for stage in stages):
        if not hook.is_file() or is_foreign(hook):
            continue
        hook.unlink()
        removed.append(hook)
        chained = hook.with_name(hook.name + _CHAINED)
        if chained.exists():
            chained.rename(hook)
    return removed


def is_elsewhere(repository: Path) -> bool:
    """Whether core.hooksPath says where the hooks are."""
    return bool(_git(repository, "config", "--get", "core.hooksPath", check=False))


def is_ours(hook: Path) -> bool:
    """Whether `install` wrote it."""
    return hook.is_file() and not is_foreign(hook)


def missing_program(hook: Path) -> str:
    """The Python that one of our hooks starts, where it is gone; else empty."""
    lines = (
        line for line in hook.read_text("utf-8", "surrogateescape").splitlines() if line.startswith(_STARTS)
    )
    program = next((shlex.split(line)[3] for line in lines if "$hook" not in line), "")
    return "" if not program or os.access(program, os.X_OK) else program


def is_foreign(hook: Path) -> bool:
    """Whether somebody else's hook is there."""
    return hook.is_file() and _MARK not in hook.read_text("utf-8", "replace")


def _write(hook: Path) -> None:
    script = _SCRIPT.format(
        mark=_MARK, chained=_CHAINED, stage=hook.name, python=shlex.quote(sys.executable or "python3")
    )
    hook.write_bytes(script.encode("utf-8", "surrogateescape"))
    hook.chmod(0o755)


def _git(repository: Path, *arguments: str, check: bool = True) -> str:
    command = ["git", "-C", str(repository), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - fixed words
    except FileNotFoundError as error:
        raise UsageError("the `git` program is not in PATH, and installing hooks needs it") from error
    if done.returncode and check:
        raise NotARepository(f"{str(repository)!r} is not in a git repository; give one with --repo")
    return os.fsdecode(done.stdout).strip()
