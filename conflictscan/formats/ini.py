"""INI files as `configparser` reads them: sections of `key = value` or `key: value`, and continuation lines."""

from __future__ import annotations

import re
from typing import Final

from conflictscan.facts.code import FileFacts, Key, Mapping, Requirement, Span
from conflictscan.formats.lines import Lines
from conflictscan.formats.requirements import requirement

_SECTION: Final = re.compile(r"\[([^\]]*)\]")
_KEY: Final = re.compile(r"([^=:\s][^=:]*?)\s*[=:]\s*(.*)")
_DEPENDENCIES: Final = {"install_requires": "main", "setup_requires": "build", "tests_require": "test"}


def extract(source: bytes) -> FileFacts:
    """One mapping for each section heading, in order; a section may come twice."""
    lines = Lines(source)
    mappings: list[Mapping] = []
    requirements: list[Requirement] = []
    place, start, keys = "", lines.span(0), list[Key]()
    wanted = ""
    for number, text in enumerate(lines.texts()):
        stripped = text.strip()
        if not stripped or stripped.startswith(("#", ";")):
            continue
        section = _SECTION.match(text)
        if section:
            _add(mappings, place, keys, start)
            place, start, keys, wanted = section[1].strip(), lines.span(number), [], ""
            continue
        if text[:1].isspace() and keys:
            _continue(keys, stripped)
            _require(requirements, stripped, wanted, lines.span(number))
            continue
        found = _KEY.match(stripped)
        name, value = (found[1], found[2]) if found else (stripped, "")
        keys.append(Key(name.lower(), value.strip(), lines.span(number)))
        wanted = _scope(place, name)
        _require(requirements, value, wanted, lines.span(number))
    _add(mappings, place, keys, start)
    return FileFacts(language="ini", mappings=tuple(mappings), requirements=tuple(requirements))


def _add(mappings: list[Mapping], place: str, keys: list[Key], start: Span) -> None:
    if keys:
        mappings.append(Mapping(place=place, form="ini", keys=tuple(keys), span=start))


def _continue(keys: list[Key], text: str) -> None:
    last = keys[-1]
    keys[-1] = Key(last.name, f"{last.value}\n{text}".strip(), last.span)


def _scope(section: str, key: str) -> str:
    if section == "options":
        return _DEPENDENCIES.get(key.strip(), "")
    return f"optional:{key.strip()}" if section == "options.extras_require" else ""


def _require(found: list[Requirement], text: str, scope: str, span: Span) -> None:
    row = requirement(text, scope, span) if scope and text.strip() else None
    if row is not None:
        found.append(row)
