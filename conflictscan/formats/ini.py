"""INI files as `configparser` reads them: sections of `key = value` or `key: value`, and continuation lines."""

from __future__ import annotations

import re
from typing import Final

from conflictscan.facts.code import FileFacts, Key, Mapping, Requirement, Span
from conflictscan.formats.lines import Lines
from conflictscan.formats.requirements import requirement

_SECTION: Final = re.compile(r"\[(.+)\]")
_LONGEST: Final = 10_000  # characters of one value that are kept
_KEY: Final = re.compile(r"([^=:\s][^=:]*?)\s*[=:]\s*(.*)")
_DEPENDENCIES: Final = {"install_requires": "main", "setup_requires": "build", "tests_require": "test"}


def extract(source: bytes) -> FileFacts:
    """One mapping for each section heading, in order; a section may come twice."""
    lines = Lines(source)
    reader = _Reader(lines)
    for number, text in enumerate(lines.texts()):
        reader.read(number, text)
    mappings = tuple(
        Mapping(place=section.name, form="ini", keys=tuple(section.keys), span=section.span)
        for section in reader.sections
        if section.keys or section.name
    )
    return FileFacts(language="ini", mappings=mappings, requirements=tuple(reader.requirements))


class _Section:
    def __init__(self, name: str, span: Span) -> None:
        self.name = name
        self.span = span
        self.keys: list[Key] = []


class _Reader:
    """What the lines so far say. A line that is indented more than its key goes on with the value."""

    def __init__(self, lines: Lines) -> None:
        self.sections = [_Section("", lines.span(0))]
        self.requirements: list[Requirement] = []
        self._lines = lines
        self._indent = 0  # of the key whose value may go on
        self._scope = ""

    def read(self, number: int, text: str) -> None:
        stripped = text.strip()
        if not stripped or stripped.startswith(("#", ";")):
            return
        here, span = self.sections[-1], self._lines.span(number)
        indent = len(text) - len(text.lstrip())
        if here.keys and indent > self._indent:
            last = here.keys[-1]
            if len(last.value) < _LONGEST:
                here.keys[-1] = Key(last.name, f"{last.value}\n{stripped}".strip(), last.span)
            self._require(stripped, span)
            return
        self._indent = indent
        section = _SECTION.match(stripped)
        if section:
            self.sections.append(_Section(section[1].strip(), span))
            self._scope = ""
            return
        found = _KEY.match(stripped)
        name, value = (found[1], found[2]) if found else (stripped, "")
        here.keys.append(Key(name.lower(), value.strip(), span))
        self._scope = _scope(here.name, name)
        self._require(value, span)

    def _require(self, text: str, span: Span) -> None:
        row = requirement(text, self._scope, span) if self._scope and text.strip() else None
        if row is not None:
            self.requirements.append(row)


def _scope(section: str, key: str) -> str:
    if section == "options":
        return _DEPENDENCIES.get(key.strip(), "")
    return f"optional:{key.strip()}" if section == "options.extras_require" else ""
