"""Second pass: the noted uses as references, with their chains, arguments and results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import Arguments, Chain, Reference, ReferenceKind, Result, Root

if TYPE_CHECKING:
    from conflictscan.languages.syntax.chains import Chains
    from conflictscan.languages.syntax.collect import Collector
    from conflictscan.languages.syntax.marks import Node
    from conflictscan.languages.syntax.notes import Use
    from conflictscan.languages.syntax.scopes import Context, Scope

_BARE: Final = frozenset({Root.LOCAL, Root.INSTANCE, Root.CLASS, Root.SUPER, Root.LITERAL, Root.UNKNOWN})
_NOTHING: Final = frozenset({Root.LOCAL, Root.UNKNOWN, Root.BUILTIN, Root.LITERAL, Root.FREE})
_GIVES: Final = frozenset({ReferenceKind.CALL, ReferenceKind.READ})
_CALLS: Final = frozenset({"call", "construct"})
_LITERALS: Final = frozenset(
    {"str", "int", "float", "bool", "none", "list", "dict", "tuple", "regex", "truth"}
)
_NAMES: Final = {"function": "lambda", "truth": "bool", "regex": "other"}


class References:
    """Turns uses of one file into references."""

    def __init__(self, notes: Collector, chains: Chains) -> None:
        self.notes = notes
        self.marks = notes.marks
        self.chains = chains

    def all(self) -> tuple[Reference, ...]:
        """All references of the file, in source order."""
        found = list(self.notes.references)
        for use in self.notes.uses:
            reference = self.reference(use)
            if reference is not None:
                found.append(reference)
        for node, context in self.notes.types:
            reference = self.annotation(node, context)
            if reference is not None:
                found.append(reference)
        for node, context in self.notes.records:
            reference = self.record(node, context)
            if reference is not None:
                found.append(reference)
        for node, context in self.notes.dicts:
            reference = self.expected(node, context)
            if reference is not None:
                found.append(reference)
        found.extend(self.notes.grammar.strings(self.notes, self.chains))
        found.sort(key=lambda r: (r.span.start_byte, r.span.end_byte, r.kind, r.name_span.start_byte))
        return tuple(found)

    def reference(self, use: Use) -> Reference | None:
        """The reference of a use; None for one that only reads or writes a local variable."""
        node, context, kind = use.node, use.context, use.kind
        call = node.kind in _CALLS and kind in (ReferenceKind.CALL, ReferenceKind.DECORATOR)
        target = (node.get("callee") or node) if call else node
        chain = self.chains.evaluate(target, context.scope)
        if self._is_silent(use, target, chain):
            return None
        executed = context.scope.executed()
        return Reference(
            kind=kind,
            chain=chain,
            span=self.marks.span(node),
            name_span=self.marks.span(last_name(target)),
            enclosing=context.scope.owner.qualname,
            arguments=self.arguments(node, context.scope) if call else None,
            result=self._result(node, kind, call=call),
            awaited=_awaited(node),
            in_async=executed.is_async,
            guards=context.guards,
            declared=self.declared(node, context) if kind in _GIVES else None,
        )

    def _result(self, node: Node, kind: ReferenceKind, *, call: bool) -> Result | None:
        if call and kind is ReferenceKind.CALL:
            return self.result(node)
        changed = kind is ReferenceKind.WRITE and node.parent is not None and node.parent.kind == "augment"
        return Result("changed") if changed else None

    def annotation(self, node: Node, context: Context) -> Reference | None:
        """The reference of one name in a written type."""
        chain = self.chains.types.named(node, context.scope)
        if chain is None or (chain.root in _BARE and not any(step.startswith(".") for step in chain.steps)):
            return None
        return Reference(
            kind=ReferenceKind.ANNOTATION,
            chain=chain,
            span=self.marks.span(node),
            name_span=self.marks.span(last_name(node)),
            enclosing=context.scope.owner.qualname,
            in_async=context.scope.executed().is_async,
            guards=context.guards,
        )

    def record(self, node: Node, context: Context) -> Reference | None:
        """A construction from named fields."""
        built = node.get("callee")
        chain = self.chains.evaluate(built, context.scope) if built is not None else None
        if built is None or chain is None or chain.root in (Root.LOCAL, Root.UNKNOWN):
            return None
        return self.record_of(node, chain, node.children, context, named=last_name(built))

    def expected(self, node: Node, context: Context) -> Reference | None:
        """A mapping display where a declared type says what it must hold."""
        chain = self.declared(node, context)
        return self.record_of(node, chain, node.children, context, named=node) if chain is not None else None

    def declared(self, node: Node, context: Context) -> Chain | None:
        """The class that is declared where the value of an expression goes."""
        here, parent = node, node.parent
        while parent is not None and parent.kind in ("group", "await"):
            here, parent = parent, parent.parent
        if parent is None:
            return None
        written: Node | None = None
        if parent.kind in ("declare", "field", "parameter") and "value" in here.roles:
            written = parent.get("annotation") if len(parent.all("value")) == 1 else None
        elif (parent.kind == "return" and len(parent.children) == 1) or (
            parent.kind == "function" and "body" in here.roles
        ):
            written = context.scope.executed().node.get("returns")
        chain = self.chains.types.named(written, context.scope) if written is not None else None
        return None if chain is None or chain.root in (Root.LOCAL, Root.UNKNOWN, Root.BUILTIN) else chain

    def record_of(
        self, node: Node, chain: Chain, entries: list[Node], context: Context, *, named: Node
    ) -> Reference:
        """A construction of what `chain` names from the given entries."""
        names: list[str] = []
        spread, positional = False, 0
        for item in entries:
            key = item if item.kind == "shorthand" else item.get("key") or item.get("name")
            if item.kind == "spread":
                spread = True
            elif key is not None and item.kind in ("pair", "shorthand", "method", "function", "argument"):
                names.append(self.notes.grammar.literal(self.marks, key))
            elif "callee" not in item.roles and node.kind == "record" and "element" not in node.roles:
                positional += 1
        return Reference(
            kind=ReferenceKind.RECORD,
            chain=chain,
            span=self.marks.span(node),
            name_span=self.marks.span(named),
            enclosing=context.scope.owner.qualname,
            arguments=Arguments(positional, tuple(names), splat_positional=False, splat_named=spread),
            in_async=context.scope.executed().is_async,
            guards=context.guards,
        )

    def arguments(self, call: Node, scope: Scope) -> Arguments:
        """The shape of a call's argument list."""
        values: list[Chain | None] = []
        names: list[str] = []
        texts: list[str] = []
        splat = splat_named = False
        for listed in call.children:
            if listed.kind != "arguments":
                continue
            for item in listed.children:
                if item.kind == "argument":
                    name = item.get("name")
                    names.append(self.marks.text(name) if name is not None else "")
                elif item.kind == "spread":
                    splat_named = splat_named or "keyword" in item.roles
                    splat = splat or "keyword" not in item.roles or "variadic" in item.roles
                elif not splat and "trailing" not in item.roles:
                    texts.append(self._argument_text(item))
                    values.append(self._argument_value(item, scope))
        known = tuple(values) if any(value is not None for value in values) else ()
        return Arguments(
            len(texts), tuple(names), splat, splat_named=splat_named, texts=tuple(texts), values=known
        )

    def _argument_value(self, node: Node, scope: Scope) -> Chain | None:
        if node.kind in _LITERALS or node.kind in ("function", "dict", "class"):
            return None
        chain = self.chains.evaluate(node, scope)
        free = (
            chain.root is Root.FREE and self.notes.grammar.implicit_members
        )  # a name of the package, perhaps
        return chain if free or chain.root not in _NOTHING else None

    def _argument_text(self, node: Node) -> str:
        if node.kind in _LITERALS or node.kind == "function":
            return f"<{_NAMES.get(node.kind, node.kind)}>"
        here: Node | None = node
        while here is not None and here.kind == "member":
            here = here.get("object")
        if here is not None and here.kind in ("identifier", "self"):
            return "".join(self.marks.text(node).split())
        return ""

    def result(self, call: Node) -> Result:  # noqa: PLR0911, PLR0912 - one arm for each kind of parent
        """What the code around a call does with its value."""
        here, parent = call, call.parent
        while parent is not None and parent.kind in ("group", "await", "cast"):
            here, parent = parent, parent.parent
        if parent is None:
            return Result("other")
        match parent.kind:
            case "statement":
                return Result("ignored") if len(parent.children) == 1 else Result("other")
            case "return":
                return Result("return")
            case "function" if "body" in here.roles:
                return Result("return")
            case "arguments" | "argument":
                return Result("argument")
            case "member":
                name = parent.get("property")
                return Result("member", name=self.marks.text(name) if name is not None else "")
            case "index":
                return Result("index") if "object" in here.roles else Result("other")
            case "declare" | "assign" | "augment" | "field":
                return self._taken(here, parent)
            case "loop":
                return Result("iterate") if "iterated" in here.roles else Result("truth")
            case "spread":
                return Result("iterate")
            case "truth" | "if":
                return Result("truth")
            case _:
                return Result("other")

    def _taken(self, here: Node, parent: Node) -> Result:
        """What a declaration or assignment makes of the value."""
        if "value" not in here.roles:
            return Result("other")
        targets = parent.all("target")
        if len(targets) > 1 and len(parent.all("value")) == 1:
            return Result("tuple", arity=len(targets))
        target = targets[0] if targets else None
        if (
            target is not None
            and target.kind == "pattern"
            and not any(c.kind == "pair" for c in target.children)
        ):
            parts = [c for c in target.children if c.kind != "rest"]
            if "key" not in (role for c in parts for role in c.roles) and all(
                c.kind != "shorthand" for c in parts
            ):
                return Result("tuple", arity=len(parts), starred=len(parts) != len(target.children))
        return Result("assigned")

    def _is_silent(self, use: Use, target: Node, chain: Chain) -> bool:
        """Does the use say nothing of any definition: a bare local variable, a method of a literal?"""
        if target.kind in ("identifier", "shorthand") and use.kind in (
            ReferenceKind.WRITE,
            ReferenceKind.DELETE,
        ):
            home = use.context.scope.find(
                self.marks.text(target), members=self.notes.grammar.implicit_members
            )
            return home is not None and home.kind not in ("module", "class")
        if target.kind in ("identifier", "shorthand") and use.kind is ReferenceKind.READ:
            member = chain.root is Root.INSTANCE and bool(chain.steps) and self.notes.grammar.implicit_members
            return not member and (bool(chain.steps) or chain.root in _BARE)
        if chain.root is Root.LITERAL:
            return True
        return chain.root is Root.UNKNOWN and not any(step.startswith(".") for step in chain.steps)


def last_name(node: Node) -> Node:
    """The node of the last name in an expression or type."""
    if node.kind == "member":
        return node.get("property") or node
    if node.kind == "generic":
        return node.get("name") or node
    if node.kind == "group" and len(node.children) == 1:
        return last_name(node.children[0])
    return node


def _awaited(node: Node) -> bool:
    parent = node.parent
    while parent is not None and parent.kind == "group":
        parent = parent.parent
    return parent is not None and parent.kind == "await"
