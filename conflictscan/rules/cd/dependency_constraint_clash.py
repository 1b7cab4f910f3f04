"""One side took a dependency away, or lifted it across a major version, that the other side begins to import.

## What it does

Reports a new import of a module whose distribution the other side removed from the project's manifests
(requirements files, `pyproject.toml`, `setup.cfg`, `Pipfile`, `package.json`). Where the other side lifted
it to another major version instead, a new import of a name that it had nowhere in use is a warning.

## Why it matters

Who removes a dependency has checked that nothing imports it any more. On a fresh machine the merge ends in
ModuleNotFoundError; where the package is still installed, as on both authors' machines, all tests pass.

## Example

{fixture: removed-and-imported}

## Fix

Put the dependency back, or do without the import.

## Known limits

- The modules of a distribution are known by its name and a table, not by looking into it.
- Requirements written in `setup.py` are not read as removed; lock files are not read at all.
- What another dependency brings along is not known.

## Source

PyPA specifications: dependency specifiers; names of distributions and of import packages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule
from conflictscan.rules.engines.manifests import dropped, imports_still, listed, needed
from conflictscan.rules.framework.drafts import Draft, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.graph import Tree
    from conflictscan.rules.engines.manifests import Dropped, Needed
    from conflictscan.rules.framework.world import World

RULE = Rule(
    code="CD104",
    name="dependency-constraint-clash",
    summary="A dependency removed, or lifted across a major version, on one side is imported anew on the other.",
    severity=Severity.ERROR,
    confidence=0.9,
)

_LIFTED = 0.62


def pairs(world: World, cause: Side, effect: Side) -> Iterator[Draft]:
    """Each dependency that the cause side dropped and the effect side begins to need."""
    for each in dropped(world, cause):
        uses = needed(world, effect, each.old)
        if not uses or _conditional(world, each):
            continue
        draft = _removed(world, each, uses, cause) if each.new is None else _lifted(world, each, uses, cause)
        if draft is not None:
            yield draft


def _removed(world: World, each: Dropped, uses: list[Needed], cause: Side) -> Draft | None:
    name = each.old.name
    beside = (each.old_path, *(use.path for use in uses))
    if listed(world.merged, each.old, beside) or imports_still(world.tree(cause), each.old):
        return None
    first = uses[0]
    return Draft(
        subject=name,
        message=(
            f"{cause} removed the dependency `{name}` from {each.old_path}; {cause.other} imports `{first.module}` "
            f"anew ({first.path}:{first.imported.span.start_line + 1}); no manifest of the merge asks for it"
        ),
        consequence=Consequence.FAILS_AT_RUN_TIME,
        cause=Place(
            side=cause, path=each.old_path, span=each.old.span, in_base=True, label=f"`{name}` removed"
        ),
        effect=_place(cause.other, first),
        related=tuple(_place(cause.other, use) for use in uses[1:]),
        fix=f"keep `{name}` in {each.old_path}, or do without `{first.module}`",
    )


def _lifted(world: World, each: Dropped, uses: list[Needed], cause: Side) -> Draft | None:
    """What the lifting side imports from the package was tried with the new version; other names were not."""
    assert each.new is not None  # noqa: S101 - the caller chose by it
    tried = _tried(world.tree(cause), each)
    untried = [use for use in uses if use.names and not tried.issuperset(use.names)]
    if not untried:
        return None
    first = untried[0]
    taken = ", ".join(f"`{name}`" for name in first.names if name not in tried)
    name = each.old.name
    return Draft(
        subject=name,
        message=(
            f"{cause} lifted `{name}` from {each.old.range} to {each.new.range}; {cause.other} imports {taken} from it "
            f"anew, written against the old version ({first.path}:{first.imported.span.start_line + 1})"
        ),
        consequence=Consequence.FAILS_AT_RUN_TIME,
        cause=Place(side=cause, path=each.path, span=each.new.span),
        effect=_place(cause.other, first),
        related=tuple(_place(cause.other, use) for use in untried[1:]),
        fix=f"run the new code with `{name}` {each.new.range}",
        factors=(_LIFTED,),
        ceiling=Severity.WARNING,
    )


def _tried(tree: Tree, each: Dropped) -> set[str]:
    """Names that the tree imports from the files that import the package."""
    found: set[str] = set()
    for path in imports_still(tree, each.old):
        facts = tree.facts(path)
        for imported in facts.imports if facts else ():
            found.update(name.name for name in imported.names)
    return found


def _place(side: Side, use: Needed) -> Place:
    return Place(side=side, path=use.path, span=use.imported.span)


def _conditional(world: World, each: Dropped) -> bool:
    """Had the requirement an environment marker? Then it was not installed everywhere before either."""
    lines = world.base.source(each.old_path).splitlines()
    row = each.old.span.start_line
    return row < len(lines) and b";" in lines[row]
