"""Normalised token streams: body hashes, signature hashes, sketches and literals.

Tokens come from a regular expression over the bytes between comments, not from the tree. Left out are comments, log
calls, written types, trailing commas and the style of quotes; locals are numbered by order of appearance after the
parameters, so that swapping two of them still shows.
"""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING, Final
from zlib import crc32

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conflictscan.languages.syntax.collect import Collector
    from conflictscan.languages.syntax.marks import Node
    from conflictscan.languages.syntax.scopes import Scope

SKETCH_SIZE: Final = 48
_MAX_LITERALS: Final = 64
_MAX_LITERAL: Final = 80
_MASK: Final = 0xFFFFFFFF
_CLOSING: Final = frozenset({b")", b"]", b"}"})
_STATEMENTS: Final = frozenset(
    {
        "declare", "assign", "augment", "return", "throw", "yield", "jump", "if", "loop", "try", "switch", "with",
        "delete", "statement",
    }
)  # fmt: skip
_LITERALS: Final = frozenset({"str", "int", "float"})
_READ_TYPES: Final = frozenset({"catch", "record", "construct"})
"""Where a written type decides what happens."""


class Body(msgspec.Struct, frozen=True):
    """What is kept of one definition's tokens."""

    body_hash: str = ""
    size: int = 0
    statements: int = 0
    sketch: tuple[int, ...] = ()
    literals: tuple[str, ...] = ()


class Bodies:
    """The token streams of one file."""

    def __init__(self, notes: Collector) -> None:
        self._marks = notes.marks
        self._grammar = notes.grammar
        self._holes: list[tuple[int, int]] = []
        self._statements: list[int] = []
        self._literals: list[Node] = []
        self._read(notes)
        self._hole_starts = [start for start, _ in self._holes]
        self._literal_starts = [node.start for node in self._literals]
        self._scopes = sorted(notes.module.all, key=lambda scope: scope.node.start)
        self._scope_starts = [scope.node.start for scope in self._scopes]

    def body(self, node: Node, scope: Scope, names: tuple[str, ...] = ()) -> Body:
        """The body of a function; `names` are its parameters, numbered first."""
        block = node.get("body")
        if block is None:
            return Body()
        stream = self._numbered(self.tokens(block), scope, names)
        return Body(digest(stream), len(stream), self._count(block), sketch(stream), self.literals(block))

    def klass(self, node: Node, members: list[tuple[Node, str, Body]]) -> Body:
        """The body of a class, from its own tokens and the bodies of its functions and inner classes."""
        own: list[bytes] = []
        place = node.start
        shingles: set[int] = set()
        size = 0
        for member, name, body in sorted(members, key=lambda item: item[0].start):
            own.extend(self._between(place, member.start))
            own.append(f"{name}:{body.body_hash}".encode("utf-8", "surrogateescape"))
            place = max(place, member.end)
            shingles.update(body.sketch)
            size += body.size
        own.extend(self._between(place, node.end))
        stream = [crc32(token) | 1 for token in own]
        shingles.update(sketch(stream))
        return Body(
            digest(stream),
            len(stream) + size,
            self._count(node),
            tuple(sorted(shingles)[:SKETCH_SIZE]),
            self.literals(node),
        )

    def signature(self, nodes: Iterable[Node | None]) -> str:
        """The hash of decorators, parameters and types, as written."""
        stream: list[int] = []
        for node in nodes:
            if node is not None:
                text = self._marks.source[node.start : node.end]
                stream.extend(crc32(token) | 1 for token in self._grammar.token.findall(text))
            stream.append(1)
        return digest(stream)

    def tokens(self, node: Node) -> list[bytes]:
        """The tokens of a node that count, names kept."""
        return self._between(node.start, node.end)

    def literals(self, node: Node) -> tuple[str, ...]:
        """Distinct literals of a node, sorted."""
        first = bisect_left(self._literal_starts, node.start)
        last = bisect_left(self._literal_starts, node.end, first)
        found: set[str] = set()
        for literal in self._literals[first:last]:
            text = self._marks.text(literal)
            found.add(
                (self._grammar.literal(self._marks, literal) if literal.kind == "str" else text)[
                    :_MAX_LITERAL
                ]
            )
        return tuple(sorted(found)[:_MAX_LITERALS])

    # -- tokens --------------------------------------------------------------------------------

    def _read(self, notes: Collector) -> None:
        """Note statements, literals, and the regions that play no part in behaviour, apart from each other."""
        holes = [(node.start, node.end) for node in self._marks.comments]
        for node in self._marks.nodes:
            kind = node.kind
            if kind in _STATEMENTS:
                self._statements.append(node.start)
                if kind == "statement" and is_log_call(node, notes):
                    holes.append((node.start, node.end))
            elif kind in _LITERALS:
                self._literals.append(node)
            if node.roles and ("annotation" in node.roles or "returns" in node.roles):
                around = node.parent
                if around is not None and around.kind not in _READ_TYPES:
                    holes.append((node.start, node.end))
        holes.sort()
        for start, end in holes:
            if not self._holes or start >= self._holes[-1][1]:
                self._holes.append((start, end))

    def _between(self, start: int, end: int) -> list[bytes]:
        source, found = self._marks.source, self._grammar.token.findall
        place = start
        pieces: list[bytes] = []
        for number in range(bisect_left(self._hole_starts, start), len(self._holes)):
            hole = self._holes[number]
            if hole[0] >= end:
                break
            pieces.extend(found(source[place : hole[0]]))
            place = hole[1]
        if place < end:
            pieces.extend(found(source[place:end]))
        return list(self._cleaned(pieces))

    def _cleaned(self, tokens: list[bytes]) -> Iterator[bytes]:
        dropped = self._grammar.dropped_tokens
        waiting = False  # a comma, left out before a closing bracket
        for token in tokens:
            if token == b",":
                if waiting:
                    yield token
                waiting = True
                continue
            if token in dropped:
                continue
            if waiting and token not in _CLOSING:
                yield b","
            waiting = False
            yield b'"' + token[1:-1] + b'"' if token[:1] == b"'" and len(token) > 1 else token

    def _numbered(self, tokens: list[bytes], scope: Scope, names: tuple[str, ...]) -> list[int]:
        """Codes of tokens, local names by order of appearance."""
        local = self._local_names(scope)
        numbers = {name.encode("utf-8", "surrogateescape"): number for number, name in enumerate(names)}
        known = set(numbers)
        stream: list[int] = []
        before = b""
        for token in tokens:
            if (token in local or token in known) and before != b".":
                number = numbers.setdefault(token, len(numbers))
                stream.append((number + 1) * 2654435761 & _MASK)
            else:
                stream.append(crc32(token) | 1)
            before = token
        return stream

    def _local_names(self, scope: Scope) -> frozenset[bytes]:
        """Names bound within a function, in it and below."""
        start, end = scope.node.start, scope.node.end
        first = bisect_left(self._scope_starts, start)
        names: set[str] = set()
        for each in self._scopes[first:]:
            if each.node.start >= end:
                break
            if each.kind in ("function", "lambda", "block") and each.node.end <= end:
                names.update(each.names)
        return frozenset(name.encode("utf-8", "surrogateescape") for name in names)

    def _count(self, node: Node) -> int:
        return bisect_left(self._statements, node.end) - bisect_left(self._statements, node.start)


def digest(stream: list[int]) -> str:
    """A short stable name of a token stream; empty for an empty one."""
    return hashlib.blake2b(array("Q", stream).tobytes(), digest_size=10).hexdigest() if stream else ""


def sketch(stream: list[int]) -> tuple[int, ...]:
    """The smallest hashes of the stream's 4-token shingles; see Broder, On the resemblance of documents, 1997."""
    if len(stream) < 4:
        return tuple(stream)
    hashed = {
        ((a * 0x9E3779B1 ^ b * 0x85EBCA77 ^ c * 0xC2B2AE3D ^ d * 0x27D4EB2F) * 0x165667B1 >> 7) & _MASK
        for a, b, c, d in zip(stream, stream[1:], stream[2:], stream[3:], strict=False)
    }
    return tuple(sorted(hashed)[:SKETCH_SIZE])


def is_log_call(statement: Node, notes: Collector) -> bool:
    """Is the statement a call of a logger?"""
    call = statement.children[0] if len(statement.children) == 1 else None
    callee = call.get("callee") if call is not None and call.kind == "call" else None
    if callee is None or callee.kind != "member":
        return False
    name, receiver = callee.get("property"), callee.get("object")
    if name is None or receiver is None:
        return False
    marks, grammar = notes.marks, notes.grammar
    return marks.text(name).lower() in grammar.log_methods and bool(
        grammar.logger.search(marks.text(receiver))
    )
