"""Calls that define members or name methods by symbols: `attr_reader :a`, `alias_method`, `before_action :a`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.code import ReferenceKind
from conflictscan.languages.ruby.known import CALLBACKS, CLASS_READERS, READERS, SENDS, VISIBILITY
from conflictscan.languages.syntax.marks import Node
from conflictscan.languages.syntax.notes import Assigned

if TYPE_CHECKING:
    from conflictscan.languages.syntax.collect import Collector
    from conflictscan.languages.syntax.scopes import Context


def read(notes: Collector, name: str, call: Node, context: Context) -> None:
    """Note what a call without receiver defines by symbols, and which methods it names by them."""
    symbols = [child for child in _given(call) if child.raw.type == "simple_symbol"]
    if name in SENDS and symbols:
        use(notes, symbols[0], context)
    if context.scope.kind != "class" or not symbols:
        return
    if name in READERS or name in CLASS_READERS or name == "delegate":
        for symbol in symbols:
            define(notes, symbol, call, context)
    elif name == "def_delegators":
        for symbol in symbols[1:]:
            define(notes, symbol, call, context)
    elif name == "def_delegator":
        define(notes, symbols[-1], call, context)
    elif name == "alias_method" and len(symbols) == 2:
        define(notes, symbols[0], call, context)
        use(notes, symbols[1], context)
    elif name == "define_method":
        define(notes, symbols[0], call, context)
    elif name in CALLBACKS or name in VISIBILITY:
        for symbol in symbols:
            use(notes, symbol, context)


def define(notes: Collector, name: Node, whole: Node, context: Context, value: Node | None = None) -> None:
    """The name is a member of the class around, or a constant."""
    if context.scope.kind not in ("module", "class"):
        return
    target = name
    if name.kind == "str":
        target = Node(name.raw, name.start + 1, name.end)
        target.kind, target.parent = "identifier", name.parent
    notes.assigned.append(Assigned(target, whole, None, value, context))


def use(notes: Collector, symbol: Node, context: Context) -> None:
    """The symbol names a method of the class around."""
    symbol.roles = (*symbol.roles, "symbol")
    if symbol.kind == "str" and context.scope.class_around() is not None:
        notes.use(ReferenceKind.READ, symbol, context)


def _given(call: Node) -> list[Node]:
    listed = next((child for child in call.children if child.kind == "arguments"), None)
    return listed.children if listed is not None else []
