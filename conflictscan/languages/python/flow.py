"""The statements of one function, with what each reads, writes and calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.languages.language import Statement
from conflictscan.languages.python.bodies import is_log_call

if TYPE_CHECKING:
    from conflictscan.facts.code import Chain
    from conflictscan.languages.python.chains import Chains
    from conflictscan.languages.python.scopes import Scope
    from conflictscan.languages.python.tree import Node, Tree

_KINDS: Final = {
    "expression_statement": "expression",
    "return_statement": "return",
    "raise_statement": "raise",
    "break_statement": "break",
    "continue_statement": "continue",
    "if_statement": "if",
    "elif_clause": "if",
    "for_statement": "for",
    "while_statement": "while",
    "with_statement": "with",
    "try_statement": "try",
    "except_clause": "try",
    "except_group_clause": "try",
    "match_statement": "match",
    "case_clause": "match",
    "function_definition": "def",
    "class_definition": "def",
    "decorated_definition": "def",
}
_DEFINITIONS: Final = frozenset({"function_definition", "class_definition", "decorated_definition"})
_WRITES: Final = frozenset(
    {"assignment", "augmented_assignment", "named_expression", "for_statement", "for_in_clause"}
)
_PATTERNS: Final = frozenset(
    {"pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern", "as_pattern_target", "tuple"}
)
_MAX_PATH: Final = 64


class Flow:
    """Reads the statements of one function."""

    def __init__(self, tree: Tree, chains: Chains, scope: Scope) -> None:
        self.tree = tree
        self.chains = chains
        self.scope = scope
        self._found: list[Statement] = []
        self._numbers = 0

    def statements(self, block: Node) -> tuple[Statement, ...]:
        """All statements below a block, in source order."""
        stack: list[tuple[Node, tuple[str, ...]]] = [(n, ()) for n in reversed(block.named)]
        while stack:
            node, path = stack.pop()
            inner = self._inner(node, path) if node.kind not in _DEFINITIONS else []
            self._statement(node, path, {id(block) for block, _ in inner})
            for child, below in reversed(inner):
                if child.kind == "block":
                    stack.extend((n, below) for n in reversed(child.named))
                else:
                    stack.append((child, below))
        return tuple(sorted(self._found, key=lambda s: (s.span.start_byte, -s.span.end_byte)))

    def _inner(self, node: Node, path: tuple[str, ...]) -> list[tuple[Node, tuple[str, ...]]]:
        """The blocks of a compound statement, and its clauses that have heads of their own."""
        blocks: list[tuple[Node, tuple[str, ...]]] = []
        if len(path) >= _MAX_PATH or not any(
            c.kind == "block" or c.kind.endswith("_clause") for c in node.children
        ):
            return blocks
        number = path[-1].partition(":")[0] if node.kind in _CLAUSES and path else self._next()
        base = path[:-1] if node.kind in _CLAUSES and path else path
        for child in node.children:
            arm = f"{child.kind if child.kind != 'block' else child.field or 'body'}@{child.start}"
            below = (*base, f"{number}:{arm}")
            if child.kind == "block":
                if node.kind == "match_statement":
                    blocks.extend((case, (*base, f"{number}:case@{case.start}")) for case in child.named)
                else:
                    blocks.append((child, path if node.kind in _CLAUSES else below))
            elif child.kind in _CLAUSES:
                blocks.append((child, below))
            elif child.kind in ("else_clause", "finally_clause"):
                blocks.extend((b, below) for b in child.children if b.kind == "block")
        return blocks

    def _next(self) -> str:
        self._numbers += 1
        return str(self._numbers)

    def _statement(self, node: Node, path: tuple[str, ...], inner: set[int]) -> None:
        reads: dict[str, None] = {}
        writes: dict[str, None] = {}
        calls: dict[str, Chain] = {}
        stack = [c for c in reversed(node.children) if not self._is_below(c, inner)]
        end = node.start
        for child in node.children:
            if self._is_below(child, inner):
                break
            end = child.end
        while stack:
            here = stack.pop()
            self._note(here, reads, writes, calls)
            stack.extend(reversed(self._parts(here)))
        kind = _KINDS.get(node.kind, "other")
        if kind == "expression" and any(c.kind in _WRITES for c in node.children):
            kind = "assign"
        self._found.append(
            Statement(
                span=self.tree.region(node.start, end if inner else node.end),
                kind=kind,
                reads=tuple(reads),
                writes=tuple(writes),
                calls=tuple(calls),
                path=path,
                text=" ".join(
                    self.tree.source[node.start : end if inner else node.end]
                    .decode("utf-8", "replace")
                    .split()
                ),
                chains=tuple(calls.values()),
                log=node.kind == "expression_statement" and is_log_call(node, self.tree.source),
            )
        )

    @staticmethod
    def _is_below(child: Node, inner: set[int]) -> bool:
        return id(child) in inner or child.kind == "block" or child.kind in ("else_clause", "finally_clause")

    @staticmethod
    def _parts(node: Node) -> list[Node]:
        """The children whose names are still to be noted."""
        if node.kind == "attribute":
            inner = node.get("object")
            return [inner] if inner is not None and inner.kind not in ("attribute", "identifier") else []
        if node.kind == "keyword_argument":
            return node.all("value")
        if node.kind == "call":
            function, arguments = node.get("function"), node.get("arguments")
            return [n for n in (function, arguments) if n is not None]
        return node.children

    def _note(
        self, node: Node, reads: dict[str, None], writes: dict[str, None], calls: dict[str, Chain]
    ) -> None:
        if node.kind == "call":
            function = node.get("function")
            name = self._dotted(function) if function is not None else ""
            if name and function is not None:
                calls.setdefault(name, self.chains.evaluate(function, self.scope))
        elif node.kind in ("identifier", "attribute"):
            name = self._dotted(node)
            if name:
                written, kept = self._is_written(node)
                if written:
                    writes.setdefault(name)
                if kept:
                    reads.setdefault(name)

    def _dotted(self, node: Node) -> str:
        here: Node | None = node
        while here is not None and here.kind == "attribute":
            here = here.get("object")
        if here is None or here.kind != "identifier":
            return ""
        return "".join(self.tree.text(node).split())

    @staticmethod
    def _is_written(node: Node) -> tuple[bool, bool]:
        """Whether a name is written where it stands, and whether it is read there."""
        here, parent = node, node.parent
        through = False
        while parent is not None and (
            parent.kind in _PATTERNS or parent.kind in ("subscript", "expression_list")
        ):
            if parent.kind == "subscript":
                if parent.get("value") is not here:
                    return False, True
                through = True
            here, parent = parent, parent.parent
        if parent is None:
            return False, True
        if parent.kind in _WRITES and (parent.get("left") is here or parent.get("name") is here):
            return True, parent.kind == "augmented_assignment" or through
        if parent.kind == "delete_statement" or (parent.kind == "as_pattern" and here.field == "alias"):
            return True, False
        return False, True


_CLAUSES: Final = frozenset({"elif_clause", "except_clause", "except_group_clause", "case_clause"})
