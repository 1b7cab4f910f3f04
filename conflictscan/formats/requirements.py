"""`requirements.txt` and constraint files: one requirement a line (PEP 508, as pip reads them)."""

from __future__ import annotations

import re
from typing import Final

from conflictscan.facts.code import FileFacts, Requirement, Span
from conflictscan.formats.lines import Lines

_NAME: Final = re.compile(
    r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)"  # the distribution
    r"\s*(?:\[[^\]]*\])?\s*"  # extras
    r"(?=$|[(<>=!~;@#\\]|--)"  # what may follow
    r"\(?([^;#)\\]*)"
)
_OPTION: Final = re.compile(r"(?:^|\s)--.*")
_NORMAL: Final = re.compile(r"[-_.]+")
_EGG: Final = re.compile(r"#egg=([A-Za-z0-9._-]+)")


def normalised(name: str) -> str:
    """The name of a distribution as PEP 503 compares it: `Foo.Bar_baz` -> `foo-bar-baz`."""
    return _NORMAL.sub("-", name).lower()


def requirement(text: str, scope: str, span: Span) -> Requirement | None:
    """One requirement as PEP 508 writes it; None for what is none."""
    found = _NAME.match(text)
    if found is None:
        return None
    wanted = _OPTION.sub("", found[2])
    if wanted.startswith("@"):  # a place to take it from, no range
        wanted = ""
    return Requirement("pypi", normalised(found[1]), re.sub(r"\s+", "", wanted), scope, span)


def extract(source: bytes) -> FileFacts:
    """The requirements of one file; options (`-r`, `--hash`) are left out."""
    lines = Lines(source)
    found: list[Requirement] = []
    for number, text in enumerate(lines.texts()):
        stripped = text.strip()
        egg = _EGG.search(stripped)
        if egg and not stripped.startswith("#"):
            found.append(Requirement("pypi", normalised(egg[1]), "", "main", lines.span(number)))
        elif stripped and not stripped.startswith(("#", "-", "http:", "https:", "git+", ".", "/")):
            row = requirement(stripped, "main", lines.span(number))
            if row is not None:
                found.append(row)
    return FileFacts(language="requirements", requirements=tuple(found))
