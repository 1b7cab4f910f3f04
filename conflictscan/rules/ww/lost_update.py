"""The result of a merge lacks a change of one side that the other side did not touch.

## What it does

Looks at a merge that is there already (`conflictscan scan OURS THEIRS --result REV`, or the index when a merge
that stopped is committed): a definition that one side added, renamed or changed and the result does not have, or has
as in the merge base; a definition or file that one side removed and the result has again; and, as notes, lines
outside of any function. What the other side changed as well is left out, for there somebody had to choose; so is
what the result holds under another name, in another place or woven into other code.

It is an error where the result still uses what was lost, a warning where a whole function, class or file is lost,
and a note for lines, for constants, and for a helper of nothing but functions that both sides changed. The merge
that git makes by itself loses nothing, so without a result the rule is silent.

## Why it matters

Two people add a method to one class, git stops at the conflict, and whoever resolves it keeps one of the two. The
commit looks like any other merge, and the change of the other is gone without a trace in the diff to either parent.

## Example

{fixture: one-of-two-added-methods-kept}

## Fix

Bring the change back into the result, or say in the merge commit why it was left out.

## Known limits

- A change that was left out on purpose looks like one that was forgotten.
- In languages that are not read, and outside of functions, whole regions of lines are compared: these are notes.
- The words that a change brought stand for it: code that was merged by hand in other words counts as lost.

## Source

Bernstein, Hadzilacos and Goodman, Concurrency Control and Recovery in Database Systems (1987): the lost update. Git's
documentation of `git merge`, "How to resolve conflicts".
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import CODE, DATA, Rule
from conflictscan.rules.engines.dangle import types_factor
from conflictscan.rules.engines.lost_symbols import How, lost_symbols
from conflictscan.rules.engines.lost_text import lost_files, lost_regions
from conflictscan.rules.engines.lost_uses import broken_uses, goes_with_a_choice, lost_imports, uses_of_module
from conflictscan.rules.framework.confidence import guard_factor
from conflictscan.rules.framework.drafts import START, Draft, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conflictscan.facts.code import Reference
    from conflictscan.facts.findings import Side
    from conflictscan.rules.engines.lost_symbols import Loss
    from conflictscan.rules.engines.lost_text import LostFile, LostRegion
    from conflictscan.rules.engines.lost_uses import Broken, LostImport
    from conflictscan.rules.framework.world import World

RULE = Rule(
    code="WW307",
    name="lost-update",
    summary="The result of a merge lacks a change of one side that the other side did not touch.",
    severity=Severity.ERROR,
    confidence=0.95,
    languages=CODE + DATA,
    specific=4,
)

_UNUSED, _LINES = 0.75, 0.4  # nothing in the result asks for it
_MOST_NAMED = 3
_DID = {
    How.ADDED: "added",
    How.CHANGED: "changed",
    How.RENAMED: "renamed",
    How.REMOVED: "removed",
}


def pairs(world: World, cause: Side, effect: Side) -> Iterator[Draft]:
    """What the result has lost of the cause side; the effect side is the one that did not touch it."""
    del effect
    if not world.audited:
        return
    if world.merged.snapshot.tree == world.tree(cause.other).snapshot.tree:
        yield _of_side(world, cause)
        return
    files = list(lost_files(world, cause))
    gone = {file.path for file in files}
    for file in files:
        yield from _of_file(world, cause, file)
    unused: defaultdict[tuple[str, bool], list[Loss]] = defaultdict(list)
    for loss in lost_symbols(world, cause):
        if loss.definition.path in gone:
            continue
        broken = list(broken_uses(world, cause, loss))
        yield from (_used(world, loss, each) for each in broken)
        if not broken:
            helped = loss.is_value or (loss.how is How.ADDED and goes_with_a_choice(world, cause, loss))
            unused[loss.definition.path, helped].append(loss)
    for (_, helped), losses in unused.items():
        yield _of_losses(world, cause, losses, Severity.NOTE if helped else Severity.WARNING)
    yield from (_of_import(world, cause, each) for each in lost_imports(world, cause))
    regions: defaultdict[str, list[LostRegion]] = defaultdict(list)
    for region in lost_regions(world, cause):
        regions[region.kept.path].append(region)
    yield from (_of_regions(cause, each) for each in regions.values())


# -- errors ------------------------------------------------------------------------------------


def _used(world: World, loss: Loss, broken: Broken) -> Draft:
    """A use of what was lost, which the result still has."""
    side, name = loss.side, loss.name
    use, place = broken.before, loss.place
    at = f"{place.path}:{place.span.start_line + 1}"
    here = f"{use.path}:{use.reference.name_span.start_line + 1}"
    if broken.reason:
        message = f"call to `{name}` {broken.reason}: {side} changed `{name}` ({at}) and calls it so ({here})"
        message += f"; the result has `{name}` as in the merge base"
    else:
        did = f"renamed `{loss.old_name}` to `{name}`" if loss.old_name else f"{_DID[loss.how]} `{name}`"
        message = f"{side} {did} ({at}) and uses it ({here}); the result has the use and not `{name}`"
    return Draft(
        subject=world.tree(side).display(loss.definition),
        message=message,
        consequence=Consequence.FAILS_AT_RUN_TIME,
        cause=place,
        effect=Place(side=side, path=use.path, span=use.reference.name_span),
        fix=f"bring {side}' `{name}` back into the result",
        related=(loss.kept,) if loss.kept.side is not side else (),
        level=max(use.binding.level, broken.after.binding.level),
        factors=_factors(broken.after.reference),
        name=name,
    )


def _of_import(world: World, side: Side, lost: LostImport) -> Draft:
    here = f"{lost.use.path}:{lost.use.reference.name_span.start_line + 1}"
    return Draft(
        subject=f"{world.tree(side).module_name(lost.path)}.{lost.name}",
        message=(
            f"{side} imports `{lost.name}` ({lost.path}:{lost.span.start_line + 1}) and uses it ({here}); "
            "the result has the use and not the import"
        ),
        consequence=Consequence.FAILS_AT_RUN_TIME,
        cause=Place(side=side, path=lost.path, span=lost.span, label="imported here"),
        effect=Place(side=side, path=lost.use.path, span=lost.use.reference.name_span),
        fix=f"import `{lost.name}` in the result",
        factors=_factors(lost.use.reference),
        key=("import",),
    )


def _factors(reference: Reference) -> tuple[float, ...]:
    return (guard_factor(reference.guards), types_factor(reference))


# -- what nothing in the result asks for -------------------------------------------------------


def _of_side(world: World, side: Side) -> Draft:
    """The result is the other side's tree: all of this side is lost."""
    changes = world.changes[side].files
    first = next((each for each in changes if each.status != "deleted"), changes[0])
    place = Place(side=side, path=first.path, span=START, in_base=first.status == "deleted")
    return Draft(
        subject=f"everything that {len(changes)} files changed",
        message=f"the result is what {side.other} has: nothing of {_files(len(changes))} changed by {side} is in it",
        consequence=Consequence.SILENTLY_WRONG,
        cause=place,
        effect=place,
        fix=f"merge what {side} changed, unless it was meant to be dropped",
        factors=(_UNUSED,),
        ceiling=Severity.WARNING,
    )


def _of_file(world: World, side: Side, file: LostFile) -> Iterator[Draft]:
    did = "removed" if file.removed else "added"
    has = "has it again" if file.removed else "does not have it"
    place = Place(side=side, path=file.path, span=START, in_base=file.removed, label=f"file {did}")
    subject = world.tree(side).module_name(file.path)
    broken = [] if file.removed else list(uses_of_module(world, side, file.path))
    for each in broken:
        use = each.before
        here = f"{use.path}:{use.reference.name_span.start_line + 1}"
        yield Draft(
            subject=subject,
            message=f"{side} added {file.path} and imports it ({here}); the result has the import and not the file",
            consequence=Consequence.FAILS_AT_RUN_TIME,
            cause=place,
            effect=Place(side=side, path=use.path, span=use.reference.name_span),
            fix=f"bring {file.path} back into the result",
            factors=_factors(each.after.reference),
        )
    if not broken:
        yield Draft(
            subject=subject,
            message=f"{side} {did} {file.path}, {side.other} did not touch it, and the result {has}",
            consequence=Consequence.SILENTLY_WRONG,
            cause=place,
            effect=Place(side=side.other, path=file.path, span=START) if file.removed else place,
            fix=f"{'remove it from' if file.removed else 'bring it back into'} the result, unless that was meant",
            factors=(_UNUSED,),
            ceiling=Severity.WARNING,
        )


def _of_losses(world: World, side: Side, losses: Sequence[Loss], ceiling: Severity) -> Draft:
    """The losses of one file that leave no use behind: one finding."""
    first, *others = losses
    tree = world.base if first.how is How.REMOVED else world.tree(side)
    path = first.definition.path
    names = tuple(sorted(each.definition.symbol.qualname for each in losses))
    alone = not others
    return Draft(
        subject=tree.display(first.definition) if alone else tree.module_name(path),
        message=(
            f"{side} {_told(losses)} ({path}:{first.place.span.start_line + 1}), {side.other} did not touch "
            f"{'it' if alone else 'them'}, and the result {_has(losses)}"
        ),
        consequence=Consequence.SILENTLY_WRONG,
        cause=first.place,
        effect=first.kept,
        fix=f"bring what {side} did back into the result, unless it was left out on purpose",
        related=tuple(each.place for each in others),
        factors=(_LINES if ceiling is Severity.NOTE else _UNUSED,),
        ceiling=ceiling,
        key=() if alone else names,
    )


def _told(losses: Sequence[Loss]) -> str:
    """`added `a` and changed `b`, `c` and 2 more`."""
    parts: list[str] = []
    for how in How:
        names = [
            f"`{each.old_name}` to `{each.name}`" if each.old_name else f"`{each.definition.symbol.qualname}`"
            for each in losses
            if each.how is how
        ]
        more = len(names) - _MOST_NAMED
        if names:
            named = f"{', '.join(names[:_MOST_NAMED])} and {more} more" if more > 0 else " and ".join(names)
            parts.append(f"{_DID[how]} {named}")
    return " and ".join(parts)


def _has(losses: Sequence[Loss]) -> str:
    hows = {each.how for each in losses}
    it = "it" if len(losses) == 1 else "them"
    if all(each.gone for each in losses):
        return f"does not have {it}"
    if hows == {How.REMOVED}:
        return f"has {it} again"
    return f"has {it} as before"


def _of_regions(side: Side, regions: Sequence[LostRegion]) -> Draft:
    first, *others = regions
    path = first.place.path
    return Draft(
        subject=path,
        message=(
            f"{side} changed {path} at line {first.place.span.start_line + 1}"
            f"{f' and {len(others)} other places' if others else ''}, {side.other} did not touch "
            f"{'these' if others else 'this'}, and the result has it as before"
        ),
        consequence=Consequence.SILENTLY_WRONG,
        cause=first.place,
        effect=first.kept,
        fix=f"bring what {side} wrote back into the result, unless it was left out on purpose",
        related=tuple(each.place for each in others),
        factors=(_LINES,),
        ceiling=Severity.NOTE,
        key=("lines",),
    )


def _files(number: int) -> str:
    return f"{number} file{'' if number == 1 else 's'}"
