"""What Kotlin's object model is, as data; packages and their files it shares with Java."""

from __future__ import annotations

from typing import Final

from conflictscan.languages.java.packages import STANDARD, Modules
from conflictscan.languages.resolver import ImportSyntax, Semantics

__all__ = ["SEMANTICS", "Modules"]

_OBJECT: Final = frozenset(
    {
        "equals", "hashCode", "toString", "javaClass", "getClass", "let", "run", "apply", "also", "to", "takeIf",
        "takeUnless", "use", "class", "wait", "notify", "notifyAll",
    }
)  # fmt: skip
"""Members of all objects, and the functions that extend them all."""

SEMANTICS: Final = Semantics(
    object_members=_OBJECT,
    class_members=_OBJECT,
    module_members=frozenset(),
    injected=frozenset(),
    constructors=("<init>",),
    allocators=frozenset(),
    call="invoke",
    index="",
    enter=(),
    read="",
    hooks=frozenset(),
    transparent_classes=frozenset(),
    transparent=frozenset(),
    contexts=frozenset(),
    uncallable=frozenset(),
    neutral_bases=frozenset(),
    own_files=(".kt", ".java"),
    plain_decorators=True,
    compiled=True,
    writes_define=False,
    package_scope=True,
    closed_stars=True,
    overloads=True,
    file_conditions=True,
    accessors=True,
    standard=STANDARD,
    extensions=True,
    imports=ImportSyntax(module=r"(?:import\s+)?([\w.]+)", alias=r"\s+as\s+\w+", lists=False),
    module_of_known="conflictscan.languages.java.known",
)
