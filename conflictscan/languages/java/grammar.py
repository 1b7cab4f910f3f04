"""What Java says beyond the names of its captures: imports, bare calls, constructors, members of interfaces."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import tree_sitter_java

from conflictscan.facts.code import Chain, Import, ImportedName, Reference, ReferenceKind, Root
from conflictscan.languages.java.known import BUILTINS
from conflictscan.languages.syntax.grammar import Grammar
from conflictscan.languages.syntax.marks import Node
from conflictscan.languages.syntax.scopes import Binding

if TYPE_CHECKING:
    from conflictscan.languages.syntax.chains import Chains
    from conflictscan.languages.syntax.collect import Collector
    from conflictscan.languages.syntax.marks import Marks
    from conflictscan.languages.syntax.scopes import Context, Scope

_QUERY: Final = Path(__file__).parent / "queries" / "java.scm"
_CONSTRUCTOR: Final = "<init>"
_ACCESS: Final = frozenset({"public", "protected", "private"})
_TESTS: Final = frozenset({"Test", "ParameterizedTest", "RepeatedTest", "TestFactory"})
_WRITING: Final = frozenset(
    {
        # Lombok, AutoValue, Immutables and others: members that nobody wrote
        "AllArgsConstructor", "Builder", "Data", "Getter", "NoArgsConstructor", "RequiredArgsConstructor", "Setter",
        "SuperBuilder", "Value", "With", "Wither", "Accessors", "Delegate", "CommonsLog", "JBossLog", "Log", "Log4j",
        "Log4j2", "Slf4j", "XSlf4j", "Flogger", "CustomLog", "UtilityClass", "FieldNameConstants", "StandardException",
        "ToString", "EqualsAndHashCode", "AutoValue", "Immutable", "Style",
    }
)  # fmt: skip
_VALUED: Final = frozenset(
    {
        "argument_list", "assignment_expression", "binary_expression", "cast_expression", "method_invocation",
        "parenthesized_expression", "return_statement", "ternary_expression", "variable_declarator", "yield_statement",
    }
)  # fmt: skip
_PATTERNS: Final = ("instanceof_expression", "type_pattern", "record_pattern_component")


class Java(Grammar):
    """Java."""

    name = "java"
    constructor = _CONSTRUCTOR
    implicit_members = True
    overloads = True
    accessors = True
    named_lambdas = False
    builtins = BUILTINS
    container_types = frozenset(
        {
            "ArrayDeque", "ArrayList", "Collection", "Deque", "HashSet", "Iterable", "Iterator", "LinkedHashSet",
            "LinkedList", "List", "NavigableSet", "Queue", "Set", "SortedSet", "TreeSet", "CopyOnWriteArrayList",
        }
    )  # fmt: skip

    def shape(self, marks: Marks) -> None:
        """`a.b(c)`, one node of this grammar, becomes a call of a member; what `new` builds is named as values are."""
        for node in marks.nodes:
            if node.kind == "construct":
                _name_built(marks, node)
            receiver = node.get("object") if node.kind == "call" else None
            name = node.get("callee") if receiver is not None else None
            if receiver is None or name is None:
                continue
            member = Node(node.raw, receiver.start, name.end)
            member.kind, member.roles, member.parent = "member", ("callee",), node
            name.roles = tuple("property" if role == "callee" else role for role in name.roles)
            inner = [child for child in node.children if child.end <= name.end]
            member.children = inner
            for child in inner:
                child.parent = member
            node.children = [member, *(child for child in node.children if child not in inner)]

    # -- imports -------------------------------------------------------------------------------

    def imports(self, notes: Collector, node: Node, context: Context) -> None:
        """A type by its name, its members, or all of a package or type at once.

        A top-level type stands in the file of its name, so the module of an import is that type.
        """
        kinds = {child.type for child in node.raw.children}
        named = next(
            (c for c in node.raw.named_children if c.type in ("scoped_identifier", "identifier")), None
        )
        if named is None or named.text is None:
            return
        parts = "".join(named.text.decode("utf-8", "replace").split()).split(".")
        star, static = "asterisk" in kinds, "static" in kinds
        count = _module_length(parts, whole=static and not star)
        span, module = notes.marks.span(node), ".".join(parts[:count])
        if star and not static and count == len(parts) and not _is_type(parts[-1]):
            notes.imports.append(Import(module=f"{module}.*", span=span, star=True))
            return
        inner = ".".join(parts[count - 1 :])
        last = named.child_by_field_name("name") or named
        place = notes.marks.region(last.start_byte, last.end_byte)
        if star:
            notes.imports.append(
                Import(module=module, span=span, star=True, names=(ImportedName(inner, "*", place),))
            )
            return
        name = ImportedName(inner, parts[-1], place)
        number = len(notes.imports)
        notes.imports.append(Import(module=module, span=span, names=(name,)))
        target = Node(last, last.start_byte, last.end_byte)
        notes.module.bind(name.local, Binding("import", target, None, notes.module, number))
        notes.references.append(
            Reference(
                kind=ReferenceKind.IMPORT,
                chain=Chain(name.local, Root.MODULE),
                span=place,
                name_span=place,
                guards=context.guards,
            )
        )

    # -- definitions ---------------------------------------------------------------------------

    def fallback_name(self, marks: Marks, node: Node) -> str:
        """A class without a name is told by what it extends."""
        built = node.parent.get("callee") if node.kind == "class" and node.parent is not None else None
        named = built.get("name") if built is not None and built.kind == "generic" else built
        return f"<new {marks.text(named)}>" if named is not None and "." not in marks.text(named) else ""

    def bases(self, node: Node) -> list[Node]:
        """What stands behind `extends` and `implements`, or behind the `new` of a class without a name."""
        if node.raw.type == "class_body" and node.parent is not None and node.parent.kind == "construct":
            return node.parent.all("callee")
        return super().bases(node)

    def modifiers(self, marks: Marks, node: Node, name: str, written: frozenset[str]) -> frozenset[str]:
        """Access that is not written, members of interfaces, and what annotations mean."""
        del name
        texts = {marks.text(child) for child in node.of_kind("modifier")}
        if "sealed" in texts:
            written = written - ({"final"} if "final" not in texts else frozenset()) | {"sealed"}
        annotations = _annotations(node)
        if "Override" in annotations:
            written |= {"override"}
        if not _TESTS.isdisjoint(annotations):
            written |= {"test"}
        if node.kind == "class":
            written |= {"dynamic"} if _is_written_by_others(node, annotations) else frozenset()
        around = node.parent
        while around is not None and around.kind != "class":
            around = around.parent
        if around is not None and _is_interface(around):
            return _of_interface(node, written)
        if node.kind == "variant" or not _ACCESS.isdisjoint(written):
            return written
        return written | {"package"}

    def is_total(self, node: Node) -> bool:
        """A `switch` that gives a value covers all cases; one that is a statement need not."""
        around = node.raw.parent
        return around is not None and around.type in _VALUED

    # -- names ---------------------------------------------------------------------------------

    def qualified(self, text: str, scope: Scope) -> Chain | None:
        """`java.io.Serializable`: free under the name of its file, what is within it by steps."""
        parts = "".join(text.split()).split(".")
        if _is_type(parts[0]) or scope.find(parts[0], members=True) is not None:
            return None
        count = _module_length(parts, whole=False)
        return Chain(".".join(parts[:count]), Root.FREE, tuple(f".{part}" for part in parts[count:]))

    def mark(self, notes: Collector, node: Node, context: Context) -> bool:
        """A variable that a pattern binds: `o instanceof Foo f`."""
        parent = node.raw.parent
        if (
            node.kind != "declare"
            or node.raw.type != "identifier"
            or parent is None
            or parent.type not in _PATTERNS
        ):
            return False
        siblings = node.parent.children if node.parent is not None else []
        kinds = [child for child in siblings if child.kind in ("type", "generic") and child.end <= node.start]
        written = kinds[-1] if kinds and kinds[-1].start >= parent.start_byte else None
        known = written is not None and notes.marks.text(written) != "var"
        notes.bind(node, context.scope, "annotated" if known else "unknown", written if known else None)
        return True

    def special(self, chains: Chains, node: Node, scope: Scope) -> Chain | None:
        """Bare calls, calls of constructors, the receiver of a class around, constants in a `switch`."""
        match node.kind:
            case "identifier" if "callee" in node.roles:
                return _bare_call(chains.marks.text(node), scope)
            case "identifier" if "pattern_of" in node.roles:
                return _constant(chains, node, scope)
            case "self" | "super":
                return _receiver(chains, node, scope)
            case _:
                return None


def _name_built(marks: Marks, node: Node) -> None:
    """The type behind `new` becomes a name, its arguments stand beside it."""
    for number, child in enumerate(node.children):
        if "callee" not in child.roles:
            continue
        name = child.get("name") if child.kind == "generic" else child
        if name is None or name.kind != "type" or not marks.text(name).isidentifier():
            return
        name.kind = "identifier"
        if name is not child:
            name.roles, name.parent = ("callee",), node
            for inner in child.children:
                inner.parent = node
            node.children[number : number + 1] = child.children
        return


def _module_length(parts: list[str], *, whole: bool) -> int:
    """How many parts name the top-level type: up to the first that is written as types are."""
    for number, part in enumerate(parts, start=1):
        if _is_type(part):
            return min(number, len(parts) - 1) if whole and number > 1 else number
    return len(parts) - 1 if whole and len(parts) > 1 else len(parts)


def _is_type(name: str) -> bool:
    return name[:1].isupper()


def _annotations(node: Node) -> frozenset[str]:
    """The last names of the annotations on a definition."""
    found: set[str] = set()
    for child in node.children:
        if child.raw.type in ("marker_annotation", "annotation"):
            name = child.raw.child_by_field_name("name")
            found.add(
                ((name.text if name is not None else None) or b"")
                .decode("utf-8", "replace")
                .rpartition(".")[2]
            )
    return frozenset(found)


def _is_written_by_others(node: Node, annotations: frozenset[str]) -> bool:
    """Does a processor of annotations give the class members that are not written?"""
    if not _WRITING.isdisjoint(annotations):
        return True
    body = node.get("body")
    members = [
        child for child in (body.children if body is not None else ()) if child.kind in ("field", "method")
    ]
    return any(not _WRITING.isdisjoint(_annotations(member)) for member in members)


def _is_interface(node: Node) -> bool:
    return not {"sort.interface", "sort.annotation"}.isdisjoint(node.roles)


def _of_interface(node: Node, written: frozenset[str]) -> frozenset[str]:
    if "private" not in written:
        written |= {"public"}
    if node.kind == "method" and node.get("body") is None and "optional" not in written:
        return written | {"abstract"}
    return written | {"staticmethod", "final"} if node.kind == "field" else written


def _bare_call(name: str, scope: Scope) -> Chain:
    """A method of the class, of what is above it, of a class around, or one that an import brings; never a variable."""
    here: Scope | None = scope
    inner = scope.class_around()
    while here is not None:
        bound = here.names.get(name, ())
        if here.kind == "class" and any(b.node is not None and b.node.kind == "method" for b in bound):
            if here is inner:
                return Chain("self", Root.INSTANCE, (f".{name}",), here.qualname)
            break
        here = here.parent
    return Chain(name, Root.FREE, (), inner.qualname if inner is not None else "")


def _constant(chains: Chains, node: Node, scope: Scope) -> Chain | None:
    """`case RED`: a constant of the enumeration that the subject is of."""
    name = chains.marks.text(node)
    if scope.find(name, members=True) is not None:
        return None
    switch = node.parent
    while switch is not None and switch.kind != "switch":
        switch = switch.parent
    subject = switch.get("subject") if switch is not None else None
    chain = chains.evaluate(subject, scope) if subject is not None else None
    if chain is None or chain.root in (Root.UNKNOWN, Root.LITERAL, Root.LOCAL):
        return Chain("", Root.UNKNOWN)
    return Chain(chain.name, chain.root, (*chain.steps, f".{name}"), chain.scope)


def _receiver(chains: Chains, node: Node, scope: Scope) -> Chain | None:
    """`this(…)` and `super(…)` call constructors; `Outer.this` is the instance around."""
    parent = node.raw.parent
    around = scope.class_around()
    if parent is not None and parent.type == "explicit_constructor_invocation" and "callee" in node.roles:
        if around is None:
            return None
        root = Root.INSTANCE if node.kind == "self" else Root.SUPER
        return Chain("self" if node.kind == "self" else "super", root, (f".{_CONSTRUCTOR}",), around.qualname)
    if node.raw.type != "field_access":
        return None
    outer = chains.marks.text(node).rpartition(".")[0].rpartition(".")[2]
    while around is not None and around.qualname.rpartition(".")[2] != outer:
        around = around.parent.class_around() if around.parent is not None else None
    return (
        Chain("self", Root.INSTANCE, (), around.qualname) if around is not None else Chain("", Root.UNKNOWN)
    )


JAVA: Final = Java(tree_sitter_java.language, _QUERY)
