"""What the passes ask of a language: its grammar, its queries, and answers that capture names cannot give."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final, Protocol

import tree_sitter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conflictscan.facts.code import Chain, FileFacts, Reference, Span
    from conflictscan.languages.language import Statement
    from conflictscan.languages.syntax.chains import Chains
    from conflictscan.languages.syntax.collect import Collector
    from conflictscan.languages.syntax.marks import Marks, Node
    from conflictscan.languages.syntax.scopes import Context, Scope

_TOKENS: Final = re.compile(rb'"(?:\\.|[^"\\\n])*"|' rb"'(?:\\.|[^'\\\n])*'|" rb"\w+|[^\w\s]", re.DOTALL)
_LOGGER: Final = re.compile(r"(?:^|[._])(?:_?log(?:ger)?|logging|console|slog|_?LOG(?:GER)?)$", re.IGNORECASE)


class Tokens(Protocol):
    """Finds the tokens of a text: a compiled pattern, or what knows more than one."""

    def findall(self, string: bytes, /) -> list[bytes]:
        """All tokens, in order."""
        ...


class Grammar:
    """One language. Subclasses set the data and override what their language does otherwise."""

    name: str
    builtins: frozenset[str] = frozenset()
    named_arguments = False  # any parameter may be given by name
    implicit_members = False  # a bare name may mean a member of the class around
    overloads = False  # methods of one name differ in the types of their parameters
    named_lambdas = True  # a function that a variable is given is known by its name
    accessors = False  # a field that a construction gives is read by a method of its name as well
    zero_values = False  # a field that a construction leaves out has a value of its own
    first_of_many = False  # of several results the type of a function says the first
    last_is_element = False  # a loop over pairs gives the element last
    loose_arguments = False  # a call may leave arguments out, or give more than there are
    untyped = False  # no compiler looks
    tuples = frozenset({"tuple"})  # kinds of displays that hold a fixed number of values
    transparent_types: frozenset[str] = frozenset()  # generic types that stand for their first argument
    awaitable_types: frozenset[str] = frozenset()  # generic types whose argument an `await` gives
    container_types: frozenset[str] = frozenset()  # generic types whose elements are of the first argument
    keyed_types: frozenset[str] = frozenset()  # generic types that ask for every member of the first as a key
    own_type = ""  # the name by which a class's members call it
    outwards = ""  # a namespace sees what is around it only where it binds this name
    types_apart = False  # a local variable does not hide the type of its name
    implementations = False  # an extension that implements something is a definition of its own
    pattern_paths = False  # a dotted name in a pattern is a value to compare with
    free_types = False  # a name that the file does not bind is a class of another file
    implicit_results = False  # a function returns its last expression
    declared_results = False  # the declared result alone says what a function returns
    total_matches = False  # a case analysis covers all cases, or is refused
    conditions: frozenset[str] = frozenset()  # kinds of nodes that `guards` is asked about
    constructor = ""  # the name under which a class's constructor is kept
    token: Tokens = _TOKENS
    dropped_tokens: frozenset[bytes] = frozenset({b";"})
    logger = _LOGGER
    log_methods: frozenset[str] = frozenset(
        {"debug", "info", "warn", "warning", "error", "trace", "log", "verbose", "fatal"}
    )

    def __init__(self, load: Callable[[], object], *queries: Path) -> None:
        self._load = load
        self._queries = queries

    @functools.cached_property
    def language(self) -> tree_sitter.Language:
        """The grammar, loaded when first asked for."""
        return tree_sitter.Language(self._load())

    @functools.cached_property
    def query(self) -> tree_sitter.Query:
        """All queries as one."""
        text = "\n".join(file.read_text("utf-8") for file in self._queries)
        return tree_sitter.Query(self.language, text)

    # -- facts ---------------------------------------------------------------------------------

    def extract(self, source: bytes) -> FileFacts:
        """All facts of one source."""
        from conflictscan.languages.syntax import extract  # noqa: PLC0415 - the passes know this class

        return extract.extract(source, self)

    def tokens(self, source: bytes, span: Span) -> tuple[str, ...]:
        """The tokens of one definition's body."""
        from conflictscan.languages.syntax import extract  # noqa: PLC0415

        return extract.tokens(source, span, self)

    def statements(self, source: bytes, span: Span) -> tuple[Statement, ...]:
        """The statements of one function."""
        from conflictscan.languages.syntax import extract  # noqa: PLC0415

        return extract.statements(source, span, self)

    def prepared(self, source: bytes) -> bytes:
        """The source as the grammar should see it, of equal length."""
        return source

    def shape(self, marks: Marks) -> None:
        """A chance to give the marked tree another form, where one node of the grammar is two things."""

    # -- names ---------------------------------------------------------------------------------

    def imports(self, notes: Collector, node: Node, context: Context) -> None:
        """Add the imports of one `import` node to the notes, and bind their local names."""

    def exports(self, notes: Collector, node: Node, context: Context) -> bool:
        """Add what one `export` node hands out to the notes; True when nothing in it is left to visit."""
        del notes, node, context
        return False

    def settle(self, notes: Collector, chains: Chains) -> None:
        """Whatever needs all names of the file to be bound: exports of the file as a whole."""

    def mark(self, notes: Collector, node: Node, context: Context) -> bool:
        """A chance to read a call, assignment or record in the language's own way; True when nothing is left to do."""
        del notes, node, context
        return False

    def fallback_name(self, marks: Marks, node: Node) -> str:
        """The name of a definition that has none written (`export default class`)."""
        del marks, node
        return ""

    def own_name(self, marks: Marks, node: Node) -> str:
        """The name of a function where it is not the text of its name; else empty."""
        del marks, node
        return ""

    # -- definitions ---------------------------------------------------------------------------

    def definition_text(self, node: Node, text: str) -> str:
        """The name of a definition within what is around it: several, dotted, where it stands deeper."""
        del node
        return text

    def plain_name(self, text: str) -> str:
        """The last of the names that `definition_text` gave."""
        return text

    def promoted_name(self, text: str) -> str:
        """The name of the field that a promoted parameter is as well."""
        return text

    def member_text(self, marks: Marks, node: Node) -> str:
        """The name of a member as its class knows it."""
        return marks.text(node)

    def is_total(self, node: Node) -> bool:
        """Is a case analysis that has no arm for a value refused, or a fault?"""
        del node
        return self.total_matches

    def is_hidden(self, node: Node) -> bool:
        """Does a function belong to nothing that its file knows?"""
        del node
        return False

    def bases(self, node: Node) -> list[Node]:
        """The nodes that name what a class extends and implements."""
        return [child for child in node.children if "base" in child.roles or "implemented" in child.roles]

    def modifiers(self, marks: Marks, node: Node, name: str, written: frozenset[str]) -> frozenset[str]:
        """Modifiers of a symbol from those written on it."""
        del marks, node, name
        return written

    def owner(self, marks: Marks, node: Node) -> str:
        """The class that a method belongs to which stands outside of it; empty for one within."""
        del marks, node
        return ""

    def guards(self, node: Node) -> tuple[str, ...]:
        """The conditions that are written on a definition, of the kinds in `conditions`."""
        del node
        return ()

    def extended_name(self, marks: Marks, node: Node) -> str:
        """The name of the class that an extension adds members to, or of the extension itself."""
        name = node.get("name")
        return marks.text(name).rpartition(".")[2] if name is not None else ""

    def extended(self, chains: Chains, node: Node, scope: Scope) -> Chain | None:
        """The class that the extension of a scope is about, where it is not known by the scope's name."""
        del chains, node, scope

    def binds(self, text: str) -> bool:
        """Does a bare name in a pattern take a value?"""
        del text
        return True

    def catches_all(self, node: Node) -> bool:
        """Is the arm of a case analysis, marked as a case, there for everything else?"""
        del node
        return False

    def parameter_type(self, marks: Marks, node: Node) -> str:
        """The type of a parameter where it is more than its annotation, as pointers are in C; else empty."""
        del marks, node
        return ""

    def is_receiver(self, marks: Marks, node: Node) -> bool:
        """Is the parameter the receiver of a method, which callers do not give?"""
        del marks
        return "receiver" in node.roles

    # -- uses ----------------------------------------------------------------------------------

    def strings(self, notes: Collector, chains: Chains) -> Iterator[Reference]:
        """References made by strings: targets of mocks, names in registries."""
        del notes, chains
        yield from ()

    def special(self, chains: Chains, node: Node, scope: Scope) -> Chain | None:
        """The chain of an expression that the language gives a meaning of its own; None for all others."""
        del chains, node, scope
        return None

    def qualified(self, text: str, scope: Scope) -> Chain | None:
        """The chain of a dotted type that begins with a package, where a language has such; None for all others."""
        del text, scope
        return None

    def literal(self, marks: Marks, node: Node) -> str:
        """The content of a string: without quotes."""
        return marks.text(node).strip("\"'`")
