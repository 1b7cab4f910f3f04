"""`Gemfile` and `*.gemspec`: gems that stand there as literals; what their Ruby computes is not seen."""

from __future__ import annotations

import re
from typing import Final

from conflictscan.facts.code import FileFacts, Requirement
from conflictscan.formats.lines import Lines

_GEM: Final = re.compile(r"""\s*gem[ \t(]\s*["']([\w.\-]+)["'](.*)""")
_ADDED: Final = re.compile(
    r"""\s*\w+\.add_((?:runtime_|development_)?dependency)[ \t(]\s*["']([\w.\-]+)["'](.*)"""
)
_BLOCK: Final = re.compile(r"\s*(group|platforms?|source|install_if|path|git|if|unless|case)\b(.*)")
_OPENS: Final = re.compile(r"\bdo\b\s*(?:\|[^|]*\|\s*)?$")
_RANGES: Final = re.compile(r"""\s*,\s*\[?\s*["']([^"']*)["']""")
_REQUIRE: Final = re.compile(r"""(?:\brequire:|:require\s*=>)\s*["']([^"']+)["']""")
_GROUP: Final = re.compile(r"(?:\bgroups?:|:groups?\s*=>)\s*(\[[^\]]{0,500}\]|:\w+|[\"']\w+[\"'])")
_DEVELOPMENT: Final = frozenset({"development", "test", "ci", "doc", "docs", "lint", "rubocop"})


def extract(source: bytes) -> FileFacts:
    """The gems of one file. A gem that code requires by another name has it as its alias."""
    lines = Lines(source)
    found: list[Requirement] = []
    scopes = ["main"]
    for number, text in enumerate(lines.texts()):
        if text.lstrip().startswith("#"):
            continue
        span = lines.span(number, len(text) - len(text.lstrip()))
        if gem := _GEM.match(text):
            scope = _grouped(_GROUP.search(gem[2])) or scopes[-1]
            required = _REQUIRE.search(gem[2])
            found.append(
                Requirement("gems", gem[1], _range(gem[2]), scope, span, required[1] if required else "")
            )
        elif added := _ADDED.match(text):
            scope = "dev" if added[1].startswith("development") else "main"
            found.append(Requirement("gems", added[2], _range(added[3]), scope, span))
        elif block := _BLOCK.match(text):
            scopes += _opened(block, scopes[-1])
        elif re.fullmatch(r"\s*end\b.*", text) and len(scopes) > 1:
            scopes.pop()
        elif _OPENS.search(text):
            scopes.append(scopes[-1])
    return FileFacts(language="gemfile", requirements=tuple(found))


def _opened(block: re.Match[str], scope: str) -> list[str]:
    """The scope of a block that a line opens; none where the line opens none (`path "x"`)."""
    kind, rest = block[1], block[2]
    if kind in ("if", "unless", "case"):
        return ["optional"]
    if not _OPENS.search(rest):
        return []
    if kind == "group":
        return [_of_names(rest)]
    return ["optional" if kind in ("install_if", "platform", "platforms") else scope]


def _grouped(found: re.Match[str] | None) -> str:
    return _of_names(found[1]) if found else ""


def _of_names(text: str) -> str:
    names = set(re.findall(r"[:\"'](\w+)", text))
    if names <= _DEVELOPMENT:
        return "test" if names == {"test"} else "dev"
    return "main" if "default" in names or "production" in names else f"optional:{min(names)}"


def _range(text: str) -> str:
    """`"~> 1.2", ">= 1.2.3"` as `~> 1.2, >= 1.2.3`; what follows the versions is options."""
    found: list[str] = []
    while match := _RANGES.match(text):
        found.append(match[1])
        text = text[match.end() :]
    return ", ".join(found)
