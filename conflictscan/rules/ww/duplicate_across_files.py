"""Both sides added one module, or one name of a package, in different files.

## What it does

Reports

- a module and a package of one name (`util.py` and `util/__init__.py`), one added by each side; and a
  module beside a folder of that name without `__init__.py`, where the other side imports from the folder;
- a name that both sides added, in two files of one package that see each other's names (Go, Rust, Java, Kotlin,
  PHP), or a method that both added to one class (Ruby);
- a function that both sides added, in two sources of one folder that are linked together (C, C++): a warning;
- a name that both sides added, in two modules that one `__init__.py` imports with a star;
- two added files whose paths differ in capitals alone.

## Why it matters

Files of their own never conflict. The package hides the module, a module hides the folder, the later star
import takes the name from the earlier one, and where file names know no capitals one file replaces the other.

## Example

{fixture: module-and-package}

## Fix

Give one of the two another name, or join them.

## Known limits

- Only star imports in the `__init__.py` of a package around both modules are looked at.

## Source

Python Language Reference, 5.3 Searching; PEP 420, Specification; Python Tutorial, 6.4.1 Importing * From a
Package.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule, without
from conflictscan.rules.engines.added_files import added_files, place_of_file
from conflictscan.rules.engines.package_doubles import package_doubles, without_other
from conflictscan.rules.engines.star_hubs import star_clashes
from conflictscan.rules.framework.drafts import Draft, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Side
    from conflictscan.rules.framework.world import World

RULE = Rule(
    code="WW102",
    name="duplicate-across-files",
    summary="Both sides added one module, or one name of a package, in different files.",
    severity=Severity.ERROR,
    confidence=0.95,
    languages=without("javascript", "typescript"),
    elsewhere="each file is a module of its own",
)

_CAPITALS = 0.8  # it harms only where file names know no capitals
_EQUAL = 0.45
_LINKED = 0.8  # that two sources are linked into one program, their folder tells alone
_INIT = "/__init__.py"


def pairs(world: World, cause: Side, effect: Side) -> Iterator[Draft]:
    """Names that the file of the cause side takes from that of the other."""
    mine, others = set(added_files(world, cause)), set(added_files(world, effect))
    yield from _packages(world, cause, mine, others)
    yield from _folders(world, cause, mine, others)
    yield from _capitals(world, cause, mine, others)
    yield from _stars(world, cause)
    yield from _of_one_package(world, cause)


def _packages(world: World, cause: Side, mine: set[str], others: set[str]) -> Iterator[Draft]:
    """A package of the cause side hides a module of the other."""
    effect = cause.other
    for package in sorted(path for path in mine if path.endswith(_INIT)):
        module = f"{package.removesuffix(_INIT)}.py"
        if module not in others or _has(world, cause, module) or _has(world, effect, package):
            continue
        name = world.merged.module_name(module)
        yield Draft(
            subject=name,
            message=f"{cause} added the package `{name}` and {effect} the module `{name}`: the package hides it",
            consequence=Consequence.SILENTLY_WRONG,
            cause=place_of_file(world, cause, package),
            effect=place_of_file(world, effect, module),
            fix=f"move the content of {module} into the package, or give one of the two another name",
        )


def _folders(world: World, cause: Side, mine: set[str], others: set[str]) -> Iterator[Draft]:
    """A module of the cause side hides a folder without `__init__.py` that the other side imports from."""
    effect = cause.other
    folders = {path.rpartition("/")[0] for path in others if path.endswith(".py")}
    for module in sorted(f"{folder}.py" for folder in folders if f"{folder}.py" in mine):
        folder = module.removesuffix(".py")
        if world.merged.snapshot.kind(f"{folder}{_INIT}") is not None:
            continue
        if _has(world, effect, module) or _has(world, cause, folder):
            continue
        place = _import_from(world, effect, folder)
        if place is None:
            continue
        name = world.merged.module_name(module)
        yield Draft(
            subject=name,
            message=(
                f"{cause} added the module `{name}` and {effect} imports from the folder {folder}: "
                "the module hides it"
            ),
            consequence=Consequence.FAILS_AT_RUN_TIME,
            cause=place_of_file(world, cause, module),
            effect=place,
            fix=f"give {module} or the folder another name",
        )


def _capitals(world: World, cause: Side, mine: set[str], others: set[str]) -> Iterator[Draft]:
    """Two paths that differ in capitals alone; told once, by the order of the paths."""
    effect = cause.other
    folded = {path.casefold(): path for path in sorted(others)}
    for path in sorted(mine):
        other = folded.get(path.casefold())
        if other is None or path >= other:
            continue
        yield Draft(
            subject=path.casefold(),
            message=f"{cause} added {path} and {effect} {other}: where names know no capitals, they are one file",
            consequence=Consequence.SILENTLY_WRONG,
            cause=place_of_file(world, cause, path),
            effect=place_of_file(world, effect, other),
            fix="give one of the two files another name",
            factors=(_CAPITALS,),
        )


def _stars(world: World, cause: Side) -> Iterator[Draft]:
    """The later star import of one package takes a name from the earlier."""
    effect = cause.other
    for clash in star_clashes(world, cause):
        name, package = clash.winner.symbol.name, world.merged.module_name(clash.hub)
        what = "they are equal" if clash.same else f"the package has that of {cause}"
        yield Draft(
            subject=f"{package}.{name}",
            message=f"{cause} and {effect} both added a `{name}` that `{package}` imports with a star: {what}",
            consequence=Consequence.SILENTLY_WRONG,
            cause=Place(side=cause, path=clash.winner.path, span=clash.winner.symbol.name_span),
            effect=Place(side=effect, path=clash.loser.path, span=clash.loser.symbol.name_span),
            fix=f"give one of the two `{name}` another name, or import one of them by name",
            factors=(_EQUAL if clash.same else 1.0,),
            name=name,
        )


def _of_one_package(world: World, cause: Side) -> Iterator[Draft]:
    """Two files of a package that see each other's names."""
    for double in package_doubles(world, cause):
        mine, other = double.mine, double.other
        name = mine.symbol.qualname
        loaded = world.merged.semantics(mine.path).reopened
        yield Draft(
            subject=f"{world.tree(cause).module_name(mine.path)}.{name}",
            message=(
                f"{cause} and {cause.other} both added `{name}` to one package, in {mine.path} and {other.path}: "
                f"{'the one that is loaded later wins' if loaded else 'the package has it twice'}"
            ),
            consequence=Consequence.SILENTLY_WRONG if loaded else Consequence.FAILS_AT_RUN_TIME,
            cause=Place(side=cause, path=mine.path, span=mine.symbol.name_span),
            effect=Place(side=cause.other, path=other.path, span=other.symbol.name_span),
            fix=f"keep one `{name}`, or give one another name",
            edits=without_other(world, cause, double),
            factors=(_LINKED,) if world.merged.semantics(mine.path).textual_includes else (),
            name=mine.symbol.name,
        )


def _has(world: World, side: Side, path: str) -> bool:
    return world.tree(side).snapshot.kind(world.side_path(side, path) or path) is not None


def _import_from(world: World, side: Side, folder: str) -> Place | None:
    """The first import of the side's changed files that finds a module in the folder."""
    tree = world.tree(side)
    for path in sorted(world.changes[side].by_new):
        facts = tree.facts(path) if world.language_of(path) is not None else None
        for imported in facts.imports if facts is not None else ():
            target = tree.import_target(path, imported)
            inside = f"{target.module or ''}/".startswith(f"{folder}/")
            if inside and not path.startswith(f"{folder}/"):
                return Place(side=side, path=path, span=imported.span)
    return None
