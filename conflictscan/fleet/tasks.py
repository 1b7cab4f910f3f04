"""Which planned tasks may be worked on at once, from the files and symbols that each will touch.

Two tasks are in each other's way where they touch one thing, or where the code of one uses what the other touches. Who
uses comes after what is used; tasks that use each other, or touch one thing, follow each other as they are listed.
A round is an antichain of that order: nothing in it waits for anything else in it.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import msgspec

from conflictscan import languages
from conflictscan.config import matches
from conflictscan.facts.errors import UsageError
from conflictscan.facts.fleet import Rounds, Task, Wait
from conflictscan.fleet.order import cheapest_order, together
from conflictscan.fleet.symbols import find_symbol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conflictscan.facts.findings import Revision
    from conflictscan.graph import Definition, Tree

Thing = tuple[str, str]
"""A path and the qualified name of a definition in it, empty for all of the file."""


class _Listed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    task: tuple[Task, ...]


def read_tasks(content: bytes, where: str) -> tuple[Task, ...]:
    """The tasks of a TOML file; UsageError says what is wrong with it."""
    try:
        listed = msgspec.convert(tomllib.loads(content.decode("utf-8")), _Listed).task
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise UsageError(f"{where} is no list of tasks ({error}); docs/fleets.md shows one") from error
    names = [task.name for task in listed]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UsageError(f"{where} has two tasks of the name {twice!r}; give one of them another")
    return listed


def rounds(tree: Tree, target: Revision, tasks: Sequence[Task]) -> Rounds:
    """What can be done at once, in few rounds."""
    touched = [frozenset(_things(tree, task)) for task in tasks]
    waits = tuple(_waits(tree, touched))
    uses = [(wait.on, wait.task) for wait in waits if wait.uses]
    groups = together(len(tasks), uses)
    home = {task: index for index, group in enumerate(groups) for task in group}
    before = [(home[on], home[task]) for on, task in uses if home[on] != home[task]]
    level: dict[int, int] = {}
    for group in cheapest_order(len(groups), {}, before).nodes:
        for task in groups[group]:
            busy = (level[other] + 1 for other in _beside(waits, task) if other in level)
            level[task] = max(busy, default=0)
    return Rounds(
        target=target,
        tasks=tuple(tasks),
        rounds=tuple(
            tuple(task for task in range(len(tasks)) if level[task] == number)
            for number in sorted(set(level.values()))
        ),
        waits=waits,
    )


def _beside(waits: Sequence[Wait], task: int) -> set[int]:
    """Tasks that are in its way."""
    return {wait.on for wait in waits if wait.task == task} | {w.task for w in waits if w.on == task}


# -- what a task touches -----------------------------------------------------------------------


def _things(tree: Tree, task: Task) -> Iterator[Thing]:
    for pattern in task.paths:
        found = [path for path in tree.snapshot.walk() if matches(pattern, path)]
        yield from ((path, "") for path in found or [pattern.strip("/")])  # what is not there yet will be
    for name in task.symbols:
        yield _symbol(tree, task, name)


def _symbol(tree: Tree, task: Task, name: str) -> Thing:
    found = find_symbol(tree, name)
    if found is None:
        raise UsageError(
            f"the task {task.name!r} names the symbol {name!r}, which is not there; write it as "
            "`app/users.py:User.get`, or name its file under `paths`"
        )
    return found


# -- what is in whose way ----------------------------------------------------------------------


def _waits(tree: Tree, touched: Sequence[frozenset[Thing]]) -> Iterator[Wait]:
    used = [sorted(_used(tree, things), key=_order) for things in touched]
    for task, things in enumerate(touched):
        for on, others in enumerate(touched):
            if task == on:
                continue
            common = sorted(one for one in things if any(_overlap(one, other) for other in others))
            if common:
                if on < task:
                    yield Wait(task=task, on=on, uses=False, what=_told(common[0]))
                continue
            met = next((d for d in used[task] if any(_holds(thing, d) for thing in others)), None)
            if met is not None:
                yield Wait(task=task, on=on, uses=True, what=_told((met.path, met.symbol.qualname)))


def _used(tree: Tree, things: frozenset[Thing]) -> set[Definition]:
    """What the code that is touched uses of other code."""
    found: set[Definition] = set()
    for path, qualname in things:
        facts = tree.facts(path) if languages.for_path(path) is not None else None
        for reference in facts.references if facts else ():
            if not qualname or _within(reference.enclosing, qualname):
                definition = tree.bind(path, reference).definition
                if definition is not None:
                    found.add(definition)
    return found


def _overlap(one: Thing, other: Thing) -> bool:
    """Is one of them in the other?"""
    if one[0] != other[0]:
        return not one[1] and not other[1] and (f"{one[0]}/".startswith(f"{other[0]}/"))
    return _within(one[1], other[1]) or _within(other[1], one[1])


def _holds(thing: Thing, definition: Definition) -> bool:
    return thing[0] == definition.path and _within(definition.symbol.qualname, thing[1])


def _within(inner: str, outer: str) -> bool:
    return not outer or inner == outer or inner.startswith(f"{outer}.")


def _order(definition: Definition) -> tuple[str, str]:
    return definition.path, definition.symbol.qualname


def _told(thing: Thing) -> str:
    return f"{thing[0]}:{thing[1]}" if thing[1] else thing[0]
