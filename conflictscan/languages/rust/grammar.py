"""What Rust says beyond the names of its captures: paths, implementations, visibility, conditions."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import tree_sitter_rust

from conflictscan.facts.code import Chain, Root
from conflictscan.languages.rust import modules
from conflictscan.languages.rust.known import EXPRESSION_MACROS, PRELUDE
from conflictscan.languages.syntax.grammar import Grammar

if TYPE_CHECKING:
    from conflictscan.languages.syntax.chains import Chains
    from conflictscan.languages.syntax.collect import Collector
    from conflictscan.languages.syntax.marks import Marks, Node
    from conflictscan.languages.syntax.scopes import Context, Scope

_QUERY: Final = Path(__file__).parent / "queries" / "rust.scm"
_TOKENS: Final = re.compile(
    rb'b?r(#*)".*?"\1|"(?:\\.|[^"\\])*"|' rb"'(?:\\[^'\n]*|[^'\\\n])'|'\w+|\w+|[^\w\s]", re.DOTALL
)
_MACRO: Final = re.compile(rb"\b(" + "|".join(EXPRESSION_MACROS).encode() + rb")!(?=\s*\()|\bvec!(?=\s*\[)")
_CFG: Final = re.compile(rb"#\[\s*cfg\s*\((.*)\)\s*\]", re.DOTALL)
_PATHS: Final = frozenset({"scoped_identifier", "scoped_type_identifier"})
_STD: Final = frozenset({"std", "core", "alloc"})


class _Tokens:
    """The pattern of tokens: its group for raw strings is no part of a token."""

    def findall(self, string: bytes, /) -> list[bytes]:
        """All tokens, in order."""
        return [match[0] for match in _TOKENS.finditer(string)]


class Rust(Grammar):
    """Rust."""

    name = "rust"
    builtins = PRELUDE
    transparent_types = frozenset({"Box", "Rc", "Arc"})
    container_types = frozenset({"Vec", "VecDeque", "HashSet", "BTreeSet"})
    token = _Tokens()
    own_type = "Self"
    outwards = modules.OUTWARDS
    implementations = True
    pattern_paths = True
    declared_results = True
    total_matches = True
    conditions = frozenset(
        {"function", "class", "extension", "namespace", "declare", "alias", "import", "field", "variant"}
    )

    def prepared(self, source: bytes) -> bytes:
        """Macros whose arguments are expressions, as calls and lists."""
        if b"!" not in source:
            return source
        return _MACRO.sub(lambda m: m[1] + b"_" if m[1] else b"    ", source)

    def imports(self, notes: Collector, node: Node, context: Context) -> None:
        """`use`, `mod`, `extern crate`."""
        modules.imported(notes, node, context)

    def settle(self, notes: Collector, chains: Chains) -> None:
        """Note where paths start, and whether macros make names of the file."""
        del chains
        for node in notes.marks.nodes:
            if node.kind != "member" or node.raw.type not in _PATHS or "object" in node.roles:
                continue
            around, depth = node.parent, 0
            if around is not None and around.kind == "import":
                continue
            while around is not None:
                depth += around.kind == "namespace"
                around = around.parent
            found = modules.start_of(node, depth)
            head = found[0] if found is not None else ""
            if head and not head[0].isupper() and head not in _STD and head not in notes.module.names:
                modules.anchor(notes, head, node)
        for node in notes.marks.root.children:
            if node.kind == "opaque" and node.raw.type == "macro_invocation":
                notes.exports_dynamic = True

    def guards(self, node: Node) -> tuple[str, ...]:
        """`#[cfg(…)]` before an item; tests are built with everything else."""
        found: list[str] = []
        before = node.raw.prev_named_sibling
        while before is not None and before.type in ("attribute_item", "line_comment", "block_comment"):
            match = _CFG.match(before.text or b"") if before.type == "attribute_item" else None
            if match is not None and match[1].strip() != b"test":
                found.append("cfg:" + " ".join(match[1].decode("utf-8", "replace").split()))
            before = before.prev_named_sibling
        return tuple(reversed(found))

    def modifiers(self, marks: Marks, node: Node, name: str, written: frozenset[str]) -> frozenset[str]:
        """Visibility, receivers, members without a body, and types that stand for others."""
        public = {each for each in written if each.startswith("pub")}
        written -= public
        around = node.parent
        while around is not None and around.kind not in ("class", "extension", "namespace", "function"):
            around = around.parent
        trait = around is not None and "sort.trait" in around.roles
        implementing = around is not None and around.kind == "extension" and bool(around.all("implemented"))
        if not public and node.kind not in ("variant", "extension") and not trait and not implementing:
            written |= {"private"}
        elif public and public != {"pub"}:
            written |= {"internal"}
        if node.kind == "function" and not any(
            "receiver" in each.roles for listed in node.of_kind("parameters") for each in listed.children
        ):
            written |= {"staticmethod"}
        if node.kind in ("declare", "alias"):
            written |= {"staticmethod"}
        if trait and node.get("body") is None and node.get("value") is None:
            written |= {"abstract"}
        if node.kind == "extension" and node.get("implemented") is not None:
            written |= {"implementation"}
        if node.kind == "namespace" or (node.kind == "class" and _stands_for_another(marks, name)):
            written |= {"dynamic"}
        return written

    def extended_name(self, marks: Marks, node: Node) -> str:
        """The type of inherent members; the implementation as a whole for those of a trait."""
        name, trait = node.get("name"), node.get("implemented")
        text = " ".join(marks.text(name).split()) if name is not None else ""
        if trait is not None:
            return f"impl {' '.join(marks.text(trait).split())} for {text}".replace(".", "·")
        return text.partition("<")[0].rpartition("::")[2].replace(".", "·")

    def extended(self, chains: Chains, node: Node, scope: Scope) -> Chain | None:
        """The type that an `impl` is about."""
        name = node.get("name")
        outside = scope.parent
        return chains.types.named(name, outside) if name is not None and outside is not None else None

    def binds(self, text: str) -> bool:
        """A name in capitals in a pattern is a constant or a variant."""
        return not text[:1].isupper()

    def catches_all(self, node: Node) -> bool:
        """`_`, or a name for whatever is left."""
        pattern = node.raw.child_by_field_name("pattern")
        if pattern is None or pattern.child_by_field_name("condition") is not None:
            return False
        inner = pattern.named_children
        if not inner:
            return pattern.text == b"_"
        return inner[0].type == "identifier" and self.binds((inner[0].text or b"").decode("utf-8", "replace"))

    def special(self, chains: Chains, node: Node, scope: Scope) -> Chain | None:
        """Paths from a module, from a type parameter, and what a pattern is of."""
        if node.kind == "pattern":
            key = node.get("key")
            return chains.evaluate(key, scope) if key is not None else Chain("", Root.UNKNOWN)
        if node.kind != "member" or node.raw.type not in _PATHS:
            return None
        found = modules.start_of(node, modules.inline_depth(scope))
        if found is None:
            return None
        head, rest = found
        base = self._base(chains, head, scope)
        if base is None:
            return Chain("", Root.UNKNOWN)
        return Chain(base.name, base.root, (*base.steps, *(f".{part}" for part in rest)), base.scope)

    def _base(self, chains: Chains, head: str, scope: Scope) -> Chain | None:
        if head.partition("::")[0] in ("crate", "self", "super"):
            return modules.anchored(head, scope)
        bound = bound_of(head, scope)
        if bound is not None:
            return chains.types.named(bound, scope)
        base = chains.lookup(head, scope)
        if base.root in (Root.FREE, Root.UNKNOWN) and not head[:1].isupper():
            return modules.anchored(head, scope)
        return None if base.root is Root.UNKNOWN else base


def bound_of(name: str, scope: Scope) -> Node | None:
    """The one trait of this repository's kind that a type parameter is bound by."""
    for each in (scope, *scope.ancestors()):
        bindings = each.names.get(name)
        if bindings:
            if bindings[0].how != "type_parameter":
                return None
            return _bound(name, each)
    return None


def _bound(name: str, scope: Scope) -> Node | None:
    found: list[Node] = []
    for node in (n for c in scope.node.children if "body" not in c.roles for n in c.walk()):
        if node.kind not in ("type", "generic", "member") or "base" in node.roles:
            continue
        above = node.raw.parent
        if above is None or above.type != "trait_bounds" or above.parent is None:
            continue
        owner = above.parent
        left = owner.child_by_field_name("name" if owner.type == "type_parameter" else "left")
        if left is not None and left.text == name.encode():
            found.append(node)
    return found[0] if len(found) == 1 else None


def _stands_for_another(marks: Marks, name: str) -> bool:
    """Does the type lend the members of another (`Deref`)?"""
    if b"Deref" not in marks.source:
        return False
    return (
        re.search(rb"\bDeref(?:Mut)?\s+for\s+(?:\w+::)*" + name.encode() + rb"\b", marks.source) is not None
    )


RUST: Final = Rust(tree_sitter_rust.language, _QUERY)
