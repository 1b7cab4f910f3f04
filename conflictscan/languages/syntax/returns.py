"""What a function was seen to return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import Chain, ReturnShape, Root

if TYPE_CHECKING:
    from conflictscan.languages.syntax.chains import Chains
    from conflictscan.languages.syntax.marks import Node
    from conflictscan.languages.syntax.notes import Definition
    from conflictscan.languages.syntax.scopes import Scope


_PLAIN: Final = frozenset(
    {"dict", "list", "str", "int", "float", "bool", "none", "group", "choice", "construct"}
)


def return_shape(definition: Definition, chains: Chains) -> ReturnShape | None:
    """The union over all return expressions; None for a function without a body."""
    if chains.grammar.declared_results:
        declared = definition.node.get("returns")
        several = declared is not None and declared.kind == "tuple"
        return ReturnShape(tuples=(declared.raw.named_child_count,)) if declared and several else None
    if definition.node.get("body") is None:
        return None
    seen = _Seen(chains, definition.scope)
    for statement in definition.scope.returns:
        seen.add(statement)
    if chains.grammar.implicit_results:
        seen.fall_through(definition.node.get("body"))
    return seen.shape(yields=definition.scope.yields)


class _Seen:
    """What the return expressions gave so far."""

    def __init__(self, chains: Chains, scope: Scope) -> None:
        self.chains = chains
        self.scope = scope
        self.none = False
        self.value = False
        self.tuples: set[int] = set()
        self.keys: list[tuple[str, ...] | None] = []
        self.literals: set[str] = set()
        self.types: dict[Chain, None] = {}

    def shape(self, *, yields: bool) -> ReturnShape:
        known = [keys for keys in self.keys if keys is not None]
        only = bool(known) and len(known) == len(self.keys) and not self.value and not self.types
        only = only and not self.tuples and self.literals <= {"dict"}
        return ReturnShape(
            none=self.none,
            value=self.value,
            tuples=tuple(sorted(self.tuples)),
            keys=tuple(sorted({key for keys in known for key in keys})) if only else None,
            literals=tuple(sorted(self.literals)),
            types=tuple(self.types),
            yields=yields,
        )

    def fall_through(self, body: Node | None) -> None:
        """The last expression of a body, where that is what a function returns."""
        last = body.children[-1] if body is not None and body.children else None
        if last is None:
            self.none = True
        elif last.kind == "statement" and len(last.children) == 1:
            self.add(last.children[0])
        elif last.kind in _PLAIN:
            self.add(last)
        elif last.kind not in ("return", "throw"):
            self.value = True

    def add(self, statement: Node) -> None:
        """One statement; alternatives of a conditional count each."""
        if statement.kind == "return":
            stack = list(statement.children)
            if len(stack) > 1:  # parts of an expression that is not followed
                self.value = True
                return
            whole = self.chains.marks.text(statement).strip().rstrip(";").strip()
            if not stack:
                if " " not in whole and "(" not in whole:
                    self.none = True
                else:
                    self.value = True
                return
        else:
            stack = [statement]
        while stack:
            here = stack.pop()
            if here.kind == "none":
                self.none = True
            elif here.kind == "group" and len(here.children) == 1:
                stack.append(here.children[0])
            elif here.kind == "choice":
                stack.extend(here.all("operand"))
            else:
                self._expression(here)

    def _expression(self, node: Node) -> None:
        if node.kind == "tuple" and len(node.children) == 1 and node.raw.child_count == 1:
            node = node.children[0]
        if node.kind in self.chains.grammar.tuples:
            if any(item.kind == "spread" for item in node.children):
                self.value = True
            else:
                self.tuples.add(len(node.children))
            return
        if node.kind == "dict":
            self.keys.append(dictionary_keys(node, self.chains))
        chain = self.chains.evaluate(node, self.scope)
        if chain.root is Root.LITERAL and not chain.steps and node.kind != "identifier":
            self.literals.add(chain.name)
        elif chain.steps and chain.steps[-1] == "()" and node.kind == "construct":
            self.types.setdefault(Chain(chain.name, chain.root, chain.steps[:-1], chain.scope))
        else:
            self.value = True


def dictionary_keys(node: Node, chains: Chains) -> tuple[str, ...] | None:
    """The keys of a mapping display; None where one is computed or spread."""
    keys: list[str] = []
    for item in node.children:
        key = (
            item.get("key") if item.kind == "pair" else item if item.kind == "shorthand" else item.get("name")
        )
        if key is None or item.kind == "spread":
            return None
        keys.append(chains.grammar.literal(chains.marks, key))
    return tuple(keys)
