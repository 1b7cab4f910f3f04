"""What C# says beyond the names of its captures: usings, initialisers, members of interfaces."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import tree_sitter_c_sharp

from conflictscan.facts.code import Chain, Import, ReferenceKind, Root
from conflictscan.languages.syntax.grammar import Grammar

if TYPE_CHECKING:
    from conflictscan.languages.syntax.chains import Chains
    from conflictscan.languages.syntax.collect import Collector
    from conflictscan.languages.syntax.marks import Marks, Node
    from conflictscan.languages.syntax.scopes import Context, Scope

_QUERY: Final = Path(__file__).parent / "queries" / "csharp.scm"
_BUILT: Final = ("object_creation_expression",)


class CSharp(Grammar):
    """C#."""

    name = "csharp"
    constructor = ".ctor"
    named_arguments = True
    implicit_members = True
    builtins = frozenset({"nameof", "dynamic", "var"})
    transparent_types = frozenset({"Nullable"})
    awaitable_types = frozenset({"Task", "ValueTask"})
    container_types = frozenset(
        {
            "IEnumerable", "ICollection", "IList", "IReadOnlyList", "IReadOnlyCollection", "List", "HashSet", "ISet",
            "Queue", "Stack", "SortedSet", "LinkedList",
        }
    )  # fmt: skip

    def imports(self, notes: Collector, node: Node, context: Context) -> None:
        """A `using`: every name of a namespace at once, wherever in the repository it is declared."""
        del context
        raw = node.raw
        alias = raw.child_by_field_name("name")
        named = [child for child in raw.named_children if child != alias]
        if not named or alias is not None:
            notes.exports_dynamic = notes.exports_dynamic or alias is not None
            return
        kinds = {child.type for child in raw.children}
        if "static" in kinds:
            notes.exports_dynamic = True  # members of a class by their bare names
            return
        module = "".join((named[0].text or b"").decode("utf-8", "replace").split())
        notes.imports.append(Import(module=module, span=notes.marks.span(node), star=True))

    def mark(self, notes: Collector, node: Node, context: Context) -> bool:
        """An entry of an object initialiser writes a member of what is built, not a name around."""
        target = node.get("target") if node.kind == "assign" else None
        if target is None or not _is_entry(target):
            return False
        if target.kind == "identifier":
            notes.use(ReferenceKind.WRITE, target, context)
        else:
            notes.push(target, context)
        notes.push(node.get("value"), context)
        return True

    def special(self, chains: Chains, node: Node, scope: Scope) -> Chain | None:
        """The member that an entry of an object initialiser names."""
        if node.kind != "identifier" or not _is_entry(node):
            return None
        initialiser = node.raw.parent.parent if node.raw.parent is not None else None
        around = node.parent.parent if node.parent is not None else None
        direct = initialiser is not None and initialiser.parent is not None
        built = around.get("callee") if around is not None and around.raw.type in _BUILT else None
        if (
            built is None
            or not direct
            or around is None
            or initialiser is None
            or initialiser.parent != around.raw
        ):
            return Chain("", Root.UNKNOWN)
        found = chains.types.value(built, scope)
        if found is None:
            return Chain("", Root.UNKNOWN)
        return Chain(found.name, found.root, (*found.steps, f".{chains.marks.text(node)}"), found.scope)

    def modifiers(self, marks: Marks, node: Node, name: str, written: frozenset[str]) -> frozenset[str]:
        """Members of an interface without a body are abstract; what stands for one interface only is explicit."""
        del marks, name
        explicit = {word for word in written if word.endswith(".")}
        if explicit:
            written = written - explicit | {"explicit"}
        around = node.parent
        while around is not None and around.kind != "class":
            around = around.parent
        if around is None or node.kind == "class":
            return written
        if "sort.interface" in around.roles and node.kind == "method" and node.get("body") is None:
            return written | {"abstract"}
        if node.raw.type == "property_declaration":
            written |= _access(node)
        if node.kind == "field" and "sort.record" in around.roles and "required" not in written:
            return written | {"optional"}
        return written


def _access(node: Node) -> frozenset[str]:
    """What may assign a property: its constructor alone, or its class alone."""
    accessors = node.raw.child_by_field_name("accessors")
    if accessors is None:
        return frozenset({"readonly"}) if node.raw.child_by_field_name("value") is not None else frozenset()
    texts = [(each.text or b"").split(b"{")[0].split(b"=>")[0].split() for each in accessors.named_children]
    setters = [words for words in texts if b"set" in b" ".join(words).rstrip(b";").split()]
    if not setters:
        return frozenset({"readonly"})
    return frozenset({"private_set"}) if b"private" in setters[0] else frozenset()


def _is_entry(node: Node) -> bool:
    """Does the name stand before the `=` of an object initialiser?"""
    assign = node.raw.parent
    if assign is None or assign.type != "assignment_expression" or assign.parent is None:
        return False
    return "target" in node.roles and assign.parent.type == "initializer_expression"


CSHARP: Final = CSharp(tree_sitter_c_sharp.language, _QUERY)
