"""Case analyses: `match`, `if` chains over one subject, dict displays keyed by members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import Arm, Match, ReferenceKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.languages.python.chains import Chains
    from conflictscan.languages.python.collect import Collector
    from conflictscan.languages.python.scopes import Context
    from conflictscan.languages.python.tree import Node, Tree

_LITERALS: Final = frozenset(
    {"string", "integer", "float", "true", "false", "none", "concatenated_string", "unary_operator"}
)
_FEWEST: Final = 2


class Matches:
    """The case analyses of one file."""

    def __init__(self, notes: Collector, chains: Chains) -> None:
        self.notes = notes
        self.tree: Tree = notes.tree
        self.chains = chains

    def matches(self) -> tuple[Match, ...]:
        """All of them, in source order."""
        found = [self._match(node, context) for node, context in self.notes.matches]
        found += self._if_chains()
        found += self._dispatches()
        found.sort(key=lambda m: (m.span.start_byte, m.span.end_byte))
        return tuple(found)

    # -- match ---------------------------------------------------------------------------------

    def _match(self, node: Node, context: Context) -> Match:
        body = node.get("body")
        arms: list[Arm] = []
        bodies: list[Node | None] = []
        default = False
        total = ""
        for clause in body.named if body is not None else ():
            patterns = [c for c in clause.children if c.kind == "case_pattern"]
            guarded = any(c.kind == "if_clause" for c in clause.children)
            if len(patterns) == 1 and _is_wildcard(patterns[0]):
                default = default or not guarded
                total = total or self._fault(clause.get("consequence"))
            bodies.append(clause.get("consequence"))
            for pattern in patterns:
                arms.extend(self._arms(pattern, context))
        subject = node.get("subject")
        total = total or ("" if default else self._fault_after(node))
        default = default or (not total and self._answered(node, node, bodies))
        return Match(
            form="match",
            arms=tuple(arms),
            span=self.tree.span(node),
            has_default=default,
            total=total,
            subject=self.chains.evaluate(subject, context.scope) if subject is not None else None,
            enclosing=context.scope.owner.qualname,
        )

    def _arms(self, pattern: Node, context: Context) -> Iterator[Arm]:
        stack = [pattern]
        while stack:
            node = stack.pop()
            if node.kind in ("case_pattern", "union_pattern"):
                stack.extend(reversed(node.named))
            elif node.kind == "as_pattern":
                stack.extend(node.named[:1])
            elif node.kind == "class_pattern":
                yield Arm(self.chains.dotted(node.named[0], context.scope), "", self.tree.span(node))
            elif node.kind == "dotted_name" and len(node.named) > 1:
                yield Arm(self.chains.dotted(node, context.scope), "", self.tree.span(node))
            elif node.kind in _LITERALS:
                yield Arm(None, self.tree.text(node), self.tree.span(node))

    # -- if chains -----------------------------------------------------------------------------

    def _if_chains(self) -> Iterator[Match]:
        starts: set[int] = set()
        for node, context in self.notes.ifs:
            if node.start in starts:
                continue
            tests = [node, *(c for c in node.children if c.kind == "elif_clause")]
            otherwise = next((c for c in node.children if c.kind == "else_clause"), None)
            last = node
            if len(tests) == 1 and otherwise is None:
                tests, last = self._sequence(node)
                starts.update(test.start for test in tests)
            match = self._if_chain(tests, otherwise, last, context)
            if match is not None:
                yield match

    def _sequence(self, node: Node) -> tuple[list[Node], Node]:
        """`if x is A: return …` again and again: as good as an elif chain."""
        tests, last = [node], node
        siblings = node.parent.named if node.parent is not None else []
        for sibling in siblings[_index(siblings, node) + 1 :]:
            body = last.get("consequence")
            ends = body is not None and bool(body.named) and body.named[-1].kind in _ENDS
            if not ends or sibling.kind != "if_statement" or sibling.get("alternative") is not None:
                break
            tests.append(sibling)
            last = sibling
        return tests, last

    def _if_chain(
        self, tests: list[Node], otherwise: Node | None, last: Node, context: Context
    ) -> Match | None:
        arms: list[Arm] = []
        subject: Node | None = None
        for test in tests:
            condition = test.get("condition")
            case = self._case(condition) if condition is not None else None
            if case is None or (subject is not None and self.tree.text(subject) != self.tree.text(case[0])):
                return None
            subject = case[0]
            arms.extend(self._values(case[1], context))
        body = otherwise.get("body") if otherwise is not None else None
        total = self._fault(body) if otherwise is not None else self._fault_after(last)
        if subject is None or len(arms) < (1 if total else _FEWEST):
            return None
        return Match(
            form="if_chain",
            arms=tuple(arms),
            span=self.tree.region(tests[0].start, last.end),
            has_default=otherwise is not None
            or bool(total)
            or self._answered(tests[0], last, [test.get("consequence") for test in tests]),
            total=total,
            subject=self.chains.evaluate(subject, context.scope),
            enclosing=context.scope.owner.qualname,
        )

    def _case(self, condition: Node) -> tuple[Node, list[Node]] | None:
        """Subject and values of `x == V`, `x is V`, `x in (V, W)` or `isinstance(x, V)`."""
        named = condition.named
        if condition.kind == "comparison_operator" and len(named) == 2:
            operators = {c.kind for c in condition.children if c.field == "operators"}
            if operators & {"==", "is"}:
                return named[0], [named[1]]
            if operators == {"in"} and named[1].kind in ("tuple", "list", "set"):
                return named[0], named[1].named
        function, arguments = condition.get("function"), condition.get("arguments")
        if condition.kind == "call" and function is not None and self.tree.text(function) == "isinstance":
            given = arguments.named if arguments is not None else []
            if len(given) == 2:
                return given[0], given[1].named if given[1].kind == "tuple" else [given[1]]
        return None

    def _values(self, nodes: list[Node], context: Context) -> Iterator[Arm]:
        for node in nodes:
            if node.kind in _LITERALS:
                yield Arm(None, self.tree.text(node), self.tree.span(node))
            elif node.kind in ("identifier", "attribute"):
                yield Arm(self.chains.evaluate(node, context.scope), "", self.tree.span(node))

    # -- dispatch ------------------------------------------------------------------------------

    def _dispatches(self) -> Iterator[Match]:
        looked_up, asked = self._looked_up()
        for node, context in self.notes.dictionaries:
            keys = [pair.get("key") for pair in node.named]
            members = [k for k in keys if k is not None and k.kind == "attribute"]
            if len(members) < _FEWEST or len(members) != len(keys):
                continue
            if len({self._owner(member) for member in members}) != 1:
                continue
            name, direct = self._assigned_to(node)
            yield Match(
                form="dispatch",
                arms=tuple(self._values(members, context)),
                span=self.tree.span(node),
                has_default=not direct and name in asked and name not in looked_up,
                total="lookup" if direct or name in looked_up else "",
                enclosing=context.scope.owner.qualname,
                name=name,
            )

    def _looked_up(self) -> tuple[set[str], set[str]]:
        """Last names of what the file indexes, and of what it asks for a key that may be absent."""
        found: set[str] = set()
        asked: set[str] = set()
        for use in self.notes.uses:
            node, parent = use.node, use.node.parent
            if node.kind == "call":
                function = node.get("function")
                text = self.tree.text(function) if function is not None else ""
                if text.endswith(_ASKING):
                    asked.add(text.rpartition(".")[0].rpartition(".")[2])
            if use.kind is not ReferenceKind.READ or parent is None:
                continue
            if parent.kind == "subscript" and parent.get("value") is node:
                found.add(self.tree.text(node).rpartition(".")[2])
            elif parent.kind == "comparison_operator" and parent.named[-1] is node and parent.has("in"):
                asked.add(self.tree.text(node).rpartition(".")[2])
        return found, asked

    def _assigned_to(self, node: Node) -> tuple[str, bool]:
        """The variable a display is assigned to, and whether it is indexed at once."""
        parent = node.parent
        if parent is not None and parent.kind == "subscript" and parent.get("value") is node:
            return "", True
        left = parent.get("left") if parent is not None and parent.kind == "assignment" else None
        return (self.tree.text(left).rpartition(".")[2] if left is not None else ""), False

    def _owner(self, member: Node) -> str:
        owner = member.get("object")
        return self.tree.text(owner) if owner is not None else ""

    # -- defaults without a branch -------------------------------------------------------------

    def _answered(self, first: Node, last: Node, bodies: list[Node | None]) -> bool:
        """Does what stands around the analysis serve whatever no arm takes?

        Either all arms leave, so that what follows is the default, or what they assign has a value before.
        """
        ends = [body.named[-1] for body in bodies if body is not None and body.named]
        siblings = first.parent.named if first.parent is not None else []
        follows = 0 < _index(siblings, last) + 1 < len(siblings)
        if follows and ends and all(end.kind in _ENDS for end in ends):
            return True
        place = _index(siblings, first)
        before = self._target(siblings[place - 1]) if place > 0 else ""
        return bool(before) and any(self._target(end) == before for end in ends)

    def _target(self, statement: Node) -> str:
        """What a plain assignment assigns."""
        inner = (
            statement.named[0] if statement.kind == "expression_statement" and statement.named else statement
        )
        left = inner.get("left") if inner.kind == "assignment" else None
        return self.tree.text(left) if left is not None else ""

    # -- faults --------------------------------------------------------------------------------

    def _fault(self, block: Node | None) -> str:
        """Why reaching this block is a fault."""
        for statement in block.named if block is not None else ():
            if statement.kind == "raise_statement":
                return "raise"
            if "assert_never" in self.tree.text(statement)[:40]:
                return "assert_never"
        return ""

    def _fault_after(self, node: Node) -> str:
        """Is what follows the whole analysis a fault?"""
        siblings = node.parent.named if node.parent is not None else []
        place = _index(siblings, node) + 1
        if not 0 < place < len(siblings):
            return ""
        after = siblings[place]
        if after.kind == "raise_statement":
            return "raise"
        return "assert_never" if self.tree.text(after).lstrip().startswith(_NEVER) else ""


_NEVER: Final = (
    "assert_never",
    "typing.assert_never",
    "return assert_never",
    "typing_extensions.assert_never",
)
_ASKING: Final = (".get", ".setdefault", ".pop")
_ENDS: Final = frozenset({"return_statement", "raise_statement", "continue_statement", "break_statement"})


def _is_wildcard(pattern: Node) -> bool:
    """`_` or a bare capture."""
    named = pattern.named
    if not named:
        return True
    return len(named) == 1 and named[0].kind == "dotted_name" and len(named[0].named) == 1


def _index(nodes: list[Node], node: Node) -> int:
    return next((i for i, other in enumerate(nodes) if other is node), -1)
