"""Second pass: the noted uses as references, with their chains, arguments and results."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import Arguments, Chain, Reference, ReferenceKind, Result, Root

if TYPE_CHECKING:
    from conflictscan.languages.python.chains import Chains
    from conflictscan.languages.python.notes import Use
    from conflictscan.languages.python.scopes import Context
    from conflictscan.languages.python.tree import Node, Tree

_BARE: Final = frozenset({Root.LOCAL, Root.INSTANCE, Root.CLASS, Root.SUPER, Root.LITERAL, Root.UNKNOWN})
_LITERAL_KINDS: Final = {
    "string": "str",
    "concatenated_string": "str",
    "integer": "int",
    "float": "float",
    "true": "bool",
    "false": "bool",
    "none": "none",
    "list": "list",
    "list_comprehension": "list",
    "dictionary": "dict",
    "dictionary_comprehension": "dict",
    "set": "set",
    "tuple": "tuple",
    "lambda": "lambda",
}
_TRUTH: Final = frozenset({"if_statement", "elif_clause", "while_statement", "if_clause", "assert_statement"})


_LAZY: Final = re.compile(rb"^from __future__ import [^\n]*\bannotations\b", re.MULTILINE)


class References:
    """Turns uses of one file into references."""

    def __init__(self, tree: Tree, chains: Chains) -> None:
        self.tree = tree
        self.chains = chains
        self._unread = ("unevaluated",) if _LAZY.search(tree.source) else ()

    def reference(self, use: Use) -> Reference | None:
        """The reference of a use; None for one that only reads or writes a local variable."""
        node, context = use.node, use.context
        kind = use.kind
        target = node
        if node.kind == "call" and kind in (ReferenceKind.CALL, ReferenceKind.DECORATOR):
            target = node.get("function") or node
        chain = self.chain(target, context)
        if _is_silent(use, target, chain, self.tree):
            return None
        call = node.kind == "call"
        parent = node.parent
        return Reference(
            kind=kind,
            chain=chain,
            span=self.tree.span(node),
            name_span=self.tree.span(_last_name(target)),
            enclosing=context.scope.owner.qualname,
            arguments=self.arguments(node) if call else None,
            result=self.result(node) if call and kind is ReferenceKind.CALL else None,
            awaited=parent is not None and parent.kind == "await",
            in_async=context.scope.owner.is_async,
            guards=context.guards,
        )

    def annotation(self, node: Node, context: Context) -> Reference | None:
        """The reference of one name in an annotation."""
        if node.kind == "member_type":
            parts = self.tree.text(node).split(".")
            base = self.chains.lookup(parts[0].strip(), context.scope)
            chain = Chain(
                base.name, base.root, (*base.steps, *(f".{p.strip()}" for p in parts[1:])), base.scope
            )
        else:
            chain = self.chains.evaluate(node, context.scope)
        if chain.root in _BARE and not any(step.startswith(".") for step in chain.steps):
            return None
        return Reference(
            kind=ReferenceKind.ANNOTATION,
            chain=chain,
            span=self.tree.span(node),
            name_span=self.tree.span(_last_name(node)),
            enclosing=context.scope.owner.qualname,
            in_async=context.scope.owner.is_async,
            guards=(*context.guards, *self._unread),
        )

    def chain(self, node: Node, context: Context) -> Chain:
        """The chain of what a use names."""
        if node.kind == "dotted_name":
            return self.chains.dotted(node, context.scope)
        return self.chains.evaluate(node, context.scope)

    def arguments(self, call: Node) -> Arguments:
        """The shape of a call's argument list."""
        listed = call.get("arguments")
        if listed is None:
            return Arguments()
        if listed.kind == "generator_expression":
            return Arguments(positional=1, texts=("",))
        names: list[str] = []
        texts: list[str] = []
        splat_positional = splat_named = False
        for item in listed.named:
            if item.kind == "keyword_argument":
                name = item.get("name")
                names.append(self.tree.text(name) if name is not None else "")
            elif item.kind == "list_splat":
                splat_positional = True
            elif item.kind == "dictionary_splat":
                splat_named = True
            elif not splat_positional:
                texts.append(self._argument_text(item))
        return Arguments(len(texts), tuple(names), splat_positional, splat_named, tuple(texts))

    def _argument_text(self, node: Node) -> str:
        kind = _LITERAL_KINDS.get(node.kind)
        if kind:
            return f"<{kind}>"
        here: Node | None = node
        while here is not None and here.kind == "attribute":
            here = here.get("object")
        if here is not None and here.kind == "identifier":
            return "".join(self.tree.text(node).split())
        return ""

    def result(self, call: Node) -> Result:  # noqa: PLR0911, PLR0912 - one arm for each kind of parent
        """What the code around a call does with its value."""
        here, parent = call, call.parent
        while parent is not None and parent.kind in ("parenthesized_expression", "await"):
            here, parent = parent, parent.parent
        if parent is None:
            return Result("other")
        match parent.kind:
            case "expression_statement":
                return Result("ignored")
            case "return_statement" | "yield":
                return Result("return")
            case "argument_list" | "keyword_argument" | "list_splat" | "dictionary_splat":
                return Result("argument") if parent.kind != "list_splat" else Result("iterate")
            case "attribute":
                name = parent.get("attribute")
                return Result("member", name=self.tree.text(name) if name is not None else "")
            case "subscript":
                return self._subscripted(here, parent)
            case "assignment" | "named_expression":
                return self._assigned(here, parent)
            case "for_statement" | "for_in_clause":
                return self._iterated(here, parent)
            case "with_item" | "as_pattern":
                return Result("with") if _in_with(parent) else Result("other")
            case "comparison_operator":
                return Result("compare_none") if parent.has("none") else Result("other")
            case "not_operator" | "boolean_operator":
                return Result("truth")
            case kind if kind in _TRUTH:
                return Result("truth")
            case _:
                return Result("other")

    def _subscripted(self, here: Node, parent: Node) -> Result:
        if parent.get("value") is not here:
            return Result("other")
        keys = parent.all("subscript")
        if len(keys) == 1 and keys[0].kind == "string":
            return Result("key", name=self.tree.text(keys[0]).strip("rbuRBU").strip("\"'"))
        return Result("index", name=self.tree.text(keys[0])) if keys else Result("index")

    def _assigned(self, here: Node, parent: Node) -> Result:
        left = parent.get("left") or parent.get("name")
        return self._unpacked(left, "assigned") if left is not here else Result("other")

    def _iterated(self, here: Node, parent: Node) -> Result:
        return Result("iterate") if parent.get("right") is here else Result("other")

    @staticmethod
    def _unpacked(left: Node | None, otherwise: str) -> Result:
        if left is None or left.kind not in ("pattern_list", "tuple_pattern", "list_pattern"):
            return Result(otherwise)
        items = left.named
        starred = sum(item.kind == "list_splat_pattern" for item in items)
        return Result("tuple", arity=len(items) - starred, starred=starred > 0)


def _in_with(node: Node) -> bool:
    parent = node.parent
    return node.kind == "with_item" or (parent is not None and parent.kind == "with_item")


def _last_name(node: Node) -> Node:
    if node.kind == "attribute":
        return node.get("attribute") or node
    if node.kind == "dotted_name":
        named = node.named
        return named[-1] if named else node
    if node.kind == "parenthesized_expression" and len(node.named) == 1:
        return _last_name(node.named[0])
    return node


def _is_silent(use: Use, target: Node, chain: Chain, tree: Tree) -> bool:
    """Does the use say nothing of any definition: a bare local variable, a method of a literal?"""
    bare = target.kind == "identifier"
    if bare and use.kind in (ReferenceKind.WRITE, ReferenceKind.DELETE):
        home = use.context.scope.find(tree.text(target))
        return home is not None and home.kind not in ("module", "class")
    if bare and use.kind is ReferenceKind.READ:
        local = bool(chain.steps) if chain.root is not Root.CLASS else not chain.steps
        return local or (chain.root in _BARE and chain.root is not Root.CLASS)
    if chain.root is Root.LITERAL:
        return True
    return chain.root is Root.UNKNOWN and not any(step.startswith(".") for step in chain.steps)
