"""What PHP says beyond the names of its captures: imports, receivers, and names that a `$` tells apart."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import tree_sitter_php

from conflictscan.facts.code import Chain, Import, ImportedName, Root
from conflictscan.languages.php.shape import is_variable, shape
from conflictscan.languages.syntax.grammar import Grammar
from conflictscan.languages.syntax.imports import add

if TYPE_CHECKING:
    from conflictscan.languages.syntax.chains import Chains
    from conflictscan.languages.syntax.collect import Collector
    from conflictscan.languages.syntax.marks import Marks, Node
    from conflictscan.languages.syntax.scopes import Context, Scope

_QUERY: Final = Path(__file__).parent / "queries" / "php.scm"
_TOKENS: Final = re.compile(
    rb'"(?:\\.|[^"\\$])*"|' rb"'(?:\\.|[^'\\])*'|\w+|[^\w\s]",
    re.DOTALL,
)
_MAGIC: Final = frozenset({"__call", "__callStatic", "__get", "__set"})
_CATCHING: Final = {
    "Throwable": "except:*",
    "Error": "except:*",
    "TypeError": "except:TypeError",
    "ArgumentCountError": "except:TypeError",
}
_CONSTRUCTOR: Final = "__construct"


class Php(Grammar):
    """PHP."""

    name = "php"
    constructor = _CONSTRUCTOR
    named_arguments = True
    last_is_element = True
    own_type = "self"
    free_types = True
    tuples: frozenset[str] = frozenset()
    token = _TOKENS
    conditions = frozenset({"try"})

    def shape(self, marks: Marks) -> None:
        """Calls of members, receivers and arrays in the form that the passes read."""
        shape(marks)

    # -- names ---------------------------------------------------------------------------------

    def imports(self, notes: Collector, node: Node, context: Context) -> None:
        """`use`: one import for each name, under the name that the file gives it."""
        raw = node.raw
        prefix = ""
        for child in raw.named_children:
            if child.type == "namespace_name":
                prefix = f"{(child.text or b'').decode('utf-8', 'replace')}\\"
        clauses = [
            clause
            for child in raw.named_children
            for clause in (child.named_children if child.type == "namespace_use_group" else [child])
            if clause.type == "namespace_use_clause"
        ]
        for clause in clauses:
            alias = clause.child_by_field_name("alias")
            named = next((c for c in clause.named_children if c != alias and c.type in _NAMES), None)
            if named is None:
                continue
            module = (prefix + (named.text or b"").decode("utf-8", "replace")).lstrip("\\")
            last = module.rpartition("\\")[2]
            local = (alias.text or b"").decode("utf-8", "replace") if alias is not None else last
            span = notes.marks.region(clause.start_byte, clause.end_byte)
            fact = Import(
                module=module,
                span=notes.marks.span(node),
                names=(ImportedName(last, local, span),),
                guards=context.guards,
            )
            add(notes, fact, context)

    def guards(self, node: Node) -> tuple[str, ...]:
        """What the handlers of a `try` catch of what a missing name raises."""
        found: list[str] = []
        for clause in node.raw.children:
            kinds = clause.child_by_field_name("type") if clause.type == "catch_clause" else None
            for kind in kinds.named_children if kinds is not None else ():
                name = (kind.text or b"").decode("utf-8", "replace").lstrip("\\")
                found.extend(filter(None, [_CATCHING.get(name, "")]))
        return tuple(found)

    # -- definitions ---------------------------------------------------------------------------

    def modifiers(self, marks: Marks, node: Node, name: str, written: frozenset[str]) -> frozenset[str]:
        """What has no body is abstract; a class with magic methods answers for whatever is asked."""
        del name
        if node.kind == "method" and node.get("body") is None:
            return written | {"abstract"}
        if node.kind == "class":
            members = {marks.text(n) for n in map(_name, _members(node)) if n is not None}
            if not _MAGIC.isdisjoint(members) or _has_aliases(node):
                return written | {"dynamic"}
        if node.kind in ("field", "variant") and node.raw.type != "property_declaration":
            return written | {"staticmethod"}
        return written

    def promoted_name(self, text: str) -> str:
        """Properties are named with their `$`, as methods may have the same name."""
        return f"${text}"

    def member_text(self, marks: Marks, node: Node) -> str:
        """The name behind the arrow: that of a property, unless it is called."""
        text = marks.text(node)
        return f"${text}" if "field" in node.roles else text

    def is_total(self, node: Node) -> bool:
        """A `match` that has no arm for a value raises."""
        return node.raw.type == "match_expression"

    # -- uses ----------------------------------------------------------------------------------

    def mark(self, notes: Collector, node: Node, context: Context) -> bool:
        """A variable lives in the function around."""
        if node.kind != "assign":
            return False
        value = node.get("value")
        for target in node.all("target"):
            home = context.scope.executed()
            if target.kind == "identifier" and is_variable(target):
                notes.bind(
                    target, home, "value" if value is not None else "unknown", value, source=context.scope
                )
            elif target.kind == "pattern":
                for part in target.walk():
                    if part.kind == "identifier" and is_variable(part):
                        notes.bind(part, home, "unknown", None)
            elif target.kind == "member":
                return False
            else:
                notes.push(target, context)
        notes.push(value, context)
        return True

    def special(self, chains: Chains, node: Node, scope: Scope) -> Chain | None:
        """Receivers, and names of classes, functions and constants, which variables do not hide."""
        if node.kind == "self" and node.raw.type == "relative_scope":
            around = scope.class_around()
            return Chain("self", Root.CLASS, (), around.qualname) if around is not None else None
        if node.kind not in ("identifier", "type"):
            return None
        text = chains.marks.text(node)
        if is_variable(node):
            return Chain(text, Root.LOCAL) if scope.find(text, members=False) is None else None
        if text in ("self", "static") and scope.class_around() is not None:
            around = scope.class_around()
            return Chain("self", Root.CLASS, (), around.qualname) if around is not None else None
        if "\\" in text:
            return Chain(text, Root.FREE)
        known = scope.all[0].names.get(text, ())
        here = any(binding.how in ("import", "definition") for binding in known)
        return Chain(text, Root.MODULE if here else Root.FREE)

    def literal(self, marks: Marks, node: Node) -> str:
        """The content of a string."""
        return marks.text(node).strip("\"'")


_NAMES: Final = ("name", "qualified_name", "namespace_name")


def _members(node: Node) -> list[Node]:
    body = node.get("body")
    return body.children if body is not None else []


def _name(node: Node) -> Node | None:
    return node.get("name") if node.kind == "method" else None


def _has_aliases(node: Node) -> bool:
    """Does it give methods of a trait other names?"""
    body = node.get("body")
    return body is not None and any(
        each.kind == "opaque" and each.raw.type == "use_list" for each in body.children
    )


PHP: Final = Php(tree_sitter_php.language_php, _QUERY)
