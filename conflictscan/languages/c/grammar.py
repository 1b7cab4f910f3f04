"""What C says beyond the names of its captures: includes, conditions, and what a declaration without a body is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import tree_sitter_c

from conflictscan.facts.code import Import
from conflictscan.languages.c.preprocess import prepared
from conflictscan.languages.syntax.grammar import Grammar
from conflictscan.languages.syntax.imports import add

if TYPE_CHECKING:
    import tree_sitter

    from conflictscan.languages.syntax.collect import Collector
    from conflictscan.languages.syntax.marks import Marks, Node
    from conflictscan.languages.syntax.scopes import Context

QUERY: Final = Path(__file__).parent / "queries" / "c.scm"
_TOKENS: Final = re.compile(rb'"(?:\\.|[^"\\\n])*"|' rb"'(?:\\.|[^'\\\n])*'|" rb"\w+|[^\w\s]", re.DOTALL)
_GUARD: Final = re.compile(rb"\s*#[ \t]*ifndef[ \t]+(\w+)[^\n]*\n\s*#[ \t]*define[ \t]+(\w+)[ \t]*\r?\n")
_STRUCTS: Final = frozenset({"struct_specifier", "union_specifier", "class_specifier", "enum_specifier"})
QUOTED, ANGLED = 0, 1
"""How an include is written: the level of its import."""


class CFamily(Grammar):
    """What C and C++ share."""

    zero_values = True
    types_apart = True
    token = _TOKENS
    conditions = frozenset({"conditional"})
    builtins = frozenset({"NULL", "__func__", "__FILE__", "__LINE__", "defined"})

    def prepared(self, source: bytes) -> bytes:
        """What the grammar can read of macros and conditions."""
        return prepared(source)

    def imports(self, notes: Collector, node: Node, context: Context) -> None:
        """An include: the text of another file, which hands on what it includes itself."""
        path = node.raw.child_by_field_name("path")
        text = (path.text or b"").decode("utf-8", "replace") if path is not None else ""
        level = ANGLED if text[:1] == "<" else QUOTED
        if text[:1] not in ("<", '"'):
            notes.exports_dynamic = True
            return
        module = text.strip('<>" ')
        fact = Import(module=module, span=notes.marks.span(node), level=level, star=True, reexport=True)
        add(notes, fact, context)

    def guards(self, node: Node) -> tuple[str, ...]:
        """The condition of a region; the one around a whole header is none."""
        raw = node.raw
        if raw.type == "preproc_else":
            return ("cfg:else",)
        head = (raw.text or b"").partition(b"\n")[0]
        guard = _GUARD.match(raw.text or b"")
        if guard is not None and guard[1] == guard[2]:
            return ()
        if b"__cplusplus" in head:
            return ()
        return ("cfg:" + " ".join(head.decode("utf-8", "replace").lstrip("# \t").split()),)

    def fallback_name(self, marks: Marks, node: Node) -> str:
        """`typedef struct { … } name;`: a type known by the name of its alias alone."""
        del marks
        around = node.raw.parent
        if node.raw.type not in _STRUCTS or around is None or around.type != "type_definition":
            return ""
        names = [
            child for child in around.children_by_field_name("declarator") if child.type == "type_identifier"
        ]
        return (names[0].text or b"").decode("utf-8", "replace") if names else ""

    def is_receiver(self, marks: Marks, node: Node) -> bool:
        """`(void)` is no parameter."""
        del marks
        raw = node.raw
        return raw.type == "parameter_declaration" and raw.text == b"void"

    def parameter_type(self, marks: Marks, node: Node) -> str:
        """All that is written but the name and the default."""
        target, default = node.get("target"), node.get("value")
        text = marks.source[node.start : default.start if default is not None else node.end]
        if target is not None:
            text = text[: target.start - node.start] + text[target.end - node.start :]
        return (
            " ".join(text.decode("utf-8", "replace").rstrip("= \t\n").split())
            .replace(" *", "*")
            .replace(" &", "&")
        )

    def modifiers(self, marks: Marks, node: Node, name: str, written: frozenset[str]) -> frozenset[str]:
        """What stands beside a definition of its own: a declaration, an `extern`, a macro."""
        del name
        raw = node.raw
        found = written - {"extern", "auto", "register", "inline", "__inline", "__inline__", "staticmethod"}
        if "staticmethod" in written:
            found |= {"static"}
        if raw.type in ("preproc_def", "preproc_function_def"):
            return found | {"macro"}
        if raw.type == "declaration" and (node.kind == "function" or "extern" in written):
            found |= {"overload"}
        if node.kind == "variant":
            found |= self.variant(node)
        if "inline" in written or re.search(rb"\binline\b", marks.source[node.start : node.start + 80]):
            found |= {"inline"}
        return found

    def variant(self, node: Node) -> frozenset[str]:
        """The members of an enumeration are names around it."""
        del node
        return frozenset({"unscoped"})


def parameter_list(raw: tree_sitter.Node) -> tree_sitter.Node | None:
    """The parameter list of a function, through whatever its result is declared with."""
    here = raw.child_by_field_name("declarator")
    while here is not None and here.type != "function_declarator":
        here = here.child_by_field_name("declarator")
    return here.child_by_field_name("parameters") if here is not None else None


class CLanguage(CFamily):
    """C."""

    name = "c"

    def modifiers(self, marks: Marks, node: Node, name: str, written: frozenset[str]) -> frozenset[str]:
        """An empty parameter list says nothing of the parameters."""
        found = super().modifiers(marks, node, name, written)
        if node.kind == "function" and node.raw.type != "preproc_function_def":
            listed = parameter_list(node.raw)
            if listed is not None and not listed.named_children:
                found |= {"loose"}
        return found


C: Final = CLanguage(tree_sitter_c.language, QUERY, QUERY.with_name("variadic.scm"))
