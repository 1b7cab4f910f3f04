"""One side asks for a package; the lock file of the merge does not have it.

## What it does

Reports a requirement that one side added to a manifest and that the lock file beside it does not hold in the merge,
where each side's own lock file satisfied its own manifest: one side committed its first lock file, or one of another
tool, while the other side added a package.

## Why it matters

The two are different files, and git merges them. An installation that goes by the lock (`npm ci`, `uv sync --locked`,
`cargo build --locked`, every `go build`) refuses, or leaves the package out.

## Example

{fixture: first-lock-of-npm}

## Fix

Make the lock file anew from the merged manifest.

## Known limits

- Names are compared; of Go, versions too. A range that the locked version does not meet is not found.
- Of Cargo, the lock of the workspace counts; elsewhere the one that stands beside the manifest.

## Source

npm ci, cargo --locked, uv sync --locked, bundle install --frozen, go build: each refuses such a pair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.findings import Consequence, Severity
from conflictscan.facts.rules import Rule
from conflictscan.rules.engines.projects import is_own
from conflictscan.rules.framework.drafts import START, Draft, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import Requirement
    from conflictscan.facts.findings import Side
    from conflictscan.rules.engines.locks import Beside
    from conflictscan.rules.framework.world import World

RULE = Rule(
    code="CD105",
    name="lockfile-out-of-step",
    summary="One side asks for a package; the lock file of the merge does not have it.",
    severity=Severity.ERROR,
    confidence=0.9,
    languages=("json", "toml", "yaml", "go.mod", "gemfile"),
    elsewhere="it reads manifests and lock files, of whatever language",
)

_MANIFESTS = frozenset(
    {"package.json", "pyproject.toml", "Pipfile", "Cargo.toml", "go.mod", "Gemfile", "composer.json"}
)
_LOCKS = ("lock", "lock.json", "lock.yaml", "go.sum", "shrinkwrap.json")


def pairs(world: World, cause: Side, effect: Side) -> Iterator[Draft]:
    """The cause side asks for what the lock file, which the effect side changed, does not hold."""
    if not any(path.endswith(_LOCKS) for path in world.changes[effect].by_new):
        return
    for change, merged in world.brought(cause):
        if merged.rpartition("/")[2] in _MANIFESTS and is_own(merged):
            yield from _under(world, cause, change.path, merged)


def _under(world: World, cause: Side, own: str, merged: str) -> Iterator[Draft]:
    from conflictscan.rules.engines.locks import Beside, beside, unlocked  # noqa: PLC0415 - few scans get here

    effect = cause.other
    for pair in beside(world.merged, merged):
        theirs = world.side_path(effect, pair.path)
        if theirs is None or theirs not in world.changes[effect].by_new or pair.path in world.conflicts:
            continue
        missing = unlocked(world.merged, pair)
        for side in (cause, effect):
            lock, manifest = world.side_path(side, pair.path), world.side_path(side, merged)
            known = unlocked(world.tree(side), Beside(pair.lock, lock, manifest)) if lock and manifest else {}
            missing = {name: row for name, row in missing.items() if name not in known}
        facts = world.tree(cause).facts(own)
        base = world.base_path(cause, own)
        before = world.base.facts(base) if base is not None else None
        old = {(row.name, row.range) for row in (before.requirements if before else ())}
        for row in facts.requirements if facts else ():
            if row.name in missing and (row.name, row.range) not in old:
                yield _draft(pair, row, own, cause, theirs)


def _draft(pair: Beside, row: Requirement, manifest: str, cause: Side, lock: str) -> Draft:
    return Draft(
        subject=row.name,
        message=(
            f"{cause} added `{row.name}` to {manifest}:{row.span.start_line + 1}; {cause.other} wrote {lock} without "
            f"it; `{pair.lock.command}` refuses the merge"
        ),
        consequence=Consequence.FAILS_AT_RUN_TIME,
        cause=Place(side=cause, path=manifest, span=row.span),
        effect=Place(side=cause.other, path=lock, span=START),
        fix=f"make {pair.path} anew from the merged {pair.manifest}",
    )
