"""HTTP routes that code declares: decorated handlers of Python, calls on an app or router of JavaScript."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.facts.code import ReferenceKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import Decorator, FileFacts, Reference, Symbol
    from conflictscan.graph import Tree

_METHODS: Final = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "websocket"})
_ANY: Final = frozenset({"route", "api_route", "all"})
_APP: Final = re.compile(r"(?:app|api|router|routes?|server|fastify|blueprint|bp)$|(?:App|Router|Routes?)$")
_LITERAL: Final = re.compile(rb"\s*(['\"`])(/[^'\"`\s]*|)\1\s*(,)?")
_NAMED: Final = re.compile(r"methods\s*=\s*[\[(]([^\])]*)")
_DECORATED: Final = (".py",)


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """One declared route; `text` is all that stands between its declaration and the end of its handler."""

    method: str  # `ANY` where it is not said
    path: str  # as written: a prefix that a mount adds is not known
    file: str
    span: Span
    text: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def routes(tree: Tree, path: str) -> list[Route]:
    """The routes that a file declares, in source order."""
    facts = tree.facts(path)
    if facts is None or facts.syntax_errors:
        return []
    source = tree.source(path)
    found = _decorated(facts, source, path) if path.endswith(_DECORATED) else _called(facts, source, path)
    return sorted(found, key=lambda route: (route.span, route.method))


def _decorated(facts: FileFacts, source: bytes, path: str) -> Iterator[Route]:
    for symbol in facts.symbols:
        for decorator in symbol.decorators:
            declared = _declared(decorator)
            if declared is None:
                continue
            methods, where = declared
            text = source[symbol.span.start_byte : symbol.span.end_byte].decode("utf-8", "replace")
            extra = " ".join(f"{each.chain} {' '.join(each.arguments)}" for each in symbol.decorators)
            for method in methods:
                yield Route(
                    method=method, path=where, file=path, span=symbol.name_span, text=f"{extra}\n{text}"
                )


def _declared(decorator: Decorator) -> tuple[list[str], str] | None:
    name = decorator.chain.last
    if not decorator.called or not decorator.arguments or name not in _METHODS | _ANY:
        return None
    first = decorator.arguments[0].partition("=")[2] or decorator.arguments[0]
    try:
        where = ast.literal_eval(first.strip())
    except (ValueError, SyntaxError):
        return None
    if not isinstance(where, str) or (where and not where.startswith("/")):
        return None
    if name in _METHODS:
        return [name.upper()], where
    given = _NAMED.search(" ".join(decorator.arguments))
    return re.findall(r"\w+", given[1].upper()) if given else ["ANY"], where


def _called(facts: FileFacts, source: bytes, path: str) -> Iterator[Route]:
    for use in facts.references:
        if use.kind is not ReferenceKind.CALL or use.chain.last not in _METHODS | _ANY:
            continue
        if not _APP.search(_receiver(use)):
            continue
        text = source[use.name_span.end_byte : use.span.end_byte]
        literal = _LITERAL.match(text.lstrip()[1:])
        if literal is not None and literal[3]:  # a handler follows: `app.get('title')` asks for a setting
            name = use.chain.last
            yield Route(
                method=name.upper() if name in _METHODS else "ANY",
                path=literal[2].decode("utf-8", "replace"),
                file=path,
                span=use.name_span,
                text=text.decode("utf-8", "replace"),
            )


def _receiver(use: Reference) -> str:
    """The name before the last step of a call: `router` of `this.router.get`."""
    steps = [step[1:] for step in use.chain.steps if step.startswith(".")]
    return steps[-2] if len(steps) > 1 else use.chain.name


def holder(facts: FileFacts, offset: int) -> Symbol | None:
    """The outermost definition around a place of a file, classes not opened."""
    around = [s for s in facts.symbols if s.span.start_byte <= offset < s.span.end_byte and not s.container]
    return min(around, key=lambda s: s.span.start_byte, default=None)
