"""Written types as chains: the class a value is an instance of, as far as one name says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import Chain, Root

if TYPE_CHECKING:
    from conflictscan.languages.syntax.chains import Chains
    from conflictscan.languages.syntax.marks import Node
    from conflictscan.languages.syntax.scopes import Scope

_MAX_DEPTH: Final = 8


class Types:
    """Reads the types of one file."""

    def __init__(self, chains: Chains) -> None:
        self._chains = chains

    def value(self, node: Node, scope: Scope) -> Chain | None:
        """An instance of the type; None where no single class is named."""
        found = self.named(node, scope)
        return None if found is None else Chain(found.name, found.root, (*found.steps, "@"), found.scope)

    def named(self, node: Node, scope: Scope) -> Chain | None:
        """The class itself that a type names, wrappers that change nothing taken off."""
        here: Node | None = node
        grammar = self._chains.grammar
        for _ in range(_MAX_DEPTH):
            if here is None:
                return None
            if here.kind == "generic":
                name = here.get("name")
                text = self._chains.marks.text(name).rpartition(".")[2] if name is not None else ""
                if text in grammar.transparent_types or text in grammar.awaitable_types:
                    here = here.get("typearguments")
                    continue
                here = name
                continue
            if here.kind in ("nullable", "group", "results"):
                here = here.get("value") or (here.children[0] if here.children else None)
                continue
            if here.kind == "union":
                here = self._only(here)
                continue
            return self._plain(here, scope)
        return None

    def element(self, node: Node, scope: Scope) -> Chain | None:
        """An instance of what the type holds many of."""
        here: Node | None = node
        for _ in range(_MAX_DEPTH):
            if here is None:
                return None
            if here.kind == "array":
                held = next((c for c in here.children if c.kind != "opaque"), None)
                return self.value(held, scope) if held is not None else None
            if here.kind == "generic":
                name = here.get("name")
                text = self._chains.marks.text(name).rpartition(".")[2] if name is not None else ""
                if text in self._chains.grammar.container_types:
                    inner = here.get("typearguments")
                    return self.value(inner, scope) if inner is not None else None
                if text not in self._chains.grammar.awaitable_types:
                    return None
                here = here.get("typearguments")
                continue
            if here.kind in ("nullable", "group", "results"):
                here = here.get("value") or (here.children[0] if here.children else None)
                continue
            if here.kind == "union":
                here = self._only(here)
                continue
            return None
        return None

    def awaitable(self, node: Node) -> bool:
        """Does an `await` of a value of this type give something else?"""
        if node.kind != "generic":
            return False
        name = node.get("name")
        text = self._chains.marks.text(name).rpartition(".")[2] if name is not None else ""
        return text in self._chains.grammar.awaitable_types

    def _only(self, union: Node) -> Node | None:
        """The one member of a union that is not the absence of a value."""
        members = [c for c in union.children if not _is_nothing(c)]
        return members[0] if len(members) == 1 else None

    def _plain(self, node: Node, scope: Scope) -> Chain | None:
        if node.kind == "member":
            chain = self._chains.evaluate(node, scope)
            return chain if chain.root is not Root.UNKNOWN else None
        if node.kind not in ("type", "identifier"):
            return None
        first, *rest = (
            piece.strip() for piece in self._chains.marks.text(node).replace("::", ".").split(".")
        )
        whole = self._chains.grammar.qualified(self._chains.marks.text(node), scope) if rest else None
        if whole is not None:
            return whole
        base = self._chains.lookup(first, scope)
        if base.root is Root.LOCAL:
            return None
        return Chain(base.name, base.root, (*base.steps, *(f".{piece}" for piece in rest)), base.scope)


def _is_nothing(node: Node) -> bool:
    if node.kind == "group" and len(node.children) == 1:
        return node.children[0].kind == "none"
    return node.kind == "none"
