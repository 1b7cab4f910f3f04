"""What the first pass notes down for the later ones."""

from __future__ import annotations

import msgspec

from conflictscan.facts.code import ReferenceKind
from conflictscan.languages.python.scopes import Context, Scope
from conflictscan.languages.python.tree import Node


class Use(msgspec.Struct, frozen=True):
    """A use to become a reference: the expression it names, in its context."""

    kind: ReferenceKind
    node: Node
    context: Context


class Definition(msgspec.Struct, frozen=True):
    """A function or class, where it stands, and the scope it opens."""

    node: Node
    decorators: tuple[Node, ...]
    context: Context
    scope: Scope


class Assigned(msgspec.Struct, frozen=True):
    """A name of a module or class body getting a value; `target` is its identifier."""

    target: Node
    statement: Node  # the whole
    annotation: Node | None
    value: Node | None  # only where the value is this target's own
    context: Context
