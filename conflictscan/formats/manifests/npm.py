"""`package.json`: dependencies by kind. An alias (`"old": "npm:react@17"`) is imported by its own name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.facts.code import FileFacts, Requirement
from conflictscan.formats import json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import Key

_SCOPES: Final = {
    "dependencies": "main",
    "devDependencies": "dev",
    "peerDependencies": "peer",
    "optionalDependencies": "optional",
    "resolutions": "constraint",  # yarn
    "overrides": "constraint",
    "pnpm.overrides": "constraint",
}
_ALIAS: Final = "npm:"


def extract(source: bytes) -> FileFacts:
    """What any JSON file has, and the requirements."""
    facts = json.extract(source)
    return msgspec.structs.replace(facts, requirements=tuple(_requirements(facts)))


def _requirements(facts: FileFacts) -> Iterator[Requirement]:
    if facts.syntax_errors:
        return
    for mapping in facts.mappings:
        scope = _SCOPES.get(mapping.place)
        for key in mapping.keys if scope else ():
            if key.value not in ("{}", "[]"):
                yield _requirement(key, scope or "")


def _requirement(key: Key, scope: str) -> Requirement:
    if key.value.startswith(_ALIAS):
        name, _, wanted = key.value.removeprefix(_ALIAS).rpartition("@")
        real = name or wanted  # `npm:react` has no range; `npm:@scope/x` has its @ at the front
        return Requirement(
            "npm",
            real if name else key.value.removeprefix(_ALIAS),
            wanted if name else "",
            scope,
            key.span,
            key.name,
        )
    return Requirement("npm", key.name, key.value, scope, key.span)
