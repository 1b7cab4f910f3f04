"""What a language's package makes of a file, for whoever works on one: `python -m conflictscan.languages FILE`.

`--tree` prints the syntax tree instead, with the captures of the queries beside the nodes.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
import tree_sitter

from conflictscan.languages import for_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.languages import Language
    from conflictscan.languages.syntax.grammar import Grammar

_USAGE: Final = "usage: python -m conflictscan.languages [--tree] FILE"
_LISTS: Final = ("symbols", "references", "imports", "exported", "matches", "mappings", "syntax_errors")


def facts_of(language: Language, source: bytes) -> Iterator[str]:
    """A line for each fact: its kind, its name, its line, and the rest of it."""
    facts = language.extract(source)
    for kind in _LISTS:
        for fact in getattr(facts, kind):
            fields = {
                name: value
                for name, value in msgspec.structs.asdict(fact).items()
                if value and name not in ("span", "name_span", "sketch")
            }
            line = getattr(fact, "span", fact).start_line + 1
            yield f"{kind} line {line}: {msgspec.json.encode(fields).decode()}"


def tree_of(grammar: Grammar, source: bytes) -> Iterator[str]:
    """The named nodes of the syntax tree, with field names and captures."""
    tree = tree_sitter.Parser(grammar.language).parse(source)
    marked: dict[int, list[str]] = defaultdict(list)
    for name, nodes in tree_sitter.QueryCursor(grammar.query).captures(tree.root_node).items():
        for node in nodes:
            marked[node.id].append(f"@{name}")
    stack: list[tuple[tree_sitter.Node, int, str]] = [(tree.root_node, 0, "")]
    while stack:
        node, depth, field = stack.pop()
        text = (node.text or b"").decode("utf-8", "replace") if not node.named_child_count else ""
        head = f"{field}: {node.type}" if field else node.type
        yield " ".join(["  " * depth + head, *sorted(marked[node.id]), *([repr(text)] if text else [])])
        children = [
            (child, depth + 1, node.field_name_for_child(place) or "")
            for place, child in enumerate(node.children)
            if child.is_named
        ]
        stack.extend(reversed(children))


def main(arguments: list[str]) -> int:
    """Print one or the other; 2 for what cannot be read."""
    wanted = [each for each in arguments if each != "--tree"]
    language = for_path(wanted[0]) if len(wanted) == 1 else None
    if language is None:
        sys.stderr.write(f"{_USAGE}\n" if len(wanted) != 1 else f"no language reads {wanted[0]}\n")
        return 2
    source = Path(wanted[0]).read_bytes()
    if "--tree" not in arguments:
        lines = facts_of(language, source)
    elif language.grammar:
        grammar: Grammar = getattr(importlib.import_module(f"{language.package}.grammar"), language.grammar)
        lines = tree_of(grammar, grammar.prepared(source))
    else:
        sys.stderr.write(f"{language.name} has passes of its own, and no queries\n")
        return 2
    with contextlib.suppress(BrokenPipeError):  # a pager that was left
        sys.stdout.writelines(f"{line}\n" for line in lines)
        sys.stdout.flush()
        return 0
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
