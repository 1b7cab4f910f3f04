"""What the first pass notes for the passes after it."""

from __future__ import annotations

from typing import NamedTuple

from conflictscan.facts.code import ReferenceKind
from conflictscan.languages.syntax.marks import Node
from conflictscan.languages.syntax.scopes import Context, Scope


class Use(NamedTuple):
    """A use to become a reference: the expression it names, in its context."""

    kind: ReferenceKind
    node: Node
    context: Context


class Definition(NamedTuple):
    """A function or class, where it stands, and the scope it opens. `name` is None for a name not written."""

    node: Node
    whole: Node  # with what declares it: `const f = () => …`
    name: Node | None
    text: str
    context: Context
    scope: Scope


class Assigned(NamedTuple):
    """A name of a module or class, or an attribute of the receiver, getting a value."""

    target: Node
    whole: Node
    annotation: Node | None
    value: Node | None
    context: Context
