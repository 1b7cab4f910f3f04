"""Definitions: functions, classes, and the names that module and class bodies or methods assign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.facts.code import Chain, FieldInfo, Root, Symbol, SymbolKind
from conflictscan.languages.python import modifiers
from conflictscan.languages.python.alternatives import alternatives
from conflictscan.languages.python.bodies import Bodies, Body
from conflictscan.languages.python.returns import return_shape
from conflictscan.languages.python.signatures import Signatures
from conflictscan.languages.python.values import literal

if TYPE_CHECKING:
    from conflictscan.facts.code import Arm, Parameter
    from conflictscan.languages.python.chains import Chains
    from conflictscan.languages.python.collect import Collector
    from conflictscan.languages.python.notes import Assigned, Definition
    from conflictscan.languages.python.scopes import Scope
    from conflictscan.languages.python.tree import Node

_UNTYPED: Final = frozenset({Root.LOCAL, Root.UNKNOWN, Root.FREE})


class Symbols:
    """Builds the symbols of one file."""

    def __init__(self, notes: Collector, chains: Chains) -> None:
        self.notes = notes
        self.tree = notes.tree
        self.chains = chains
        self.bodies = Bodies(notes)
        self.signatures = Signatures(self.tree, chains)
        self._members: dict[int, list[tuple[Node, str, Body]]] = {}  # by start of the class
        self._traits: dict[str, frozenset[str]] = {}  # class qualname -> its modifiers
        self._found: list[Symbol] = []

    def symbols(self) -> tuple[Symbol, ...]:
        """All symbols in source order, ordinals set."""
        classes = [d for d in self.notes.definitions if d.node.kind == "class_definition"]
        for definition in classes:
            self._traits[definition.scope.qualname] = self._class_traits(definition)
        for definition in self.notes.definitions:
            if definition.node.kind == "function_definition":
                self._function(definition)
        for definition in sorted(classes, key=lambda d: d.node.end - d.node.start):
            self._class(definition)
        declared = self._assignments()
        self._fields(declared)
        return _numbered(self._found)

    # -- functions and classes -----------------------------------------------------------------

    def _function(self, definition: Definition) -> None:
        node, scope = definition.node, definition.scope
        name = node.get("name")
        if name is None:
            return
        decorators = self.signatures.decorators(definition)
        method = definition.context.scope.kind == "class"
        text = self.tree.text(name)
        static = any(d.chain.last == "staticmethod" for d in decorators) and text != "__new__"
        receiver = method and not static
        parameters = self.signatures.parameters(definition, receiver=receiver)
        listed = node.get("parameters")
        body = self.bodies.body(node, self._seed(definition, parameters))
        returns = node.get("return_type")
        marks = modifiers.of_function(definition, decorators, self.tree)
        symbol = Symbol(
            name=text,
            qualname=scope.qualname,
            kind=SymbolKind.METHOD if method else SymbolKind.FUNCTION,
            span=self.tree.span(_whole(node)),
            name_span=self.tree.span(name),
            container=definition.context.scope.owner.qualname,
            modifiers=marks,
            decorators=decorators,
            parameters=parameters,
            returns=self.signatures.written(returns),
            return_type=self.signatures.type(returns, scope.parent or scope),
            return_shape=return_shape(definition, self.chains, stub="stub" in marks),
            raises=self._raises(scope),
            guards=definition.context.guards,
            branch=definition.context.branch,
            signature_hash=self.bodies.signature(
                [n for n in (*definition.decorators, listed, returns) if n is not None]
            )
            + ("a" if scope.is_async else ""),
            body_hash=body.body_hash,
            body_size=body.size,
            statements=body.statements,
            sketch=body.sketch,
            literals=body.literals,
        )
        self._found.append(symbol)
        self._enter(definition, text, symbol.signature_hash, body)

    def _seed(self, definition: Definition, parameters: tuple[Parameter, ...]) -> tuple[str, ...]:
        """Parameter names in order, the receiver first."""
        listed = definition.node.get("parameters")
        names = [p.name for p in parameters]
        first = (
            next((n for n in listed.named if n.kind == "identifier"), None) if listed is not None else None
        )
        if first is not None and self.tree.text(first) not in names:
            names.insert(0, self.tree.text(first))
        return tuple(names)

    def _enter(self, definition: Definition, name: str, signature: str, body: Body) -> None:
        """Tell the class around a definition of its member."""
        around = definition.context.scope
        if around.kind == "class":
            head = f"{name}/{signature}"
            self._members.setdefault(around.node.start, []).append((_whole(definition.node), head, body))

    def _raises(self, scope: Scope) -> tuple[Chain, ...]:
        found: dict[Chain, None] = {}
        for node, where in scope.raises:
            raised = (node.get("function") or node) if node.kind == "call" else node
            chain = self.chains.evaluate(raised, where)
            if chain.root not in (Root.LOCAL, Root.UNKNOWN):
                found.setdefault(chain)
        return tuple(found)

    def _class(self, definition: Definition) -> None:
        node, scope = definition.node, definition.scope
        name = node.get("name")
        if name is None:
            return
        text = self.tree.text(name)
        body = self.bodies.klass(node, self._members.get(node.start, []))
        bases = node.get("superclasses")
        head = [n for n in (*definition.decorators, bases) if n is not None]
        symbol = Symbol(
            name=text,
            qualname=scope.qualname,
            kind=SymbolKind.CLASS,
            span=self.tree.span(_whole(node)),
            name_span=self.tree.span(name),
            container=definition.context.scope.owner.qualname,
            modifiers=tuple(sorted(self._traits[scope.qualname])),
            decorators=self.signatures.decorators(definition),
            bases=self._bases(definition),
            guards=definition.context.guards,
            branch=definition.context.branch,
            signature_hash=self.bodies.signature(head),
            body_hash=body.body_hash,
            body_size=body.size,
            statements=body.statements,
            sketch=body.sketch,
            literals=body.literals,
        )
        self._found.append(symbol)
        self._enter(definition, text, symbol.signature_hash, body)

    def _bases(self, definition: Definition) -> tuple[Chain, ...]:
        listed = definition.node.get("superclasses")
        scope = definition.scope.parent or definition.scope
        found: list[Chain] = []
        for base in listed.named if listed is not None else ():
            if base.kind == "keyword_argument":
                continue
            generic = base.kind == "subscript"
            inner = (base.get("value") or base) if generic else base
            found.append(self.chains.evaluate(inner, scope))
        return tuple(found)

    def _class_traits(self, definition: Definition) -> frozenset[str]:
        traits = modifiers.of_class(
            definition, self._bases(definition), self.signatures.decorators(definition), self.tree
        )
        for base in self._bases(definition):  # a base of this file hands its nature on
            if base.root in (Root.MODULE, Root.NESTED) and not base.steps:
                known = self._traits.get(base.scope or base.name, frozenset())
                traits |= known & modifiers.INHERITED
        return traits

    # -- variables and fields ------------------------------------------------------------------

    def _assignments(self) -> set[str]:
        """Symbols of names assigned in module and class bodies; returns their qualnames."""
        defined = {s.qualname for s in self._found}
        declared: set[str] = set()
        for item in sorted(self.notes.assigned, key=lambda a: a.target.start):
            name = self.tree.text(item.target)
            scope = item.context.scope
            qualname = scope.child_qualname(name)
            plain = item.statement.kind in ("assignment", "type_alias_statement", "expression_statement")
            if (qualname in declared or qualname in defined) and not plain:
                continue
            if name == "__slots__" and scope.kind == "class":
                self._slots(item, scope, declared)
            declared.add(qualname)
            self._found.append(self._assigned(item, name, qualname))
        return declared

    def _assigned(self, item: Assigned, name: str, qualname: str) -> Symbol:
        scope = item.context.scope
        traits = self._traits.get(scope.qualname, frozenset()) if scope.kind == "class" else frozenset[str]()
        value = literal(item.value, self.tree)
        kind, field = SymbolKind.VARIABLE, None
        if item.statement.kind == "type_alias_statement" or self._is_alias(item, scope):
            kind = SymbolKind.TYPE_ALIAS
        elif scope.kind == "class":
            kind = SymbolKind.FIELD
            if "enum" in traits and item.annotation is None and item.value is not None and _is_variant(name):
                kind = SymbolKind.VARIANT
            else:
                field = self._field(item, traits)
        annotation = self.signatures.written(item.annotation)
        return Symbol(
            name=name,
            qualname=qualname,
            kind=kind,
            span=self.tree.span(_statement(item.statement)),
            name_span=self.tree.span(item.target),
            container=scope.owner.qualname,
            modifiers=("final",) if annotation.startswith(("Final", "typing.Final")) else (),
            annotation=annotation,
            type=self._type(item),
            value=value,
            field=field,
            guards=item.context.guards,
            branch=item.context.branch,
            alternatives=self._alternatives(item, kind),
        )

    def _alternatives(self, item: Assigned, kind: SymbolKind) -> tuple[Arm, ...]:
        """What an alias stands for, or what a declared field may hold."""
        if kind is SymbolKind.FIELD:
            return alternatives(item.annotation, item.context.scope, self.chains)
        named = kind is SymbolKind.TYPE_ALIAS or (kind is SymbolKind.VARIABLE and item.annotation is None)
        value = item.value or item.statement.get("right")
        return alternatives(value, item.context.scope, self.chains) if named else ()

    def _is_alias(self, item: Assigned, scope: Scope) -> bool:
        return (
            item.annotation is not None
            and scope.kind == "module"
            and self.tree.text(item.annotation).rpartition(".")[2] == "TypeAlias"
        )

    def _field(self, item: Assigned, traits: frozenset[str]) -> FieldInfo:
        call = item.value if item.value is not None and item.value.kind == "call" else None
        function = call.get("function") if call is not None else None
        options: dict[str, str] = {}
        first = ""
        if call is not None and function is not None and modifiers.is_field_call(self.tree.text(function)):
            options, first = modifiers.keyword_texts(call, self.tree)
        specified = function is not None and (
            bool(options) or modifiers.is_field_call(self.tree.text(function))
        )
        default = item.value is not None
        if specified:
            default = bool({"default", "default_factory", "factory"} & set(options)) or first not in (
                "",
                "...",
            )
            default = default and options.get("default") not in ("...", "NOTHING", "attr.NOTHING")
        annotation = self.tree.text(item.annotation) if item.annotation is not None else ""
        constant = "ClassVar" in annotation or annotation == "KW_ONLY"
        declared = item.annotation is not None or ("attrs" in traits and specified)
        return FieldInfo(
            in_constructor=declared and not constant and options.get("init") != "False",
            has_default=default,
            keyword_only=options.get("kw_only") == "True" or self._after_kw_only(item),
        )

    def _after_kw_only(self, item: Assigned) -> bool:
        """Does a `_: KW_ONLY` stand above the field?"""
        block = item.context.scope.node.get("body")
        for statement in block.children if block is not None else ():
            if statement.start >= item.target.start:
                return False
            text = self.tree.text(statement)
            if statement.kind == "expression_statement" and text.endswith("KW_ONLY") and ":" in text:
                return True
        return False

    def _type(self, item: Assigned) -> Chain | None:
        scope = item.context.scope
        if item.annotation is not None and not self._is_alias(item, scope):
            return self.chains.annotations.value(item.annotation, scope)
        if item.value is None:
            return None
        chain = self.chains.evaluate(item.value, scope)
        return chain if chain.root not in _UNTYPED else None

    def _slots(self, item: Assigned, scope: Scope, declared: set[str]) -> None:
        for node in item.value.walk() if item.value is not None else ():
            if node.kind != "string_content":
                continue
            name = self.tree.text(node)
            qualname = scope.child_qualname(name)
            if name.isidentifier() and qualname not in declared:
                declared.add(qualname)
                self._found.append(
                    Symbol(
                        name=name,
                        qualname=qualname,
                        kind=SymbolKind.FIELD,
                        span=self.tree.span(node),
                        name_span=self.tree.span(node),
                        container=scope.qualname,
                        modifiers=("slot",),
                        field=FieldInfo(),
                        guards=item.context.guards,
                        branch=item.context.branch,
                    )
                )

    def _fields(self, declared: set[str]) -> None:
        """Attributes that methods assign through their receiver, one symbol for each name."""
        found: dict[str, list[tuple[Assigned, str]]] = {}
        known = declared | {s.qualname for s in self._found}
        for target, item in self.notes.attributes:
            receiver, name = target.get("object"), target.get("attribute")
            if receiver is None or name is None or receiver.kind != "identifier":
                continue
            chain = self.chains.lookup(self.tree.text(receiver), item.context.scope)
            if chain.root not in (Root.INSTANCE, Root.CLASS) or chain.steps:
                continue
            qualname = f"{chain.scope}.{self.tree.text(name)}"
            found.setdefault(qualname, []).append((item, chain.scope))
        for qualname, items in found.items():
            if qualname not in known:
                self._found.append(self._attribute(qualname, items))

    def _attribute(self, qualname: str, items: list[tuple[Assigned, str]]) -> Symbol:
        items.sort(key=lambda pair: (not self._in_init(pair[0]), pair[0].target.start))
        first, container = items[0]
        name = qualname.rpartition(".")[2]
        annotated = next((item for item, _ in items if item.annotation is not None), None)
        best = annotated or first
        methods = {item.context.scope.owner.qualname.rpartition(".")[2] for item, _ in items}
        types = {self._type(item) for item, _ in items} - {None, Chain("none", Root.LITERAL)}
        name_node = first.target.get("attribute") or first.target
        return Symbol(
            name=name,
            qualname=qualname,
            kind=SymbolKind.FIELD,
            span=self.tree.span(_statement(first.statement)),
            name_span=self.tree.span(name_node),
            container=container,
            annotation=self.signatures.written(best.annotation),
            type=self._type(best) if annotated is not None else (types.pop() if len(types) == 1 else None),
            value=literal(first.value, self.tree),
            field=FieldInfo(assigned_in=tuple(sorted(methods))),
            guards=first.context.guards,
        )

    @staticmethod
    def _in_init(item: Assigned) -> bool:
        return item.context.scope.owner.qualname.rpartition(".")[2] in ("__init__", "__post_init__", "setUp")


def _is_variant(name: str) -> bool:
    return not (name.startswith("_") and name.endswith("_")) and not name.startswith("__")


def _whole(node: Node) -> Node:
    """A definition with its decorators."""
    parent = node.parent
    return parent if parent is not None and parent.kind == "decorated_definition" else node


def _statement(node: Node) -> Node:
    """The statement around an assignment; the node itself for other forms."""
    parent = node.parent
    return parent if parent is not None and parent.kind == "expression_statement" else node


def _numbered(symbols: list[Symbol]) -> tuple[Symbol, ...]:
    """In source order, equal qualnames told apart."""
    symbols.sort(key=lambda s: (s.span.start_byte, -s.span.end_byte, s.name_span.start_byte, s.qualname))
    counts: dict[str, int] = {}
    out: list[Symbol] = []
    for symbol in symbols:
        ordinal = counts.get(symbol.qualname, 0)
        counts[symbol.qualname] = ordinal + 1
        out.append(msgspec.structs.replace(symbol, ordinal=ordinal) if ordinal else symbol)
    return tuple(out)
