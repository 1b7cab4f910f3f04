"""Type annotations: which class they name, and every name in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import Chain, Root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.languages.python.chains import Chains
    from conflictscan.languages.python.scopes import Scope
    from conflictscan.languages.python.tree import Node, Tree

_TRANSPARENT: Final = frozenset(
    {"Optional", "Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly", "InitVar", "Mapped"}
)
_TYPE_OF: Final = frozenset({"type", "Type"})
_CONTAINERS: Final = frozenset(
    {
        "list", "List", "set", "Set", "frozenset", "FrozenSet", "Sequence", "MutableSequence", "Iterable",
        "Iterator", "Collection", "AbstractSet", "deque", "Deque", "tuple", "Tuple", "AsyncIterable",
        "AsyncIterator", "Generator", "AsyncGenerator",
    }
)  # fmt: skip
_MAPPINGS: Final = frozenset({"dict", "Dict", "Mapping", "MutableMapping", "defaultdict", "OrderedDict"})
_OUTSIDE: Final = frozenset(
    {"parameters", "assignment", "function_definition", "argument_list", "block", "module"}
)
_MAX_DEPTH: Final = 20


class Annotations:
    """Reads annotations of one file."""

    def __init__(self, tree: Tree, chains: Chains) -> None:
        self.tree = tree
        self._chains = chains
        self._quoted: dict[int, Node | None] = {}

    def value(self, node: Node, scope: Scope) -> Chain | None:
        """What a variable of this annotation holds: an instance of its class (`@`), or for `type[X]` the class."""
        bare = self._bare(node)
        if bare is None:
            return None
        generic = self._generic(bare)
        if generic is not None and self._name(generic[0]) in _TYPE_OF:
            return self.type(generic[1][0], scope) if generic[1] else None
        chain = self.type(bare, scope)
        if chain is None:
            return None
        if chain.root is Root.CLASS and chain.name == "Self":
            return Chain("self", Root.INSTANCE, (), chain.scope)
        return Chain(chain.name, chain.root, (*chain.steps, "@"), chain.scope)

    def type(self, node: Node, scope: Scope) -> Chain | None:
        """The class that an annotation names, None and type arguments stripped; None where it is no plain name."""
        bare = self._bare(node)
        if bare is None:
            return None
        generic = self._generic(bare)
        if generic is not None:
            if self._name(generic[0]) in _TYPE_OF or self._name(generic[0]) in (
                "Union",
                "Literal",
                "Callable",
            ):
                return None
            bare = generic[0]
        if bare.kind not in ("identifier", "attribute", "member_type"):
            return None
        if self._name(bare) == "Self":
            around = next((s for s in (scope, *scope.ancestors()) if s.kind == "class"), None)
            return Chain("Self", Root.CLASS, (), around.qualname) if around is not None else None
        chain = self._chain(bare, scope)
        return chain if chain.root not in (Root.UNKNOWN, Root.LOCAL, Root.LITERAL) else None

    def element(self, node: Node, scope: Scope) -> Chain | None:
        """What iterating over, or indexing, a variable of this annotation gives."""
        bare = self._bare(node)
        generic = self._generic(bare) if bare is not None else None
        if generic is None:
            return None
        name, arguments = self._name(generic[0]), generic[1]
        if name in _CONTAINERS and len(arguments) >= 1:
            plain = name not in ("tuple", "Tuple") or (
                len(arguments) == 2 and self.tree.text(arguments[1]) == "..."
            )
            return self.value(arguments[0], scope) if plain else None
        return None

    def names(self, node: Node) -> Iterator[Node]:
        """Every name in an annotation: identifiers and whole attributes, those in quotes included."""
        stack = [node]
        while stack:
            here = stack.pop()
            if here.kind == "string":
                quoted = self._unquoted(here)
                if quoted is not None and not self._inside_literal(here):
                    stack.append(quoted)
            elif here.kind in ("identifier", "attribute", "member_type"):
                yield here
            elif here.kind == "keyword_argument":
                stack.extend(here.all("value"))
            else:
                stack.extend(reversed(here.children))

    def _inside_literal(self, node: Node) -> bool:
        """Is the string a value (`Literal["a"]`, metadata of `Annotated`) and no forward reference?"""
        here: Node | None = node.parent
        for _ in range(_MAX_DEPTH):
            if here is None or here.kind in _OUTSIDE:
                return False
            if here.kind == "call":
                return True
            generic = self._generic(here)
            if generic is not None:
                name = self._name(generic[0])
                if name == "Literal":
                    return True
                if name == "Annotated" and generic[1]:
                    first = generic[1][0]
                    return not first.start <= node.start < first.end
            here = here.parent
        return False

    def _bare(self, node: Node) -> Node | None:
        """The annotation without quotes, Optional, None, Annotated, ClassVar and the like around it."""
        here = node
        for _ in range(_MAX_DEPTH):
            if here.kind in ("type", "module", "expression_statement", "parenthesized_expression"):
                named = here.named
                if len(named) != 1:
                    return None
                here = named[0]
                continue
            if here.kind == "string":
                quoted = self._unquoted(here)
                if quoted is None:
                    return None
                here = quoted
                continue
            options = self._options(here)
            if options is None:
                return here
            if len(options) != 1:
                return None
            here = options[0]
        return None

    def _options(self, node: Node) -> list[Node] | None:
        """The alternatives of a union without None; the inside of a transparent wrapper; None for other forms."""
        if node.kind in ("binary_operator", "union_type"):
            options: list[Node] = []
            stack = [node]
            while stack:
                here = stack.pop()
                if here.kind == "binary_operator" and not here.has("|"):
                    return None
                if here.kind in ("binary_operator", "union_type"):
                    stack.extend(reversed(here.named))
                elif self.tree.text(here) != "None":
                    options.append(here)
            return options
        generic = self._generic(node)
        if generic is None or not generic[1]:
            return None
        name = self._name(generic[0])
        if name in _TRANSPARENT:
            return generic[1][:1]
        if name == "Union":
            return [n for n in generic[1] if self.tree.text(n) != "None"]
        return None

    @staticmethod
    def _generic(node: Node) -> tuple[Node, list[Node]] | None:
        """Head and arguments of `Head[arguments]`."""
        if node.kind == "subscript":
            head = node.get("value")
            return (head, node.all("subscript")) if head is not None else None
        if node.kind == "generic_type":
            named = node.named
            arguments = named[1].named if len(named) > 1 else []
            return (named[0], arguments) if named else None
        return None

    def _name(self, node: Node) -> str:
        return self.tree.text(node).rpartition(".")[2] if node.kind in _NAMES else ""

    def _chain(self, node: Node, scope: Scope) -> Chain:
        if node.kind != "member_type":
            return self._chains.evaluate(node, scope)
        parts = self.tree.text(node).split(".")
        base = self._chains.lookup(parts[0].strip(), scope)
        return Chain(base.name, base.root, (*base.steps, *(f".{p.strip()}" for p in parts[1:])), base.scope)

    def _unquoted(self, node: Node) -> Node | None:
        """The parsed content of a quoted annotation."""
        if node.start in self._quoted:
            return self._quoted[node.start]
        content = [c for c in node.children if c.kind == "string_content"]
        parsed: Node | None = None
        if len(content) == 1 and not any(c.kind == "interpolation" for c in node.children):
            parsed = self.tree.fragment(content[0].start, content[0].end)
            if any(n.kind == "ERROR" for n in parsed.walk()):
                parsed = None
        self._quoted[node.start] = parsed
        return parsed


_NAMES: Final = frozenset({"identifier", "attribute", "member_type"})
