"""What Kotlin says beyond the names of its captures: imports, defaults, companions, lambdas behind a call."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import tree_sitter_kotlin

from conflictscan.facts.code import Chain, Import, ImportedName, Reference, ReferenceKind, Root
from conflictscan.languages.syntax.grammar import Grammar
from conflictscan.languages.syntax.marks import Node
from conflictscan.languages.syntax.scopes import Binding

if TYPE_CHECKING:
    import tree_sitter

    from conflictscan.languages.syntax.chains import Chains
    from conflictscan.languages.syntax.collect import Collector
    from conflictscan.languages.syntax.marks import Marks
    from conflictscan.languages.syntax.scopes import Context, Scope

_QUERY: Final = Path(__file__).parent / "queries" / "kotlin.scm"
_TESTS: Final = frozenset({"Test", "ParameterizedTest", "RepeatedTest", "TestFactory"})


class Kotlin(Grammar):
    """Kotlin."""

    name = "kotlin"
    constructor = "<init>"
    named_arguments = True
    implicit_members = True
    overloads = True
    named_lambdas = False
    total_matches = True
    builtins = frozenset(
        {
            "it", "field", "value", "true", "false", "null", "break", "continue", "Any", "Unit", "Nothing", "String",
            "Boolean", "Byte", "Short", "Int", "Long", "Float", "Double", "Char",
        }
    )  # fmt: skip
    container_types = frozenset(
        {
            "Array", "Collection", "Iterable", "List", "MutableCollection", "MutableIterable", "MutableList",
            "MutableSet", "Sequence", "Set",
        }
    )  # fmt: skip

    def shape(self, marks: Marks) -> None:
        """A default joins the parameter before it; a lambda behind a call is an argument whose place is not known."""
        for node in marks.nodes:
            if node.kind == "parameters":
                _join_defaults(node)
            elif node.kind == "arguments" and node.raw.type == "annotated_lambda":
                _join_lambda(node)

    # -- imports -------------------------------------------------------------------------------

    def imports(self, notes: Collector, node: Node, context: Context) -> None:
        """A type, a function or a property of a package, a member of an object, or all of a package at once."""
        named = next((c for c in node.raw.named_children if c.type == "qualified_identifier"), None)
        if named is None:
            return
        parts = [_text(part) for part in named.named_children]
        span = notes.marks.span(node)
        if any(child.type == "*" for child in node.raw.children):
            if any(_is_type(part) for part in parts):
                notes.exports_dynamic = True  # members of an object or enumeration by their bare names
                return
            notes.imports.append(Import(module=f"{'.'.join(parts)}.*", span=span, star=True))
            return
        count = next((n for n, part in enumerate(parts, start=1) if _is_type(part)), len(parts))
        alias = next((c for c in node.raw.named_children if c.type == "identifier"), None)
        last = named.named_children[-1]
        place = notes.marks.region(last.start_byte, last.end_byte)
        local = _text(alias if alias is not None else last)
        number = len(notes.imports)
        name = ImportedName(".".join(parts[count - 1 :]), local, place)
        notes.imports.append(Import(module=".".join(parts[:count]), span=span, names=(name,)))
        target = Node(alias or last, (alias or last).start_byte, (alias or last).end_byte)
        notes.module.bind(local, Binding("import", target, None, notes.module, number))
        notes.references.append(
            Reference(
                kind=ReferenceKind.IMPORT,
                chain=Chain(local, Root.MODULE),
                span=place,
                name_span=place,
                guards=context.guards,
            )
        )

    # -- definitions ---------------------------------------------------------------------------

    def fallback_name(self, marks: Marks, node: Node) -> str:
        """An object without a name is told by what it extends."""
        if node.raw.type != "object_literal":
            return ""
        built = node.get("base")
        named = built.get("callee") if built is not None and built.kind == "construct" else built
        text = marks.text(named).partition("<")[0] if named is not None else ""
        return f"<new {text}>" if text and "." not in text else ""

    def bases(self, node: Node) -> list[Node]:
        """What stands behind the colon: a class with its arguments, or an interface."""
        found = super().bases(node)
        return [(child.get("callee") or child) if child.kind == "construct" else child for child in found]

    def modifiers(self, marks: Marks, node: Node, name: str, written: frozenset[str]) -> frozenset[str]:
        """Members of a companion are static, those of an interface abstract without a body."""
        del name
        if "async" in written:
            written = written - {"async"} | {"suspend"}
        if "final" in written and "final" not in {marks.text(child) for child in node.of_kind("modifier")}:
            written = written - {"final"} | {"sealed"}
        if not _TESTS.isdisjoint(_annotations(node.raw)):
            written |= {"test"}
        if node.kind == "class":
            return written | _borrowed(node.raw)
        if any(child.type in ("getter", "property_delegate") for child in node.raw.children):
            written |= {"optional"}  # has a value without being given one
        if node.kind == "function" and any(child.type == "." for child in node.raw.children):
            written |= {"extension"}
        if _in_companion(node.raw):
            written |= {"staticmethod"}
        around = node.parent
        while around is not None and around.kind != "class":
            around = around.parent
        interface = around is not None and "sort.interface" in around.roles
        if interface and node.kind == "function" and node.get("body") is None:
            return written | {"abstract"}
        return written

    # -- names ---------------------------------------------------------------------------------

    def qualified(self, text: str, scope: Scope) -> Chain | None:
        """`java.io.Serializable`: free under the name of its file, what is within it by steps."""
        parts = "".join(text.split()).split(".")
        if _is_type(parts[0]) or scope.find(parts[0], members=True) is not None:
            return None
        count = next((n for n, part in enumerate(parts, start=1) if _is_type(part)), len(parts))
        return Chain(".".join(parts[:count]), Root.FREE, tuple(f".{part}" for part in parts[count:]))

    def special(self, chains: Chains, node: Node, scope: Scope) -> Chain | None:
        """The receiver: of a lambda or an extension it is another than the class around; `this@Outer` says which."""
        if node.kind != "self":
            return None
        label = next((c for c in node.raw.named_children if c.type == "identifier"), None)
        around = scope.class_around()
        if label is not None:
            name = _text(label)
            while around is not None and around.qualname.rpartition(".")[2] != name:
                around = around.parent.class_around() if around.parent is not None else None
            if around is None:
                return Chain("", Root.UNKNOWN)
            return Chain("self", Root.INSTANCE, (), around.qualname)
        here: Scope | None = scope
        while here is not None and here is not around:
            if here.kind == "lambda" or any(child.type == "." for child in here.node.raw.children):
                return Chain("", Root.UNKNOWN)
            here = here.parent
        del chains
        return None


def _join_defaults(parameters: Node) -> None:
    """`f(a: Int = 1)` has the value beside the parameter in this grammar."""
    kept: list[Node] = []
    for child in parameters.children:
        if "value" in child.roles and kept and kept[-1].kind == "parameter":
            child.parent = kept[-1]
            kept[-1].children.append(child)
        else:
            kept.append(child)
    parameters.children = kept


def _join_lambda(behind: Node) -> None:
    """`f(1) { }`, a call of a call in this grammar, is one; where the lambda stands, only the function's head knows."""
    lent = Node(behind.raw, behind.start, behind.end)
    lent.kind, lent.parent, lent.children = "spread", behind, behind.children
    for child in lent.children:
        child.parent = lent
    behind.children = [lent]
    call = behind.parent
    inner = call.get("callee") if call is not None else None
    if call is None or inner is None or inner.kind != "call":
        return
    for child in inner.children:
        child.parent = call
    call.children = [*inner.children, *(child for child in call.children if child is not inner)]
    inner.children = []


def _is_type(name: str) -> bool:
    return name[:1].isupper()


def _text(raw: tree_sitter.Node) -> str:
    return (raw.text or b"").decode("utf-8", "replace").strip("`")


def _annotations(raw: tree_sitter.Node) -> frozenset[str]:
    """The last names of the annotations on a definition."""
    found: set[str] = set()
    for modifiers in (child for child in raw.children if child.type == "modifiers"):
        for annotation in (child for child in modifiers.children if child.type == "annotation"):
            text = _text(annotation).partition("(")[0].lstrip("@")
            found.add(text.rpartition(".")[2].rpartition(":")[2])
    return frozenset(found)


def _borrowed(raw: tree_sitter.Node) -> frozenset[str]:
    """Marks a class with members that nobody wrote: of what it delegates to, or of a base of its companion."""
    found: set[str] = set()
    for child in raw.children:
        if child.type == "delegation_specifiers":
            kinds = {each.named_children[0].type for each in child.named_children if each.named_children}
            found |= {"delegating", "dynamic"} if "explicit_delegation" in kinds else set()
        elif child.type == "class_body":
            companions = [each for each in child.named_children if each.type == "companion_object"]
            if any(part.type == "delegation_specifiers" for each in companions for part in each.children):
                found.add("dynamic")
    return frozenset(found)


def _in_companion(raw: tree_sitter.Node) -> bool:
    body = raw.parent
    return body is not None and body.parent is not None and body.parent.type == "companion_object"


KOTLIN: Final = Kotlin(tree_sitter_kotlin.language, _QUERY)
