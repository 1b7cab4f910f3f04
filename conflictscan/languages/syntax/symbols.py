"""Definitions: functions, classes, and the names that module and class bodies or methods give values to."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.facts.code import (
    Arm,
    Chain,
    Decorator,
    FieldInfo,
    Literal,
    Parameter,
    ParameterKind,
    Root,
    Symbol,
    SymbolKind,
)
from conflictscan.languages.syntax.bodies import Bodies, Body
from conflictscan.languages.syntax.returns import return_shape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conflictscan.languages.syntax.chains import Chains
    from conflictscan.languages.syntax.collect import Collector
    from conflictscan.languages.syntax.marks import Node
    from conflictscan.languages.syntax.notes import Assigned, Definition
    from conflictscan.languages.syntax.scopes import Scope

_WRITTEN: Final = {
    "static": ("staticmethod",),
    "get": ("property",),
    "set": ("property", "setter"),
    "sealed": ("final",),
    "*": ("generator",),
    "suspend": ("async",),
}
"""Keywords whose meaning has another name among the modifiers of a symbol."""

_BUILT_FROM_FIELDS: Final = frozenset({"interface", "struct", "record"})
_UNTYPED: Final = frozenset({Root.LOCAL, Root.UNKNOWN, Root.FREE})
_LITERAL_KINDS: Final = frozenset({"str", "int", "float", "bool", "none", "list", "dict", "tuple", "regex"})
_MAX_TEXT: Final = 200
OVERLOAD_BITS: Final = 8
"""How far the number of an overload is shifted: below stand the places of those that share even their parameters."""

_ARGUMENTS: Final = re.compile(r"<[^<>]*>")


class Symbols:
    """Builds the symbols of one file."""

    def __init__(self, notes: Collector, chains: Chains) -> None:
        self.notes = notes
        self.marks = notes.marks
        self.grammar = notes.grammar
        self.chains = chains
        self.bodies = Bodies(notes)
        self._members: dict[int, list[tuple[Node, str, Body]]] = {}  # by start of the class
        self._traits: dict[str, frozenset[str]] = {}  # class qualname -> its modifiers
        self._found: list[Symbol] = []

    def symbols(self) -> tuple[Symbol, ...]:
        """All symbols in source order, ordinals set."""
        classes = [d for d in self.notes.definitions if d.node.kind not in ("function", "method")]
        for definition in classes:
            known = self._traits.get(definition.scope.qualname, frozenset())
            self._traits[definition.scope.qualname] = known | self._modifiers(definition)
        for definition in self.notes.definitions:
            if definition.node.kind in ("function", "method"):
                self._function(definition)
        for definition in sorted(classes, key=lambda d: d.node.end - d.node.start):
            self._class(definition)
        for item in self.notes.assigned:
            self._found.append(self._variable(item))
        self._attributes({s.qualname for s in self._found})
        return _numbered(self._found, overloads=self.grammar.overloads)

    # -- functions -----------------------------------------------------------------------------

    def _function(self, definition: Definition) -> None:
        node, scope = definition.node, definition.scope
        method = definition.context.scope.owner.kind == "class" and definition.context.scope.kind == "class"
        listed = [p for child in node.children for p in _listed(child)]
        parameters = tuple(
            parameter
            for each in listed
            if not self.grammar.is_receiver(self.marks, each)
            for parameter in self._parameter(each, scope)
        )
        returns = node.get("returns")
        body = self.bodies.body(node, scope, tuple(p.name for p in parameters))
        modifiers = self._modifiers(definition)
        if returns is not None and self.chains.types.awaitable(returns):
            modifiers |= {"async"}
        if scope.yields:
            modifiers |= {"generator"}
        symbol = Symbol(
            name=self.grammar.plain_name(definition.text),
            qualname=scope.qualname,
            kind=SymbolKind.METHOD if method else SymbolKind.FUNCTION,
            span=self.marks.span(definition.whole),
            name_span=self._name_span(definition),
            container=definition.context.scope.owner.qualname,
            modifiers=tuple(sorted(modifiers)),
            decorators=self._decorators(definition),
            parameters=parameters,
            returns=self._written(returns),
            return_type=self.chains.types.named(returns, scope) if returns is not None else None,
            return_shape=return_shape(definition, self.chains),
            raises=self._raises(definition),
            guards=definition.context.guards,
            signature_hash=self.bodies.signature([*node.of_kind("decorator"), *listed, returns])
            + ("a" if "async" in modifiers else ""),
            body_hash=body.body_hash,
            body_size=body.size,
            statements=body.statements,
            sketch=body.sketch,
            literals=body.literals,
        )
        self._found.append(symbol)
        self._enter(definition, symbol, body)
        self._promoted(definition, listed)

    def _parameter(self, node: Node, scope: Scope) -> Iterable[Parameter]:
        """A parameter node as parameters: several where one type is written for several names."""
        annotation, default = node.get("annotation"), node.get("value")
        roles = node.roles
        targets = node.all("target") or [node]
        for target in targets:
            plain = target.kind == "identifier" or (
                target is node
                and not target.children
                and ("target" in roles or node.raw.type == "identifier")
            )
            if "variadic" in roles and "keyword" in roles:
                kind = ParameterKind.REST_NAMED
            elif "variadic" in roles:
                kind = ParameterKind.REST_POSITIONAL
            elif "keyword" in roles:
                kind = ParameterKind.NAMED_ONLY
            elif self.grammar.named_arguments:
                kind = ParameterKind.POSITIONAL_OR_NAMED
            else:
                kind = ParameterKind.POSITIONAL_ONLY
            yield Parameter(
                name=self.marks.text(target) if plain else "{…}",
                kind=kind,
                required=default is None and "optional" not in roles and "variadic" not in roles,
                annotation=self.grammar.parameter_type(self.marks, node) or self._written(annotation),
                default=self._written(default),
                type=self.chains.types.value(annotation, scope) if annotation is not None else None,
            )

    def _promoted(self, definition: Definition, listed: list[Node]) -> None:
        """Parameters of a constructor that are fields as well."""
        around = definition.scope if definition.node.kind == "class" else definition.context.scope
        for node in listed:
            target = node.get("target")
            if target is None or "promoted" not in node.roles or around.kind != "class":
                continue
            annotation = node.get("annotation")
            name = self.grammar.promoted_name(self.marks.text(target))
            field = Symbol(
                name=name,
                qualname=around.child_qualname(name),
                kind=SymbolKind.FIELD,
                span=self.marks.span(node),
                name_span=self.marks.span(target),
                container=around.qualname,
                modifiers=tuple(sorted(self._keywords(node))),
                annotation=self._written(annotation),
                type=self.chains.types.value(annotation, around) if annotation is not None else None,
                field=FieldInfo(
                    in_constructor=definition.node.kind == "class",
                    has_default=node.get("value") is not None or "optional" in node.roles,
                ),
            )
            self._found.append(field)
            if self.grammar.accessors and not self._has_method(around, name):
                self._found.append(self._accessor(field, annotation, around))

    def _has_method(self, around: Scope, name: str) -> bool:
        return any(b.node is not None and b.node.kind == "method" for b in around.names.get(name, ()))

    def _accessor(self, field: Symbol, annotation: Node | None, around: Scope) -> Symbol:
        """The method that reads a component of a record."""
        return msgspec.structs.replace(
            field,
            kind=SymbolKind.METHOD,
            parameters=(),
            returns=field.annotation,
            return_type=self.chains.types.named(annotation, around) if annotation is not None else None,
            annotation="",
            type=None,
            field=None,
        )

    def _raises(self, definition: Definition) -> tuple[Chain, ...]:
        scope = definition.scope
        found: dict[Chain, None] = {}
        for node in definition.node.all("thrown"):
            chain = self.chains.evaluate(node, scope)
            if chain.root is not Root.UNKNOWN:
                found.setdefault(chain)
        for node, where in scope.raises:
            chain = self.chains.evaluate(node, where)
            if chain.root not in (Root.LOCAL, Root.UNKNOWN):
                found.setdefault(chain)
        return tuple(found)

    # -- classes -------------------------------------------------------------------------------

    def _class(self, definition: Definition) -> None:
        node, scope = definition.node, definition.scope
        if not definition.text or (node.kind == "extension" and not self._implements(node)):
            return
        body = self.bodies.klass(node.get("body") or node, self._members.get(node.start, []))
        bases = self._bases(definition)
        listed = [p for child in node.children for p in _listed(child)]
        name = self.grammar.plain_name(definition.text)
        owner = definition.context.scope
        deeper = definition.text.removesuffix(name).rstrip(".")
        symbol = Symbol(
            name=name,
            qualname=scope.qualname,
            kind=SymbolKind.CLASS,
            span=self.marks.span(definition.whole),
            name_span=self._name_span(definition),
            container=owner.child_qualname(deeper) if deeper else owner.owner.qualname,
            modifiers=tuple(sorted(self._traits[scope.qualname])),
            decorators=self._decorators(definition),
            bases=bases,
            guards=definition.context.guards,
            signature_hash=self.bodies.signature(
                [*node.of_kind("decorator"), *node.all("base"), *node.all("implemented"), *listed]
            ),
            body_hash=body.body_hash,
            body_size=body.size,
            statements=body.statements,
            sketch=body.sketch,
            literals=body.literals,
        )
        self._found.append(symbol)
        self._enter(definition, symbol, body)
        self._promoted(definition, listed)

    def _bases(self, definition: Definition) -> tuple[Chain, ...]:
        node, scope = definition.node, definition.scope
        found: list[Chain] = []
        for child in self.grammar.bases(node):
            named = child.get("name") if child.kind == "generic" else child
            found.append(self.chains.evaluate(named or child, scope))
        if (
            self.grammar.implementations
            and node.kind == "class"
            and definition.context.scope.kind == "module"
        ):
            found.extend(dict.fromkeys(self._implementations(definition)))
        return tuple(found)

    def _implements(self, node: Node) -> bool:
        return self.grammar.implementations and node.get("implemented") is not None

    def _implementations(self, definition: Definition) -> Iterable[Chain]:
        """The implementations that stand beside a class: they give it members as bases do."""
        for other in self.notes.definitions:
            if other.node.kind == "extension" and other.context.scope is definition.context.scope:
                about = other.node.get("name")
                named = self.chains.types.named(about, other.context.scope) if about is not None else None
                here = named is not None and not named.steps and named.name == definition.text
                if here and self._implements(other.node):
                    yield Chain(other.text, Root.MODULE)

    def _modifiers(self, definition: Definition) -> frozenset[str]:
        written = self._keywords(definition.node) | self._keywords(definition.whole)
        written |= {role[5:] for role in definition.node.roles if role.startswith("sort.")}
        if definition.node.kind == "alias":
            written |= {"interface", "alias"}
        if definition.node.kind == "class" and "abstract" in written:
            written |= {"abc"}
        body = definition.node.get("body") or definition.node.get("value")
        if body is not None and body.of_kind("rest"):
            written |= {"indexed"}
        if definition.node.kind == "namespace":
            written |= {"namespace"}
        if self.grammar.loose_arguments and definition.node.kind in ("function", "method"):
            written |= {"loose"}
        return self.grammar.modifiers(self.marks, definition.node, definition.text, written)

    def _keywords(self, node: Node) -> frozenset[str]:
        found: set[str] = set()
        for child in node.of_kind("modifier"):
            text = " ".join(self.marks.text(child).split())
            found.update(_WRITTEN.get(text, (text,)))
        if "optional" in node.roles:
            found.add("optional")
        return frozenset(found)

    def _decorators(self, definition: Definition) -> tuple[Decorator, ...]:
        nodes = [*definition.node.of_kind("decorator")]
        if definition.whole is not definition.node:
            nodes.extend(definition.whole.of_kind("decorator"))
        scope = definition.context.scope
        found: list[Decorator] = []
        for node in nodes:
            child = node.children[0] if node.children else None
            if child is None:
                continue
            called = child.kind in ("call", "construct")
            named = (child.get("callee") or child) if called else child
            arguments = next((c for c in child.children if c.kind == "arguments"), None) if called else None
            given = tuple(self._written(c) for c in arguments.children) if arguments is not None else ()
            found.append(Decorator(self.chains.evaluate(named, scope), called, given))
        return tuple(found)

    # -- variables and fields ------------------------------------------------------------------

    def _variable(self, item: Assigned) -> Symbol:
        scope = item.context.scope
        name = self.marks.text(item.target)
        kind, field = SymbolKind.VARIABLE, None
        modifiers = self.grammar.modifiers(self.marks, item.whole, name, self._keywords(item.whole))
        if item.whole.kind == "alias":
            kind = SymbolKind.TYPE_ALIAS
        elif item.whole.kind == "variant":
            kind = SymbolKind.VARIANT
        elif scope.kind == "class" and "namespace" not in self._traits.get(scope.qualname, ()):
            kind = SymbolKind.FIELD
            traits = self._traits.get(scope.qualname, frozenset())
            field = FieldInfo(
                in_constructor=not _BUILT_FROM_FIELDS.isdisjoint(traits) and "staticmethod" not in modifiers,
                has_default=item.value is not None or "optional" in modifiers or self.grammar.zero_values,
                keyword_only=traits.isdisjoint({"struct", "record"}),
            )
        return Symbol(
            name=name.strip("\"'"),
            qualname=scope.child_qualname(name.strip("\"'")),
            kind=kind,
            span=self.marks.span(item.whole),
            name_span=self.marks.span(item.target),
            container=scope.owner.qualname,
            modifiers=tuple(sorted(modifiers)),
            annotation=self._written(item.annotation),
            type=self._type(item),
            value=self._literal(item.value),
            field=field,
            guards=item.context.guards,
            signature_hash=self.bodies.signature([item.whole]) if kind is SymbolKind.TYPE_ALIAS else "",
            alternatives=self._alternatives(item.whole, scope) if kind is SymbolKind.TYPE_ALIAS else (),
        )

    def _alternatives(self, alias: Node, scope: Scope) -> tuple[Arm, ...]:
        """What a union allows."""
        value = alias.get("value")
        found: list[Arm] = []
        stack = [value] if value is not None and value.kind == "union" else []
        while stack:
            node = stack.pop()
            if node.kind in ("union", "group"):
                stack.extend(reversed(node.children))
            elif node.kind == "str":
                found.append(Arm(None, repr(self.grammar.literal(self.marks, node)), self.marks.span(node)))
            elif node.kind in ("int", "float", "bool", "none"):
                found.append(Arm(None, self.marks.text(node), self.marks.span(node)))
            else:
                found.append(Arm(self.chains.types.named(node, scope), "", self.marks.span(node)))
        return tuple(found)

    def _type(self, item: Assigned) -> Chain | None:
        scope = item.context.scope
        if item.annotation is not None:
            return self.chains.types.value(item.annotation, scope)
        if item.value is None or item.value.kind in _LITERAL_KINDS:
            return None
        chain = self.chains.evaluate(item.value, scope)
        free = chain.root is Root.FREE and self.grammar.free_types
        return chain if free or chain.root not in (*_UNTYPED, Root.LITERAL) else None

    def _literal(self, node: Node | None) -> Literal | None:
        if node is None or node.kind not in _LITERAL_KINDS:
            return None
        return Literal(node.kind, self._written(node))

    def _attributes(self, known: set[str]) -> None:
        """Fields that methods give values through the receiver."""
        found: dict[str, list[tuple[Assigned, str]]] = {}
        for item in self.notes.attributes:
            chain = self.chains.evaluate(item.target, item.context.scope)
            if chain.root is Root.INSTANCE and len(chain.steps) == 1:
                found.setdefault(f"{chain.scope}.{chain.last}", []).append((item, chain.scope))
        for qualname, items in found.items():
            if qualname not in known:
                self._found.append(self._attribute(qualname, items))

    def _attribute(self, qualname: str, items: list[tuple[Assigned, str]]) -> Symbol:
        first, container = items[0]
        types = {self._type(item) for item, _ in items} - {None}
        methods = {item.context.scope.owner.qualname.rpartition(".")[2] for item, _ in items}
        name = first.target.get("property") or first.target
        return Symbol(
            name=qualname.rpartition(".")[2],
            qualname=qualname,
            kind=SymbolKind.FIELD,
            span=self.marks.span(first.whole),
            name_span=self.marks.span(name),
            container=container,
            type=types.pop() if len(types) == 1 else None,
            value=self._literal(first.value),
            field=FieldInfo(assigned_in=tuple(sorted(methods))),
            guards=first.context.guards,
        )

    # -- parts ---------------------------------------------------------------------------------

    def _enter(self, definition: Definition, symbol: Symbol, body: Body) -> None:
        """Tell the class around a definition of its member."""
        around = definition.context.scope
        if around.kind == "class":
            head = f"{symbol.name}/{symbol.signature_hash}"
            self._members.setdefault(around.node.start, []).append((definition.whole, head, body))

    def _name_span(self, definition: Definition):  # noqa: ANN202 - Span
        if definition.name is not None:
            return self.marks.span(definition.name)
        start = definition.node.start
        return self.marks.region(start, start)

    def _written(self, node: Node | None) -> str:
        return " ".join(self.marks.text(node).split())[:_MAX_TEXT] if node is not None else ""


def _listed(child: Node) -> list[Node]:
    """The parameters that a child of a function or class node stands for."""
    if child.kind == "parameters":
        return [c for c in child.children if c.kind in ("parameter", "identifier")]
    return [child] if child.kind == "parameter" else []


def _numbered(symbols: list[Symbol], *, overloads: bool) -> tuple[Symbol, ...]:
    """In source order, equal qualnames told apart: by their place, or, where methods overload, by their parameters.

    The number of an overload stays what it is when others come or go, so that it is known again in another version.
    """
    symbols.sort(key=lambda s: (s.span.start_byte, -s.span.end_byte, s.name_span.start_byte, s.qualname))
    counts: dict[str, int] = {}
    out: list[Symbol] = []
    for symbol in symbols:
        first = _overload(symbol) if overloads and symbol.kind is SymbolKind.METHOD else 0
        key = f"{symbol.qualname}/{first}" if first else symbol.qualname
        ordinal = first + counts.get(key, 0)
        counts[key] = counts.get(key, 0) + 1
        out.append(msgspec.structs.replace(symbol, ordinal=ordinal) if ordinal else symbol)
    return tuple(out)


def _overload(symbol: Symbol) -> int:
    """A number that overloads of one name do not share: from the erased types of their parameters."""
    types = ",".join(erased(parameter) for parameter in symbol.parameters or ())
    return (zlib.crc32(types.encode("utf-8", "surrogateescape")) | 1 << 32) << OVERLOAD_BITS


def erased(parameter: Parameter) -> str:
    """The type of a parameter as it tells overloads apart: without arguments, package and annotations."""
    written, before = parameter.annotation, ""
    while written != before:
        written, before = _ARGUMENTS.sub("", written), written
    last = written.split()[-1] if written.split() else ""
    many = "[]" if parameter.kind is ParameterKind.REST_POSITIONAL else ""
    return last.rpartition(".")[2] + many
