"""Links between uses and definitions of one snapshot, made on demand: nothing reads the whole repository."""

from conflictscan.graph.model import Binding, Constructor, Definition, Lineage, Status
from conflictscan.graph.tree import Tree

__all__ = ["Binding", "Constructor", "Definition", "Lineage", "Status", "Tree"]
