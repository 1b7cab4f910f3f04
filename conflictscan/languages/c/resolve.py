"""What the graph asks of C."""

from __future__ import annotations

from typing import Final

from conflictscan.languages.c.includes import Modules
from conflictscan.languages.resolver import Semantics

__all__ = ["SEMANTICS", "Modules"]

SEMANTICS: Final = Semantics(
    object_members=frozenset(),
    class_members=frozenset(),
    module_members=frozenset(),
    injected=frozenset(),
    constructors=(),
    allocators=frozenset(),
    call="",
    index="",
    enter=(),
    read="",
    hooks=frozenset(),
    transparent_classes=frozenset(),
    transparent=frozenset(),
    contexts=frozenset(),
    uncallable=frozenset(),
    neutral_bases=frozenset(),
    own_files=(".c", ".h"),
    plain_decorators=True,
    built_by_call=False,
    compiled=True,
    type_names=True,
    writes_define=False,
    repeatable=frozenset({"main"}),
    package_scope=True,
    textual_includes=True,
)
