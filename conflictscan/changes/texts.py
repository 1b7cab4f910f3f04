"""Definitions as text: signatures as a reader knows them, and values without layout."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import ParameterKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conflictscan.facts.code import Decorator, Parameter, Span

_TOKEN: Final = re.compile(
    rb"""(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|(?P<comment>\#[^\n]*)|(?P<other>\w+|[^\w\s])"""
)


def value_tokens(source: bytes, span: Span) -> tuple[bytes, ...]:
    """The tokens of a region without space, comments, trailing commas and the choice of quotes."""
    found: list[bytes] = []
    for match in _TOKEN.finditer(source, span.start_byte, span.end_byte):
        if match["comment"]:
            continue
        token = match[0]
        if token in (b")", b"]", b"}") and found and found[-1] == b",":
            found.pop()
        found.append(b'"' + token[1:-1] + b'"' if match["string"] else token)
    return tuple(found)


def signature_text(parameters: Sequence[Parameter], *, typed: bool = False) -> str:
    """A parameter list as a reader knows it: `(to, subject='', *, tz)`; `typed` adds the annotations."""
    out: list[str] = []
    star = False
    for index, parameter in enumerate(parameters):
        kind = parameter.kind
        if kind is ParameterKind.NAMED_ONLY and not star:
            out.append("*")
            star = True
        if kind is ParameterKind.REST_POSITIONAL:
            star = True
        out.append(_parameter_text(parameter, typed=typed))
        following = parameters[index + 1].kind if index + 1 < len(parameters) else None
        if kind is ParameterKind.POSITIONAL_ONLY and following is not kind:
            out.append("/")
    return f"({', '.join(out)})"


def _parameter_text(parameter: Parameter, *, typed: bool) -> str:
    stars = {ParameterKind.REST_POSITIONAL: "*", ParameterKind.REST_NAMED: "**"}.get(parameter.kind, "")
    annotation = f": {parameter.annotation}" if typed and parameter.annotation else ""
    name = f"{stars}{parameter.name}{annotation}"
    if parameter.required or stars:
        return name
    equals = " = " if annotation else "="
    return f"{name}{equals}{parameter.default or '…'}"


def decorators_text(decorators: Sequence[Decorator]) -> str:
    """`@app.route("/"), @cached`."""
    return ", ".join(
        f"@{each.chain}({', '.join(each.arguments)})" if each.called else f"@{each.chain}"
        for each in decorators
    )
