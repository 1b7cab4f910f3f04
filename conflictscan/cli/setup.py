"""What `conflictscan init` would do in a repository, as a list that can be shown before anything is done."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from conflictscan.cli import hook_scripts
from conflictscan.cli.templates import WORKFLOW_PATH, configuration, workflow
from conflictscan.config import OWN_FILE, SHARED_FILE
from conflictscan.facts.errors import UsageError
from conflictscan.git import Repository
from conflictscan.report.display import displayed, displayed_code

if TYPE_CHECKING:
    from collections.abc import Iterator

_PRE_COMMIT: Final = ".pre-commit-config.yaml"
_NAME: Final = b"conflictscan"
_COMMIT_THEM: Final = (
    "now commit these files; the configuration holds once it is on the branch that others are merged into"
    " (`conflictscan config show`)\n"
)
_MANAGED: Final = f"""\
for the hooks, add this to {_PRE_COMMIT}, and run `pre-commit install`:

    default_install_hook_types: [pre-commit, pre-merge-commit, pre-push]
    repos:
      - repo: local
        hooks:
          - id: conflictscan
            name: conflictscan
            entry: conflictscan hook
            language: system
            always_run: true
            pass_filenames: false
            stages: [pre-commit, pre-merge-commit, pre-push]

"""


class Step(NamedTuple):
    """One thing to do (`text`: what a file gets), or to leave alone (`why`, and what a person does `then`)."""

    what: str
    action: Callable[[], object] | None = None
    text: str = ""
    why: str = ""
    then: str = ""

    def run(self) -> None:
        """Do it. Raises a UsageError when the file system refuses."""
        if self.action is None:
            return
        try:
            self.action()
        except OSError as error:
            raise UsageError(f"cannot {self.what}: {error.strerror}; what stands above was done") from error

    @property
    def done(self) -> str:
        """The line that tells that it was done."""
        return f"done: {displayed(self.what)}"


class Plan(NamedTuple):
    """All steps in a repository."""

    root: Path
    steps: tuple[Step, ...]

    @property
    def to_do(self) -> tuple[Step, ...]:
        """Without what is left alone."""
        return tuple(step for step in self.steps if step.action is not None)

    @property
    def next(self) -> str:
        """What a person does now."""
        written = any(step.text for step in self.to_do)
        return "".join(step.then for step in self.steps) + (_COMMIT_THEM if written else "")


def plan(folder: Path, *, hooks: bool, workflow: bool) -> Plan:
    """The steps, in the order in which they are done."""
    with Repository.open(folder) as repository:
        root = repository.work_dir
    if root is None:
        raise UsageError(f"{displayed(str(folder))!r} is a bare repository: go into a clone with a work tree")
    steps = [_configuration(root)]
    if hooks:
        steps += _hooks(root)
    if workflow:
        steps.append(_workflow(root))
    return Plan(root, tuple(steps))


def listing(found: Plan) -> str:
    """One line a step."""
    rows = (
        f"  {step.what}" if step.action else f"  leave alone: {step.what}; {step.why}" for step in found.steps
    )
    return "".join(f"{displayed(line)}\n" for line in (f"in {found.root}:", *rows))


def contents(found: Plan) -> str:
    """The text of every file that would be written."""
    return "".join(
        f"\n--- {displayed(step.what)}\n"
        + "".join(f"{displayed_code(line)}\n" for line in step.text.splitlines())
        for step in found.to_do
        if step.text
    )


# -- the configuration -------------------------------------------------------------------------


def _configuration(root: Path) -> Step:
    own, shared = root / OWN_FILE, root / SHARED_FILE
    if os.path.lexists(own):
        return Step(OWN_FILE, why="it is there already")
    if not shared.is_file():
        return _new(own, OWN_FILE, configuration())
    if shared.is_symlink():
        return _new(own, f"{OWN_FILE} ({SHARED_FILE} is a link, which is left alone)", configuration())
    before = shared.read_bytes()
    try:
        tool = tomllib.loads(before.decode("utf-8-sig")).get("tool", {})
        if "conflictscan" in tool:
            return Step(f"[tool.conflictscan] in {SHARED_FILE}", why="it is there already")
        added = _appended(before, configuration(table="tool.conflictscan"))
        tomllib.loads((before + added).decode("utf-8-sig"))
    except (ValueError, TypeError):  # not valid, or its `tool` is written in a way that no section can add to
        return _new(
            own, f"{OWN_FILE} (no section can be added to {SHARED_FILE} as it stands)", configuration()
        )
    return Step(
        f"add [tool.conflictscan] to {SHARED_FILE}",
        partial(_append, shared, before, added),
        text=added.decode("utf-8").lstrip("\r\n"),
    )


def _appended(before: bytes, text: str) -> bytes:
    """What comes after the bytes that are there: an empty line, and the section with their line ends."""
    lines = "\r\n" if b"\r\n" in before else "\n"
    gap = ("" if before.endswith(b"\n") or not before else lines) + (lines if before else "")
    return (gap + text.replace("\n", lines)).encode()


def _append(file: Path, before: bytes, added: bytes) -> None:
    if file.read_bytes() != before:
        raise UsageError(f"{displayed(str(file))!r} has changed meanwhile; run `conflictscan init` again")
    with file.open("ab") as stream:
        stream.write(added)


def _new(file: Path, name: str, text: str) -> Step:
    return Step(f"write {name}", partial(_create, file, text), text=text)


def _create(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("x", encoding="utf-8", newline="\n") as stream:  # x: never in place of another file
        stream.write(text)


# -- hooks -------------------------------------------------------------------------------------


def _hooks(root: Path) -> Iterator[Step]:
    managed = root / _PRE_COMMIT
    if managed.is_file():
        used = _NAME in managed.read_bytes()
        advice = "it runs conflictscan already" if used else "what to add there stands below"
        why = f"the pre-commit program has them, by {_PRE_COMMIT}: {advice}"
        yield Step("git hooks", why=why, then="" if used else _MANAGED)
        return
    folder = hook_scripts.hooks_folder(root)
    try:
        hook_scripts.check_belongs(root, folder)
    except UsageError as shared:
        yield Step("git hooks", why=str(shared))
        return
    for stage in hook_scripts.STAGES:
        yield _hook(root, folder, stage)


def _hook(root: Path, folder: Path, stage: str) -> Step:
    hook = folder / stage
    name = hook.relative_to(root).as_posix() if hook.is_relative_to(root) else str(hook)
    if hook_scripts.is_foreign(hook):
        return Step(
            name, why=f"it is somebody else's; `conflictscan install-hook {stage} --chain` runs it first"
        )
    if os.path.lexists(hook):
        return Step(name, why="it is installed already")
    return Step(f"install {name}", partial(hook_scripts.install, folder, (stage,), chain=False))


# -- the workflow ------------------------------------------------------------------------------


def _workflow(root: Path) -> Step:
    file = root / WORKFLOW_PATH
    if os.path.lexists(file):
        return Step(WORKFLOW_PATH, why="it is there already")
    if not file.parent.resolve().is_relative_to(root.resolve()):
        return Step(WORKFLOW_PATH, why="its folder leads out of the repository")
    present = (each for each in sorted(file.parent.glob("*.y*ml")) if each.is_file())
    using = next((each for each in present if _NAME in each.read_bytes()), None)
    if using is not None:
        return Step(WORKFLOW_PATH, why=f"{using.relative_to(root).as_posix()} runs conflictscan already")
    return _new(file, WORKFLOW_PATH, workflow())
