"""Both sides added one key to one mapping, and the merge has it twice.

## What it does

Reports a key that both sides added to the same mapping at two places: in a dict display of Python, in an
object, mapping, table or section of JSON, YAML, TOML and INI, or in a `.env` file; and a table or
section that both sides added to one file.

## Why it matters

TOML and `configparser` refuse to read the file. Python, JSON, YAML and `.env` keep the later value
without a word, so one side's setting is lost.

## Example

{fixture: json-other-value}

## Fix

Keep one of the two.

## Known limits

- Dict displays that are neither assigned nor returned, and tables written inline, are not read.
- A TOML table that dotted keys define (`a.b = 1`) and a heading defines again is not found.
- In INI files where some key already comes twice, all may: such files are left out.

## Source

TOML v1.0.0, Table; RFC 8259, 4 Objects; YAML 1.2.2, 3.2.1.3 Node Comparison; Python library reference,
configparser (`strict`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import CODE, DATA, Rule
from conflictscan.rules.engines.keys import has_repeated, repeated, slot_at
from conflictscan.rules.engines.provenance import one_from_each
from conflictscan.rules.framework.drafts import Draft, Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.graph import Tree
    from conflictscan.rules.engines.keys import Repeated, Slot
    from conflictscan.rules.engines.provenance import Origin
    from conflictscan.rules.framework.scope import Scope
    from conflictscan.rules.framework.world import World

RULE = Rule(
    code="WW103",
    name="duplicate-key",
    summary="Both sides added one key to one mapping, and the merge has it twice.",
    severity=Severity.ERROR,
    confidence=0.97,
    languages=CODE + DATA,
)

_EQUAL, _LENIENT = 0.75, 0.8
_STRICT_INI = frozenset(
    {"setup.cfg", "tox.ini", "pytest.ini", "mypy.ini", "alembic.ini", "flake8.ini", "pylintrc.ini"}
)
_ELEMENT = re.compile(r"\.?\[\d+\]")


def problems(scope: Scope) -> Iterator[Problem]:
    """Keys, tables and sections that stand twice in a file that both sides changed."""
    for path, found in _all_repeated(scope):
        first, second = found.first, found.second
        yield Problem(
            key=(found.kind, first.place, first.path),
            path=path,
            span=first.span,
            subject=f"{path}:{_shown(first)}",
            spans=(first.span, second.span),
        )


def draft(world: World, problem: Problem) -> Draft | None:
    """The later of the two is the cause: it replaces the other, where the file can be read at all."""
    found = _found(world.merged, problem)
    origins = one_from_each(world, problem.path, [span.start_line for span in problem.spans])
    if found is None or origins is None:
        return None
    if found.first.form == "ini" and any(_is_lenient(world, problem.path, origin) for origin in origins):
        return None
    places = [
        _place(world, problem.path, slot, origin)
        for slot, origin in zip((found.first, found.second), origins, strict=True)
    ]
    effect, cause = places
    if cause is None or effect is None:
        return None
    compiled = found.first.form == "object" and world.merged.semantics(problem.path).compiled
    name, refused = _shown(found.first), compiled or _is_refused(problem.path, found)
    what = (
        "it does not compile"
        if compiled
        else "it cannot be read"
        if refused
        else f"the value of {cause.side} holds"
    )
    return Draft(
        subject=problem.subject,
        message=f"{cause.side} and {effect.side} both added the {found.kind} `{name}` to {problem.path}: {what}",
        consequence=Consequence.FAILS_AT_RUN_TIME if refused else Consequence.SILENTLY_WRONG,
        cause=cause,
        effect=effect,
        fix=f"join the two `{name}`" if found.kind != "key" else f"keep one `{name}`",
        factors=(_weight(found, refused=refused),),
        key=(found.kind,),
    )


def _all_repeated(scope: Scope) -> Iterator[tuple[str, Repeated]]:
    for path, facts in scope.shared_facts():
        if facts.generated or facts.conflict_markers or facts.syntax_errors or not facts.mappings:
            continue
        source = scope.tree.source(path)
        yield from ((path, found) for found in repeated(facts, source))


def _found(tree: Tree, problem: Problem) -> Repeated | None:
    facts = tree.facts(problem.path)
    rows = repeated(facts, tree.source(problem.path)) if facts is not None else ()
    return next((row for row in rows if (row.first.span, row.second.span) == problem.spans), None)


def _is_lenient(world: World, path: str, origin: Origin) -> bool:
    """Does the side's own file repeat some key? Then its reader takes all of them."""
    own = world.side_path(origin.side, path)
    facts = world.tree(origin.side).facts(own) if own is not None else None
    if own is None or facts is None:
        return True
    return has_repeated(facts, world.tree(origin.side).source(own))


def _place(world: World, path: str, slot: Slot, origin: Origin) -> Place | None:
    own = world.side_path(origin.side, path)
    tree = world.tree(origin.side)
    facts = tree.facts(own) if own is not None else None
    if own is None or facts is None:
        return None
    found = slot_at(facts, tree.source(own), slot, origin.line)
    return Place(side=origin.side, path=own, span=found.span) if found is not None else None


def _is_refused(path: str, found: Repeated) -> bool:
    form = found.first.form
    return form == "toml" or (form == "ini" and path.rpartition("/")[2] in _STRICT_INI)


def _weight(found: Repeated, *, refused: bool) -> float:
    if refused:
        return 1.0
    lenient = _LENIENT if found.first.form == "ini" else 1.0
    return lenient * (_EQUAL if found.same else 1.0)


def _shown(slot: Slot) -> str:
    """The name without numbers of list elements: they shift."""
    if slot.kind != "key" or not slot.place:
        return slot.name
    return f"{_ELEMENT.sub('', slot.place)}.{slot.name}".lstrip(".")
