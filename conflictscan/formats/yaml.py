"""YAML, by its event stream: nothing is constructed, no alias is followed, nesting costs no stack."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING, Any, cast

import yaml

from conflictscan.facts.code import FileFacts, Key, Mapping, Span
from conflictscan.formats.lines import Lines, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_parse = cast("Callable[..., Iterator[yaml.Event]]", getattr(yaml, "parse"))  # noqa: B009 - it has no types


_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_ODD_BREAK = re.compile("\r(?!\n)|[\x85\u2028\u2029]")


class _Open:
    """A mapping or sequence that is being read; for a mapping, `key` is the one whose value comes next."""

    def __init__(self, place: str | None, start: Any, *, mapping: bool) -> None:  # noqa: ANN401 - a mark of PyYAML
        self.place = place
        self.start = start
        self.mapping = mapping
        self.keys: list[Key] = []
        self.key: tuple[str, Any] | None = None
        self.expects_key = mapping
        self.count = 0


class _Places:
    """Where the lines are that YAML counts: it breaks them at more characters than a newline."""

    def __init__(self, source: bytes, text: str) -> None:
        self._lines = Lines(source)
        self._rows: list[int] | None = None
        if _ODD_BREAK.search(text):
            self._rows = [0, *accumulate(found[0].endswith("\n") for found in _BREAK.finditer(text))]

    def line(self, number: int) -> Span:
        """The whole line."""
        if self._rows is not None:
            number = self._rows[min(number, len(self._rows) - 1)]
        return self._lines.span(min(number, len(self._lines.raw) - 1))


def extract(source: bytes) -> FileFacts:
    """A mapping for each block or flow mapping with scalar keys; values are scalars as written, or their kind."""
    text = source.decode("utf-8", "replace").lstrip("\ufeff").replace("\x00", " ")
    lines = _Places(source, text)
    found: list[Mapping] = []
    try:
        for mapping in _mappings(text, lines):
            found.append(mapping)  # noqa: PERF402 - what came before an error counts
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        error_at = lines.line(mark.line if mark is not None else 0)
        return FileFacts(language="yaml", mappings=tuple(found), syntax_errors=(error_at,))
    return FileFacts(language="yaml", mappings=tuple(found))


def _mappings(text: str, lines: _Places) -> Iterator[Mapping]:
    stack: list[_Open] = []
    documents = 0
    for event in _parse(text, Loader=_LOADER):
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            place = joined(stack[-1].place, _step(stack[-1])) if stack else _document(documents)
            _value(stack, "{}" if isinstance(event, yaml.MappingStartEvent) else "[]", lines)
            is_mapping = isinstance(event, yaml.MappingStartEvent)
            stack.append(_Open(place, event.start_mark, mapping=is_mapping))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            done = stack.pop()
            if done.keys and done.place is not None:
                span = lines.line(done.start.line)
                yield Mapping(place=done.place, form="yaml", keys=tuple(done.keys), span=span)
        elif isinstance(event, yaml.ScalarEvent):
            _scalar(stack, str(event.value), event.start_mark, lines)
        elif isinstance(event, yaml.AliasEvent):
            _scalar(stack, f"*{event.anchor}", event.start_mark, lines)


def _scalar(stack: list[_Open], value: str, mark: Any, lines: _Places) -> None:  # noqa: ANN401 - a mark of PyYAML
    if stack and stack[-1].mapping and stack[-1].expects_key:
        stack[-1].key = (value, mark)
        stack[-1].expects_key = False
    else:
        _value(stack, value, lines)


def _value(stack: list[_Open], value: str, lines: _Places) -> None:
    """The value of the open mapping's key; a mapping that is itself a key names nothing."""
    if not stack:
        return
    here = stack[-1]
    here.count += 1
    if not here.mapping:
        return
    if here.expects_key:
        here.key, here.expects_key = ("", None), False
        return
    if here.key is not None and here.key[1] is not None:
        here.keys.append(Key(here.key[0], value, lines.line(here.key[1].line)))
    here.expects_key = True


def _document(number: int) -> str:
    return str(number) if number > 1 else ""


def _step(level: _Open) -> str:
    if not level.mapping:
        return f"[{level.count}]"
    return level.key[0] if level.key and not level.expects_key else "?"
