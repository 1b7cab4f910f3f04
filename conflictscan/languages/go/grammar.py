"""What Go says beyond the names of its captures: imports, and the types that methods belong to."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import tree_sitter_go

from conflictscan.facts.code import Import
from conflictscan.languages.syntax.grammar import Grammar
from conflictscan.languages.syntax.imports import add

if TYPE_CHECKING:
    from conflictscan.languages.syntax.collect import Collector
    from conflictscan.languages.syntax.marks import Marks, Node
    from conflictscan.languages.syntax.scopes import Context

_RECEIVER: Final = re.compile(r"(\w+)\s*(?:\[[^\]]*\])?\s*$")
_VERSION: Final = re.compile(r"v\d+\Z")
_TOKENS: Final = re.compile(rb'"(?:\\.|[^"\\\n])*"|`[^`]*`|' rb"'(?:\\.|[^'\\\n])*'|\w+|[^\w\s]", re.DOTALL)
_BUILTINS: Final = """
any append bool byte cap clear close comparable complex complex128 complex64 copy delete error false float32 float64
imag int int16 int32 int64 int8 iota len make max min new nil panic print println real recover rune string true uint
uint16 uint32 uint64 uint8 uintptr _
"""


class Go(Grammar):
    """Go."""

    name = "go"
    builtins = frozenset(_BUILTINS.split())
    zero_values = True
    first_of_many = True
    last_is_element = True
    token = _TOKENS

    def imports(self, notes: Collector, node: Node, context: Context) -> None:
        """One import: the package as a whole, or all its names."""
        path, name = node.raw.child_by_field_name("path"), node.raw.child_by_field_name("name")
        if path is None:
            return
        source = notes.marks.source
        module = source[path.start_byte + 1 : path.end_byte - 1].decode("utf-8", "replace")
        given = source[name.start_byte : name.end_byte].decode("utf-8", "replace") if name is not None else ""
        fact = Import(
            module=module,
            span=notes.marks.span(node),
            alias="" if given in (".", "_") else given or local_name(module, source),
            star=given == ".",
            reexport=given == "_",
        )
        add(notes, fact, context)

    def modifiers(self, marks: Marks, node: Node, name: str, written: frozenset[str]) -> frozenset[str]:
        """Members of an interface have no body."""
        del marks, name
        return written | {"abstract"} if node.raw.type == "method_elem" else written

    def owner(self, marks: Marks, node: Node) -> str:
        """The type in the receiver."""
        receiver = next((c for c in node.children if "receiver" in c.roles), None)
        declared = receiver.get("annotation") if receiver is not None else None
        found = _RECEIVER.search(marks.text(declared)) if declared is not None else None
        return found[1] if found is not None else ""


def local_name(module: str, source: bytes) -> str:
    """The name of a package by its path: its last part, as the file's own uses tell where that is no name."""
    parts = module.split("/")
    last = parts[-2] if len(parts) > 1 and _VERSION.match(parts[-1]) else parts[-1]
    plain = last.partition(".")[0] if _VERSION.match(last.rpartition(".")[2]) else last
    candidates = (
        plain,
        plain.removeprefix("go-").removesuffix("-go"),
        plain.rpartition("-")[2],
        plain.replace("-", ""),
        plain.partition("-")[0],
        plain.rpartition(".")[2],
        plain.replace("-", "_"),
    )
    for candidate in candidates:
        if candidate.isidentifier() and re.search(rb"(?<![\w.])%s\." % candidate.encode(), source):
            return candidate
    return next((c for c in candidates if c.isidentifier()), plain)


GO: Final = Go(tree_sitter_go.language, Path(__file__).parent / "queries" / "go.scm")
