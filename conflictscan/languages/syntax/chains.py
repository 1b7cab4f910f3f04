"""Names and expressions followed to where their value comes from, as far as one file tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import Chain, Root
from conflictscan.languages.syntax.marks import part
from conflictscan.languages.syntax.types import Types

if TYPE_CHECKING:
    from conflictscan.languages.syntax.grammar import Grammar
    from conflictscan.languages.syntax.marks import Marks, Node
    from conflictscan.languages.syntax.scopes import Binding, Scope

MAX_STEPS: Final = 24
"""Longer chains (generated builders) are cut: following each prefix of one would take quadratic space."""

UNKNOWN: Final = Chain("", Root.UNKNOWN)
LITERALS: Final = frozenset({"str", "int", "float", "bool", "none", "list", "dict", "tuple", "regex"})
_LITERAL_NAMES: Final = {"truth": "bool", "function": "function"}
_MAX_DEPTH: Final = 12
_NONE: Final = Chain("none", Root.LITERAL)


class Chains:
    """Evaluates expressions of one file. `scope` is always where the expression is read."""

    def __init__(self, marks: Marks, grammar: Grammar) -> None:
        self.marks = marks
        self.grammar = grammar
        self.types = Types(self)
        self._open: set[tuple[int, str]] = set()

    def close(self) -> None:
        """Cut the cycle with the types; nothing can be evaluated afterwards."""
        del self.types

    # -- names ---------------------------------------------------------------------------------

    def lookup(self, name: str, scope: Scope) -> Chain:
        """What a bare name means."""
        known = scope.chains.get(name)
        if known is None:
            grammar = self.grammar
            home = scope.find(name, members=grammar.implicit_members, closed=grammar.outwards)
            known = self._lookup(name, scope, home)
            if not self._open:
                scope.chains[name] = known
        return known

    def _lookup(self, name: str, scope: Scope, home: Scope | None) -> Chain:
        if home is None:
            if name == self.grammar.own_type and name:
                return self._own_type(scope)
            if name in self.grammar.builtins:
                return Chain(name, Root.BUILTIN)
            if self.grammar.outwards and _is_closed(scope, self.grammar.outwards):
                return UNKNOWN
            around = scope.class_around() if self.grammar.implicit_members else None
            return Chain(name, Root.FREE, (), around.qualname if around is not None else "")
        if home.kind == "class" and home.node.kind != "namespace":
            if any(binding.how == "type_parameter" for binding in home.names[name]):
                return Chain(name, Root.LOCAL)
            return Chain("self", Root.INSTANCE, (f".{name}",), home.qualname)
        if home.kind == "module":
            return Chain(name, Root.MODULE)
        return self._settled(name, home, home.names[name])

    def _settled(self, name: str, home: Scope, bindings: list[Binding]) -> Chain:
        """The one origin that all bindings share; a plain local where they differ."""
        local = Chain(name, Root.LOCAL)
        key = (id(home), name)
        if key in self._open or len(self._open) > _MAX_DEPTH:
            return local
        self._open.add(key)
        try:
            found: Chain | None = None
            for binding in bindings:
                if binding.how in ("annotated", "elements", "receiver", "definition", "import"):
                    return self._bound(name, binding, home) or local
                chain = self._bound(name, binding, home)
                if chain == _NONE and len(bindings) > 1:
                    continue
                if chain is None or (found is not None and found != chain):
                    return local
                found = chain
            return found if found is not None else local
        finally:
            self._open.discard(key)

    def _bound(self, name: str, binding: Binding, home: Scope) -> Chain | None:
        node = binding.node
        match binding.how:
            case "definition":
                return Chain(name, Root.NESTED, (), home.child_qualname(name))
            case "import":
                return Chain(name, Root.IMPORT, (), str(binding.number))
            case "receiver":
                around = home.class_around()
                return Chain("self", Root.INSTANCE, (), around.qualname if around is not None else "")
            case "annotated" | "caught":
                return self.types.value(node, binding.scope) if node is not None else None
            case "value":
                return _followed(self.evaluate(node, binding.scope)) if node is not None else None
            case "element":
                return self._element(node, binding.scope) if node is not None else None
            case _:
                return None

    def _element(self, node: Node, scope: Scope) -> Chain | None:
        """What iterating over an expression gives."""
        declared = self.element(node, scope)
        if declared is not None:
            return declared
        base = _followed(self.evaluate(node, scope))
        return Chain(base.name, base.root, (*base.steps, "*"), base.scope) if base else None

    def element(self, node: Node, scope: Scope) -> Chain | None:
        """An element of a variable declared as a container: `xs: User[]` gives a `User`."""
        if node.kind != "identifier":
            return None
        name = self.marks.text(node)
        home = scope.find(name, members=False)
        for binding in home.names[name] if home is not None else ():
            if binding.node is None:
                continue
            if binding.how == "annotated":
                return self.types.element(binding.node, binding.scope)
            if binding.how == "elements":
                return self.types.value(binding.node, binding.scope)
        return None

    # -- expressions ---------------------------------------------------------------------------

    def evaluate(self, node: Node, scope: Scope) -> Chain:
        """The chain of an expression; its root is UNKNOWN where it is not followed."""
        steps: list[str] = []
        here: Node | None = node
        base: Chain | None = None
        while base is None:
            if here is None or len(steps) > MAX_STEPS:
                return joined(UNKNOWN, steps)
            base = self.grammar.special(self, here, scope)
            if base is not None:
                break
            match here.kind:
                case "member":
                    name = here.get("property")
                    steps.append(
                        f".{self.grammar.member_text(self.marks, name)}" if name is not None else "."
                    )
                    here = here.get("object")
                case "call" | "construct":
                    steps.append("()")
                    here = here.get("callee")
                case "index":
                    here = here.get("object")
                    base = self.element(here, scope) if here is not None else None
                    if base is None:
                        steps.append("[]")
                case "await":
                    steps.append("await")
                    here = part(here)
                case "group":
                    here = part(here)
                case _:
                    base = self._end(here, scope)
        return joined(base, steps)

    def _end(self, node: Node, scope: Scope) -> Chain:
        """The chain of an expression in which no other is followed."""
        match node.kind:
            case "identifier" | "shorthand":
                return self.lookup(self.marks.text(node), scope)
            case "self":
                return self._receiver(scope, Root.INSTANCE, "self")
            case "super":
                return self._receiver(scope, Root.SUPER, "super")
            case "cast":
                declared = node.get("annotation")
                return (self.types.value(declared, scope) if declared is not None else None) or UNKNOWN
            case "choice":
                return self._choice(node, scope)
            case "type" | "generic" | "nullable":
                return self.types.named(node, scope) or UNKNOWN
            case "record":
                return self._record(node, scope)
            case kind:
                name = kind if kind in LITERALS else _LITERAL_NAMES.get(kind)
                return Chain(name, Root.LITERAL) if name else UNKNOWN

    def _own_type(self, scope: Scope) -> Chain:
        """The class around, as its members call it."""
        around = scope.class_around()
        if around is None:
            return UNKNOWN
        known = self.grammar.extended(self, around.node, around) if around.node.kind == "extension" else None
        return known or Chain(self.grammar.own_type, Root.CLASS, (), around.qualname)

    def _receiver(self, scope: Scope, root: Root, name: str) -> Chain:
        around = scope.class_around()
        if around is not None and around.node.kind == "extension":
            known = self.grammar.extended(self, around.node, around)
            if known is not None:
                return joined(known, ["@"]) if root is Root.INSTANCE else UNKNOWN
        return Chain(name, root, (), around.qualname) if around is not None else UNKNOWN

    def _record(self, node: Node, scope: Scope) -> Chain:
        built = node.get("callee")
        chain = self.evaluate(built, scope) if built is not None else UNKNOWN
        return joined(chain, ["@"]) if chain.root is not Root.UNKNOWN else UNKNOWN

    def _choice(self, node: Node, scope: Scope) -> Chain:
        """`x || new X()` and `c ? a : b`: the alternative that is known."""
        marker = (id(node), "")
        if marker in self._open or len(self._open) > _MAX_DEPTH:
            return UNKNOWN
        self._open.add(marker)
        try:
            chains = [self.evaluate(each, scope) for each in node.all("operand") if each.kind != "none"]
        finally:
            self._open.discard(marker)
        known = [c for c in chains if c.root is not Root.UNKNOWN and (c.root is not Root.LOCAL or c.steps)]
        return known[0] if len(set(known)) == 1 else UNKNOWN


def _is_closed(scope: Scope, outwards: str) -> bool:
    """Does a namespace around see nothing of what is around it?"""
    here: Scope | None = scope
    while here is not None:
        if here.node.kind == "namespace" and outwards not in here.names:
            return True
        here = here.parent
    return False


def _followed(chain: Chain) -> Chain | None:
    return None if chain.root is Root.UNKNOWN else chain


def joined(base: Chain, steps: list[str]) -> Chain:
    """The root's chain with the steps that were met from the outside in."""
    if not steps:
        return base
    if len(base.steps) + len(steps) > MAX_STEPS:
        return Chain("", Root.UNKNOWN, (*reversed(steps[:2]),))
    return Chain(base.name, base.root, (*base.steps, *reversed(steps)), base.scope)
