"""The statements of one function, with what each reads, writes and calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.languages.language import Statement
from conflictscan.languages.syntax.bodies import is_log_call

if TYPE_CHECKING:
    from conflictscan.facts.code import Chain
    from conflictscan.languages.syntax.chains import Chains
    from conflictscan.languages.syntax.collect import Collector
    from conflictscan.languages.syntax.marks import Node
    from conflictscan.languages.syntax.scopes import Scope

_KINDS: Final = {
    "declare": "assign",
    "assign": "assign",
    "augment": "assign",
    "return": "return",
    "throw": "raise",
    "jump": "break",
    "if": "if",
    "loop": "while",
    "try": "try",
    "catch": "try",
    "switch": "match",
    "case": "match",
    "default": "match",
    "with": "with",
    "statement": "expression",
    "delete": "other",
    "yield": "other",
}
_COMPOUND: Final = frozenset({"if", "loop", "try", "catch", "switch", "case", "default", "with"})
_HEADS: Final = ("condition", "subject", "iterated", "target", "pattern_of", "annotation")
_ARMED: Final = frozenset({"consequence", "alternative", "body"})
_MAX_PATH: Final = 12


class Flow:
    """Reads the statements of one function."""

    def __init__(self, notes: Collector, chains: Chains) -> None:
        self._notes = notes
        self._marks = notes.marks
        self._chains = chains
        self._scopes = {scope.node.start: scope for scope in notes.module.all}
        self._numbers = 0
        self._found: list[Statement] = []

    def statements(self, body: Node, scope: Scope) -> tuple[Statement, ...]:
        """The statements of a function's body, nested functions left out."""
        stack: list[tuple[Node, tuple[str, ...]]] = [(child, ()) for child in reversed(body.children)]
        while stack:
            node, path = stack.pop()
            if node.kind in ("function", "method", "class"):
                continue
            if node.kind not in _KINDS:
                stack.extend((child, path) for child in reversed(node.children))
                continue
            if node.kind not in _COMPOUND or len(path) >= _MAX_PATH:
                self._found.append(self._statement(node, node.children, node.end, path, scope))
                continue
            heads = [c for c in node.children if not self._is_arm(c, node)]
            arms = [c for c in node.children if self._is_arm(c, node)]
            end = arms[0].start if arms else node.end
            self._found.append(self._statement(node, heads, end, path, scope))
            self._numbers += 1
            number = str(self._numbers)
            for arm in reversed(arms):
                inner = (*path, f"{number}:{arm.roles[0] if arm.roles else arm.kind}@{arm.start}")
                stack.append((arm, inner))
        return tuple(sorted(self._found, key=lambda s: (s.span.start_byte, -s.span.end_byte)))

    @staticmethod
    def _is_arm(child: Node, node: Node) -> bool:
        if not _ARMED.isdisjoint(child.roles) or child.kind in ("case", "default", "catch", "block"):
            return True
        return node.kind in ("case", "default") and "pattern_of" not in child.roles

    def _statement(
        self, node: Node, parts: list[Node], end: int, path: tuple[str, ...], scope: Scope
    ) -> Statement:
        reads: dict[str, None] = {}
        writes: dict[str, None] = {}
        calls: dict[str, Chain] = {}
        stack = list(reversed(parts))
        while stack:
            here = stack.pop()
            if here.kind in ("function", "class") and here is not node:
                continue
            self._note(here, node, (reads, writes, calls), scope)
            if here.kind == "member":
                inner = here.get("object")
                if inner is not None and inner.kind not in ("member", "identifier", "self"):
                    stack.append(inner)
                continue
            stack.extend(reversed(here.children))
        kind = _KINDS[node.kind]
        if kind == "expression" and any(c.kind in ("assign", "augment") for c in node.children):
            kind = "assign"
        text = self._marks.source[node.start : end].decode("utf-8", "replace")
        return Statement(
            span=self._marks.region(node.start, end),
            kind=kind,
            reads=tuple(reads),
            writes=tuple(writes),
            calls=tuple(calls),
            path=path,
            text=" ".join(text.split()),
            chains=tuple(calls.values()),
            log=node.kind == "statement" and is_log_call(node, self._notes),
        )

    def _note(
        self,
        node: Node,
        statement: Node,
        into: tuple[dict[str, None], dict[str, None], dict[str, Chain]],
        scope: Scope,
    ) -> None:
        reads, writes, calls = into
        if node.kind in ("call", "construct"):
            callee = node.get("callee")
            name = self._dotted(callee) if callee is not None else ""
            if name and callee is not None:
                calls.setdefault(name, self._chains.evaluate(callee, scope))
        elif node.kind in ("identifier", "member", "shorthand"):
            name = self._dotted(node)
            if not name:
                return
            written, kept = _is_written(node, statement)
            if written:
                writes.setdefault(name)
            if kept:
                reads.setdefault(name)

    def _dotted(self, node: Node) -> str:
        here: Node | None = node
        while here is not None and here.kind == "member":
            here = here.get("object")
        if here is None or here.kind not in ("identifier", "self", "shorthand"):
            return ""
        return "".join(self._marks.text(node).split()).replace("?.", ".")


def _is_written(node: Node, statement: Node) -> tuple[bool, bool]:
    """Whether a name is written where it stands, and whether it is read there."""
    here, through = node, False
    while here.parent is not None and here.parent is not statement.parent:
        parent = here.parent
        if parent.kind == "index" and "object" not in here.roles:
            return False, True
        through = through or parent.kind == "index"
        if "target" in here.roles and parent.kind in ("declare", "assign", "augment", "loop", "with"):
            return True, parent.kind == "augment" or through
        if parent.kind not in ("pattern", "pair", "rest", "index", ""):
            return False, True
        here = parent
    return False, True
