"""What Java's object model is, as data; where its types are found, its packages tell."""

from __future__ import annotations

from typing import Final

from conflictscan.languages.java.builtin import BUILTIN
from conflictscan.languages.java.known import OBJECT
from conflictscan.languages.java.packages import STANDARD, Modules
from conflictscan.languages.resolver import ImportSyntax, Semantics

__all__ = ["SEMANTICS", "Modules"]

SEMANTICS: Final = Semantics(
    object_members=OBJECT,
    class_members=OBJECT,
    module_members=frozenset(),
    injected=frozenset(),
    constructors=("<init>",),
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
    own_files=(".java", ".kt"),
    plain_decorators=True,
    compiled=True,
    writes_define=False,
    package_scope=True,
    closed_stars=True,
    overloads=True,
    file_conditions=True,
    accessors=True,
    standard=STANDARD,
    module_of_known="conflictscan.languages.java.known",
    builtin=BUILTIN,
    imports=ImportSyntax(module=r"(?:import\s+)?(?:static\s+)?([\w.]+)", alias="", lists=False),
)
