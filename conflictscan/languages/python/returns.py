"""What a function was seen to return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import Chain, ReturnShape, Root

if TYPE_CHECKING:
    from conflictscan.languages.python.chains import Chains
    from conflictscan.languages.python.notes import Definition
    from conflictscan.languages.python.scopes import Scope
    from conflictscan.languages.python.tree import Node

_MAX_DEPTH: Final = 30
_ENDS: Final = frozenset({"return_statement", "raise_statement", "continue_statement", "break_statement"})


def return_shape(definition: Definition, chains: Chains, *, stub: bool) -> ReturnShape | None:
    """The union over all return and yield expressions; None for a stub, whose body says nothing."""
    scope = definition.scope
    if stub:
        return None
    seen = _Seen(chains, scope)
    yields = bool(scope.yields)
    for statement in scope.yields:
        if not statement.has("from"):
            seen.add(next(iter(statement.named), None))
    if not yields:
        for statement in scope.returns:
            seen.add(next(iter(statement.named), None))
        body = definition.node.get("body")
        if scope.returns and body is not None and completes(body):
            seen.none = True
    return seen.shape(yields=yields)


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

    def add(self, node: Node | None) -> None:
        """One expression; None for a bare return. Alternatives of a conditional count each."""
        stack = [node]
        while stack:
            here = stack.pop()
            if here is None or here.kind == "none":
                self.none = True
            elif here.kind == "parenthesized_expression" and len(here.named) == 1:
                stack.append(here.named[0])
            elif here.kind == "conditional_expression" and len(here.named) == 3:
                stack.extend((here.named[0], here.named[2]))
            else:
                self._expression(here)

    def _expression(self, node: Node) -> None:
        if node.kind in ("tuple", "expression_list"):
            items = node.named
            if any(item.kind in ("list_splat", "list_splat_pattern") for item in items):
                self.value = True
            else:
                self.tuples.add(len(items))
            return
        chain = self.chains.evaluate(node, self.scope)
        if node.kind == "dictionary":
            self.keys.append(dictionary_keys(node, self.chains))
        if chain.root is Root.LITERAL and not chain.steps and node.kind != "identifier":
            self.literals.add(chain.name)
        elif chain.steps and chain.steps[-1] == "()" and is_class_like(_without_call(chain)):
            self.types.setdefault(_without_call(chain))
        else:
            self.value = True


def _without_call(chain: Chain) -> Chain:
    return Chain(chain.name, chain.root, chain.steps[:-1], chain.scope)


def is_class_like(chain: Chain) -> bool:
    """Does the chain name a class, by the convention of capital initials, or the class around it?"""
    if chain.root is Root.CLASS and not chain.steps:
        return True
    name = chain.last.lstrip("_")
    return chain.root not in (Root.LOCAL, Root.UNKNOWN) and name[:1].isupper() and not name.isupper()


def dictionary_keys(node: Node, chains: Chains) -> tuple[str, ...] | None:
    """The string keys of a dict display; None where one is computed or spread."""
    keys: list[str] = []
    for pair in node.named:
        key = pair.get("key") if pair.kind == "pair" else None
        if key is None or key.kind != "string":
            return None
        content = [c for c in key.children if c.kind == "string_content"]
        if len(content) > 1 or key.has("interpolation"):
            return None
        keys.append(chains.tree.text(content[0]) if content else "")
    return tuple(keys)


def completes(block: Node, depth: int = 0) -> bool:
    """Can control reach the end of the block? Errs towards yes."""
    statements = block.named
    if not statements or depth > _MAX_DEPTH:
        return True
    last = statements[-1]
    if last.kind in _ENDS:
        return False
    if last.kind == "if_statement":
        arms = _arms(last, ("consequence",), ("elif_clause", "else_clause"))
        return not last.has("else_clause") or any(completes(arm, depth + 1) for arm in arms)
    if last.kind == "with_statement":
        body = last.get("body")
        return body is None or completes(body, depth + 1)
    if last.kind == "while_statement":
        condition = last.get("condition")
        forever = condition is not None and condition.kind in ("true", "integer")
        return not forever or any(n.kind == "break_statement" for n in last.walk())
    if last.kind == "match_statement":
        return _match_completes(last, depth)
    return _try_completes(last, depth) if last.kind == "try_statement" else True


def _arms(node: Node, fields: tuple[str, ...], clauses: tuple[str, ...]) -> list[Node]:
    found = [c for c in node.children if c.field in fields and c.kind == "block"]
    for clause in node.children:
        if clause.kind in clauses:
            found.extend(c for c in clause.children if c.kind == "block")
    return found


def _match_completes(node: Node, depth: int) -> bool:
    body = node.get("body")
    cases = [c for c in body.named if c.kind == "case_clause"] if body is not None else []
    patterns = [c for c in cases[-1].children if c.kind == "case_pattern"] if cases else []
    default = len(patterns) == 1 and not patterns[0].named and not cases[-1].has("if_clause")
    blocks = [b for case in cases for b in case.children if b.kind == "block"]
    return not default or any(completes(block, depth + 1) for block in blocks)


def _try_completes(node: Node, depth: int) -> bool:
    final = next((c for c in node.children if c.kind == "finally_clause"), None)
    if final is not None and any(not completes(b, depth + 1) for b in final.children if b.kind == "block"):
        return False
    body = node.get("body")
    otherwise = _arms(node, (), ("else_clause",))
    main = otherwise or ([body] if body is not None else [])
    if otherwise and body is not None and not completes(body, depth + 1):
        main = [body]
    handlers = _arms(node, (), ("except_clause", "except_group_clause"))
    return any(completes(arm, depth + 1) for arm in (*main, *handlers))
