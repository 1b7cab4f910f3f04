"""What JavaScript says beyond the names of its captures: modules, CommonJS, prototypes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import tree_sitter_javascript

from conflictscan.facts.code import Chain, Root
from conflictscan.languages.javascript import commonjs, modules
from conflictscan.languages.javascript.known import GLOBALS
from conflictscan.languages.syntax.grammar import Grammar

if TYPE_CHECKING:
    from conflictscan.languages.syntax.chains import Chains
    from conflictscan.languages.syntax.collect import Collector
    from conflictscan.languages.syntax.marks import Marks, Node
    from conflictscan.languages.syntax.scopes import Context, Scope

QUERIES: Final = Path(__file__).parent / "queries"
_OWN_RECEIVER: Final = frozenset(
    {"function_declaration", "function_expression", "generator_function", "generator_function_declaration"}
)
_TOKENS: Final = re.compile(rb'"(?:\\.|[^"\\\n])*"|' rb"'(?:\\.|[^'\\\n])*'|[\w$]+|[^\w\s$]", re.DOTALL)


class EcmaScript(Grammar):
    """What JavaScript and TypeScript share."""

    builtins = GLOBALS
    constructor = "constructor"
    token = _TOKENS
    awaitable_types = frozenset({"Promise", "PromiseLike"})
    container_types = frozenset(
        {"Array", "ReadonlyArray", "Set", "ReadonlySet", "Iterable", "IterableIterator"}
    )
    keyed_types = frozenset({"Record"})
    transparent_types = frozenset({"Readonly", "NonNullable", "Awaited"})

    def imports(self, notes: Collector, node: Node, context: Context) -> None:
        """`import …`."""
        modules.imported(notes, node, context)

    def exports(self, notes: Collector, node: Node, context: Context) -> bool:
        """`export …`."""
        return modules.exported(notes, node, context)

    def settle(self, notes: Collector, chains: Chains) -> None:
        """What CommonJS assignments add up to."""
        del chains
        commonjs.settle(notes)

    def mark(self, notes: Collector, node: Node, context: Context) -> bool:
        """`require`, mocks, `module.exports`, elements."""
        return commonjs.mark(notes, node, context)

    def fallback_name(self, marks: Marks, node: Node) -> str:
        """`export default function () {}`."""
        del marks
        return modules.DEFAULT if node.parent is not None and node.parent.kind == "export" else ""

    def modifiers(self, marks: Marks, node: Node, name: str, written: frozenset[str]) -> frozenset[str]:
        """Private names are private; a function without a body only declares."""
        del marks
        if name.startswith("#"):
            written |= {"private"}
        if node.kind not in ("function", "method") or node.get("body") is not None:
            return written
        around = node.parent
        while around is not None and around.kind not in ("class", "alias"):
            around = around.parent
        if node.kind == "method" and around is not None and "abstract" not in written:
            declared = "sort.interface" in around.roles or around.kind == "alias"
            return written | ({"abstract"} if declared and "optional" not in written else {"overload"})
        return written if "abstract" in written else written | {"overload"}

    def is_receiver(self, marks: Marks, node: Node) -> bool:
        """TypeScript's `this` parameter."""
        del marks
        target = node.get("target")
        return target is not None and target.kind == "self"

    def special(self, chains: Chains, node: Node, scope: Scope) -> Chain | None:
        """`require("m")` where it stands, and a `this` that is not the class around."""
        if node.kind in ("call", "await"):
            return commonjs.required_chain(chains, node, scope)
        if node.kind == "member":
            return _props(chains, node, scope)
        if node.kind == "self" and not _is_of_class(scope):
            return Chain("", Root.UNKNOWN)
        return None

    def literal(self, marks: Marks, node: Node) -> str:
        """The content of a string; the text of a name; a computed name as it stands."""
        text = marks.text(node)
        return text[1:-1] if len(text) > 1 and text[0] in "\"'`" and text[-1] == text[0] else text


def _props(chains: Chains, node: Node, scope: Scope) -> Chain | None:
    """`this.props` of a component: what the first type argument of its base class says."""
    receiver, name = node.get("object"), node.get("property")
    if receiver is None or receiver.kind != "self" or name is None or chains.marks.text(name) != "props":
        return None
    around = scope.class_around()
    declared = around.node.get("typearguments") if around is not None and _is_of_class(scope) else None
    return chains.types.value(declared, around) if declared is not None and around is not None else None


def _is_of_class(scope: Scope) -> bool:
    """Is `this` here an instance of the class around? A function within a method has a `this` of its own."""
    here: Scope | None = scope
    while here is not None and here.kind != "class":
        node = here.node
        if here.kind in ("function", "lambda"):
            if node.raw.type in _OWN_RECEIVER:
                return here.parent is not None and here.parent.kind == "class" and here.kind == "function"
            if node.kind == "method" and (here.parent is None or here.parent.kind != "class"):
                return False
        here = here.parent
    return here is not None


class JavaScript(EcmaScript):
    """JavaScript proper."""

    name = "javascript"
    loose_arguments = True
    untyped = True


JAVASCRIPT: Final = JavaScript(
    tree_sitter_javascript.language,
    QUERIES / "ecmascript.scm",
    QUERIES / "elements.scm",
    QUERIES / "javascript.scm",
)
