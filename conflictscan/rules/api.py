"""What a rule is written with: the names that rules of plug-ins may rely on (docs/custom-rules.md).

Everything else in the package may change with any version; these names change as semantic versioning says.
"""

from conflictscan.changes import Fate, FateKind, SideChanges
from conflictscan.facts.code import FileFacts, Reference, ReferenceKind, Span, Symbol, SymbolKind
from conflictscan.facts.findings import Consequence, Edit, Severity, Side
from conflictscan.facts.rules import CODE, DATA, Rule
from conflictscan.graph import Binding, Definition, Status, Tree
from conflictscan.rules.framework.drafts import START, Draft, Place, Problem
from conflictscan.rules.framework.scope import Scope
from conflictscan.rules.framework.uses import Site, UseCase
from conflictscan.rules.framework.world import SIDES, World

__all__ = [
    "CODE",
    "DATA",
    "SIDES",
    "START",
    "Binding",
    "Consequence",
    "Definition",
    "Draft",
    "Edit",
    "Fate",
    "FateKind",
    "FileFacts",
    "Place",
    "Problem",
    "Reference",
    "ReferenceKind",
    "Rule",
    "Scope",
    "Severity",
    "Side",
    "SideChanges",
    "Site",
    "Span",
    "Status",
    "Symbol",
    "SymbolKind",
    "Tree",
    "UseCase",
    "World",
]
