"""Names and expressions followed to where their value comes from, as far as one file tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import Chain, Root
from conflictscan.languages.python import BUILTINS
from conflictscan.languages.python.annotations import Annotations
from conflictscan.languages.python.scopes import EXECUTED, Reach

if TYPE_CHECKING:
    from conflictscan.languages.python.scopes import Binding, Scope
    from conflictscan.languages.python.tree import Node, Tree

MAX_STEPS: Final = 24
"""Longer chains (generated builders) are cut: following each prefix of one would take quadratic space."""

_MAX_DEPTH: Final = 12
_MANY: Final = 40
_FUNCTIONS: Final = frozenset({"function", "lambda", "comprehension", "type"})
_LOOPS: Final = frozenset({"for_statement", "while_statement"})

_LITERALS: Final = {
    "string": "str",
    "concatenated_string": "str",
    "integer": "int",
    "float": "float",
    "true": "bool",
    "false": "bool",
    "comparison_operator": "bool",
    "not_operator": "bool",
    "none": "none",
    "list": "list",
    "list_comprehension": "list",
    "dictionary": "dict",
    "dictionary_comprehension": "dict",
    "set": "set",
    "set_comprehension": "set",
    "tuple": "tuple",
    "expression_list": "tuple",
    "generator_expression": "generator",
    "lambda": "function",
    "ellipsis": "ellipsis",
}
_NONE: Final = Chain("none", Root.LITERAL)
UNKNOWN: Final = Chain("", Root.UNKNOWN)
_ORIGIN: Final = {"element": "*", "enter": "with", "caught": "@", "pattern": "@"}


class Chains:
    """Evaluates expressions of one file. `scope` is always where the expression is read."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.annotations = Annotations(tree, self)
        self._open: set[tuple[int, str]] = set()

    def close(self) -> None:
        """Cut the cycle with the annotations; nothing can be evaluated afterwards."""
        del self.annotations

    def lookup(self, name: str, scope: Scope, at: int = -1) -> Chain:
        """What a bare name means; `at` is where it stands, to tell one assignment from another."""
        known = scope.chains.get(name)
        if known is not None:
            return known
        home = scope.find(name)
        if home is not None and home.kind in _FUNCTIONS and at >= 0:
            binding = self._reaching(name, scope, home, at)
            if binding is not None:
                chain = self._settled(name, home, [binding])
                if chain != _NONE:
                    return chain
            elif len(home.names[name]) > 1:
                return self._settled(name, home, home.names[name])
        known = self._lookup(name, home)
        if not self._open:
            scope.chains[name] = known
        return known

    def _lookup(self, name: str, home: Scope | None) -> Chain:
        if home is None:
            return Chain(name, Root.BUILTIN if name in BUILTINS else Root.FREE)
        if home.kind == "class":
            return Chain("cls", Root.CLASS, (f".{name}",), home.qualname)
        bindings = home.names[name]
        if home.kind == "module" and not all(b.how == "caught" for b in bindings):
            return Chain(name, Root.MODULE)
        return self._settled(name, home, bindings)

    def _reaching(self, name: str, scope: Scope, home: Scope, at: int) -> Binding | None:
        """The one of several bindings that must hold at a place: the last before it, in a block around it.

        None where there is no such: one binding alone, a use in an inner function, a loop that binds anew.
        """
        bindings = [b for b in home.names[name] if b.how != "augment"]
        if len(bindings) < 2 or len(bindings) > _MANY or any(b.how == "annotated" for b in bindings):
            return None
        here: Scope | None = scope
        while here is not None and here is not home:
            if here.kind in EXECUTED:
                return None
            here = here.parent
        best: Binding | None = None
        for binding in bindings:
            reach = binding.reach
            if reach is None:
                reach = binding.reach = Reach(binding)
            if reach.start <= at and (best is None or best.reach is None or reach.start >= best.reach.start):
                best = binding
        if best is None or best.reach is None or not best.reach.start <= at < best.reach.end:
            return None
        return None if self._bound_anew(bindings, best, at) else best

    def _bound_anew(self, bindings: list[Binding], best: Binding, at: int) -> bool:
        """Is there a loop around the place, but not around the binding, in which another binding stands?"""
        for other in bindings:
            if other is best or other.target.start < at:
                continue
            here: Node | None = other.target.parent
            for _ in range(MAX_STEPS):
                if here is None or here.kind in ("function_definition", "lambda"):
                    break
                if here.kind in _LOOPS and here.start <= at < here.end:
                    return not here.start <= best.target.start < here.end
                here = here.parent
        return False

    def _settled(self, name: str, home: Scope, bindings: list[Binding]) -> Chain:
        """The one origin that all given bindings share; a plain local where they differ."""
        key = (id(bindings[0]) if len(bindings) == 1 else id(home), name)
        local = Chain(name, Root.LOCAL)
        if key in self._open or len(self._open) > _MAX_DEPTH:
            return local
        self._open.add(key)
        try:
            found: Chain | None = None
            for binding in bindings:
                if binding.how == "augment":
                    continue
                chain = self._bound(name, binding, home)
                if binding.how == "annotated" and chain is not None:
                    return chain
                if chain == _NONE and len(bindings) > 1:
                    continue
                if chain is None or (found is not None and found != chain):
                    return self._declared(bindings) or local
                found = chain
            return found if found is not None else local
        finally:
            self._open.discard(key)

    def _declared(self, bindings: list[Binding]) -> Chain | None:
        """The annotation among several bindings: what the author says the name holds throughout."""
        for binding in bindings:
            if binding.how == "annotated" and binding.node is not None:
                return self.annotations.value(binding.node, binding.scope)
        return None

    def _bound(self, name: str, binding: Binding, home: Scope) -> Chain | None:
        node = binding.node
        match binding.how:
            case "definition":
                return Chain(name, Root.NESTED, (), home.child_qualname(name))
            case "import":
                return Chain(name, Root.IMPORT, (), str(binding.index))
            case "receiver":
                return Chain("self", Root.INSTANCE, (), _class_around(home))
            case "class_receiver":
                return Chain("cls", Root.CLASS, (), _class_around(home))
            case "annotated":
                return self.annotations.value(node, binding.scope) if node is not None else None
            case "value":
                return self._followed(self.evaluate(node, binding.scope)) if node is not None else None
            case "element" | "enter" | "caught" | "pattern":
                return self._derived(binding)
            case _:
                return None

    def _derived(self, binding: Binding) -> Chain | None:
        """What a loop, a `with`, a handler or a class pattern gives."""
        node = binding.node
        if node is None or (binding.how == "caught" and node.kind in ("tuple", "parenthesized_expression")):
            return None
        if binding.how == "element" and node.kind == "identifier":
            chain = self.element(node, binding.scope)
            if chain is not None:
                return chain
        if node.kind == "dotted_name":
            base = self.dotted(node, binding.scope)
        else:
            base = self._followed(self.evaluate(node, binding.scope))
        return Chain(base.name, base.root, (*base.steps, _ORIGIN[binding.how]), base.scope) if base else None

    def element(self, node: Node, scope: Scope) -> Chain | None:
        """An element of a variable annotated as a container: `xs: list[User]` gives a `User`."""
        home = scope.find(self.tree.text(node))
        for binding in home.names[self.tree.text(node)] if home is not None else ():
            if binding.how == "annotated" and binding.node is not None:
                return self.annotations.element(binding.node, binding.scope)
        return None

    @staticmethod
    def _followed(chain: Chain) -> Chain | None:
        return None if chain.root is Root.UNKNOWN else chain

    def dotted(self, node: Node, scope: Scope) -> Chain:
        """A dotted name of a pattern or decorator position."""
        parts = [self.tree.text(n) for n in node.named]
        if not parts:
            return UNKNOWN
        base = self.lookup(parts[0], scope)
        return Chain(base.name, base.root, (*base.steps, *(f".{p}" for p in parts[1:])), base.scope)

    def evaluate(self, node: Node, scope: Scope) -> Chain:  # noqa: PLR0912 - one case per form of expression
        """The chain of an expression; its root is UNKNOWN where it is not followed."""
        steps: list[str] = []
        here = node
        base: Chain | None = None
        while base is None:
            kind = here.kind
            inner: Node | None = None
            if kind == "identifier":
                base = self.lookup(self.tree.text(here), scope, here.start)
                break
            if kind == "attribute":
                name = here.get("attribute")
                inner = here.get("object")
                steps.append(f".{self.tree.text(name)}" if name is not None else ".")
            elif kind == "call":
                inner = here.get("function")
                if inner is not None and inner.kind == "identifier":
                    base = self._special_call(inner, here, scope)
                steps.append("()") if base is None else None
            elif kind == "subscript":
                inner = here.get("value")
                if inner is not None and inner.kind == "identifier":
                    base = self.element(inner, scope)
                steps.append("[]") if base is None else None
            elif kind == "await":
                inner = here.named[-1] if here.named else None
                steps.append("await")
            elif kind == "named_expression":
                inner = here.get("value")
            elif kind == "parenthesized_expression":
                named = here.named
                inner = named[0] if len(named) == 1 else None
            elif kind in ("boolean_operator", "conditional_expression"):
                base = self._choice(here, scope)
            elif kind in _LITERALS:
                base = Chain(_LITERALS[kind], Root.LITERAL)
            if base is None:
                if inner is None or len(steps) > MAX_STEPS:
                    base = UNKNOWN
                else:
                    here = inner
        return _joined(base, steps)

    def _special_call(self, function: Node, call: Node, scope: Scope) -> Chain | None:
        """`super()`, `type(self)` and `cast(T, x)`."""
        name = self.tree.text(function)
        if name not in ("super", "type", "cast"):
            return None
        arguments = call.get("arguments")
        given = arguments.named if arguments is not None else []
        if name == "super" and scope.find(name) is None:
            around = _class_around(scope)
            return Chain("super", Root.SUPER, (), around) if around else None
        if name == "type" and len(given) == 1 and scope.find(name) is None:
            of = self.evaluate(given[0], scope) if given[0].kind == "identifier" else UNKNOWN
            return (
                Chain("cls", Root.CLASS, (), of.scope) if of.root is Root.INSTANCE and not of.steps else None
            )
        if name == "cast" and len(given) == 2:
            return self.annotations.value(given[0], scope)
        return None

    def _choice(self, node: Node, scope: Scope) -> Chain:
        """`x or Default()` and `a if c else b`: the alternative that is known."""
        named = node.named
        if node.kind == "boolean_operator":
            if not node.has("or"):
                return UNKNOWN
            options = named
        else:
            options = [named[0], named[-1]] if len(named) == 3 else []
        if len(self._open) > _MAX_DEPTH:
            return UNKNOWN
        marker = (id(node), "")
        if marker in self._open:
            return UNKNOWN
        self._open.add(marker)
        try:
            chains = [self.evaluate(option, scope) for option in options if option.kind != "none"]
        finally:
            self._open.discard(marker)
        known = [c for c in chains if c.root is not Root.UNKNOWN and (c.root is not Root.LOCAL or c.steps)]
        return known[0] if len(set(known)) == 1 else UNKNOWN


def _joined(base: Chain, steps: list[str]) -> Chain:
    """The root's chain with the steps that were met from the outside in."""
    if not steps:
        return base
    if len(base.steps) + len(steps) > MAX_STEPS:
        return Chain("", Root.UNKNOWN, (*reversed(steps[:2]),))
    if base.root is Root.INSTANCE and not base.steps and steps[-1] == ".__class__":
        return Chain("cls", Root.CLASS, (*reversed(steps[:-1]),), base.scope)
    return Chain(base.name, base.root, (*base.steps, *reversed(steps)), base.scope)


def _class_around(scope: Scope) -> str:
    """The qualname of the class whose method holds `scope`; empty outside of classes."""
    here: Scope | None = scope
    while here is not None:
        if here.kind == "class":
            return here.qualname
        here = here.parent
    return ""
