"""String literals that name symbols: mock targets, dotted settings, attribute names, registry keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import Chain, Reference, ReferenceKind, Root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.languages.python.chains import Chains
    from conflictscan.languages.python.scopes import Context
    from conflictscan.languages.python.tree import Node, Tree

_DOTTED: Final = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?::[A-Za-z_]\w*)?\Z")
_CAMEL: Final = re.compile(r"_*[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*\Z")
_SNAKE: Final = re.compile(r"_*[a-z][a-z0-9]*(?:_[a-z0-9]+)+\Z")
_ATTRIBUTE: Final = re.compile(r"[A-Za-z_]\w*\Z")
_TARGET_CALLS: Final = frozenset(
    {
        "patch", "import_string", "import_module", "__import__", "import_object", "load_object", "locate",
        "resolve_name", "symbol_by_name", "lazy_import", "include", "import_from_string", "importorskip",
        "find_spec", "get_class", "import_item", "string_import", "run_module",
    }
)  # fmt: skip
_TOLERANT: Final = re.compile(r"(?:create\s*=\s*True|raising\s*=\s*False)")  # what is patched need not exist
_PATCHERS: Final = frozenset({"patch", "mock", "mocker"})
_VALUE_PLACES: Final = frozenset(
    {"argument_list", "keyword_argument", "pair", "list", "tuple", "set", "subscript", "default_parameter"}
)
_SHORTEST: Final = 4
_LONGEST: Final = 120
_MOST: Final = 400
_ARITY_GETATTR: Final = 2


class Strings:
    """References made by the string literals of one file."""

    def __init__(self, tree: Tree, chains: Chains) -> None:
        self.tree = tree
        self.chains = chains
        self._plain = 0

    def references(self, node: Node, context: Context) -> Iterator[Reference]:
        """What one string literal names; nothing for most."""
        content = _content(node)
        if content is None or not 2 <= content.end - content.start <= _LONGEST:
            return
        text = self.tree.text(content)
        call, place = self._call(node)
        name = self._last(call) if call is not None else ""
        if call is not None and place is not None:
            if self._tolerates_absence(call):
                return
            named = list(self._named_by_call(call, place, name, text, content, context))
            if named:
                yield from named
                return
        if _DOTTED.match(text) and (text.count(".") >= 2 or ":" in text):
            yield self._reference(ReferenceKind.STRING, Chain(text, Root.UNKNOWN), content, context, text)
        elif self._is_plain(node, text):
            self._plain += 1
            yield self._reference(ReferenceKind.STRING, Chain(text, Root.UNKNOWN), content, context, text)

    def _is_plain(self, node: Node, text: str) -> bool:
        parent = node.parent
        if (
            parent is None
            or parent.kind not in _VALUE_PLACES
            or self._plain >= _MOST
            or len(text) < _SHORTEST
        ):
            return False
        return bool(_CAMEL.match(text) or _SNAKE.match(text))

    def _call(self, node: Node) -> tuple[Node | None, int | None]:
        """The call a string is a positional argument of, and its position."""
        parent = node.parent
        if parent is None or parent.kind != "argument_list" or parent.parent is None:
            return None, None
        if parent.parent.kind != "call":
            return None, None
        for place, argument in enumerate(parent.named):
            if argument is node:
                return parent.parent, place
        return None, None

    def _tolerates_absence(self, call: Node) -> bool:
        listed = call.get("arguments")
        return listed is not None and any(_TOLERANT.fullmatch(self.tree.text(each)) for each in listed.named)

    def _last(self, call: Node) -> str:
        function = call.get("function")
        if function is None:
            return ""
        last = function.get("attribute") if function.kind == "attribute" else function
        return self.tree.text(last) if last is not None and last.kind == "identifier" else ""

    def _named_by_call(
        self, call: Node, place: int, name: str, text: str, content: Node, context: Context
    ) -> Iterator[Reference]:
        function = call.get("function")
        written = self.tree.text(function) if function is not None else ""
        listed = call.get("arguments")
        arguments = listed.named if listed is not None else []
        if place == 0 and "." in text and _DOTTED.match(text):
            if name in _TARGET_CALLS or (name == "dict" and "patch" in written):
                yield self._reference(ReferenceKind.TARGET, Chain(text, Root.UNKNOWN), content, context, text)
            elif name == "multiple" and "patch" in written:
                yield self._reference(ReferenceKind.TARGET, Chain(text, Root.UNKNOWN), content, context, text)
                yield from self._multiple(arguments, text, context)
            elif name in ("setattr", "delattr") and "." in written:
                yield self._reference(ReferenceKind.TARGET, Chain(text, Root.UNKNOWN), content, context, text)
        elif place == 1 and _ATTRIBUTE.match(text):
            chain = self.chains.evaluate(arguments[0], context.scope)
            if chain.root in (Root.UNKNOWN, Root.LITERAL):
                return
            patches = name == "object" and any(part in written for part in _PATCHERS)
            if patches or (name in ("setattr", "delattr") and "." in written):
                yield self._reference(ReferenceKind.PATCH_ATTRIBUTE, chain, content, context, text)
            elif written in ("setattr", "delattr") or (
                written == "getattr" and len(arguments) == _ARITY_GETATTR
            ):
                kind = {"setattr": ReferenceKind.WRITE, "delattr": ReferenceKind.DELETE}.get(
                    written, ReferenceKind.READ
                )
                whole = Chain(chain.name, chain.root, (*chain.steps, f".{text}"), chain.scope)
                yield self._reference(kind, whole, content, context, text)

    def _multiple(self, arguments: list[Node], target: str, context: Context) -> Iterator[Reference]:
        for argument in arguments:
            name = argument.get("name") if argument.kind == "keyword_argument" else None
            if name is not None:
                text = f"{target}.{self.tree.text(name)}"
                yield self._reference(ReferenceKind.TARGET, Chain(text, Root.UNKNOWN), name, context, text)

    def _reference(
        self, kind: ReferenceKind, chain: Chain, node: Node, context: Context, text: str
    ) -> Reference:
        span = self.tree.span(node)
        return Reference(
            kind=kind,
            chain=chain,
            span=span,
            name_span=span,
            enclosing=context.scope.owner.qualname,
            in_async=context.scope.owner.is_async,
            guards=context.guards,
            text=text,
        )


def _content(node: Node) -> Node | None:
    """The content of a string in one piece; None for empty and formatted ones."""
    if len(node.children) != 3:
        return None
    content = node.children[1]
    return content if content.kind == "string_content" else None
