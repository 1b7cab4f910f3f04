"""HTML that is escaped by construction: what is no `Markup` is text, and text cannot become markup."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from conflictscan.report.display import displayed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_VOID = frozenset({"input", "link", "meta"})
_QUOTED = re.compile(r"`([^`]+)`")


class Markup(str):
    """Finished HTML. Made by the functions of this module alone."""

    __slots__ = ()


def element(name: str, attributes: Mapping[str, str] | None = None, /, *children: str) -> Markup:
    """`<name …>children</name>`; an attribute with an empty value stands alone."""
    written = "".join(_attribute(key, value) for key, value in (attributes or {}).items())
    if name in _VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{joined(children)}</{name}>")


def joined(children: Iterable[str]) -> Markup:
    """Children one after another, text among them escaped."""
    return Markup("".join(each if isinstance(each, Markup) else text(each) for each in children))


def text(value: str) -> Markup:
    """A line of text from anywhere: no control character, no direction mark, no markup."""
    return Markup(html.escape(displayed(value), quote=True))


def prose(value: str) -> Markup:
    """A sentence whose `names` are set as code."""
    parts = _QUOTED.split(value)
    return joined(element("code", {}, part) if index % 2 else part for index, part in enumerate(parts))


def verbatim(name: str, attributes: Mapping[str, str], content: str) -> Markup:
    """A script or style element: its content is ours, and holds no `</` of its own name."""
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    return Markup(f"<{name}{written}>{content}</{name}>")


def _attribute(key: str, value: str) -> str:
    return f' {key}="{text(value)}"' if value else f" {key}"
