"""XML as a tree of elements with their places, read by expat: no entity is expanded, nothing is fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEEPEST = 200
_LONGEST = 1000  # characters of one text, beyond which no more is kept


class Element(msgspec.Struct):
    """One element; names without prefix and namespace, places as byte offsets."""

    name: str
    attributes: dict[str, str]
    start: int
    end: int = 0
    text: str = ""
    children: list[Element] = []

    def all(self, name: str) -> list[Element]:
        """Children of a name."""
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> Element | None:
        """The first child of a name."""
        return next(iter(self.all(name)), None)

    def value(self, name: str) -> str:
        """The text of the first child of a name, or the attribute; empty without either."""
        child = self.first(name)
        return self.attributes.get(name, "").strip() if child is None else child.text.strip()

    def within(self, name: str) -> Iterator[Element]:
        """All elements of a name below, in the order of the file."""
        pending = [*reversed(self.children)]
        while pending:
            element = pending.pop()
            if element.name == name:
                yield element
            pending += reversed(element.children)


class Broken(Exception):
    """No XML that is read here: not well-formed, nested too deep, or with entities of its own."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


def root(source: bytes) -> Element:
    """The outermost element; raises Broken."""
    reader = _Reader()
    reader.read(source)
    return reader.top.children[0]


class _Reader:
    def __init__(self) -> None:
        self.top = Element("", {}, 0)
        self._stack = [self.top]
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._refuse

    def read(self, source: bytes) -> None:
        try:
            self._parser.Parse(source, True)
        except (expat.ExpatError, ValueError, LookupError) as error:  # the latter two: encodings
            raise Broken(max(0, self._parser.CurrentByteIndex)) from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._stack) > _DEEPEST:
            raise Broken(self._parser.CurrentByteIndex)
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        element = Element(name.rpartition(":")[2], plain, self._parser.CurrentByteIndex)
        self._stack[-1].children.append(element)
        self._stack.append(element)

    def _end(self, _: str) -> None:
        self._stack.pop().end = self._parser.CurrentByteIndex

    def _text(self, data: str) -> None:
        here = self._stack[-1]
        if len(here.text) < _LONGEST:  # names and versions are short, and prose is not read
            here.text += data

    def _refuse(self, *_: object) -> None:
        raise Broken(self._parser.CurrentByteIndex)
