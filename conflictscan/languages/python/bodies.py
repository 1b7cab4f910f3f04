"""Normalised token streams: body hashes, signature hashes, sketches and literals.

A token is a 32-bit number. Left out are comments, docstrings, log calls, annotations, trailing commas,
redundant parentheses and the style of quotes; locals are numbered by order of appearance after the
parameters, so that swapping two of them still shows. Each token of a method counts once: the stream of a
class is its own tokens and one token for each method, and its sketch is merged from theirs.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING, Final
from zlib import crc32

import msgspec

from conflictscan.languages.python.tree import CLOSE, KINDS, OPEN, STATEMENT

if TYPE_CHECKING:
    from conflictscan.languages.python.collect import Collector
    from conflictscan.languages.python.scopes import Scope
    from conflictscan.languages.python.tree import Node

SKETCH_SIZE: Final = 48
_MAX_LITERALS: Final = 64
_MAX_LITERAL: Final = 80
_MASK: Final = 0xFFFFFFFF
_NAMED_LEAVES: Final = frozenset({"identifier", "integer", "float", "string_content", "comment", "ERROR"})
_SKIPPED: Final = frozenset({"comment", "line_continuation", "string_end", ";"})
_CLOSING: Final = frozenset({")", "]", "}"})
_CODES: Final = {
    kind: crc32(kind.encode()) | 1
    for kind in KINDS | {OPEN, CLOSE}
    if kind not in _NAMED_LEAVES | _SKIPPED | _CLOSING | {"string_start", STATEMENT}
}
"""Codes of the leaves whose kind says all."""

_LOGGER: Final = re.compile(r"(?:^|[._])(?:log|logger|logging|_?LOG|_?LOGGER)$")
_LOG_METHODS: Final = frozenset(
    {"debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "log", "trace", "success"}
)
_PLAIN_PARENT: Final = frozenset(
    {
        "argument_list", "assert_statement", "assignment", "augmented_assignment", "elif_clause",
        "expression_statement", "for_in_clause", "for_statement", "if_clause", "if_statement",
        "keyword_argument", "list", "named_expression", "pair", "parenthesized_expression",
        "return_statement", "while_statement", "with_item", "default_parameter", "raise_statement",
    }
)  # fmt: skip
_LOCAL: Final = frozenset({"function", "lambda", "comprehension"})


class Body(msgspec.Struct, frozen=True):
    """What is kept of one definition's tokens."""

    body_hash: str
    size: int
    statements: int
    sketch: tuple[int, ...]
    literals: tuple[str, ...]


class Bodies:
    """The token streams of one file."""

    def __init__(self, notes: Collector) -> None:
        self.tree = notes.tree
        self._raw: list[int] = []
        self._statements: list[int] = []
        self._literals: list[tuple[int, str]] = []
        self._read_leaves()
        self._bare = list(self._raw)
        self._skip(notes)
        self._statements = [i for i in self._statements if self._bare[i]]
        self._locals = self._local_names(notes)
        self._local_places = [place for place, _, _ in self._locals]
        self._literal_places = [place for place, _ in self._literals]

    # -- tokens of the whole file --------------------------------------------------------------

    def _read_leaves(self) -> None:
        source, raw, leaves = self.tree.source, self._raw, self.tree.leaves
        plain, special, add = _CODES.get, self._special, raw.append
        for place, leaf in enumerate(leaves):
            kind = leaf.kind
            code = plain(kind)
            if code is None:
                if kind == "identifier":
                    code = crc32(source[leaf.start : leaf.end]) | 1
                elif kind in _CLOSING:
                    code = crc32(kind.encode()) | 1
                    if place and leaves[place - 1].kind == ",":
                        raw[-1] = 0
                else:
                    code = special(place, leaf)
            add(code)

    def _special(self, place: int, leaf: Node) -> int:
        """The code of a leaf whose kind does not say all, or that is to be found again."""
        kind = leaf.kind
        if kind == STATEMENT:
            self._statements.append(place)
            return crc32(kind.encode()) | 1
        if kind in _SKIPPED:
            return 0
        text = self.tree.source[leaf.start : leaf.end]
        if kind == "string_start":
            return crc32(b'"' + text.lower().strip(b"u\"'")) | 1
        if kind in ("integer", "float"):
            text = text.lower().replace(b"_", b"")
            self._literals.append((place, text.decode("ascii", "replace")))
        elif kind == "string_content":
            self._literals.append((place, text.decode("utf-8", "replace")[:_MAX_LITERAL]))
        return crc32(text if kind in _NAMED_LEAVES else kind.encode()) | 1

    def _skip(self, notes: Collector) -> None:
        """Blank what plays no part in behaviour."""
        for node in notes.docstrings:
            self._blank(node.first_leaf - 1, node.last_leaf)
        for node, _ in notes.annotations:
            parent = node.parent
            if parent is None or parent.kind == "type_alias_statement":
                continue
            before = node.first_leaf - 1
            self._blank(before if self._is_lead(before) else node.first_leaf, node.last_leaf)
        for node in notes.plain_calls:
            if is_log_call(node, self.tree.source):
                self._blank(node.first_leaf - 1, node.last_leaf)
        for node in notes.tuples:
            self._keep_comma(node)
        for node in notes.parentheses:
            parent = node.parent
            if parent is not None and parent.kind in _PLAIN_PARENT:
                self._bare[node.first_leaf] = self._bare[node.last_leaf - 1] = 0

    def _is_lead(self, place: int) -> bool:
        return place >= 0 and self.tree.leaves[place].kind in (":", "->")

    def _blank(self, start: int, end: int) -> None:
        start = max(start, 0)
        self._bare[start:end] = [0] * (end - start)

    def _keep_comma(self, node: Node) -> None:
        """The comma of a one-element tuple is what makes it one."""
        leaves = self.tree.leaves
        place = node.last_leaf - 2
        if len(node.named) == 1 and place > node.first_leaf and leaves[place].kind == ",":
            self._bare[place] = self._raw[place] = crc32(b",") | 1

    def _local_names(self, notes: Collector) -> list[tuple[int, str, Scope]]:
        """Places of identifiers that name function-local variables, with the scope that binds each."""
        found: list[tuple[int, str, Scope]] = []
        known: dict[tuple[int, str], Scope | None] = {}
        for node, scope in notes.binder.mentions:
            name = node.name
            key = (id(scope), name)
            if key not in known:
                home = scope.find(name)
                known[key] = home if home is not None and home.kind in _LOCAL else None
            home = known[key]
            if home is not None:
                found.append((node.first_leaf, name, home))
        found.sort(key=lambda item: item[0])
        return found

    # -- one definition ------------------------------------------------------------------------

    def body(self, node: Node, names: tuple[str, ...] = ()) -> Body:
        """The body of a function; `names` are its parameters, numbered first."""
        block = node.get("body")
        if block is None:
            return Body("", 0, 0, (), ())
        stream = self.stream(node, block, names)
        return Body(
            digest(stream),
            len(stream),
            self._count(self._statements, block.first_leaf, block.last_leaf),
            sketch(stream),
            self.literals(block),
        )

    def klass(self, node: Node, members: list[tuple[Node, str, Body]]) -> Body:
        """The body of a class, from its own tokens and the bodies of its functions and inner classes."""
        block = node.get("body")
        if block is None:
            return Body("", 0, 0, (), ())
        own: list[int] = []
        place = block.first_leaf
        shingles: set[int] = set()
        size = 0
        for member, name, body in sorted(members, key=lambda item: item[0].start):
            own.extend(self._bare[place : member.first_leaf])
            own.append(crc32(f"{name}:{body.body_hash}".encode()) | 1)
            place = max(place, member.last_leaf)
            shingles.update(body.sketch)
            size += body.size
        own.extend(self._bare[place : block.last_leaf])
        stream = [token for token in own if token]
        shingles.update(sketch(stream))
        return Body(
            digest(stream),
            len(stream) + size,
            self._count(self._statements, block.first_leaf, block.last_leaf),
            tuple(sorted(shingles)[:SKETCH_SIZE]),
            self.literals(block),
        )

    def signature(self, nodes: list[Node]) -> str:
        """The hash of decorators, parameters and return type, annotations included."""
        stream: list[int] = []
        for node in nodes:
            stream.extend(token for token in self._raw[node.first_leaf : node.last_leaf] if token)
            stream.append(1)
        return digest(stream)

    def stream(self, owner: Node, block: Node, names: tuple[str, ...] = ()) -> list[int]:
        """The normalised tokens of a block of the function `owner`."""
        start, end = block.first_leaf, block.last_leaf
        tokens = self._bare[start:end]
        numbers: dict[tuple[str, int], int] = {(name, owner.start): i for i, name in enumerate(names)}
        first = bisect_left(self._local_places, start)
        last = bisect_left(self._local_places, end, first)
        for place, name, scope in self._locals[first:last]:
            if scope.node.start >= owner.start and scope.node.end <= owner.end and tokens[place - start]:
                number = numbers.setdefault((name, scope.node.start), len(numbers))
                tokens[place - start] = (number + 1) * 2654435761 & _MASK
        return [token for token in tokens if token]

    def literals(self, node: Node) -> tuple[str, ...]:
        """Distinct literals of a node, sorted."""
        first = bisect_left(self._literal_places, node.first_leaf)
        last = bisect_left(self._literal_places, node.last_leaf, first)
        found = {text for place, text in self._literals[first:last] if self._bare[place]}
        return tuple(sorted(found)[:_MAX_LITERALS])

    def kept_leaves(self, node: Node) -> list[Node]:
        """The leaves of a node that count."""
        leaves = self.tree.leaves
        return [leaves[i] for i in range(node.first_leaf, node.last_leaf) if self._bare[i]]

    @staticmethod
    def _count(places: list[int], start: int, end: int) -> int:
        return bisect_left(places, end) - bisect_left(places, start)


def digest(stream: list[int]) -> str:
    """A short stable name of a token stream; empty for an empty one."""
    return hashlib.blake2b(array("Q", stream).tobytes(), digest_size=10).hexdigest() if stream else ""


def sketch(stream: list[int]) -> tuple[int, ...]:
    """The smallest hashes of the stream's 4-token shingles; see Broder, On the resemblance of documents, 1997."""
    if len(stream) < 4:
        return tuple(stream)
    mask = _MASK
    hashed = {
        ((a * 0x9E3779B1 ^ b * 0x85EBCA77 ^ c * 0xC2B2AE3D ^ d * 0x27D4EB2F) * 0x165667B1 >> 7) & mask
        for a, b, c, d in zip(stream, stream[1:], stream[2:], stream[3:], strict=False)
    }
    return tuple(sorted(hashed)[:SKETCH_SIZE])


def is_log_call(statement: Node, source: bytes) -> bool:
    """Is the statement a call of a logger?"""
    call = statement.named[0] if statement.named else None
    if call is not None and call.kind == "await":
        return False
    function = call.get("function") if call is not None else None
    if function is None or function.kind != "attribute":
        return False
    name, receiver = function.get("attribute"), function.get("object")
    if name is None or receiver is None:
        return False
    if source[name.start : name.end].decode("utf-8", "replace") not in _LOG_METHODS:
        return False
    text = source[receiver.start : receiver.end].decode("utf-8", "replace")
    return bool(_LOGGER.search(text)) or text.endswith(("getLogger(__name__)", "get_logger()"))
