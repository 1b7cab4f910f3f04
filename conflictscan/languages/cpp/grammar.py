"""What C++ says beyond C: qualified names, members beside their class, virtual functions."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import tree_sitter_cpp

from conflictscan.facts.code import Chain, Root
from conflictscan.languages.c.grammar import QUERY, C, CFamily
from conflictscan.languages.syntax.grammar import Grammar

if TYPE_CHECKING:
    import tree_sitter

    from conflictscan.facts.code import FileFacts, Span
    from conflictscan.languages.language import Statement
    from conflictscan.languages.syntax.chains import Chains
    from conflictscan.languages.syntax.marks import Marks, Node
    from conflictscan.languages.syntax.scopes import Scope

_QUERY: Final = Path(__file__).parent / "queries" / "cpp.scm"
_OUTSIDE: Final = frozenset({"std", "boost", "absl", "testing", "fmt"})
_POINTERS: Final = frozenset({"unique_ptr", "shared_ptr", "weak_ptr", "optional", "reference_wrapper"})
_PURE: Final = re.compile(rb"=\s*0\s*;?\s*\Z")
_WORDS: Final = {
    word: re.compile(rb"\b%s\b" % word.encode())
    for word in ("virtual", "override", "final", "static", "constexpr")
}
_QUALIFIERS: Final = re.compile(rb"\bconst\b|\bvolatile\b|&&?")
_IS_CPP: Final = re.compile(
    rb"^[ \t]*(?:namespace\b|template[ \t]*<|class[ \t]+\w|using[ \t]+\w|public:|private:|protected:|"
    rb"enum[ \t]+class\b|virtual\b|constexpr\b|explicit\b)"
    rb"|\bstd::|\b\w+::\w+|\boperator[ \t]*[=<>+\-*(\[]|&&[ \t]*\w+[,)]",
    re.MULTILINE,
)
_COMMENTS: Final = re.compile(rb"//[^\n]*|/\*.*?\*/", re.DOTALL)
_ONLY_CPP: Final = re.compile(
    rb"^[ \t]*#[ \t]*ifdef[ \t]+__cplusplus\b.*?^[ \t]*#[ \t]*(?:else|endif)\b", re.MULTILINE | re.DOTALL
)


class Cpp(CFamily):
    """C++. Namespaces are seen through: what they hold is known by its own name."""

    name = "cpp"
    constructor = ".ctor"
    implicit_members = True
    builtins = CFamily.builtins | {"nullptr", "auto"}
    transparent_types = _POINTERS
    container_types = frozenset(
        {"vector", "deque", "list", "set", "unordered_set", "array", "span", "multiset"}
    )

    def owner(self, marks: Marks, node: Node) -> str:
        """The class in `Class::member`."""
        del marks
        parts = _qualified(node.raw)
        named = [part for part in parts[:-1] if not _is_namespace(part)]
        return ".".join(named)

    def own_name(self, marks: Marks, node: Node) -> str:
        """The last part of a qualified name; a constructor has that of all constructors."""
        del marks
        parts = _qualified(node.raw) if node.raw.type == "function_definition" else []
        if not parts:
            return ""
        return self.constructor if parts[-1] in parts[-2:-1] else parts[-1]

    def modifiers(self, marks: Marks, node: Node, name: str, written: frozenset[str]) -> frozenset[str]:
        """Virtual, abstract, override; the namespace around."""
        found = super().modifiers(marks, node, name, written)
        if node.kind in ("function", "method"):
            body = node.get("body")
            head = marks.source[node.start : body.start if body is not None else node.end]
            found |= {word for word, pattern in _WORDS.items() if pattern.search(head)}
            after = head.rpartition(b")")[2]
            found |= {f"qualified:{word.decode()}" for word in _QUALIFIERS.findall(after)}
            if node.raw.parent is not None and node.raw.parent.type == "template_declaration":
                found |= {"overload"}  # templates of one name stand beside each other
            if "static" in found and node.kind == "method":
                found |= {"staticmethod"}
            if "virtual" in found and _PURE.search(head):
                found |= {"abstract"}
        if node.kind == "class" and b"= 0" in marks.source[node.start : node.end]:
            found |= {"abc"}
        spaces = _namespaces(node.raw)
        return found | {f"namespace:{spaces}"} if spaces else found

    def variant(self, node: Node) -> frozenset[str]:
        """The members of an `enum class` are found in it alone."""
        enum = node.raw.parent.parent if node.raw.parent is not None else None
        scoped = enum is not None and any(child.type in ("class", "struct") for child in enum.children)
        return frozenset() if scoped else frozenset({"unscoped"})

    def special(self, chains: Chains, node: Node, scope: Scope) -> Chain | None:
        """Qualified names, from the first part on that is no namespace."""
        if node.kind == "identifier" and node.raw.type == "namespace_identifier":
            return None
        if node.kind != "member" or node.raw.type != "qualified_identifier":
            return None
        parts = _parts(node.raw)
        if any(part.partition("<")[0] in _OUTSIDE for part in parts[:-1]):
            last = _last(node)
            if last is not None and last.kind == "generic":
                return chains.types.named(last, scope) or Chain("", Root.UNKNOWN)
            return Chain("", Root.UNKNOWN)
        named = [part.partition("<")[0] for part in parts if part]
        while len(named) > 1 and _is_namespace(named[0]):
            named = named[1:]
        if not named:
            return Chain("", Root.UNKNOWN)
        spaced = len(named) < len(parts)
        where = _module(scope) if spaced or len(named) == 1 else scope
        base = chains.lookup(named[0], where)
        return Chain(base.name, base.root, (*base.steps, *(f".{part}" for part in named[1:])), base.scope)


def _module(scope: Scope) -> Scope:
    here = scope
    while here.parent is not None:
        here = here.parent
    return here


def _last(node: Node) -> Node | None:
    found = node.get("property")
    while found is not None and found.kind == "member":
        found = found.get("property")
    return found


def _parts(raw: tree_sitter.Node) -> list[str]:
    """`a`, `B`, `c` of `a::B::c`, arguments of templates included."""
    found: list[str] = []
    here: tree_sitter.Node | None = raw
    while here is not None and here.type == "qualified_identifier":
        scope = here.child_by_field_name("scope")
        found.append((scope.text or b"").decode("utf-8", "replace") if scope is not None else "")
        here = here.child_by_field_name("name")
    if here is not None:
        found.append((here.text or b"").decode("utf-8", "replace"))
    return found


def _qualified(raw: tree_sitter.Node) -> list[str]:
    """The parts of the name that a function is defined under."""
    here = raw.child_by_field_name("declarator")
    for _ in range(4):
        if here is None:
            return []
        if here.type == "qualified_identifier":
            return [part.partition("<")[0] for part in _parts(here)]
        inner = here.child_by_field_name("declarator")
        if inner is None and here.type == "reference_declarator":
            inner = here.named_children[-1] if here.named_children else None
        here = inner
    return []


def _is_namespace(name: str) -> bool:
    """By custom, what is in small letters and qualifies a name is a namespace."""
    return not name or (name[0].islower() and name == name.lower())


def _namespaces(raw: tree_sitter.Node) -> str:
    found: list[str] = []
    here = raw.parent
    while here is not None:
        if here.type == "namespace_definition":
            name = here.child_by_field_name("name")
            found.append((name.text or b"").decode("utf-8", "replace") if name is not None else "")
        here = here.parent
    return "::".join(reversed(found))


class Header(Grammar):
    """A header: read as C++ where it holds anything that C does not have."""

    name = "header"

    def __init__(self) -> None:
        super().__init__(tree_sitter_cpp.language, QUERY, _QUERY)

    def extract(self, source: bytes) -> FileFacts:
        """All facts of one source."""
        return chosen(source).extract(source)

    def tokens(self, source: bytes, span: Span) -> tuple[str, ...]:
        """The tokens of one definition's body."""
        return chosen(source).tokens(source, span)

    def statements(self, source: bytes, span: Span) -> tuple[Statement, ...]:
        """The statements of one function."""
        return chosen(source).statements(source, span)


def chosen(source: bytes) -> Grammar:
    """The grammar of a header."""
    bare = _ONLY_CPP.sub(b"", _COMMENTS.sub(b"", source))
    return CPP if _IS_CPP.search(bare) else C


CPP: Final = Cpp(tree_sitter_cpp.language, QUERY, _QUERY)
HEADER: Final = Header()
