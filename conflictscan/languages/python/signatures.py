"""Parameters, decorators and declared return types."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import Decorator, Parameter, ParameterKind

if TYPE_CHECKING:
    from conflictscan.facts.code import Chain
    from conflictscan.languages.python.chains import Chains
    from conflictscan.languages.python.notes import Definition
    from conflictscan.languages.python.scopes import Scope
    from conflictscan.languages.python.tree import Node, Tree


_SPACE: Final = re.compile(rb"\s+")


class Signatures:
    """Reads the heads of functions of one file."""

    def __init__(self, tree: Tree, chains: Chains) -> None:
        self.tree = tree
        self.chains = chains

    def parameters(self, definition: Definition, *, receiver: bool) -> tuple[Parameter, ...]:
        """The parameters in order; the first positional one is left out where it is the receiver."""
        listed = definition.node.get("parameters")
        if listed is None:
            return ()
        around = definition.scope.parent or definition.scope
        kind = ParameterKind.POSITIONAL_OR_NAMED
        out: list[Parameter] = []
        for item in listed.named:
            if item.kind == "positional_separator":
                out = [_positional(p) for p in out]
            elif item.kind == "keyword_separator":
                kind = ParameterKind.NAMED_ONLY
            else:
                parameter = self._parameter(item, kind, around)
                if parameter is not None:
                    out.append(parameter)
                    if parameter.kind is ParameterKind.REST_POSITIONAL:
                        kind = ParameterKind.NAMED_ONLY
        if (
            receiver
            and out
            and out[0].kind in (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL_OR_NAMED)
        ):
            del out[0]
        return tuple(_legacy_positional(out))

    def _parameter(self, item: Node, kind: ParameterKind, scope: Scope) -> Parameter | None:
        annotation, default = item.get("type"), item.get("value")
        name = item if item.kind in ("identifier", "list_splat_pattern", "dictionary_splat_pattern") else None
        if name is None:
            name = item.get("name") or next((n for n in item.named if n is not annotation), None)
        if name is None:
            return None
        if name.kind == "list_splat_pattern":
            kind = ParameterKind.REST_POSITIONAL
        elif name.kind == "dictionary_splat_pattern":
            kind = ParameterKind.REST_NAMED
        rest = kind in (ParameterKind.REST_POSITIONAL, ParameterKind.REST_NAMED)
        return Parameter(
            name=self.tree.text(name).lstrip("* \t\\\r\n"),
            kind=kind,
            required=default is None and not rest,
            annotation=self.written(annotation),
            default=self.written(default),
            type=self.type(annotation, scope),
        )

    def written(self, node: Node | None) -> str:
        """The node as written, whitespace normalised, that of strings apart."""
        if node is None:
            return ""
        text = self.tree.text(node)
        plain = " ".join(text.split())
        return plain if plain == text else self._outside_of_strings(node)

    def _outside_of_strings(self, node: Node) -> str:
        parts: list[str] = []
        place = node.start
        for inner in node.walk():
            if inner.kind == "string" and inner.start >= place:
                parts += (_spaced(self.tree.source[place : inner.start]), self.tree.text(inner))
                place = inner.end
        parts.append(_spaced(self.tree.source[place : node.end]))
        return "".join(parts).strip()

    def type(self, annotation: Node | None, scope: Scope) -> Chain | None:
        """The class an annotation names."""
        return self.chains.annotations.type(annotation, scope) if annotation is not None else None

    def decorators(self, definition: Definition) -> tuple[Decorator, ...]:
        """The decorators, outermost first."""
        found: list[Decorator] = []
        scope = definition.context.scope
        for decorator in definition.decorators:
            for node in decorator.named:
                called = node.kind == "call"
                callee = (node.get("function") or node) if called else node
                listed = node.get("arguments") if called else None
                arguments = tuple(self.written(a) for a in listed.named) if listed is not None else ()
                found.append(Decorator(self.chains.evaluate(callee, scope), called, arguments))
        return tuple(found)


def _spaced(source: bytes) -> str:
    return _SPACE.sub(b" ", source).decode("utf-8", "replace")


def _positional(parameter: Parameter) -> Parameter:
    return Parameter(
        parameter.name,
        ParameterKind.POSITIONAL_ONLY,
        parameter.required,
        parameter.annotation,
        parameter.default,
        parameter.type,
    )


def _legacy_positional(parameters: list[Parameter]) -> list[Parameter]:
    """Names with two leading underscores are positional-only by the convention of PEP 484."""
    out = list(parameters)
    for index, parameter in enumerate(out):
        old_style = parameter.name.startswith("__") and not parameter.name.endswith("__")
        if parameter.kind is not ParameterKind.POSITIONAL_OR_NAMED or not old_style:
            break
        out[index] = _positional(parameter)
    return out
